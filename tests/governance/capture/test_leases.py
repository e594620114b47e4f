"""One worker at a host at a time, whatever dies and whoever comes late."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from governance.capture.schedule.leases import LEASE, claim_pages, hold, let_bear_load, let_go, make_due, stop_fetching
from governance.models import CaptureHost, SourcePage
from tests.governance.capture.pages import DELAY, NOON, host_with_pages

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=6)


def end(claim, *, at, pause=DELAY, due_at=LATER):
    """What a fetch that has ended writes; False if its lease was no longer its own."""
    with transaction.atomic():
        host = hold(claim)
        if host is None:
            return False
        SourcePage.objects.filter(pk=claim.page_id).update(due_at=due_at)
        let_go(host, next_allowed_at=at + pause, refusal_count=0)
        return True


def addresses(claims):
    return [SourcePage.objects.get(pk=claim.page_id).address for claim in claims]


def test_one_page_of_each_host_is_claimed_those_due_longest_first():
    host_with_pages("late.example", 2, due_at=NOON)
    host_with_pages("early.example", 2, due_at=NOON - timedelta(hours=1))
    host_with_pages("tomorrow.example", 1, due_at=NOON + timedelta(days=1))
    assert addresses(claim_pages(limit=9, now=NOON)) == ["https://early.example/0", "https://late.example/0"]


def test_no_more_is_claimed_than_asked_for():
    for number in range(3):
        host_with_pages(f"h{number}.example")
    assert len(claim_pages(limit=2, now=NOON)) == 2
    assert claim_pages(limit=0, now=NOON) == []


def test_a_host_is_left_alone_while_it_is_leased_and_for_a_pause_after():
    host_with_pages("a.example", 3)
    now = NOON + timedelta(minutes=1)
    [claim] = claim_pages(limit=9, now=now)
    assert claim_pages(limit=9, now=now + timedelta(minutes=5)) == []
    ended = now + timedelta(seconds=2)
    assert end(claim, at=ended)
    assert claim_pages(limit=9, now=ended + DELAY - timedelta(seconds=1)) == []
    assert addresses(claim_pages(limit=9, now=ended + DELAY)) == ["https://a.example/1"]


def test_what_a_dead_worker_held_is_claimed_again_and_a_late_one_writes_nothing():
    host_with_pages("a.example")
    [dead] = claim_pages(limit=9, now=NOON)
    [heir] = claim_pages(limit=9, now=NOON + LEASE)
    assert heir.page_id == dead.page_id
    assert not end(dead, at=NOON + LEASE)
    assert SourcePage.objects.get().due_at == NOON
    assert end(heir, at=NOON + LEASE)
    assert SourcePage.objects.get().due_at == LATER


def test_a_worker_killed_right_after_its_request_does_not_break_the_pause():
    host_with_pages("a.example", delay=timedelta(hours=1))
    claim_pages(limit=9, now=NOON)
    assert CaptureHost.objects.get().next_allowed_at == NOON + timedelta(hours=1)
    assert claim_pages(limit=9, now=NOON + LEASE) == []


def test_a_host_without_a_due_page_is_not_looked_at():
    host_with_pages("a.example")
    [claim] = claim_pages(limit=9, now=NOON)
    end(claim, at=NOON)
    assert CaptureHost.objects.get().first_due_at == LATER
    stop_fetching([claim.page_id])
    assert CaptureHost.objects.get().first_due_at is None
    assert claim_pages(limit=9, now=LATER) == []


def test_making_a_page_due_never_makes_it_later():
    host = host_with_pages("a.example", 2, due_at=LATER)
    pages = list(SourcePage.objects.order_by("pk").values_list("pk", flat=True))
    make_due(pages[1:], NOON)
    make_due(pages[1:], LATER + timedelta(hours=1))
    host.refresh_from_db()
    assert host.first_due_at == NOON
    assert [page.due_at for page in SourcePage.objects.order_by("pk")] == [LATER, NOON]


def test_a_crowded_host_is_asked_as_often_as_its_pages_need_unless_an_operator_made_its_pause_longer():
    crowded, left_alone = host_with_pages("a.example", 2_000), host_with_pages("b.example", 2_000, delay=DELAY * 2)
    let_bear_load([page.pk for page in SourcePage.objects.filter(address__endswith="/0")])
    crowded.refresh_from_db()
    left_alone.refresh_from_db()
    assert crowded.delay == timedelta(seconds=7.14)
    assert left_alone.delay == DELAY * 2
    SourcePage.objects.exclude(address__endswith="/0").update(due_at=None)
    let_bear_load(crowded.pages.values_list("pk", flat=True)[:1])
    crowded.refresh_from_db()
    assert crowded.delay == DELAY


def test_pages_for_a_browser_are_claimed_by_whoever_has_one():
    host_with_pages("a.example", 2)
    SourcePage.objects.filter(address__endswith="/0").update(route="browser")
    assert addresses(claim_pages(limit=9, now=NOON + timedelta(minutes=1))) == ["https://a.example/1"]
    host_with_pages("b.example")
    SourcePage.objects.filter(host__name="b.example").update(route="browser")
    now = NOON + timedelta(minutes=2)
    assert addresses(claim_pages(limit=9, now=now)) == []
    assert addresses(claim_pages(limit=9, now=now, route="browser")) == ["https://b.example/0"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_no_two_get_one_host():
    for number in range(40):
        host_with_pages(f"h{number}.example", 2)
    claims, barrier = [], threading.Barrier(4)

    def run():
        try:
            barrier.wait()
            while found := claim_pages(limit=3, now=NOON + timedelta(minutes=1)):
                claims.extend(found)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    # Whoever finds only hosts that another one has locked just now leaves them to that one.
    claims += claim_pages(limit=40, now=NOON + timedelta(minutes=1))
    assert len(claims) == 40
    assert len({claim.host_id for claim in claims}) == 40
