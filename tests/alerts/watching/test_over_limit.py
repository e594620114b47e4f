"""What is over the limit waits and is never touched: on return exactly the earlier state."""

from datetime import timedelta

import pytest

from alerts.models import WatchedPlatform, WatchItem, Watchlist
from alerts.watching.audience import monitored_items
from alerts.watching.own_order import Division, activate, division
from alerts.watching.unsubscribing import mute
from alerts.watching.watchlists import (
    Wishes,
    create_watchlist,
    default_watchlist,
    watch_platform,
)
from billing.models import Subscription
from billing.plans import Tier
from billing.services.apply import apply
from billing.services.cause import Cause, CauseKind
from billing.services.grants import grant_tier
from billing.services.lapses import end_due_grants, end_due_lapses, end_due_trials
from billing.services.trials import start_trial
from billing.subscription_state import SubscriptionState

DAY = timedelta(days=1)
STRIPE, Status = Subscription.Source.STRIPE, Subscription.Status


def pay(user, now, **fields):
    state = SubscriptionState(
        **{"source": STRIPE, "tier": Tier.WATCHER, "status": Status.ACTIVE, "started_at": now} | fields
    )
    apply(user=user, source=STRIPE, state=state, cause=Cause(CauseKind.EVENT), now=now)


def stop_paying(user, now):
    apply(user=user, source=STRIPE, state=None, cause=Cause(CauseKind.EVENT), now=now)


def trial_ends(user, now):
    end_due_trials(now + 14 * DAY)


def grant_ends(user, now):
    end_due_grants(now + 14 * DAY)


def grace_ends(user, now):
    pay(user, now, status=Status.PAST_DUE, lapses_at=now + 7 * DAY)
    end_due_lapses(now + 7 * DAY)


WAYS_DOWN = {
    "trial": (lambda user, now: start_trial(user=user, now=now), trial_ends),
    "grant": (lambda user, now: grant_tier(user=user, tier=Tier.WATCHER, until=now + DAY, now=now), grant_ends),
    "cancelled": (pay, stop_paying),
    "unpaid": (pay, grace_ends),
}


def rows():
    return [
        list(model.objects.order_by("pk").values()) for model in (WatchedPlatform, WatchItem, Watchlist)
    ]  # every column of everything a person chose


def monitored(user, now):
    return set(monitored_items(now).filter(watchlist__user=user).values_list("platform__slug", flat=True))


@pytest.mark.parametrize("way", WAYS_DOWN)
def test_ten_are_active_then_one_then_the_same_ten(make_user, make_platform, now, way):
    up, down = WAYS_DOWN[way]
    user = make_user()
    up(user, now)
    lists = [default_watchlist(user, now), create_watchlist(user=user, wishes=Wishes(name="Others"), now=now)]
    slugs = [f"p-{number}" for number in range(10)]
    for number, slug in enumerate(slugs):
        item, _ = watch_platform(watchlist=lists[number % 2], platform=make_platform(slug), now=now)
    activate(item=item, now=now)  # the last one first
    mute(user=user, platform_ids=[WatchedPlatform.objects.get(platform__slug="p-4").platform_id], now=now)
    before, active = rows(), monitored(user, now)
    assert active == set(slugs) - {"p-4"}
    down(user, now)
    later = now + 15 * DAY
    assert monitored(user, later) == {"p-9"}
    assert rows() == before
    inactive = tuple(f"P {n} (never captured)" for n in range(9))
    assert division(user, 1, now) == Division(("P 9 (never captured)",), 1, inactive, 9)
    pay(user, later, tier=Tier.WATCHER)
    assert monitored(user, later) == active
    assert rows() == before


def test_what_is_chosen_below_the_limit_is_kept_above_it(make_user, make_platform, now):
    user = make_user()
    pay(user, now)
    items = [
        watch_platform(watchlist=default_watchlist(user, now), platform=make_platform(f"p-{n}"), now=now)[0]
        for n in range(5)
    ]
    stop_paying(user, now + DAY)
    activate(item=items[3], now=now)
    assert monitored(user, now + DAY) == {"p-3"}
    pay(user, now + 2 * DAY)
    assert monitored(user, now + 2 * DAY) == {f"p-{n}" for n in range(5)}
    stop_paying(user, now + 3 * DAY)
    assert monitored(user, now + 3 * DAY) == {"p-3"}
