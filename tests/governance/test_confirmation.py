"""Changes that are held until their text has stood: told once it has, never before, never twice."""

import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection

from alerts.models import Alert
from alerts.owed.fan_out import fan_out_due
from alerts.watching import watchlists
from governance.comparison import compare, parse
from governance.models import Change, Document, Provision, ProvisionChange
from governance.record import confirm, judging, versions
from governance.record.archive_check import verify_archive
from governance.record.confirm import confirm_due
from governance.record.reclassification import reclassify
from governance.record.recorded import Recorded
from governance.record.versions import mark_collection_verified, record_version
from tests.governance.conftest import FIRST_DAY, clauses

DAY = timedelta(days=1)
THINGS = ("apples", "bread", "cheese", "dates", "eggs", "figs", "grapes", "honey")
HALLS = ("red", "blue", "green", "white", "black", "brown", "grey", "golden", "silver", "amber", "ivory", "violet")
PAGE = [
    f"Members of group {word} keep their {word} and give {word} back within {number} days."
    for number, word in enumerate(THINGS, 10)
]
REST = [
    f"Visitors of the {word} hall leave their {word} ticket at the door for {number} hours."
    for number, word in enumerate(HALLS, 20)
]
WHOLE, WITHOUT_PAGE = clauses(*REST, *PAGE), clauses(*REST)
EDITED = "Visitors of the red hall leave their red ticket at the gate for 90 hours."
EDITED_WITHOUT_PAGE = WITHOUT_PAGE.replace(REST[0], EDITED)
ERROR_PAGE = "# Sorry\n\nThis page isn't available right now. Please try again later.\n"
HOURS = {"cut_off": 48, "source_page": 48, "other_language": 48, "returned_text": 168}


@pytest.fixture(autouse=True)
def _holding(monkeypatch):
    """Holds by rule, whatever the comparison itself asks to hold: these tests are about what is done with it."""

    def judged(before, after, context):
        found = replace(compare(before, after, context), hold_hours=0)
        hours = HOURS.get(found.rule, 0)
        if found.rule == "returned_text" and (context.before_stood_hours or 0) < hours:
            hours = 0
        if hours and context.is_confirmed:
            rule = "rolled_back" if found.rule == "returned_text" else "stood"
            return replace(found, label="substantive", rule=rule, is_alertable=True)
        return replace(found, hold_hours=hours)

    monkeypatch.setattr(judging, "compare", judged)


@pytest.fixture
def document(make_document):
    return make_document()


@pytest.fixture
def record(document):
    """Store a text as it was captured so many days after the first; news unless told."""

    def run(text, day, *, is_news=True, document=document, **options):
        at = FIRST_DAY + day * DAY
        document.refresh_from_db()
        return record_version(
            Recorded(
                document=document, data=text.encode(), captured_at=at, published_at=at if is_news else None, **options
            ),
            now=at,
        )

    return run


def change_to(version):
    return Change.objects.get(to_version=version)


def state_of(version):
    change = change_to(version)
    if change.held_until is None:
        return "never held"
    return "confirmed" if change.confirmed_at else "withdrawn" if change.withdrawn_at else "held"


def news():
    """What is published for subscribers to be alerted of, in order."""
    return [change.to_version.sequence for change in Change.objects.alertable().order_by("published_at", "pk")]


def in_force():
    return set(Provision.objects.in_force().values_list("current_revision__text", flat=True))


def seen_on(day):
    """The document was seen to stand as it is."""
    Document.objects.update(last_verified_at=FIRST_DAY + day * DAY)


def due(day):
    return confirm_due(FIRST_DAY + day * DAY)["confirmed"]


@pytest.fixture
def holds(document):
    """Afterwards: the archive is what it says, and comparing again changes nothing."""
    yield
    assert verify_archive().failures == []
    before = list(Change.objects.order_by("pk").values()), list(Provision.objects.order_by("pk").values())
    assert reclassify(document=document) == []
    assert (list(Change.objects.order_by("pk").values()), list(Provision.objects.order_by("pk").values())) == before
    assert verify_archive().failures == []


def test_a_held_change_is_no_news_and_takes_nothing_out_of_force(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    change = change_to(held)
    assert (change.held_until, change.published_at, change.awaits_publication) == (FIRST_DAY + 3 * DAY, None, True)
    assert (state_of(held), held.is_good, news()) == ("held", False, [])
    assert set(PAGE) <= in_force()


def test_the_clock_alone_confirms_nothing(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    assert due(100) == 0
    assert state_of(held) == "held"


def test_a_text_seen_to_stand_is_confirmed_and_published_once(record, document, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    assert record(WITHOUT_PAGE, 2.5) is None
    assert due(4) == 0
    seen_on(3)
    assert due(2.9) == 0
    assert due(4) == 1
    change = change_to(held)
    assert (change.confirmed_at, change.published_at) == (FIRST_DAY + 3 * DAY, FIRST_DAY + 4 * DAY)
    assert (change.label, change.is_alertable, change.removed_count) == ("substantive", True, len(PAGE))
    assert set(change.events.values_list("kind", flat=True)) == {"policy_change"}
    assert not set(PAGE) & in_force()
    held.refresh_from_db()
    assert held.is_good
    assert due(5) == 0
    assert change_to(held).published_at == FIRST_DAY + 4 * DAY


def test_a_page_that_is_back_withdraws_the_change(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    back = record(WHOLE, 2)
    change = change_to(held)
    assert (state_of(held), change.withdrawn_at, change.awaits_publication) == (
        "withdrawn",
        FIRST_DAY + 2 * DAY,
        False,
    )
    assert (change_to(back).is_alertable, change_to(back).added_count) == (False, 0)
    assert record(WHOLE, 9) is None
    assert due(10) == 0
    assert (news(), set(PAGE) <= in_force()) == ([], True)


def test_an_edit_beside_a_missing_page_is_told_at_once_and_alone(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    edit = record(EDITED_WITHOUT_PAGE, 2)
    assert (state_of(held), news()) == ("held", [3])
    told = change_to(edit)
    assert (told.modified_count, told.added_count, told.removed_count) == (1, 0, 0)
    assert set(PAGE) | {EDITED} <= in_force()
    rows = list(ProvisionChange.objects.filter(change=told).values())
    # A third version past the hold confirms it; the edit is not told again.
    later = record(EDITED_WITHOUT_PAGE.replace(REST[1], ""), 4)
    assert (state_of(held), news()) == ("confirmed", [3, 2, 4])
    assert (change_to(held).modified_count, change_to(held).removed_count) == (0, len(PAGE))
    assert [{**row, "id": 0} for row in ProvisionChange.objects.filter(change=told).values()] == [
        {**row, "id": 0} for row in rows
    ]
    assert change_to(edit).published_at == FIRST_DAY + 2 * DAY
    assert change_to(later).removed_count == 1
    assert not set(PAGE) & in_force()


def test_an_edit_told_beside_a_missing_page_is_not_told_again_when_the_page_is_back(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    record(EDITED_WITHOUT_PAGE, 2)
    record(WHOLE.replace(REST[0], EDITED), 2.5)
    assert (state_of(held), news()) == ("withdrawn", [3])
    assert set(PAGE) | {EDITED} <= in_force()


def test_an_edit_that_comes_with_the_page_is_told_without_the_page(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    back = change_to(record(WHOLE.replace(REST[0], EDITED), 2))
    assert (state_of(held), news()) == ("withdrawn", [3])
    assert (back.modified_count, back.added_count, back.against_last_good) == (1, 0, True)


def test_an_error_page_neither_confirms_nor_withdraws(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    record(ERROR_PAGE, 4)
    assert due(5) == 0
    assert state_of(held) == "held"
    edit = change_to(record(EDITED_WITHOUT_PAGE, 6))
    assert (state_of(held), edit.modified_count, edit.removed_count) == ("confirmed", 1, 0)


def test_a_collection_that_ran_on_shows_that_the_text_stood(record, make_document, collection, document, holds):
    Document.objects.filter(pk=document.pk).update(collection=collection)
    record(WHOLE, 0, collection=collection)
    held = record(WITHOUT_PAGE, 1, collection=collection)
    record(WHOLE, 5, document=make_document(), collection=collection)
    assert due(9) == 0
    back = record(WHOLE, 8, collection=collection)
    assert (state_of(held), change_to(held).confirmed_at) == ("confirmed", FIRST_DAY + 5 * DAY)
    assert change_to(back).from_version == held


def test_a_collection_that_saw_an_error_page_does_not_show_that_the_text_stood(
    record, make_document, collection, document, holds
):
    Document.objects.filter(pk=document.pk).update(collection=collection)
    record(WHOLE, 0, collection=collection)
    held = record(WITHOUT_PAGE, 1, collection=collection)
    record(ERROR_PAGE, 2, collection=collection)
    record(WHOLE, 5, document=make_document(), collection=collection)
    record(WHOLE, 8, collection=collection)
    assert (state_of(held), news()) == ("withdrawn", [])


def test_a_clause_that_an_edit_took_beside_a_missing_page_is_known_to_have_gone(record, monkeypatch):
    told, judged = [], judging.compare
    monkeypatch.setattr(judging, "compare", lambda *given: (told.append(given[2]), judged(*given))[1])
    record(WHOLE, 0)
    record(WITHOUT_PAGE, 1)
    record(WITHOUT_PAGE.replace(REST[1], ""), 2)
    record(WHOLE.replace(REST[1], ""), 2.5)
    (gone,) = parse(REST[1]).blocks
    assert told[-1].is_before_held
    assert gone.line_digest in told[-1].lines_once_gone


def test_a_document_without_a_newer_version_stood_until_its_collection_ran_last(record, collection, document, holds):
    Document.objects.filter(pk=document.pk).update(collection=collection)
    record(WHOLE, 0, collection=collection)
    held = record(WITHOUT_PAGE, 1, collection=collection)
    mark_collection_verified(collection=collection, at=FIRST_DAY + 2 * DAY, now=FIRST_DAY + 2 * DAY)
    assert due(9) == 0
    mark_collection_verified(collection=collection, at=FIRST_DAY + 3 * DAY, now=FIRST_DAY + 3 * DAY)
    assert due(9) == 1
    assert state_of(held) == "confirmed"


def test_history_is_confirmed_in_silence(record, holds):
    record(WHOLE, 0, is_news=False)
    held = record(WITHOUT_PAGE, 1, is_news=False)
    record(EDITED_WITHOUT_PAGE, 9, is_news=False)
    assert (state_of(held), change_to(held).label) == ("confirmed", "substantive")
    assert not Change.objects.published().exists()


def test_a_text_that_alternates_alerts_nobody(record, holds):
    for day, text in enumerate([WHOLE, WHOLE.replace(REST[0], EDITED)] * 4):
        record(text, 10 * day)
    first, *rest = Change.objects.order_by("pk")
    assert first.is_alertable  # it had not been seen before
    assert [change.label for change in rest][:1] == ["flapping"] or news() == [2]


def test_a_return_that_stands_a_week_is_a_roll_back(record, holds):
    other = WHOLE.replace(REST[0], EDITED)
    record(WHOLE, 0)
    record(other, 10)
    back = record(WHOLE, 20)
    assert (state_of(back), back.is_good, news()) == ("held", True, [2])
    assert REST[0] in in_force()
    assert record(WHOLE, 26) is None
    assert due(26) == 0
    assert record(WHOLE, 27) is None  # the same bytes again are evidence enough
    assert (change_to(back).rule, news()) == ("rolled_back", [2, 3])


def test_a_return_that_does_not_last_is_withdrawn_and_nobody_is_told(record, holds):
    other = WHOLE.replace(REST[0], EDITED)
    record(WHOLE, 0)
    record(other, 10)
    back = record(WHOLE, 20)
    again = record(other, 21)
    assert (state_of(back), change_to(again).label, news()) == ("withdrawn", "flapping", [2])


def test_an_edit_beside_a_return_that_did_not_last_is_told_alone(record, holds):
    other = WHOLE.replace(REST[0], EDITED)
    record(WHOLE, 0)
    record(other, 10)
    back = record(WHOLE, 20)
    edit = change_to(record(other.replace(REST[1], "Dogs are welcome in every hall on Sundays."), 21))
    assert (state_of(back), news()) == ("withdrawn", [2, 4])
    assert (edit.added_count, edit.removed_count, edit.modified_count) in ((1, 1, 0), (0, 0, 1))


def test_a_second_change_held_on_top_of_a_first_is_confirmed_for_itself(record, holds):
    both = clauses(*REST, *PAGE, *[line.replace("Members", "Friends").replace("give", "bring") for line in PAGE])
    record(both, 0)
    first = record(WHOLE, 1)
    second = record(WITHOUT_PAGE, 2)
    assert (state_of(first), state_of(second)) == ("held", "held")
    record(EDITED_WITHOUT_PAGE, 3)
    assert (state_of(first), state_of(second), news()) == ("confirmed", "held", [2, 4])
    record(EDITED_WITHOUT_PAGE + "\nA last word about the weather is said here.\n", 4)
    assert (state_of(second), news()) == ("confirmed", [2, 4, 3, 5])
    assert not set(PAGE) & in_force()


@pytest.mark.parametrize("name", ["mark_confirmed", "replay_from"])
def test_a_confirmation_that_dies_between_two_lines_is_made_whole_by_the_next(record, monkeypatch, name, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    seen_on(3)
    done = getattr(confirm, name)

    def dies(*args, **options):
        done(*args, **options)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(confirm, name, dies)
        with pytest.raises(KeyboardInterrupt):
            due(4)
    assert (state_of(held), news(), set(PAGE) <= in_force()) == ("held", [], True)
    assert due(5) == 1
    assert change_to(held).published_at == FIRST_DAY + 5 * DAY


def test_a_confirmation_ends_what_another_writer_knew(record, document, holds):
    record(WHOLE, 0)
    record(WITHOUT_PAGE, 1)
    memories = versions.Memories()
    document.refresh_from_db()
    memories.of(document)
    seen_on(3)
    assert due(4) == 1
    at = FIRST_DAY + 5 * DAY
    stale = Document.objects.get(pk=document.pk)
    Document.objects.filter(pk=document.pk).update(last_verified_at=FIRST_DAY + DAY)
    stale.last_verified_at = FIRST_DAY + DAY
    with pytest.raises(versions.HistoryMoved):
        record_version(
            Recorded(document=stale, data=EDITED_WITHOUT_PAGE.encode(), captured_at=FIRST_DAY + 2 * DAY),
            now=at,
            memories=memories,
        )
    fresh = Document.objects.get(pk=document.pk)
    assert record_version(
        Recorded(document=fresh, data=EDITED_WITHOUT_PAGE.encode(), captured_at=at, published_at=at),
        now=at,
        memories=memories,
    )
    assert news() == [2, 3]


def test_comparing_again_leaves_what_awaits_publication_waiting(record, document, monkeypatch):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    monkeypatch.setattr(judging, "compare", compare)
    reclassify(document=document)
    assert (state_of(held), news()) == ("held", [])
    seen_on(3)
    assert due(4) == 1


def test_comparing_again_finds_what_an_older_comparison_did_not_hold(record, document, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(judging, "compare", compare)
        record(WHOLE, 0)
        gone = record(WITHOUT_PAGE, 1)
        record(WHOLE, 2)
        gone_again = record(WITHOUT_PAGE, 20)
        record(EDITED_WITHOUT_PAGE, 40)
    published = dict(Change.objects.values_list("pk", "published_at"))
    assert reclassify(document=document)
    assert (state_of(gone), state_of(gone_again)) == ("withdrawn", "confirmed")
    assert dict(Change.objects.values_list("pk", "published_at")) == published
    assert reclassify(document=document) == []
    assert verify_archive().failures == []


def test_a_confirmed_change_is_alerted_once_to_who_watched_before_the_confirmation(record, document, make_user):
    def watch(email, day):
        at = FIRST_DAY + day * DAY
        user = make_user(email, tier="watcher")
        lists = watchlists.default_watchlist(user, at)
        watchlists.watch_platform(watchlist=lists, platform=document.platform, now=at)

    record(WHOLE, 0)
    watch("before-the-hold@example.com", 0.5)
    record(WITHOUT_PAGE, 1)
    assert fan_out_due(FIRST_DAY + DAY)["changes"] == 0
    watch("during-the-hold@example.com", 2)
    seen_on(3)
    assert due(4) == 1
    watch("after-the-confirmation@example.com", 5)
    for day in (4, 5, 6):
        fan_out_due(FIRST_DAY + day * DAY)
        due(day)
    told = Alert.objects.order_by("user__email").values_list("user__email", flat=True)
    assert list(told) == ["before-the-hold@example.com", "during-the-hold@example.com"]


def test_everybody_may_read_what_is_held_and_what_became_of_it(record, api):
    record(WHOLE, 0)
    held = change_to(record(WITHOUT_PAGE, 1))

    def shown():
        body = api().get(f"/api/v1/changes/{held.public_id}/").json()
        assert body["reason"]
        assert body["rule"] == "cut_off"
        return [body[name] for name in ("held_until", "confirmed_at", "withdrawn_at", "published_at")]

    def page(client):
        return client.get(f"/changes/{held.public_id}/").content.decode()

    assert shown() == ["2026-01-04T09:00:00Z", None, None, None]
    assert "Held: taken for real" in page(api())
    record(WHOLE, 2)
    assert shown() == ["2026-01-04T09:00:00Z", None, "2026-01-03T09:00:00Z", None]
    assert "Withdrawn: a version of" in page(api())


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", [EDITED_WITHOUT_PAGE, WHOLE.replace(REST[0], EDITED)], ids=["stands", "is gone"])
def test_a_confirmation_and_an_import_at_once_end_as_one_after_the_other(record, make_document, text):
    for _ in range(5):
        document = make_document()
        record(WHOLE, 0, document=document)
        held = record(WITHOUT_PAGE, 1, document=document)
        seen_on(3)
        failures, barrier = [], threading.Barrier(4)

        def store(document=document):
            for _ in range(20):
                try:
                    return record(text, 4, document=document)
                except (versions.HistoryMoved, IntegrityError):
                    document.refresh_from_db()
            raise AssertionError("never stored")

        def at_once(work, barrier=barrier, failures=failures):
            try:
                barrier.wait()
                work()
            except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
                failures.append(error)
            finally:
                connection.close()

        work = [lambda: due(5), lambda: due(5), store, partial(reclassify, document=document)]
        threads = [threading.Thread(target=at_once, args=(one,)) for one in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert failures == []
        assert state_of(held) == "confirmed"
        assert document.versions.count() == 3
        published = document.changes.alertable().values_list("to_version__sequence", flat=True)
        assert sorted(published) == [2, 3]
        assert reclassify(document=document) == []
    assert verify_archive().failures == []
