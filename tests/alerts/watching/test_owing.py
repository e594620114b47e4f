"""What was watched when it was published is told once, whatever becomes of the lists before the digest."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from alerts.models import Alert, Digest, UntoldChange
from alerts.owed.digests import compose_due_digests
from alerts.owed.fan_out import fan_out_due
from alerts.watching import own_order, watchlists
from alerts.watching.owing import FORGOTTEN_AFTER, carry_on, forget_settled
from alerts.watching.unsubscribing import mute, unmute
from alerts.watching.watchlists import Wishes
from billing.plans import Tier
from billing.services.grants import grant_tier
from billing.services.trials import start_trial
from governance.models.changes import Severity

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)
DAY = timedelta(days=1)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + n * DAY for n in (1, 2, 3))


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def platform(make_platform):
    return make_platform("acme")


@pytest.fixture
def item(person, watch, platform):
    return watch(person, platform, at=MONDAY - DAY)


@pytest.fixture
def change(item, platform, make_change):
    """Published on Tuesday, to somebody who watches the platform on their weekly digest since Sunday."""
    watchlists.change_watchlist(watchlist=item.watchlist, wishes=Wishes(cadence="weekly"), now=MONDAY - DAY)
    compose_due_digests(MONDAY)
    return make_change(platform, published_at=TUESDAY)


def sweep(days=8, since=WEDNESDAY):
    for quarter in range(days * 4):
        compose_due_digests(since + quarter * DAY / 4)


def told():
    return [
        (digest.cadence, list(digest.entries.values_list("change_id", flat=True)))
        for digest in Digest.objects.order_by("period_end", "cadence")
        if digest.entries.exists()
    ]


def another_list(person, cadence="weekly", **wishes):
    wishes = Wishes(name="Another", cadence=cadence, **wishes)
    return watchlists.create_watchlist(user=person, wishes=wishes, now=WEDNESDAY)


@pytest.mark.parametrize("cadence", ["weekly", "daily", "same_day"])
@pytest.mark.parametrize("is_added_first", [True, False])
def test_a_platform_moved_to_another_list_takes_along_what_is_not_told(
    person, platform, item, change, watch, cadence, is_added_first
):
    other = another_list(person, cadence)
    if is_added_first:
        watch(person, platform, at=WEDNESDAY, watchlist=other)
    watchlists.unwatch(item=item, now=WEDNESDAY)
    if not is_added_first:
        watch(person, platform, at=WEDNESDAY, watchlist=other)
    sweep()
    assert told() == [("daily" if cadence == "daily" else "weekly", [change.pk])]


def test_a_platform_taken_off_and_put_on_again_is_told_of(person, platform, item, change, watch):
    watchlists.unwatch(item=item, now=WEDNESDAY)
    watch(person, platform, at=THURSDAY)
    sweep(since=THURSDAY)
    assert told() == [("weekly", [change.pk])]


def test_a_platform_put_on_again_after_the_digest_is_told_of_by_the_next(person, platform, item, change, watch):
    watchlists.unwatch(item=item, now=WEDNESDAY)
    sweep()
    watch(person, platform, at=MONDAY + 10 * DAY)
    sweep(since=MONDAY + 10 * DAY)
    assert told() == [("weekly", [change.pk])]


def test_a_deleted_list_leaves_what_it_had_not_told(person, make_platform, make_change, watch):
    second = another_list(person)
    platform = make_platform()
    watch(person, platform, at=WEDNESDAY, watchlist=second)
    change = make_change(platform, published_at=THURSDAY)
    watchlists.delete_watchlist(watchlist=second, now=THURSDAY + timedelta(hours=1))
    watch(person, platform, at=THURSDAY + timedelta(hours=2))
    sweep(since=THURSDAY + timedelta(hours=3))
    assert told() == [("weekly", [change.pk])]


def test_what_was_taken_off_for_good_is_not_told_and_forgotten_in_the_end(item, change):
    watchlists.unwatch(item=item, now=WEDNESDAY)
    sweep()
    assert told() == []
    assert forget_settled(WEDNESDAY + FORGOTTEN_AFTER) == {"untold_changes_forgotten": 0}
    assert forget_settled(WEDNESDAY + FORGOTTEN_AFTER + DAY) == {"untold_changes_forgotten": 1}


@pytest.mark.parametrize("how", [watchlists.unwatch, watchlists.delete_watchlist])
def test_what_was_muted_for_long_waits_a_month_once_it_is_taken_off(person, platform, item, change, how):
    mute(user=person, platform_ids=[platform.pk], now=WEDNESDAY)
    sweep()
    off_at = WEDNESDAY + 2 * FORGOTTEN_AFTER
    if how is watchlists.unwatch:
        how(item=item, now=off_at)
    else:
        type(item.watchlist).objects.update(is_default=False)
        item.watchlist.refresh_from_db()
        how(watchlist=item.watchlist, now=off_at)
    assert forget_settled(off_at + FORGOTTEN_AFTER) == {"untold_changes_forgotten": 0}
    assert forget_settled(off_at + FORGOTTEN_AFTER + DAY) == {"untold_changes_forgotten": 1}


@pytest.mark.parametrize("what", ["paused", "muted"])
def test_what_was_paused_or_muted_over_the_digest_is_told_by_the_next(person, platform, item, change, what):
    if what == "paused":
        watchlists.change_watchlist(watchlist=item.watchlist, wishes=Wishes(paused=True), now=WEDNESDAY)
    else:
        mute(user=person, platform_ids=[platform.pk], now=WEDNESDAY)
    sweep()
    assert told() == []
    forget_settled(MONDAY + 90 * DAY)  # it is still on a list
    if what == "paused":
        watchlists.change_watchlist(watchlist=item.watchlist, wishes=Wishes(paused=False), now=MONDAY + 100 * DAY)
    else:
        unmute(user=person, platform_ids=[platform.pk])
    sweep(since=MONDAY + 100 * DAY)
    assert told() == [("weekly", [change.pk])]


def test_a_filter_set_after_the_publication_counts_from_then_on(item, change, platform, make_change):
    watchlists.change_watchlist(watchlist=item.watchlist, wishes=Wishes(min_severity=Severity.HIGH), now=WEDNESDAY)
    make_change(platform, published_at=THURSDAY)
    sweep()
    assert told() == [("weekly", [change.pk])]


def test_what_a_filter_kept_out_stays_out_when_the_platform_moves(person, item, platform, make_change, watch):
    watchlists.change_watchlist(
        watchlist=item.watchlist, wishes=Wishes(min_severity=Severity.HIGH, cadence="weekly"), now=MONDAY
    )
    compose_due_digests(MONDAY)
    make_change(platform, published_at=TUESDAY)
    watchlists.unwatch(item=item, now=WEDNESDAY)
    watch(person, platform, at=WEDNESDAY, watchlist=another_list(person))
    sweep()
    assert told() == []


@pytest.mark.parametrize("by", ["grant", "trial", "order"])
def test_a_platform_beyond_the_cap_is_told_of_when_it_is_active_again(make_user, make_platform, watch, make_change, by):
    user = make_user(tier="free" if by == "trial" else "watcher")
    if by == "trial":
        start_trial(user=user, now=MONDAY - 12 * DAY - timedelta(hours=1))  # it ends on Tuesday night
    first, second = make_platform(), make_platform()
    for platform in (second, first) if by == "order" else (first, second):
        watch(user, platform, at=MONDAY - DAY)
    if by == "order":
        grant_tier(user=user, tier=Tier.FREE, until=None, now=MONDAY - DAY)
    compose_due_digests(MONDAY)
    change = make_change(second, published_at=TUESDAY)
    if by == "grant":
        grant_tier(user=user, tier=Tier.FREE, until=None, now=WEDNESDAY)
    if by == "order":
        own_order.put_first(user=user, platform_id=first.pk, now=WEDNESDAY)
    sweep(since=THURSDAY)
    make_change(second, published_at=MONDAY + 8 * DAY)  # while it is behind the cap
    sweep(since=MONDAY + 9 * DAY)
    assert told() == []
    grant_tier(user=user, tier=Tier.WATCHER, until=None, now=MONDAY + 20 * DAY)
    sweep(since=MONDAY + 20 * DAY)
    assert told() == [("weekly", [change.pk])]


def test_a_deletion_taken_back_loses_nothing(person, item, change):
    User.objects.filter(pk=person.pk).update(erase_at=WEDNESDAY + 14 * DAY)
    sweep()
    assert Digest.objects.filter(period_start__gte=MONDAY).count() == 0
    User.objects.filter(pk=person.pk).update(erase_at=None)
    sweep(since=MONDAY + 9 * DAY)
    assert told() == [("weekly", [change.pk])]


def test_what_is_carried_on_by_another_platform_is_told_with_it(person, platform, item, change, make_platform, watch):
    successor = make_platform("acme-next")
    carry_on(user_id=person.pk, from_platform_id=platform.pk, to_platform_id=successor.pk, now=WEDNESDAY)
    watchlists.unwatch(item=item, now=WEDNESDAY)
    watch(person, successor, at=WEDNESDAY)
    sweep()
    assert told() == [("weekly", [change.pk])]


def test_an_alert_of_what_was_published_before_a_move_comes_the_same_day(person, platform, item, make_change, watch):
    change = make_change(platform, published_at=TUESDAY)
    watchlists.unwatch(item=item, now=TUESDAY + timedelta(hours=1))
    watch(person, platform, at=TUESDAY + timedelta(hours=2))
    fan_out_due(TUESDAY + timedelta(hours=3))  # the worker was away
    assert [alert.change for alert in Alert.objects.all()] == [change]


def test_what_was_told_is_not_kept(item, change):
    sweep()
    watchlists.unwatch(item=item, now=MONDAY + 10 * DAY)
    assert UntoldChange.objects.count() == 0
    assert told() == [("weekly", [change.pk])]


def test_what_is_kept_is_told_once_and_then_forgotten(person, platform, item, change, watch):
    watchlists.unwatch(item=item, now=WEDNESDAY)
    watch(person, platform, at=WEDNESDAY)
    sweep(days=20)
    assert told() == [("weekly", [change.pk])]
    assert forget_settled(MONDAY + 9 * DAY) == {"untold_changes_forgotten": 1}
    assert forget_settled(MONDAY + 9 * DAY) == {"untold_changes_forgotten": 0}


def test_a_clock_that_is_ahead_hides_no_change_from_a_new_watcher(person, platform, make_change, watch):
    watch(person, platform, at=TUESDAY + timedelta(minutes=4))
    change = make_change(platform, published_at=TUESDAY)  # by the clock of the importer's host
    sweep()
    assert told() == [("weekly", [change.pk])]
