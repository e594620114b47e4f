"""Digests while something else happens: a change of preferences or lists, another worker, another host's clock."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from django.db import connection, transaction

from accounts.models import User
from accounts.services.preferences import change_preferences
from alerts.models import Digest, DigestEntry, DigestSchedule
from alerts.owed import digests
from alerts.owed.digests import compose_due_digests
from alerts.owed.fan_out import fan_out_due
from alerts.owed.taken_schedules import TakenSchedules
from alerts.timing.digest_schedules import reschedule
from alerts.watching import watchlists
from alerts.watching.watchlists import Wishes

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

MONDAY = datetime(2026, 3, 16, 8, tzinfo=UTC)
SUNDAY = MONDAY - timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def meanwhile(monkeypatch):
    """Do something once, after a composer has read and before it records."""

    def between(action):
        real, waiting = digests.ensure_contents, [action]

        def interrupted(recipes, now):
            if waiting:
                waiting.pop()()
            return real(recipes, now)

        monkeypatch.setattr(digests, "ensure_contents", interrupted)

    return between


@pytest.fixture
def without(monkeypatch):
    """Compose while no body of a cadence can be rendered."""

    def compose(cadence, now):
        real = digests.ensure_contents
        with monkeypatch.context() as patched:
            patched.setattr(
                digests, "ensure_contents", lambda made, at: real([r for r in made if r.cadence != cadence], at)
            )
            compose_due_digests(now)

    return compose


@pytest.fixture
def moved_list(make_user, make_platform, watch, make_change, now):
    """A person with a daily and another list, which holds a platform that changed on Sunday evening."""

    def make(cadence):
        user, platform = make_user(tier="professional"), make_platform("moved")
        watch(user, make_platform("steady"))
        default = watchlists.default_watchlist(user, now)
        watchlists.change_watchlist(watchlist=default, wishes=Wishes(cadence="daily"), now=now)
        moved = watchlists.create_watchlist(user=user, wishes=Wishes(name="Moved", cadence=cadence), now=now)
        watch(user, platform, watchlist=moved)
        compose_due_digests(SUNDAY)
        make_change(platform, published_at=SUNDAY + timedelta(hours=12))
        fan_out_due(SUNDAY + timedelta(hours=12, seconds=30))
        return moved

    return make


def switch(watchlist, cadence):
    watchlists.change_watchlist(watchlist=watchlist, wishes=Wishes(cadence=cadence), now=MONDAY)


def prefer(user, now, **changes):
    with transaction.atomic():
        change_preferences(user=user, changes=changes)
        reschedule(user, now)


def compose_for_two_weeks():
    for days in range(15):
        compose_due_digests(MONDAY + timedelta(days=days, minutes=1))


def test_preferences_that_change_while_a_digest_is_composed_decide_when_the_next_is_due(
    make_user, make_platform, watch, meanwhile
):
    user = make_user()
    watch(user, make_platform())
    meanwhile(lambda: prefer(user, MONDAY + SECOND, digest_hour=18, timezone="Asia/Kathmandu"))
    compose_due_digests(MONDAY)
    compose_due_digests(MONDAY + SECOND)
    assert Digest.objects.count() == 1
    assert DigestSchedule.objects.get().due_at == MONDAY.replace(hour=12, minute=15)


def test_a_list_that_leaves_the_daily_digest_while_that_is_composed_is_told_once(moved_list, meanwhile, without):
    moved = moved_list("daily")

    def another_worker():
        switch(moved, "weekly")
        without("daily", MONDAY)

    meanwhile(another_worker)
    compose_due_digests(MONDAY)
    compose_for_two_weeks()
    assert DigestEntry.objects.count() == 1


def test_a_list_that_joins_the_daily_digest_while_that_is_composed_is_told_once(moved_list, meanwhile, without):
    moved = moved_list("weekly")

    def another_worker():
        switch(moved, "daily")
        without("daily", MONDAY)

    meanwhile(another_worker)
    compose_due_digests(MONDAY)
    compose_for_two_weeks()
    assert DigestEntry.objects.count() == 1


@pytest.mark.parametrize(("before", "after", "late"), [("weekly", "daily", "weekly"), ("daily", "weekly", "daily")])
def test_a_list_that_is_switched_between_a_persons_two_digests_of_the_morning_is_told_once(
    moved_list, without, before, after, late
):
    moved = moved_list(before)
    without(late, MONDAY)
    switch(moved, after)
    compose_for_two_weeks()
    assert DigestEntry.objects.count() == 1


def test_a_change_by_the_clock_of_a_slower_host_is_told_in_the_next_digest(
    make_user, make_platform, watch, make_change
):
    platform = make_platform()
    watch(make_user(), platform)
    compose_due_digests(MONDAY)  # by the host that is ahead
    make_change(platform, published_at=MONDAY - timedelta(seconds=3))
    fan_out_due(MONDAY - timedelta(seconds=2))
    for weeks in (1, 2):
        compose_due_digests(MONDAY + timedelta(weeks=weeks))
    assert [d.entries.count() for d in Digest.objects.order_by("period_end")] == [0, 1, 0]


def test_a_daily_digest_of_a_slower_host_follows_a_weekly_one_that_is_ahead(make_user, make_platform, watch, now):
    user = make_user(tier="professional")
    watch(user, make_platform())
    default = watchlists.default_watchlist(user, now)
    for cadence in ("daily", "weekly"):
        watchlists.change_watchlist(watchlist=default, wishes=Wishes(cadence=cadence), now=now)
    DigestSchedule.objects.filter(cadence="daily").update(due_at=SUNDAY)
    DigestSchedule.objects.filter(cadence="weekly").update(period_start=MONDAY, due_at=MONDAY + timedelta(weeks=1))
    compose_due_digests(MONDAY - SECOND)
    daily = DigestSchedule.objects.get(cadence="daily")
    assert (daily.period_start, daily.due_at) == (MONDAY, MONDAY + timedelta(days=1))


def test_new_preferences_are_complete_though_another_request_changed_others(make_user, make_platform, watch, now):
    user = make_user()
    watch(user, make_platform())
    elsewhere = User.objects.get()
    prefer(elsewhere, now, timezone="Asia/Tokyo")
    prefer(user, now, digest_hour=18)
    assert DigestSchedule.objects.get().due_at == MONDAY.replace(hour=9)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_new_preferences_wait_for_the_digest_that_is_being_recorded(
    make_user, make_platform, watch, at_once, monkeypatch
):
    user = make_user()
    watch(user, make_platform())
    recording, done, may_end, real = Event(), Event(), Event(), TakenSchedules.write

    def write_later(*arguments, **options):
        recording.set()
        assert may_end.wait(timeout=120)
        return real(*arguments, **options)

    def change():
        assert recording.wait(timeout=120)
        prefer(user, MONDAY + SECOND, digest_hour=18)
        done.set()

    def release_when_somebody_waits():
        assert recording.wait(timeout=120)
        with connection.cursor() as cursor:
            while not done.is_set():
                cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
                if cursor.fetchone() is not None:
                    break
        may_end.set()

    monkeypatch.setattr(TakenSchedules, "write", write_later)
    at_once(lambda: compose_due_digests(MONDAY), change, release_when_somebody_waits)
    assert Digest.objects.count() == 1
    assert DigestSchedule.objects.get().due_at == MONDAY.replace(hour=18)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_composers_and_somebody_who_switches_lists_at_once_tell_everything_once(moved_list, at_once):
    moved = moved_list("weekly")

    def switch_about():
        for cadence in ("daily", "weekly") * 8:
            switch(moved, cadence)

    at_once(*[lambda: compose_due_digests(MONDAY)] * 3, switch_about)
    compose_for_two_weeks()
    assert DigestEntry.objects.count() == 1
