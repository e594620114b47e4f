"""What is remembered of a document: what its lines did, what an older normaliser made, how long a text stood."""

from dataclasses import replace
from datetime import timedelta
from textwrap import wrap

import pytest

from governance.comparison import NORMALISER_VERSION, compare, parse
from governance.comparison.text import lines
from governance.models import Change, Document, Provision, SeenBlock, Version
from governance.record import judged_versions
from governance.record.archive_check import verify_archive
from governance.record.past import load_past
from governance.record.reclassification import reclassify
from governance.record.recorded import Recorded
from governance.record.renormalisation import renormalise, renormalise_due
from governance.record.versions import record_version
from tests.governance.conftest import FIRST_DAY, clauses

A = "We keep your messages for thirty days after you delete them."
B = "You may not use the service to send unsolicited advertising to other people."
C = "We share your data with carriers that deliver your parcels to you."
ERROR_PAGE = "# Sorry\n\nThis page isn't available right now. Please try again later.\n"


@pytest.fixture
def document(make_document):
    return make_document()


@pytest.fixture
def record(document):
    def run(text, day, **options):
        at = FIRST_DAY + timedelta(days=day)
        document.refresh_from_db()
        return record_version(Recorded(document=document, data=text.encode(), captured_at=at, **options), now=at)

    return run


@pytest.fixture
def contexts(monkeypatch):
    """What the comparison was told, newest last."""
    told = []

    def compared(before, after, context):
        told.append(context)
        return compare(before, after, context)

    monkeypatch.setattr(judged_versions, "compare", compared)
    return told


def line_of(text):
    (block,) = parse(text).blocks
    return block.line_digest


def memory_of(text):
    row = SeenBlock.objects.get(digest=line_of(text))
    return row.gone_count, row.returned_at


def test_a_line_is_remembered_with_how_often_it_went_and_when_it_came_back(record):
    for day, text in enumerate([clauses(A, B), clauses(A), clauses(A, B), clauses(A), clauses(A, B)]):
        record(text, day)
    assert memory_of(B) == (2, FIRST_DAY + timedelta(days=4))
    assert memory_of(A) == (0, None)
    assert verify_archive().failures == []


def test_an_error_page_takes_no_line_away(record):
    for day, text in enumerate([clauses(A, B), ERROR_PAGE, clauses(A, B, C)]):
        record(text, day)
    assert memory_of(B) == (0, None)


def test_a_line_that_came_back_is_unsettled_for_a_week(record, contexts):
    for day, text in enumerate([clauses(A, B), clauses(A), clauses(A, B)]):
        record(text, day)
    assert not contexts[-1].lines_once_gone
    record(clauses(A, B, C), 8.9)
    assert set(contexts[-1].lines_once_gone) == {line_of(B)}
    record(clauses(A, C), 9)
    assert not contexts[-1].lines_once_gone


def test_a_text_has_stood_since_its_words_came_whatever_its_markup_did(record, contexts):
    record(clauses(A, B), 0)
    record(clauses(A, C), 1)
    record(clauses(A, f"**{C}**"), 3)
    record(ERROR_PAGE, 4)
    record(clauses(A, B), 6)
    assert [context.before_stood_hours for context in contexts[1:]] == [24, 48, 72, 120]


def test_dated_texts_are_remembered(record, contexts):
    first = record(clauses(A, B), 0)
    record(clauses(A, B).replace("1 January", "2 January"), 1)
    record(clauses(A, C), 2)
    assert first.dated_digest in contexts[-1].earlier_dated_digests


@pytest.fixture
def outdated(record, document):
    """An archive that an older normaliser made: other digests, other lines, other digests of provisions."""
    for day, text in enumerate([clauses(A, B), clauses(A), clauses(A, B, C)]):
        record(text, day)
    before = snapshot()
    Version.objects.update(normal_digest="0" * 64, dated_digest="", normaliser_version=NORMALISER_VERSION - 1)
    SeenBlock.objects.update(gone_count=0, returned_at=None)
    SeenBlock.objects.filter(digest=line_of(A)).update(digest="0" * 12)
    Provision.objects.update(digest="0" * 12)
    return before


def snapshot():
    return (
        list(Version.objects.order_by("pk").values("normal_digest", "dated_digest", "normaliser_version")),
        list(SeenBlock.objects.order_by("digest").values_list("digest", "gone_count", "returned_at")),
        list(Provision.objects.order_by("pk").values_list("pk", "digest")),
        list(Change.objects.order_by("pk").values()),
    )


def test_what_an_older_normaliser_made_is_made_again_from_the_bytes(outdated, document):
    assert renormalise_due(FIRST_DAY) == {"documents": 1}
    assert snapshot() == outdated
    assert renormalise_due(FIRST_DAY) == {"documents": 0}
    assert not renormalise(document)
    assert verify_archive().failures == []


def test_the_next_version_is_compared_with_digests_made_anew(outdated, record):
    returned = record(clauses(A), 3)
    assert Change.objects.get(to_version=returned).rule == "returned_text"
    assert not Version.objects.exclude(normaliser_version=NORMALISER_VERSION).exists()
    assert verify_archive().failures == []


def test_comparing_again_makes_them_anew_too_and_drops_lines_of_no_version(outdated, document):
    SeenBlock.objects.create(document=document, digest="f" * 12)
    reclassify(document=document)
    assert snapshot() == outdated
    assert verify_archive().failures == []


def test_a_wrong_memory_is_found(record, document):
    record(clauses(A, B), 0)
    for damage in (
        lambda: SeenBlock.objects.create(document=document, digest="f" * 12),
        lambda: SeenBlock.objects.filter(digest=line_of(A)).delete(),
        lambda: SeenBlock.objects.update(gone_count=4),
        lambda: Version.objects.update(dated_digest="1" * 64),
    ):
        damage()
        assert verify_archive().failure_count
        reclassify(document=document)
        assert verify_archive().failures == []


def test_provisions_keep_their_ids_where_an_older_segmentation_cut_them_otherwise(record, document):
    first = record(clauses(A, B), 0)
    ids = {provision.current_revision.text: provision.pk for provision in Provision.objects.all()}
    for version in Version.objects.all():
        placed = [type(p)(p.provision_id, p.start, p.end - 3) for p in version.placed]
        Version.objects.filter(pk=version.pk).update(outline=Version.pack_outline(placed), normaliser_version=0)
    for revision in first.revisions.all():
        revision.end, revision.text = revision.end - 3, revision.text[:-3]
        revision.save()
    record(clauses(A, B, C), 1)
    now = {provision.current_revision.text: provision.pk for provision in Provision.objects.in_force()}
    assert ids.items() <= now.items()
    assert Document.objects.get(pk=document.pk).rewrite_count == 1
    assert verify_archive().failures == []


def test_a_broken_text_stored_line_by_line_is_followed_on_as_paragraphs(record, document, monkeypatch):
    rules = [
        f"Members of hall {word} keep their {word} tickets for as long as they need them and for no more than {days}"
        f" days after they have left the hall or have asked the owner in writing to give up the place they have there."
        for days, word in enumerate(("red", "blue", "green", "white", "black", "brown"), 30)
    ]
    broken = "\n\n\n\n".join("\n\n".join(wrap(rule, 80)) for rule in rules) + "\n"
    with monkeypatch.context() as older:
        older.setattr(lines, "unwrapped", lambda text, pieces: list(pieces))
        record(broken, 0)
        assert Provision.objects.count() > len(rules)
        ids = {provision.pk for provision in Provision.objects.in_force()}
    Version.objects.update(normaliser_version=NORMALISER_VERSION - 1)
    later = record(broken.replace("red tickets", "red cards"), 1)
    assert Change.objects.get(to_version=later).modified_count == 1
    now = Provision.objects.in_force()
    assert len(now) == len(rules)
    assert {provision.pk for provision in now} <= ids
    assert verify_archive().failures == []
    assert reclassify(document=document) == []


def test_a_past_stays_as_it_was_when_a_version_follows(record, document):
    for day, text in enumerate((clauses(A, B), clauses(A, C))):
        record(text, day)
    document.refresh_from_db()
    past = load_past(document)
    before = replace(past, is_good=dict(past.is_good))
    gone = dict(past.lines.gone_counts)
    target = replace(past.current, parsed=parse(clauses(A, B)))
    following, steps = past.followed_by(target, [])
    assert (past, dict(past.lines.gone_counts)) == (before, gone)
    assert (following.current, len(following.digests)) == (target, 3)
    assert (steps.back, following.lines.gone_counts[line_of(C)]) == ({line_of(B)}, 1)
