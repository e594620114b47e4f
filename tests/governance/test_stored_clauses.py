"""Clauses of versions as the record holds them, which no request cuts anew."""

import pytest

from governance.analysed_texts import text_of_change, texts_of_changes
from governance.models import Change
from governance.record.parsing import parsed_version
from governance.stored_clauses import stored_clauses

TERMS = b"""# Terms of Service

These terms take effect on 1 June 2026.

## %s

We keep owl logs for 30 days after you close your account.

We may share owl logs with our feather partners.
"""
RENAMED = (TERMS % b"Retention", TERMS % b"Storage", (TERMS % b"Storage").replace(b"30 days", b"90 days"))


def clauses_of(version):
    return stored_clauses([version], {version.pk: version.text})[version.pk]


def test_the_clauses_are_those_that_were_cut(make_history):
    for version in make_history(texts=RENAMED):
        blocks = [block for block in parsed_version(version).blocks if block.is_provision]
        found = clauses_of(version)
        assert [(one.start, one.end, one.visible) for one in found] == [(b.start, b.end, b.visible) for b in blocks]
        assert [one.heading_path for one in found] == [block.heading_path for block in blocks]
        assert all(one.words == version.text[one.start : one.end] for one in found)


def test_a_heading_that_a_change_quotes_is_no_clause(make_history):
    first, second, _ = make_history(texts=RENAMED)
    quoted = {version.text[place.start : place.end] for version in (first, second) for place in version.placed}
    assert "## Storage" in quoted
    assert not any("Storage" in one.words or "Retention" in one.words for one in clauses_of(second))


@pytest.mark.parametrize("number", [b"", b"1. "])
def test_a_heading_without_a_mark_is_known_by_what_stands_under_it(make_history, number):
    text = b"# Data Addendum\n\n**" + number + b"%s**\n\nWe delete owl logs when the contract ends.\n"
    first, second = make_history(texts=(text % b"Duties of the owl", text % b"Duties of the keeper"))
    assert any("Duties" in second.text[place.start : place.end] for place in second.placed)
    assert [one.words for one in clauses_of(second)] == ["We delete owl logs when the contract ends."]
    assert clauses_of(first)[0].heading_path[-1] == "Duties of the owl"


def test_the_clauses_of_an_older_version_stay_what_they_were(make_history):
    versions = make_history(texts=RENAMED)
    assert [one.heading_path[-1] for one in clauses_of(versions[0])][1:] == ["Retention"] * 2
    assert [one.heading_path[-1] for one in clauses_of(versions[2])][1:] == ["Storage"] * 2


def test_only_clauses_that_end_by_a_character_are_read(make_history):
    version = make_history(texts=RENAMED)[0]
    first, *_ = clauses_of(version)
    assert stored_clauses([version], {version.pk: version.text}, until=first.end) == {version.pk: [first]}


def test_many_versions_cost_as_many_queries_as_one(make_history, django_assert_num_queries):
    versions = [*make_history(texts=RENAMED), *make_history()]
    texts = {version.pk: version.text for version in versions}
    for some in (versions[:1], versions):
        with django_assert_num_queries(1):
            assert len(stored_clauses(some, texts)) == len(some)


def test_changes_are_read_in_three_queries_with_the_day_of_effect(make_history, django_assert_num_queries):
    make_history(texts=RENAMED)
    make_history()
    changes = list(Change.objects.select_related("platform", "document__platform").order_by("pk"))
    with django_assert_num_queries(3):
        found = texts_of_changes(changes, {})
    effects = [one.effect.quotation.text if one.effect else "" for one in found.values()]
    assert "These terms take effect on 1 June 2026." in effects
    for change in changes:
        with django_assert_num_queries(3):
            alone = text_of_change(change, {})
        assert (alone.effect, alone.changes) == (found[change.pk].effect, found[change.pk].changes)
