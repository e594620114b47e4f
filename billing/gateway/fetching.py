"""Fetches what Stripe holds of a customer now.

Subscriptions are fetched whole, since an event may be old, doubled or lost.
"""

from dataclasses import dataclass, field
from typing import Any

import stripe
import structlog

from billing.gateway.client import PAGE, CustomerGone, asking, client

logger = structlog.get_logger(__name__)


@dataclass(slots=True)
class Holdings:
    """A customer's subscriptions in every status, and their unpaid invoices where a payment is overdue."""

    subscriptions: list[dict[str, Any]] = field(default_factory=list)
    unpaid: list[dict[str, Any]] = field(default_factory=list)


def fetch_holdings(customer_id: str) -> Holdings:
    """Fetch the customer's subscriptions and unpaid invoices. Raises CustomerGone or PaymentsUnavailable."""
    with asking("subscriptions"):
        found = client().v1.subscriptions.list(
            {"customer": customer_id, "status": "all", "limit": PAGE, "expand": ["data.schedule"]}
        )
        holdings = Holdings([one.to_dict() for one in found.auto_paging_iter()])
    if any(one["status"] == "past_due" for one in holdings.subscriptions):
        holdings.unpaid = _unpaid(customer_id)
    return holdings


def _unpaid(customer_id: str) -> list[dict[str, Any]]:
    """Return the open invoices.

    Without permission to read them there are none, and grace counts from when we saw it.
    """
    with asking("invoices"):
        try:
            found = client().v1.invoices.list({"customer": customer_id, "status": "open", "limit": PAGE})
            return [one.to_dict() for one in found.auto_paging_iter()]
        except (stripe.PermissionError, stripe.InvalidRequestError) as error:
            if error.code == "resource_missing":
                raise
            logger.warning("stripe_invoices_not_readable", error=type(error).__name__)
            return []


def fetch_subscriptions_page(after: str) -> tuple[list[dict[str, Any]], bool]:
    """Fetch the next hundred unended subscriptions of the account, newest first, and whether more follow.

    `after` is the id of the last one seen; if it is empty or no longer exists, this is the first hundred.
    """
    asked: Any = {"limit": PAGE, **({"starting_after": after} if after else {})}
    with asking("all subscriptions"):
        try:
            page = client().v1.subscriptions.list(asked)
        except stripe.InvalidRequestError as error:
            if error.param != "starting_after":
                raise
            page = client().v1.subscriptions.list({"limit": PAGE})
    return [one.to_dict() for one in page.data], page.has_more


# What a thin event may be about, and where it is found.
_PLACES = {
    "subscription": "subscriptions",
    "invoice": "invoices",
    "customer": "customers",
    "checkout.session": "checkout/sessions",
    "charge": "charges",
    "dispute": "disputes",
    "subscription_schedule": "subscription_schedules",
}


def fetch_object(kind: str, id: str) -> dict[str, Any] | None:
    """Fetch the object that an event is about; None if it is of a kind that we don't need, or is gone."""
    place = _PLACES.get(kind)
    if place is None or not id.replace("_", "").isalnum():
        return None
    with asking(kind):
        try:
            found = client().raw_request("get", f"/v1/{place}/{id}")
        except stripe.InvalidRequestError as error:
            if error.http_status == 404:
                return None
            raise
    fields: dict[str, Any] = found.data
    return fields


def claims_of(customer_id: str) -> list[dict[str, Any]]:
    """Return the objects that may say which person a customer belongs to: the customer and its subscriptions."""
    customer = fetch_object("customer", customer_id)
    if customer is None or customer.get("deleted"):
        return []
    try:
        return [customer, *fetch_holdings(customer_id).subscriptions]
    except CustomerGone:
        return []
