"""How often a document is read by what it has done, and what its host bears."""

from datetime import timedelta

import pytest

from governance.capture.schedule.intervals import INTERVAL, interval_for, longest_interval
from governance.capture.schedule.leases import let_bear_load
from governance.capture.schedule.pace import interval_of
from governance.capture.schedule.politeness import time_for_all
from governance.capture.sources import read_by_itself
from governance.models import Capture, CaptureHost, CaptureState, Change, Document, SourcePage
from tests.governance.api.filling import fill_changes
from tests.governance.capture.pages import DELAY, NOON, host_with_pages
from tests.governance.capture.site import CLAUSES, policy
from tests.local_web import text, unavailable

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CHANGED = (*CLAUSES[:2], CLAUSES[2].replace("3 coins", "9 coins"), *CLAUSES[3:])


def changed(count, **fields):
    """A document that we read from a host with a single page; it changed so often, on each day until two days ago."""
    fill_changes(count=count, platforms=1, at=NOON - 2 * DAY, step_seconds=86_400)
    document = Document.objects.get()
    for change in Change.objects.all():
        values = {"label": "substantive", "published_at": change.detected_at} | fields
        Change.objects.filter(pk=change.pk).update(**values)
    read_by_itself(document, ["https://owl.example/terms"], now=NOON)
    return document


def due_in(web):
    """How long after now the one page is due."""
    due_at = SourcePage.objects.get().due_at
    assert due_at is not None
    return due_at - web.now


@pytest.mark.pure
@pytest.mark.parametrize(
    ("is_urgent", "changes_a_day", "bearable", "hours"),
    [
        (False, 0.0, 0, 6),
        (False, 0.2, 0, 6),
        (False, 0.8, 0, 3),
        (False, 3.9, 0, 1),
        (False, 4.1, 0, 6),  # it is different at each look
        (True, 0.0, 0, 1),
        (True, 0.0, 2.5, 2.5),
        (False, 0.8, 4, 4),
        (True, 0.0, 9, 6),
    ],
)
def test_an_interval_is_between_one_hour_and_six_and_no_shorter_than_the_host_bears(
    is_urgent, changes_a_day, bearable, hours
):
    interval = interval_for(is_urgent=is_urgent, changes_a_day=changes_a_day, bearable=bearable * HOUR)
    assert interval / HOUR == pytest.approx(hours)


@pytest.mark.pure
def test_the_time_for_all_pages_of_a_host_counts_what_its_robots_txt_asks_for():
    assert time_for_all(40, DELAY, None) == timedelta(seconds=575)
    assert time_for_all(40, DELAY, timedelta(seconds=60)) == timedelta(seconds=3_075)
    assert time_for_all(40, DELAY, DAY) == timedelta(seconds=3_075)
    assert longest_interval(timedelta(seconds=575)) == longest_interval(None) == INTERVAL
    assert longest_interval(9 * HOUR) == 9 * HOUR


@pytest.mark.django_db
def test_a_document_is_read_hourly_for_a_day_after_a_change_and_then_as_ever(watched):
    web = watched()
    web.document()
    web.read()
    assert due_in(web) > 5 * HOUR
    web.site["owl.example"]["/terms"] = policy(*CHANGED)
    web.pass_time(hours=6)
    web.read()
    changed_at = web.now
    for _ in range(40):
        is_of_the_day = web.now < changed_at + DAY
        assert (due_in(web) <= HOUR) == is_of_the_day, web.now - changed_at
        web.pass_time(seconds=due_in(web).total_seconds())
        assert web.read()["fetched"] == 1


@pytest.mark.django_db
def test_a_document_that_fails_on_such_a_day_is_tried_hourly(watched):
    web = watched()
    web.document()
    web.read()
    web.site["owl.example"]["/terms"] = policy(*CHANGED)
    web.pass_time(hours=6)
    web.read()
    web.site["owl.example"]["/terms"] = unavailable(500)
    for _ in range(8):
        web.pass_time(seconds=due_in(web).total_seconds())
        web.read()
    assert due_in(web) <= HOUR


@pytest.mark.django_db
@pytest.mark.parametrize(("days_before", "hours"), [(3, 6), (2, 1), (0, 1), (-1, 1), (-2, 6)])
def test_a_document_is_read_hourly_from_two_days_before_an_announced_date_until_it_is_over(days_before, hours):
    document = changed(1, effective_date=(NOON + days_before * DAY).date())
    assert interval_of(document, NOON) == hours * HOUR
    Change.objects.update(held_until=NOON - 2 * DAY, withdrawn_at=NOON - DAY)
    assert interval_of(document, NOON) == INTERVAL


@pytest.mark.django_db
@pytest.mark.parametrize(("hours_held", "hours"), [(168, 6), (9, 6), (6, 6), (4, 4), (1.5, 1.5), (0.2, 1), (-3, 1)])
def test_while_a_change_of_it_is_held_a_document_is_read_when_the_hold_ends(hours_held, hours):
    document = changed(1, published_at=None, held_until=NOON + hours_held * HOUR)
    assert interval_of(document, NOON) == hours * HOUR
    Change.objects.update(confirmed_at=NOON)
    assert interval_of(document, NOON) == INTERVAL


@pytest.mark.django_db
def test_a_held_change_is_told_within_an_hour_and_a_quarter_of_the_end_of_its_hold_and_a_week_takes_no_more_requests(
    watched,
):
    web = watched()
    web.document()
    web.read()
    for wording in (CHANGED, CLAUSES):  # the return waits for a week
        web.site["owl.example"]["/terms"] = policy(*wording)
        web.pass_time(hours=20)
        web.read()
    held = Change.objects.held().get()
    before = len(web.fetches())
    while Change.objects.held().exists():
        web.pass_time(seconds=due_in(web).total_seconds())
        web.read()
    assert held.held_until <= web.now <= held.held_until + HOUR * 1.25
    assert len(web.fetches()) - before <= 40


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "label", "hours"), [(1, "editorial", 6), (22, "editorial", 2.84), (22, "flapping", 6)]
)
def test_what_changes_often_is_read_more_often_and_what_flaps_is_not(changes, label, hours):
    document = changed(changes, label=label)
    checks = [NOON - 29 * DAY + number * 6 * HOUR for number in range(116)]
    Capture.objects.bulk_create(
        Capture(
            document=document,
            captured_at=at,
            judged_at=at,
            extractor_version=1,
            state=CaptureState.VERIFIED,
            fetch_key=str(at),
        )
        for at in checks
    )
    assert interval_of(document, NOON) / HOUR == pytest.approx(hours, abs=0.01)


@pytest.mark.django_db
def test_a_crowded_host_shortens_nothing_and_its_documents_say_what_it_bears(watched, api):
    web = watched()
    document = web.document()
    host = CaptureHost.objects.get()
    pages = host_with_pages("owl-2.example", 5_900, due_at=NOON + 3 * HOUR).pages
    pages.update(host=host)
    let_bear_load(SourcePage.objects.filter(places__document=document).values_list("pk", flat=True))
    web.read()
    host.refresh_from_db()
    assert host.all_read_within == timedelta(seconds=5_901 * 3.5 / 0.8)
    health = api().get(f"/api/v1/documents/{document.public_id}/").json()["health"]
    assert health["read_every_seconds"] == 25_817
    assert interval_of(document, web.now) == INTERVAL


@pytest.mark.django_db
def test_a_pause_that_a_host_asks_for_is_kept_after_failures_too(watched):
    web = watched({"owl.example": {"/terms": policy(), "/robots.txt": text("User-agent: *\nCrawl-delay: 40")}})
    web.document()
    web.read_once()
    host = CaptureHost.objects.get()
    assert host.crawl_delay == timedelta(seconds=40)
    assert host.all_read_within == timedelta(seconds=41.5 / 0.8)
    web.site["owl.example"]["/terms"] = unavailable(500)
    web.pass_time(hours=6)
    web.read_once()
    host.refresh_from_db()
    assert host.next_allowed_at >= web.now + timedelta(seconds=40)
