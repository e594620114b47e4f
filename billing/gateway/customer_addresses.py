"""Reads and changes the address that Stripe writes to: the customer's copy of the person's own."""

from typing import Any

from billing.gateway.client import CustomerGone, asking, client
from billing.gateway.fetching import fetch_object


def address_at_stripe(customer_id: str) -> str:
    """Return the customer's address at Stripe. Raises CustomerGone."""
    found = fetch_object("customer", customer_id)
    if found is None or found.get("deleted"):
        raise CustomerGone
    return str(found.get("email") or "")


def change_address(customer_id: str, email: str) -> None:
    """Let Stripe write to this address from now on. Raises CustomerGone or PaymentsUnavailable."""
    asked: Any = {"email": email}
    with asking("customer"):
        client().v1.customers.update(customer_id, asked)
