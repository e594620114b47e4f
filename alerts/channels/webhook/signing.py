"""The signature of a webhook by Standard Webhooks 1.0.0 (https://www.standardwebhooks.com), symmetric: `v1`."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from alerts.channels.secrets import PREFIX


def signed_headers(*, webhook_id: str, at: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """Return the three headers of an attempt, with a signature by each secret: the receiver may know any of them."""
    timestamp = str(int(at.timestamp()))
    signed = f"{webhook_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(signed, secret) for secret in secrets),
    }


def _signature(signed: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
