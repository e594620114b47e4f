"""SendGrid's Event Webhook: verifies that a request is SendGrid's, and reads its events.

The fields are those of https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event. An asynchronous
bounce has no `sg_message_id`, so a message is recognised by the custom arguments of its request.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from django.conf import settings
from sendgrid.helpers.eventwebhook import EventWebhook, EventWebhookHeader

from accounts.clocks import CLOCKS_DIFFER
from accounts.mail_addresses import NotAnAddress, canonical_address
from alerts.delivery.transports.mail_events import EventKind, EventsRefused, MailEvent
from alerts.delivery.transports.sendgrid.payload import ACCOUNT, KIND

# SendGrid tries for a rolling 24 hours. Older requests are somebody's recording.
OLDEST = timedelta(hours=26)
_FURTHEST_AHEAD = timedelta(minutes=10)
_ID_LENGTH, _DETAIL_LENGTH = 100, 500

_KINDS = {
    "processed": EventKind.ACCEPTED,
    "deferred": EventKind.DEFERRED,
    "delivered": EventKind.DELIVERED,
    "spamreport": EventKind.REPORTED,
    "unsubscribe": EventKind.UNSUBSCRIBED,
    "group_unsubscribe": EventKind.LEFT_GROUP,
    "open": EventKind.SEEN,
    "click": EventKind.SEEN,
}
# The beginnings of `reason` of a drop that is about the address and not about the mail.
_REASONS_OF_ADDRESSES = ("bounced address", "invalid")
# A status of class 4, or 5.2.2: the mailbox is full (RFC 3463). Some servers say it in words alone.
_FOR_NOW = re.compile(r"(?i)\b4\.\d{1,3}\.\d{1,3}\b|\b5\.2\.2\b|over ?quota|quota exceeded|mailbox (is )?full")
_NOT_OF_ADDRESSES = ("invalid smtpapi header",)


def read_request(*, headers: Mapping[str, str], body: bytes, now: datetime) -> list[MailEvent]:
    """Verify the request and return its events. Entries that are no objects are left out. Raises EventsRefused."""
    verify(headers=headers, body=body, now=now)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise EventsRefused("the body is not JSON") from None
    if not isinstance(value, list):
        raise EventsRefused("the body is not a list")
    return [read_event(item, now) for item in value if isinstance(item, dict)]


def verify(*, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Raise EventsRefused unless SendGrid signed this body within the allowed time."""
    signature, timestamp = headers.get(EventWebhookHeader.SIGNATURE), headers.get(EventWebhookHeader.TIMESTAMP)
    if not signature or not timestamp:
        raise EventsRefused("the signature or its time is missing")
    try:
        signed_at = datetime.fromtimestamp(int(timestamp), UTC)
        # The library takes text, and is given what is encoded to the same bytes again.
        told = body.decode("utf-8")
        is_right = any(EventWebhook(key).verify_signature(told, signature, timestamp) for key in public_keys())
    except (ValueError, OverflowError, OSError):  # no number, no base64, no UTF-8, no such year
        raise EventsRefused("the signature, its time or the body is malformed") from None
    if not is_right:
        raise EventsRefused("the signature is wrong")
    if not now - OLDEST <= signed_at <= now + _FURTHEST_AHEAD:
        raise EventsRefused("the signature is not of now")


def public_keys() -> list[str]:
    """Return the keys by which SendGrid may have signed: several while one replaces another."""
    return [key.strip() for key in settings.SENDGRID_WEBHOOK_PUBLIC_KEY.split(",") if key.strip()]


def is_public_key(text: str) -> bool:
    """Tell whether the text is a key as SendGrid shows it: an elliptic-curve key in base64, without PEM's lines."""
    try:
        return isinstance(EventWebhook(text).public_key, EllipticCurvePublicKey)
    except (ValueError, UnsupportedAlgorithm):
        return False


def read_event(item: Mapping[str, Any], now: datetime) -> MailEvent:
    """Return the event in our own terms.

    Unreadable fields are left empty: if the request failed, it would come again all day.
    """
    reason = _text(item, "reason")
    return MailEvent(
        id=_id_of(item),
        kind=_kind_of(_text(item, "event"), _text(item, "type"), _text(item, "status"), reason),
        at=_time_of(item, now),
        address=_address_of(item),
        attempt=_uuid(item, "cw_attempt"),
        message=_uuid(item, "cw_message"),
        is_account_mail=_text(item, KIND) == ACCOUNT,
        detail=" ".join(part for part in (_text(item, "status"), reason) if part)[:_DETAIL_LENGTH],
    )


def _kind_of(event: str, bounce_type: str, status: str, reason: str) -> EventKind:
    if event == "bounce":
        if bounce_type != "bounce":
            return EventKind.BLOCKED
        return EventKind.FULL if _FOR_NOW.search(f"{status} {reason}") else EventKind.BOUNCED
    if event == "dropped":
        why = reason.strip().lower()
        if why.startswith("spam reporting address"):
            return EventKind.COMPLAINT_DROPPED
        is_of_address = why.startswith(_REASONS_OF_ADDRESSES) and not why.startswith(_NOT_OF_ADDRESSES)
        return EventKind.ADDRESS_DROPPED if is_of_address else EventKind.DROPPED
    return _KINDS.get(event, EventKind.OTHER)


def _id_of(item: Mapping[str, Any]) -> str:
    """Return the event's own id, or a digest of the event if it has no usable one."""
    given = _text(item, "sg_event_id")
    if given and len(given) <= _ID_LENGTH:
        return given
    return "sha256:" + hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()


def _time_of(item: Mapping[str, Any], now: datetime) -> datetime:
    try:
        at = datetime.fromtimestamp(int(item["timestamp"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return now
    return at if at <= now + CLOCKS_DIFFER else now  # of two events the order counts, not our clock


def _address_of(item: Mapping[str, Any]) -> str:
    try:
        return canonical_address(_text(item, "email"))
    except NotAnAddress:
        return ""


def _uuid(item: Mapping[str, Any], name: str) -> UUID | None:
    try:
        return UUID(_text(item, name))
    except ValueError:
        return None


def _text(item: Mapping[str, Any], name: str) -> str:
    """Return the text in a field, without NUL and lone surrogates, which no column of ours can hold."""
    value = item.get(name)
    if not isinstance(value, str):
        return ""
    return value.replace("\x00", "").encode("utf-8", "ignore").decode()
