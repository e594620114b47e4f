"""Clauses keep their identity, and every quotation is exact."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.api.provisions import related_provisions
from governance.comparison import parse
from governance.models import (
    Change,
    Provision,
    ProvisionChange,
    ProvisionRelation,
    ProvisionRevision,
    SeenBlock,
    Version,
)
from governance.record.archive_check import verify_archive
from governance.record.provision_wordings import InexactQuotation, exact_span
from governance.record.reclassification import reclassify
from governance.record.recorded import Recorded
from governance.record.versions import HistoryMoved, record_version
from tests.governance.conftest import FIRST_DAY, POLICY, clauses

A = "We keep your messages for thirty days after you delete them."
B = "You may not use the service to send unsolicited advertising to other people."
C = "We share your data with carriers that deliver your parcels to you."
D = "You may end this agreement at any time by closing your account."
ERROR_PAGE = "# Sorry\n\nThis page isn't available right now. Please try again later.\n"


@pytest.fixture
def document(make_document):
    return make_document()


@pytest.fixture
def record(document):
    """Store a text as the next version, a day after the last."""

    def run(text, **options):
        at = FIRST_DAY + timedelta(days=document.versions.count())
        data = text if isinstance(text, bytes) else text.encode()
        return record_version(Recorded(document=document, data=data, captured_at=at, **options), now=at)

    return run


def ids_by_text(version):
    return {version.text[placed.start : placed.end]: placed.provision_id for placed in version.placed}


def test_an_unchanged_clause_keeps_its_id_and_gets_no_second_revision(record):
    first, second = record(clauses(A, B, C)), record(clauses(A, B, C, D))
    assert ids_by_text(first).items() <= ids_by_text(second).items()
    assert ProvisionRevision.objects.filter(text=A).count() == 1


def test_an_edited_clause_keeps_its_id_and_gets_a_revision(record):
    edited = A.replace("thirty", "ninety")
    first, second = record(clauses(A, B, C)), record(clauses(edited, B, C))
    assert ids_by_text(first)[A] == ids_by_text(second)[edited]
    provision = Provision.objects.get(pk=ids_by_text(first)[A])
    assert [revision.text for revision in provision.revisions.order_by("id")] == [A, edited]
    assert provision.current_revision.text == edited


def test_a_clause_that_returns_takes_its_old_id_and_its_old_revision(record):
    first = record(clauses(A, B, C))
    gone = record(clauses(A, C))
    provision = Provision.objects.get(pk=ids_by_text(first)[B])
    assert provision.removed_in == gone
    back = record(clauses(A, B, C, D))
    provision.refresh_from_db()
    assert ids_by_text(back)[B] == provision.pk
    assert provision.removed_in is None
    assert provision.revisions.count() == 1
    assert B in Provision.objects.in_force().values_list("current_revision__text", flat=True)


def test_a_split_and_a_merge_are_recorded_and_the_larger_part_keeps_the_id(record):
    first, second = record(clauses(f"{A} {B}", C)), record(clauses(A, B, C))
    whole, (longer, shorter) = ids_by_text(first)[f"{A} {B}"], (ids_by_text(second)[B], ids_by_text(second)[A])
    assert longer == whole
    assert shorter != whole
    (split,) = ProvisionRelation.objects.all()
    assert (split.kind, split.provision_id, split.other_id, split.version) == ("split", whole, shorter, second)
    third = record(clauses(f"{A} {B}", C, D))
    assert ids_by_text(third)[f"{A} {B}"] == whole
    merge = ProvisionRelation.objects.get(version=third)
    assert (merge.kind, merge.provision_id, merge.other_id) == ("merge", whole, shorter)
    assert Provision.objects.get(pk=shorter).removed_in == third
    assert not Change.objects.get(to_version=second).provision_changes.exists()


def test_judging_a_history_again_finds_the_same_relations(record, document):
    record(clauses(f"{A} {B}", C))
    second = record(clauses(A, B, C))
    found = list(ProvisionRelation.objects.values_list("kind", "provision", "other", "version"))
    assert found
    assert reclassify(document=document) == []
    assert list(ProvisionRelation.objects.values_list("kind", "provision", "other", "version")) == found
    assert verify_archive().failures == []
    assert [row["relation"] for row in related_provisions(Provision.objects.get(pk=ids_by_text(second)[A]))] == [
        "split_from"
    ]


def test_a_page_captured_twice_has_each_provision_once(record):
    rules = [f"Clause number {word} says something of its own about {word}." for word in WORDS]
    once, twice = record(clauses(*rules)), record(clauses(*rules, *rules))
    assert ids_by_text(once) == ids_by_text(twice)
    assert verify_archive().failures == []


def test_a_document_that_alternates_breeds_no_ids(record):
    texts = [clauses(A, B, C), clauses(A, C, D)]
    for number in range(8):
        record(texts[number % 2])
    assert Provision.objects.exclude(current_revision__text__startswith="#").count() == 5
    assert set(Change.objects.order_by("id").values_list("label", flat=True)[1:]) == {"flapping"}


def test_the_outline_gives_every_clause_in_every_version(record):
    for text in (
        POLICY,
        POLICY.replace("thirty", "ninety"),
        POLICY.upper(),
        "\u2028odd\r\n\r\n" + POLICY + "ÄÖ \U0001f600 clause of words",
    ):
        version = record(text)
        parsed = parse(version.text)
        expected = [(block.start, block.end) for block in parsed.blocks if block.is_provision]
        assert set(expected) <= {(placed.start, placed.end) for placed in version.placed}
        assert len({placed.provision_id for placed in version.placed}) == len(version.placed)


def test_every_quotation_is_an_exact_substring(record):
    record(clauses(A, B, C))
    record(clauses(A.replace("thirty", "ninety"), C, D))
    change = Change.objects.get()
    assert change.label == "substantive"
    rows = {row.kind: row for row in ProvisionChange.objects.filter(change=change)}
    before, after = change.from_version.text, change.to_version.text
    assert before[rows["modified"].before_start : rows["modified"].before_end] == A
    assert after[rows["modified"].after_start : rows["modified"].after_end] == A.replace("thirty", "ninety")
    assert change.added_count + change.removed_count + change.modified_count == len(rows)


def test_a_quotation_that_is_not_in_the_text_is_never_stored(record, monkeypatch):
    record(clauses(A, B, C))
    from dataclasses import replace

    import governance.record.versions as service

    def shifted(data):
        parsed = parse(data.decode())
        blocks = tuple(replace(block, end=block.end + 10_000) for block in parsed.blocks)
        return replace(parsed, blocks=blocks)

    monkeypatch.setattr(service, "parsed_text", shifted)
    with pytest.raises(InexactQuotation):
        record(clauses(A, D, C))
    assert Version.objects.count() == 1
    assert not Change.objects.exists()


def test_a_block_with_outer_blanks_is_refused():
    from dataclasses import replace

    parsed = parse(clauses(A, B))
    with pytest.raises(InexactQuotation):
        exact_span(parsed, replace(parsed.blocks[-1], start=parsed.blocks[-1].start - 1))


def test_an_error_page_is_kept_and_is_not_what_the_next_version_is_compared_with(record):
    text = clauses(A, B, C, *[f"Clause number {word} says something of its own about {word}." for word in WORDS])
    first = record(text)
    stub = record(ERROR_PAGE)
    assert not stub.is_good
    assert stub.placed == []
    assert Provision.objects.in_force().count() == len(first.placed)
    third = record(text.replace("thirty", "ninety"))
    change = Change.objects.get(to_version=third)
    assert change.against_last_good
    assert change.from_version == first
    assert (change.label, change.modified_count, change.added_count) == ("substantive", 1, 0)
    failed = Change.objects.get(to_version=stub)
    assert (failed.label, failed.is_alertable, failed.removed_count) == ("extraction", False, 0)


def test_a_technical_version_is_never_alertable(record):
    record(clauses(A, B, C))
    version = record(clauses(A, C, D), kind="technical")
    assert version.is_technical
    assert not Change.objects.get().is_alertable


def test_the_same_bytes_again_are_no_version_but_a_verification(record, document):
    record(POLICY)
    later = datetime(2026, 5, 1, tzinfo=UTC)
    assert record_version(Recorded(document=document, data=POLICY.encode(), captured_at=later), now=later) is None
    document.refresh_from_db()
    assert document.versions.count() == 1
    assert document.last_verified_at == later


@pytest.mark.parametrize("length", [5, 500])
def test_the_same_bytes_again_cost_the_same_few_statements_whatever_the_text(
    record, document, django_assert_num_queries, length
):
    text = "# Terms\n\n" + "\n\n".join(f"You must not send message {n} to more than {n} people." for n in range(length))
    record(text)
    with django_assert_num_queries(6):  # one is of the fixture
        assert record(text) is None


def test_the_same_bytes_of_an_older_state_are_no_verification(record, document):
    record(POLICY)
    stale = type(document).objects.get(pk=document.pk)
    record(clauses(A, B))
    with pytest.raises(HistoryMoved):
        record_version(Recorded(document=stale, data=POLICY.encode(), captured_at=FIRST_DAY), now=FIRST_DAY)


def test_one_commit_is_one_version(record, document):
    assert record(POLICY, source_commit="a" * 40)
    assert record(clauses(A), source_commit="b" * 40)
    assert record(clauses(B), source_commit="a" * 40) is None


def test_a_writer_who_read_an_older_state_is_told(record, document):
    record(POLICY)
    stale = type(document).objects.get(pk=document.pk)
    record(clauses(A, B))
    with pytest.raises(HistoryMoved):
        record_version(Recorded(document=stale, data=b"other", captured_at=FIRST_DAY), now=FIRST_DAY)


def test_a_writer_who_read_it_before_it_became_a_collections_is_told(document, collection):
    stale = type(document).objects.get(pk=document.pk)
    type(document).objects.update(collection=collection)
    with pytest.raises(HistoryMoved):
        record_version(Recorded(document=stale, data=POLICY.encode(), captured_at=FIRST_DAY), now=FIRST_DAY)


def test_what_was_seen_is_remembered_once(record):
    record(clauses(A, B))
    count = SeenBlock.objects.count()
    record(clauses(B, A))
    assert SeenBlock.objects.count() == count


def test_an_announced_effective_date_is_an_event(record):
    record(clauses(A, B))
    record(clauses(A, B, "These changes will take effect on 1 March 2027 for everybody who uses the service."))
    change = Change.objects.get()
    assert change.effective_date.isoformat() == "2027-03-01"
    assert set(change.events.values_list("kind", flat=True)) == {
        "policy_change",
        "provision_update",
        "effective_date_announced",
    }


def test_the_number_of_statements_does_not_grow_with_the_document(record, django_assert_max_num_queries):
    record(clauses(*[f"Clause number {number} says something about the number {number}." for number in range(400)]))
    with django_assert_max_num_queries(44):
        record(clauses(*[f"Clause number {number} says a thing about the number {number}." for number in range(400)]))


WORDS = (
    "apples",
    "bread",
    "cheese",
    "dates",
    "eggs",
    "figs",
    "grapes",
    "honey",
    "jam",
    "kale",
    "lemons",
    "mint",
    "nuts",
)
