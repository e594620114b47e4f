"""Digests where the calendar or the person's account bends in mid-period."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.services.preferences import change_preferences
from alerts.models import Digest, DigestSchedule
from alerts.owed.digests import compose_due_digests
from alerts.timing.digest_schedules import reschedule
from alerts.watching import watchlists
from alerts.watching.watchlists import Wishes
from billing.models import Trial

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

MONDAY = datetime(2026, 3, 16, 8, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def daily_watcher(make_user, watch):
    """A person whose default list is daily and holds these platforms, from then on."""

    def make(*platforms, at, trial_until=None, **fields):
        user = make_user(**fields)
        Trial.objects.create(user=user, started_at=at, ends_at=trial_until or at + 100 * DAY)
        default = watchlists.default_watchlist(user, at)
        watchlists.change_watchlist(watchlist=default, wishes=Wishes(cadence="daily"), now=at)
        for platform in platforms:
            watch(user, platform, at=at)
        return user

    return make


def told():
    """Of each digest, in the order of their ends: its cadence and its changes."""
    return [
        (digest.cadence, sorted(digest.entries.values_list("change_id", flat=True)))
        for digest in Digest.objects.order_by("period_end", "cadence")
    ]


@pytest.mark.parametrize(
    ("zone", "hour", "first", "lengths"),
    [
        ("Europe/Berlin", 8, "2026-03-28T07:00", [23, 24]),
        ("Europe/Berlin", 2, "2026-03-28T01:00", [24, 23, 24]),  # on the 29th at 03:00, since 02:00 is skipped
        ("Europe/Berlin", 8, "2026-10-24T06:00", [25, 24]),
        ("Europe/Berlin", 2, "2026-10-24T00:00", [24, 25, 24]),  # on the 25th the first of two
        ("Australia/Lord_Howe", 8, "2026-10-02T21:30", [23.5, 24]),
        ("Australia/Lord_Howe", 8, "2026-04-03T21:00", [24.5, 24]),
        ("America/St_Johns", 8, "2026-03-07T11:30", [23, 24]),
        ("Pacific/Chatham", 8, "2026-04-03T18:15", [25, 24]),
        ("Asia/Kathmandu", 8, "2026-03-08T02:15", [24, 24]),
        ("Pacific/Apia", 8, "2011-12-29T18:00", [16, 8, 24]),  # the 30th never was: it ends as the 31st begins
    ],
)
def test_daily_periods_follow_the_clocks_and_each_other(make_platform, daily_watcher, zone, hour, first, lengths):
    first = datetime.fromisoformat(first).replace(tzinfo=UTC)
    daily_watcher(make_platform(), at=first - HOUR, timezone=zone, digest_hour=hour)
    for hours in range(24 * 4):
        compose_due_digests(first + hours * HOUR + timedelta(minutes=30))
    periods = list(Digest.objects.filter(cadence="daily").order_by("period_start"))
    assert periods[0].period_end == first
    assert [(p.period_end - p.period_start) / HOUR for p in periods[1 : len(lengths) + 1]] == lengths
    assert [p.period_start for p in periods[1:]] == [p.period_end for p in periods[:-1]]


def test_weeks_of_downtime_end_in_one_daily_digest_of_all_of_them(make_platform, daily_watcher, make_change):
    platform = make_platform()
    daily_watcher(platform, at=MONDAY - HOUR)
    changes = [make_change(platform, published_at=MONDAY + days * DAY) for days in (0, 3, 19)]
    for minutes in (0, 1, 2):
        compose_due_digests(MONDAY + 20 * DAY + timedelta(minutes=minutes))
    assert told() == [("daily", [change.pk for change in changes])]
    assert Digest.objects.get().period_end == MONDAY + 20 * DAY
    assert DigestSchedule.objects.get(cadence="daily").due_at == MONDAY + 21 * DAY


def test_a_move_across_the_date_line_leaves_no_gap_between_periods(make_platform, make_user, watch, make_change):
    user, platform = make_user(timezone="Pacific/Kiritimati"), make_platform()
    watch(user, platform, at=MONDAY - 7 * DAY)
    compose_due_digests(MONDAY)
    end = Digest.objects.get().period_end
    change = make_change(platform, published_at=end + HOUR)
    change_preferences(user=user, changes={"timezone": "Etc/GMT+12", "digest_hour": 7})
    reschedule(user, end + 2 * HOUR)
    for days in range(15):
        compose_due_digests(MONDAY + days * DAY + 12 * HOUR)
    periods = list(Digest.objects.order_by("period_start"))
    assert [p.period_start for p in periods[1:]] == [p.period_end for p in periods[:-1]]
    assert told()[1] == ("weekly", [change.pk])


def test_after_a_trial_the_weekly_digest_tells_the_rest_of_the_period_within_the_cap(
    make_platform, daily_watcher, make_change
):
    first, second = make_platform(), make_platform()
    daily_watcher(first, second, at=MONDAY + HOUR, trial_until=MONDAY + 2 * DAY)
    told_in_trial = [make_change(platform, published_at=MONDAY + 10 * HOUR) for platform in (first, second)]
    untold = [make_change(platform, published_at=MONDAY + DAY + 10 * HOUR) for platform in (first, second)]
    for days in range(1, 15):
        compose_due_digests(MONDAY + days * DAY)
    assert [digest for digest in told() if digest[1]] == [
        ("daily", [change.pk for change in told_in_trial]),
        ("weekly", [untold[0].pk]),
    ]


def test_a_platform_that_is_removed_in_mid_period_is_not_told_of_and_the_others_are(
    make_user, make_platform, watch, make_change
):
    user = make_user(tier="watcher")
    kept, removed = make_platform(), make_platform()
    watch(user, kept, at=MONDAY)
    item = watch(user, removed, at=MONDAY)
    change = make_change(kept, published_at=MONDAY + DAY)
    make_change(removed, published_at=MONDAY + DAY)
    watchlists.unwatch(item=item, now=MONDAY + 2 * DAY)
    compose_due_digests(MONDAY + 7 * DAY)
    assert told() == [("weekly", [change.pk])]


def test_a_platform_that_is_removed_and_comes_back_is_told_of_but_for_the_time_between(
    make_user, make_platform, watch, make_change
):
    user, platform = make_user(), make_platform()
    item = watch(user, platform, at=MONDAY)
    before = make_change(platform, published_at=MONDAY + DAY)
    watchlists.unwatch(item=item, now=MONDAY + 2 * DAY)
    make_change(platform, published_at=MONDAY + 3 * DAY)
    watch(user, platform, at=MONDAY + 4 * DAY)
    change = make_change(platform, published_at=MONDAY + 5 * DAY)
    compose_due_digests(MONDAY + 7 * DAY)
    assert told() == [("weekly", [before.pk, change.pk])]


def test_a_period_without_anything_to_cover_passes_unstored_and_the_next_begins_at_its_end(
    make_user, make_platform, watch
):
    user, platform = make_user(), make_platform()
    item = watch(user, platform, at=MONDAY - DAY)
    compose_due_digests(MONDAY)
    watchlists.unwatch(item=item, now=MONDAY)
    compose_due_digests(MONDAY + 7 * DAY)
    watch(user, platform, at=MONDAY + 10 * DAY)
    compose_due_digests(MONDAY + 14 * DAY)
    last = Digest.objects.latest("period_end")
    assert (Digest.objects.count(), last.period_start) == (2, MONDAY + 7 * DAY)
