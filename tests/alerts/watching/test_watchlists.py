"""Lists, the order of platforms, caps that are computed, and the story of a downgrade and an upgrade."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from alerts.models import DigestSchedule, WatchedPlatform, WatchItem, Watchlist
from alerts.watching import own_order, watchlists
from alerts.watching.successors import SUCCESSOR_NAMED, tell_due
from alerts.watching.watchlists import DefaultWatchlistStays, TooManyWatchlists, WatchlistFull, WatchlistUsage, Wishes
from billing.entitlements import TierRequired, within_platform_cap
from billing.models import Subscription, Trial
from billing.services.grants import grant_tier
from billing.services.lapses import end_due_trials
from billing.services.trials import start_trial
from governance.models import Platform
from governance.models.changes import Severity

pytestmark = pytest.mark.django_db


def order(user):
    rows = WatchedPlatform.objects.filter(user=user).order_by("position")
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    return [row.platform.slug for row in rows.select_related("platform")]


def active(user, now):
    rows = WatchedPlatform.objects.filter(within_platform_cap(now), user=user).order_by("position")
    return [row.platform.slug for row in rows.select_related("platform")]


def test_the_default_list_is_made_once(make_user, now):
    user = make_user()
    first = watchlists.default_watchlist(user, now)
    assert (first.name, first.cadence, first.is_default) == ("My watchlist", "same_day", True)
    assert watchlists.default_watchlist(user, now) == first
    assert Watchlist.objects.count() == 1


def test_the_default_list_is_named_in_the_persons_language_when_it_is_made(make_user, now):
    user = make_user(locale="de")
    assert watchlists.default_watchlist(user, now).name == "Meine Beobachtungsliste"
    user.locale = "en"
    assert watchlists.default_watchlist(user, now).name == "Meine Beobachtungsliste"


def test_watching_twice_is_watching_once(make_user, make_platform, now):
    user, platform = make_user(), make_platform()
    watchlist = watchlists.default_watchlist(user, now)
    item, is_new = watchlists.watch_platform(watchlist=watchlist, platform=platform, now=now)
    again, is_new_again = watchlists.watch_platform(watchlist=watchlist, platform=platform, now=now + timedelta(days=1))
    assert (is_new, is_new_again) == (True, False)
    assert again == item
    assert again.added_at == now
    assert watchlists.usage(user) == WatchlistUsage(platforms=1, watchlists=1)


def test_watching_over_the_limit_is_refused_with_a_code_and_the_way_up(make_user, make_platform, watch, now):
    user = make_user()
    watch(user, make_platform())
    with pytest.raises(WatchlistFull) as refusal:
        watch(user, make_platform())
    assert refusal.value.code == "watchlist_full"
    assert (refusal.value.limit, refusal.value.tier, refusal.value.upgrade_to) == (1, "free", "watcher")
    assert WatchItem.objects.count() == WatchedPlatform.objects.count() == 1


def test_the_eleventh_platform_of_a_watcher_needs_professional(make_user, make_platform, watch):
    user = make_user(tier="watcher")
    for _ in range(10):
        watch(user, make_platform())
    with pytest.raises(WatchlistFull) as refusal:
        watch(user, make_platform())
    assert (refusal.value.limit, refusal.value.upgrade_to) == (10, "professional")


def test_a_platform_on_another_list_is_no_new_platform(make_user, make_platform, watch, now):
    user = make_user(tier="watcher")
    platforms = [make_platform() for _ in range(10)]
    for platform in platforms:
        watch(user, platform)
    other = watchlists.create_watchlist(user=user, wishes=Wishes(name="Other"), now=now)
    watch(user, platforms[3], watchlist=other)
    assert watchlists.usage(user) == WatchlistUsage(platforms=10, watchlists=2)


def test_a_removed_platform_gives_its_place_back_and_the_gap_closes(make_user, make_platform, watch, now):
    user = make_user(tier="watcher")
    items = [watch(user, make_platform(slug)) for slug in "abcd"]
    watchlists.unwatch(item=items[1], now=now)
    assert order(user) == ["a", "c", "d"]
    watchlists.unwatch(item=items[1], now=now)  # twice is once
    assert order(user) == ["a", "c", "d"]


def test_a_platform_stays_in_the_order_as_long_as_a_list_holds_it(make_user, make_platform, watch, now):
    user, platform = make_user(tier="watcher"), make_platform("a")
    first = watch(user, platform)
    other = watchlists.create_watchlist(user=user, wishes=Wishes(name="Other"), now=now)
    watch(user, platform, watchlist=other)
    watchlists.unwatch(item=first, now=now)
    assert order(user) == ["a"]
    watchlists.delete_watchlist(watchlist=other, now=now)
    assert order(user) == []


def test_deleting_a_list_closes_all_its_gaps(make_user, make_platform, watch, now):
    user = make_user(tier="watcher")
    other = watchlists.create_watchlist(user=user, wishes=Wishes(name="Other"), now=now)
    for place, slug in enumerate("abcdef"):
        watch(user, make_platform(slug), watchlist=other if place % 2 else None)
    watchlists.delete_watchlist(watchlist=other, now=now)
    assert order(user) == ["a", "c", "e"]


def test_activating_puts_a_platform_first_and_the_last_active_one_falls_out(make_user, make_platform, watch, now):
    user = make_user(tier="professional")
    items = {slug: watch(user, make_platform(slug)) for slug in "abcdefghijkl"}
    Subscription.objects.update(tier="watcher")
    assert active(user, now) == list("abcdefghij")
    own_order.activate(item=items["l"], now=now)
    assert order(user) == list("labcdefghijk")
    assert active(user, now) == list("labcdefghi")
    own_order.activate(item=items["l"], now=now)
    assert order(user) == list("labcdefghijk")


def test_a_trial_that_ends_leaves_one_active_and_an_upgrade_brings_all_back_as_they_were(
    make_user, make_platform, watch, now
):
    user = make_user()
    slugs = [f"p{n:02}" for n in range(11)]
    items = [watch(user, make_platform(slugs[0]))]
    start_trial(user=user, now=now)
    items += [watch(user, make_platform(slug), at=now) for slug in slugs[1:]]
    assert active(user, now) == slugs
    later = Trial.objects.get().ends_at + timedelta(seconds=1)
    end_due_trials(later)
    assert active(user, later) == slugs[:1]
    assert WatchItem.objects.count() == 11
    own_order.activate(item=items[5], now=now)
    assert active(user, later) == [slugs[5]]
    with pytest.raises(WatchlistFull):
        watch(user, make_platform(), at=later)
    grant_tier(user=user, tier="watcher", until=None, now=later)
    assert active(user, later) == [slugs[5], *slugs[:5], *slugs[6:10]]
    grant_tier(user=user, tier="professional", until=None, now=later)
    assert sorted(active(user, later)) == slugs


def test_another_list_over_the_limit_is_refused(make_user, now):
    user = make_user()
    with pytest.raises(TooManyWatchlists) as refusal:
        watchlists.create_watchlist(user=user, wishes=Wishes(name="Second"), now=now)
    assert (refusal.value.code, refusal.value.limit, refusal.value.upgrade_to) == ("watchlist_full", 1, "watcher")
    assert Watchlist.objects.get().is_default


def test_lists_have_an_end_on_a_plan_without_a_limit(make_user, now, monkeypatch):
    monkeypatch.setattr(watchlists, "MOST_WATCHLISTS", 2)
    user = make_user(tier="professional")
    watchlists.create_watchlist(user=user, wishes=Wishes(name="Second"), now=now)
    with pytest.raises(TooManyWatchlists) as refusal:
        watchlists.create_watchlist(user=user, wishes=Wishes(name="Third"), now=now)
    assert (refusal.value.limit, refusal.value.upgrade_to) == (2, None)


def test_the_default_list_can_not_be_deleted(make_user, now):
    with pytest.raises(DefaultWatchlistStays):
        watchlists.delete_watchlist(watchlist=watchlists.default_watchlist(make_user(), now), now=now)


@pytest.mark.parametrize(
    ("tier", "wishes", "needed"),
    [
        ("free", Wishes(cadence="daily"), "professional"),
        ("watcher", Wishes(cadence="daily"), "professional"),
        ("free", Wishes(min_severity=Severity.HIGH), "watcher"),
        ("free", Wishes(categories=["ai_training"]), "watcher"),
        ("free", Wishes(document_types=["privacy-policy"]), "watcher"),
    ],
)
def test_what_the_tier_lacks_can_not_be_asked_of_a_list(make_user, now, tier, wishes, needed):
    watchlist = watchlists.default_watchlist(make_user(tier=tier), now)
    with pytest.raises(TierRequired) as refusal:
        watchlists.change_watchlist(watchlist=watchlist, wishes=wishes, now=now)
    assert refusal.value.required_tier == needed
    watchlist.refresh_from_db()
    assert watchlist.cadence == "same_day"
    assert not watchlist.category_filters.exists()


def test_wishes_from_before_a_downgrade_are_kept_and_may_be_repeated_or_dropped(make_user, now):
    user = make_user(tier="professional")
    watchlist = watchlists.default_watchlist(user, now)
    wishes = Wishes(cadence="daily", min_severity=Severity.HIGH, categories=["ai_training"], document_types=["terms"])
    watchlists.change_watchlist(watchlist=watchlist, wishes=wishes, now=now)
    Subscription.objects.all().delete()
    watchlists.change_watchlist(watchlist=watchlist, wishes=wishes, now=now)
    assert list(watchlist.category_filters.values_list("category", flat=True)) == ["ai_training"]
    with pytest.raises(TierRequired):
        watchlists.change_watchlist(watchlist=watchlist, wishes=Wishes(categories=["other"]), now=now)
    lifted = Wishes(cadence="weekly", min_severity=Severity.LOW, categories=[], document_types=[])
    watchlists.change_watchlist(watchlist=watchlist, wishes=lifted, now=now)
    assert not watchlist.category_filters.exists()
    with pytest.raises(TierRequired):
        watchlists.change_watchlist(watchlist=watchlist, wishes=Wishes(cadence="same_day"), now=now)


def test_the_weekly_schedule_starts_with_the_first_platform_and_the_daily_one_where_it_stands(
    make_user, make_platform, watch, now
):
    user = make_user(tier="professional")
    watchlist = watchlists.default_watchlist(user, now)
    assert not DigestSchedule.objects.exists()
    watch(user, make_platform(), at=now)
    watch(user, make_platform(), at=now + timedelta(days=1))
    weekly = DigestSchedule.objects.get()
    assert (weekly.cadence, weekly.period_start) == ("weekly", now)
    watchlists.change_watchlist(watchlist=watchlist, wishes=Wishes(cadence="daily"), now=now + timedelta(days=2))
    daily = DigestSchedule.objects.get(cadence="daily")
    assert daily.period_start == now
    assert now + timedelta(days=2) < daily.due_at <= now + timedelta(days=3)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sixty_four_adds_at_once_leave_one_platform_on_free(make_user, make_platform, now, at_once):
    user = make_user()
    watchlist = watchlists.default_watchlist(user, now)
    platforms = [make_platform() for _ in range(64)]

    def add(platform):
        try:
            return watchlists.watch_platform(watchlist=watchlist, platform=platform, now=now)[1]
        except WatchlistFull:
            return None

    results = at_once(*[lambda p=p: add(p) for p in platforms])
    assert results.count(True) == 1
    assert results.count(None) == 63
    assert WatchedPlatform.objects.count() == WatchItem.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_adding_removing_and_activating_at_once_leave_an_order_without_gaps(
    make_user, make_platform, watch, now, at_once
):
    user = make_user(tier="professional")
    items = [watch(user, make_platform()) for _ in range(12)]
    watchlist = watchlists.default_watchlist(user, now)
    new = [make_platform() for _ in range(4)]
    at_once(
        *[lambda i=i: watchlists.unwatch(item=i, now=now) for i in items[:4]],
        *[lambda i=i: own_order.activate(item=i, now=now) for i in items[6:10]],
        *[lambda p=p: watchlists.watch_platform(watchlist=watchlist, platform=p, now=now) for p in new],
    )
    assert len(order(user)) == 12
    assert set(order(user)) == set(WatchItem.objects.values_list("platform__slug", flat=True))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_moving_a_watch_while_it_is_added_removed_and_moved_loses_no_place(
    make_user, make_platform, watch, now, at_once
):
    user = make_user(tier="professional")
    successor = make_platform()
    old = [make_platform(successor=successor) for _ in range(4)]
    items = [watch(user, platform) for platform in (*old, make_platform(), make_platform())]
    watchlist = watchlists.default_watchlist(user, now)
    at_once(
        *[lambda p=p: watchlists.follow_successor(user=user, platform=p, now=now) for p in old * 2],
        *[lambda i=i: watchlists.unwatch(item=i, now=now) for i in items[4:]],
        lambda: watchlists.watch_platform(watchlist=watchlist, platform=successor, now=now),
    )
    assert order(user) == [successor.slug]
    assert WatchItem.objects.get().platform == successor


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_workers_tell_each_watcher_of_a_successor_once(make_user, make_platform, watch, now, at_once):
    platform = make_platform()
    for _ in range(20):
        watch(make_user(), platform)
    Platform.objects.filter(pk=platform.pk).update(successor=make_platform())
    assert sum(at_once(*[lambda: tell_due(now)["successors_told"]] * 8)) == 20
    assert Notice.objects.filter(kind=SUCCESSOR_NAMED).count() == 20


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_first_visits_at_once_make_one_default_list(make_user, now, at_once):
    user = make_user()
    lists = at_once(*[lambda: watchlists.default_watchlist(user, now).pk] * 8)
    assert len(set(lists)) == 1


def test_a_platform_that_is_no_more_leaves_no_gap_that_keeps_another_inactive(make_user, make_platform, watch, now):
    person, gone, kept = make_user(tier="watcher"), make_platform(), make_platform()
    watch(person, gone)
    watch(person, kept)
    untouched = make_user(tier="watcher")
    watch(untouched, kept)
    gone.delete()
    assert own_order.close_gaps() == 1
    assert own_order.places(person, [kept.pk])[kept.pk].position == 1
    assert own_order.close_gaps() == 0
