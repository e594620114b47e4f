"""Comparing again keeps what is held, and finds what an older comparison did not hold."""

from dataclasses import replace

from governance.comparison import compare, parse
from governance.models import Change
from governance.record import judged_versions
from governance.record.archive_check import verify_archive
from governance.record.reclassification import reclassify
from tests.governance.confirmation.outcomes import due, news, seen_on, state_of
from tests.governance.confirmation.texts import EDITED, PAGE, REST, WHOLE, WITHOUT_PAGE
from tests.governance.conftest import clauses


def test_a_clause_removed_beside_a_missing_page_is_known_to_be_gone_when_the_page_is_back(record, monkeypatch):
    told = []
    monkeypatch.setattr(judged_versions, "compare", lambda *given: (told.append(given[2]), compare(*given))[1])
    record(WHOLE, 0)
    record(WITHOUT_PAGE, 1)
    record(WITHOUT_PAGE.replace(REST[1], ""), 1.25)
    record(WHOLE.replace(REST[1], ""), 1.4)
    (gone,) = parse(REST[1]).blocks
    assert told[-1].is_before_held
    assert gone.line_digest in told[-1].lines_once_gone


def test_comparing_again_leaves_what_awaits_publication_waiting(record, document):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    reclassify(document=document)
    assert (state_of(held), news()) == ("held", [])
    seen_on(3)
    assert due(4) == 1


def test_comparing_again_finds_what_an_older_comparison_did_not_hold(record, document, monkeypatch):
    another_cut = clauses(*REST, *PAGE[:2])

    def holds_nothing(*given):
        return replace(compare(*given), hold_hours=0)

    with monkeypatch.context() as patch:
        patch.setattr(judged_versions, "compare", holds_nothing)
        record(WHOLE, 0)
        gone = record(WITHOUT_PAGE, 1)
        record(WHOLE, 2)
        gone_again = record(another_cut, 20)
        record(another_cut.replace(REST[0], EDITED), 40)
    published = dict(Change.objects.values_list("pk", "published_at"))
    assert reclassify(document=document)
    assert (state_of(gone), state_of(gone_again)) == ("withdrawn", "confirmed")
    assert dict(Change.objects.values_list("pk", "published_at")) == published
    assert reclassify(document=document) == []
    assert verify_archive().failures == []
