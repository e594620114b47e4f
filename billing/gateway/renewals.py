"""Tells Stripe to stop renewals while a person's account is being deleted, and undoes that.

https://docs.stripe.com/billing/subscriptions/cancel and
https://docs.stripe.com/billing/subscriptions/subscription-schedules
"""

from collections.abc import Mapping
from typing import Any

import stripe

from billing.gateway.client import asking, client
from billing.gateway.fetching import fetch_holdings
from billing.gateway.sessions import expire, open_sessions
from billing.gateway.standing import following_phase, leaves_at, period_end_of

ENDED = ("canceled", "incomplete_expired")
_RENEWED = ("active", "trialing")


def renewed_at_present(customer_id: str) -> dict[str, str]:
    """Return the ids of the customer's subscriptions that would be renewed, each with the price that follows.

    The price is empty where it stays the same.
    """
    found = fetch_holdings(customer_id).subscriptions
    return {one["id"]: _following_price(one) for one in found if _is_renewed(one)}


def stop_renewals(customer_id: str) -> None:
    """Stop every further charge to this customer.

    Open sessions are expired. A paid subscription ends with its period; an overdue one ends at once, since its open
    invoice would be collected later. Raises CustomerGone or PaymentsUnavailable; doing it again does the rest.
    """
    for session in open_sessions(customer_id):
        expire(session["id"])
    for one in fetch_holdings(customer_id).subscriptions:
        if _is_renewed(one):
            _stop(one)
        elif one["status"] not in (*ENDED, *_RENEWED):
            cancel(one["id"])


def go_on(stopped: Mapping[str, str]) -> None:
    """Let stopped subscriptions be renewed again, with the price that was to follow.

    What ended meanwhile stays ended. Raises PaymentsUnavailable if Stripe refuses to renew what still runs.
    """
    for subscription_id, price in stopped.items():
        if _resume(subscription_id) and price:
            _schedule(subscription_id, price)


def cancel(subscription_id: str) -> bool:
    with asking("cancellation"):
        try:
            client().v1.subscriptions.cancel(subscription_id, {"prorate": False, "invoice_now": False})
        except stripe.InvalidRequestError as error:
            if error.code != "resource_missing":
                raise
            return False  # it ended meanwhile
    return True


def _is_renewed(subscription: dict[str, Any]) -> bool:
    return subscription["status"] in _RENEWED and leaves_at(subscription, period_end_of(subscription)) is None


def _following_price(subscription: dict[str, Any]) -> str:
    following = following_phase(subscription)
    price = following["items"][0]["price"] if following is not None else ""
    return price if isinstance(price, str) else str(price["id"])


def _stop(subscription: dict[str, Any]) -> None:
    """End the subscription with its period. A schedule must release it first, or Stripe refuses."""
    with asking("end of renewal"):
        if isinstance(subscription.get("schedule"), dict):
            client().v1.subscription_schedules.release(subscription["schedule"]["id"])
        client().v1.subscriptions.update(subscription["id"], {"cancel_at_period_end": True})


def _resume(subscription_id: str) -> bool:
    """Let the subscription be renewed, and return True; False if it has ended."""
    subscriptions = client().v1.subscriptions
    with asking("renewal"):
        try:
            subscriptions.update(subscription_id, {"cancel_at_period_end": False})
        except stripe.InvalidRequestError:
            if subscriptions.retrieve(subscription_id).status not in ENDED:
                raise
            return False
    return True


def _schedule(subscription_id: str, price: str) -> None:
    """Change the subscription to this price with its next period. An earlier try may have got half-way."""
    schedules = client().v1.subscription_schedules
    with asking("schedule"):
        begun = client().v1.subscriptions.retrieve(subscription_id).schedule
        schedule = schedules.retrieve(str(begun)) if begun else schedules.create({"from_subscription": subscription_id})
        made = schedule.to_dict()
        current = made["phases"][0]
        items: Any = [{"price": item["price"], "quantity": item["quantity"]} for item in current["items"]]
        phases: Any = [
            {"items": items, "start_date": current["start_date"], "end_date": current["end_date"]},
            {"items": [{"price": price, "quantity": 1}]},
        ]
        schedules.update(made["id"], {"end_behavior": "release", "phases": phases})
