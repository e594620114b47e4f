"""Works out what a list of Stripe's subscriptions means: tier, status, dates, notes for an operator. Pure functions.

The shapes are those of API 2026-10-28.endive: a period is on the items, and leaving is `cancel_at` or the older flag.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from billing.gateway.prices import tier_of
from billing.models import Subscription
from billing.plans import PAYMENT_GRACE, Tier
from billing.subscription_state import SubscriptionState

# A renewal that nothing is heard of still counts so long: Stripe delivers a webhook for three days.
UNHEARD_OF = timedelta(days=3)

_COUNTING = {
    "trialing": Subscription.Status.TRIALING,
    "active": Subscription.Status.ACTIVE,
    "past_due": Subscription.Status.PAST_DUE,
}
# With one of these there is something to manage, and a second one would be paid twice.
_LIVE = (*_COUNTING, "unpaid", "paused")


class Note(StrEnum):
    """Something that an operator should look at."""

    SEVERAL_SUBSCRIPTIONS = "several_subscriptions"
    SEVERAL_PRICES = "several_prices"
    UNKNOWN_PRICE = "unknown_price"
    COLLECTION_PAUSED = "collection_paused"


@dataclass(frozen=True, slots=True)
class Standing:
    """What all of a person's Stripe subscriptions amount to.

    `state` is None if they hold nothing; `live` are the subscriptions that they can manage.
    """

    state: SubscriptionState | None
    live: tuple[str, ...]
    notes: frozenset[Note]


@dataclass(frozen=True, slots=True)
class KnownBefore:
    """What was known of the person before: the tier that they had until now, and the end of their days of grace."""

    tier: Tier | None = None
    grace_ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    state: SubscriptionState | None
    notes: frozenset[Note]


def standing_of(
    subscriptions: Collection[dict[str, Any]],
    *,
    now: datetime,
    unpaid: Collection[dict[str, Any]] = (),
    known: KnownBefore | None = None,
) -> Standing:
    """Return what all of a person's subscriptions amount to. Of several that have not lapsed, the highest tier counts.

    `unpaid` are their open invoices, which say since when a payment is overdue; without them it counts from when it was
    first seen. An unknown price keeps the tier that was known, and grants nothing.
    """
    known = known or KnownBefore()
    live = [one for one in subscriptions if one["status"] in _LIVE]
    read = [_read(one, unpaid, known, now) for one in live]
    states = [one.state for one in read if one.state is not None]
    notes = frozenset().union(*(one.notes for one in read))
    if len(live) > 1:
        notes |= {Note.SEVERAL_SUBSCRIPTIONS}
    return Standing(
        state=max(states, key=lambda state: _worth(state, now), default=None),
        live=tuple(one["id"] for one in live),
        notes=frozenset(notes),
    )


def _worth(state: SubscriptionState, now: datetime) -> tuple[bool, int, bool, datetime]:
    """Return a sort key: greater for what still gives its tier, then for higher tiers, then if paid, then if longer."""
    is_paid = state.status != Subscription.Status.PAST_DUE
    lapses_at = state.lapses_at or datetime.max.replace(tzinfo=UTC)
    return lapses_at > now, state.tier.rank, is_paid, lapses_at


def _read(subscription: dict[str, Any], unpaid: Collection[dict[str, Any]], known: KnownBefore, now: datetime) -> _Read:
    items = subscription["items"]["data"]
    ours = [(tier, item) for item in items if (tier := tier_of(item["price"])) is not None]
    notes = set()
    if not ours or len(ours) < len(items):
        notes.add(Note.UNKNOWN_PRICE)
    if len(ours) > 1:
        notes.add(Note.SEVERAL_PRICES)
    if subscription.get("pause_collection"):
        # It stays active, and by Stripe's guide the customer keeps access for free meanwhile. Only an operator does it.
        # https://docs.stripe.com/billing/subscriptions/pause-payment
        notes.add(Note.COLLECTION_PAUSED)
    tier, item = max(ours, key=lambda pair: pair[0].rank, default=(known.tier, items[0] if items else None))
    status = _COUNTING.get(subscription["status"])
    if tier is None or item is None or status is None:
        return _Read(None, frozenset(notes))
    period_end = _period(subscription, item, "current_period_end")
    end = leaves_at(subscription, period_end)
    lapses_at = end or period_end + UNHEARD_OF
    if status == Subscription.Status.PAST_DUE:
        since = _overdue_since(subscription, unpaid)
        grace_ends_at = since + PAYMENT_GRACE if since else known.grace_ends_at or now + PAYMENT_GRACE
        lapses_at = min(grace_ends_at, end) if end else grace_ends_at
    amount, currency = _price_of(items)
    state = SubscriptionState(
        source=Subscription.Source.STRIPE,
        tier=tier,
        status=status,
        started_at=_moment(subscription.get("start_date") or subscription["created"]),
        current_period_end=period_end,
        cancel_at=end,
        lapses_at=lapses_at,
        interval=item["price"]["recurring"]["interval"] if item["price"].get("recurring") else "",
        amount=amount,
        currency=currency,
        scheduled_tier=_scheduled_tier(subscription, tier),
    )
    return _Read(state, frozenset(notes))


def _price_of(items: Collection[dict[str, Any]]) -> tuple[int | None, str]:
    """Return what the items cost together for one interval, in the currency's smallest unit, and the currency.

    (None, "") where that is no single sum: tiers, parts of a cent, several currencies or intervals of several months.
    """
    prices = [item["price"] for item in items]
    recurring = {(price["recurring"]["interval"], price["recurring"].get("interval_count", 1))
                 for price in prices if price.get("recurring")}  # fmt: skip
    amounts = [price.get("unit_amount") for price in prices]
    currencies = {str(price.get("currency", "")) for price in prices}
    is_one_sum = len(recurring) == len(currencies) == 1 and {count for _, count in recurring} == {1}
    if not is_one_sum or not all(isinstance(amount, int) for amount in amounts):
        return None, ""
    total = sum(amount * (item.get("quantity") or 1) for amount, item in zip(amounts, items, strict=True))
    return total, currencies.pop()


def leaves_at(subscription: dict[str, Any], period_end: datetime) -> datetime | None:
    """Return when the subscription ends by itself, or None.

    The Customer Portal sets only `cancel_at`; the dashboard and the API set the flag as well. Stripe's guide to
    schedules says that `cancel_at` may also be just the start of the next phase.
    """
    following = following_phase(subscription)
    if subscription.get("cancel_at"):
        is_next_phase = following is not None and following["start_date"] == subscription["cancel_at"]
        return None if is_next_phase else _moment(subscription["cancel_at"])
    return period_end if subscription.get("cancel_at_period_end") else None


def _overdue_since(subscription: dict[str, Any], unpaid: Collection[dict[str, Any]]) -> datetime | None:
    """Return when the oldest of its unpaid invoices was first tried, which is when it was finalised."""
    tried = [
        (invoice.get("status_transitions") or {}).get("finalized_at") or invoice["created"]
        for invoice in unpaid
        if invoice.get("attempted") and subscription_of(invoice) == subscription["id"]
    ]
    return _moment(min(tried)) if tried else None


def subscription_of(invoice: dict[str, Any]) -> str:
    """Return the id of the subscription that an invoice is for; empty if it is for none."""
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    named = details.get("subscription") or invoice.get("subscription") or ""
    return named if isinstance(named, str) else str(named["id"])


def _scheduled_tier(subscription: dict[str, Any], tier: Tier) -> Tier | None:
    """Return the lower tier of the next phase, if the portal has put a downgrade off to the end of the period."""
    following = following_phase(subscription)
    prices = [item["price"] for item in following["items"]] if following is not None else []
    known = [tier_of(price if isinstance(price, dict) else {"id": price}) for price in prices]
    highest = max((one for one in known if one), key=lambda one: one.rank, default=None)
    return highest if highest is not None and highest.rank < tier.rank else None


def following_phase(subscription: dict[str, Any]) -> dict[str, Any] | None:
    """Return the schedule's phase after the current one, or None if there is no schedule or no such phase."""
    schedule = subscription.get("schedule")
    current = schedule.get("current_phase") if isinstance(schedule, dict) else None
    if not isinstance(schedule, dict) or not current:
        return None
    phases: Sequence[dict[str, Any]] = schedule.get("phases", [])
    return next((phase for phase in phases if phase["start_date"] >= current["end_date"]), None)


def period_end_of(subscription: dict[str, Any]) -> datetime:
    """Return when the current period of the subscription ends."""
    return _period(subscription, subscription["items"]["data"][0], "current_period_end")


def _period(subscription: dict[str, Any], item: dict[str, Any], name: str) -> datetime:
    """Return the period: on the item since API 2025-03-31, on the subscription for accounts of an older version."""
    return _moment(item[name] if name in item else subscription[name])


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
