"""Sessions of Stripe's Checkout that are under way."""

from typing import Any

import stripe
import structlog

from billing.gateway.client import PAGE, asking, client

logger = structlog.get_logger(__name__)


def open_sessions(customer_id: str) -> list[dict[str, Any]]:
    """The sessions that can be paid now; none where the key may not list them, which lets two be open at once."""
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
    """Whether the session can't be paid any more; False where it just was, or ended by itself."""
    with asking("checkout session"):
        try:
            client().v1.checkout.sessions.expire(session_id)
        except stripe.InvalidRequestError:
            return False
    return True
