"""Stripe Checkout sessions that are under way."""

from typing import Any

import stripe
import structlog

from billing.gateway.client import PAGE, asking, client

logger = structlog.get_logger(__name__)


def open_sessions(customer_id: str) -> list[dict[str, Any]]:
    """Return the sessions that can be paid now. Without permission to list them, none: two may then be open at once."""
    with asking("checkout sessions"):
        try:
            found = client().v1.checkout.sessions.list({"customer": customer_id, "status": "open", "limit": PAGE})
            return [one.to_dict() for one in found.auto_paging_iter()]
        except (stripe.PermissionError, stripe.InvalidRequestError) as error:
            if error.code == "resource_missing":
                raise
            logger.warning("stripe_sessions_not_readable", error=type(error).__name__)
            return []


def expire(session_id: str) -> bool:
    """Expire the session; return False if it was just paid or ended by itself."""
    with asking("checkout session"):
        try:
            client().v1.checkout.sessions.expire(session_id)
        except stripe.InvalidRequestError:
            return False
    return True
