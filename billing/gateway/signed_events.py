"""Verifies that a webhook request is Stripe's, and reads which object it is about. Its account of the state is ignored.

https://docs.stripe.com/webhooks#verify-official-libraries; snapshot and thin events are treated alike.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import stripe
from django.conf import settings

from accounts.clocks import CLOCKS_DIFFER
from billing.gateway.client import is_live

# Five minutes as Stripe's libraries have it, but in both directions, and for our own clock's error. An event is a hint
# and is done once, so that a recording that is played again does nothing.
TOLERANCE = timedelta(minutes=5) + CLOCKS_DIFFER

_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")
_TYPE = re.compile(r"[a-z0-9_.]{1,100}")


class RefusalReason(StrEnum):
    """The reason for refusing a request."""

    NO_SIGNATURE = "no_signature"
    WRONG_SIGNATURE = "wrong_signature"
    NOT_OF_NOW = "not_of_now"
    NOT_AN_EVENT = "not_an_event"


class EventRefused(Exception):
    def __init__(self, reason: RefusalReason) -> None:
        self.reason = reason
        super().__init__(reason.replace("_", " "))


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """One event of Stripe and its subject. The customer and the claimed person are empty if the event names none."""

    id: str
    type: str
    created_at: datetime
    is_live: bool
    object_id: str
    customer_id: str
    claimed_user_id: UUID | None


def read_request(*, body: bytes, header: str | None, now: datetime) -> SignedEvent:
    """Verify the request and return its event. Raises EventRefused."""
    _verify(body, header, now)
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise EventRefused(RefusalReason.NOT_AN_EVENT) from None
    if not isinstance(event, dict):
        raise EventRefused(RefusalReason.NOT_AN_EVENT)
    return _signed_event(event, now)


def belongs_here(signed: SignedEvent) -> bool:
    """Tell whether the event has the mode of our key: a sandbox's event changes nothing on a live site."""
    return signed.is_live == is_live()


def _verify(body: bytes, header: str | None, now: datetime) -> None:
    """Raise EventRefused unless one of our secrets signed this body, within the allowed time."""
    if not header:
        raise EventRefused(RefusalReason.NO_SIGNATURE)
    if not header.isascii() or not any(_is_signed(body, header, secret) for secret in settings.STRIPE_WEBHOOK_SECRETS):
        raise EventRefused(RefusalReason.WRONG_SIGNATURE)
    try:
        signed_at = datetime.fromtimestamp(int(dict(_pairs(header))["t"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        raise EventRefused(RefusalReason.NOT_OF_NOW) from None
    if abs(now - signed_at) > TOLERANCE:
        raise EventRefused(RefusalReason.NOT_OF_NOW)


def _is_signed(body: bytes, header: str, secret: str) -> bool:
    try:
        # Without a tolerance: the library's looks into the past alone, and at a clock of its own.
        stripe.WebhookSignature.verify_header(body, header, secret, None)
    except (stripe.SignatureVerificationError, ValueError):  # ValueError: the body is no UTF-8
        return False
    return True


def _pairs(header: str) -> list[tuple[str, str]]:
    """Return the header's parts in reverse order, so the first of a repeated name wins, as in Stripe's library."""
    return [(name, value) for name, _, value in (part.partition("=") for part in header.split(","))][::-1]


def _signed_event(event: dict[str, Any], now: datetime) -> SignedEvent:
    id, type = _text(event.get("id")), _text(event.get("type")).removeprefix("v1.")
    if not _ID.fullmatch(id) or not _TYPE.fullmatch(type):
        raise EventRefused(RefusalReason.NOT_AN_EVENT)
    is_thin = event.get("object") == "v2.core.event"
    about = _object(event.get("related_object") if is_thin else _object(event.get("data")).get("object"))
    return SignedEvent(
        id=id,
        type=type,
        created_at=_moment(event.get("created"), now),
        is_live=event.get("livemode") is True,
        object_id=_id(about.get("id")),
        customer_id=customer_of(about, type),
        claimed_user_id=None if is_thin else claim_of(about),
    )


def customer_of(about: dict[str, Any], type: str) -> str:
    """Return the id of the customer that the object is or belongs to; empty if it names none."""
    if type.startswith("customer.") and type.count(".") == 1:
        return _id(about.get("id"))
    named = about.get("customer")
    return _id(named.get("id") if isinstance(named, dict) else named)


def claim_of(about: dict[str, Any]) -> UUID | None:
    """Return the id of the person that the object names: a session's reference, or the metadata that we set."""
    parent = _object(_object(about.get("parent")).get("subscription_details"))
    for claimed in (
        about.get("client_reference_id"),
        _object(about.get("metadata")).get("user_id"),
        _object(parent.get("metadata")).get("user_id"),
    ):
        try:
            return UUID(_text(claimed))
        except ValueError:
            continue
    return None


def _moment(value: Any, now: datetime) -> datetime:
    try:
        made = datetime.fromisoformat(value) if isinstance(value, str) else datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return now
    return made if made.tzinfo else now


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _id(value: Any) -> str:
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""
