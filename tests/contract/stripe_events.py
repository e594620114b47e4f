"""Webhook bodies as Stripe sends them, and signed as Stripe signs them.

https://docs.stripe.com/webhooks#verify-manually: HMAC-SHA256 of the time, a full stop and the body, with the whole
secret as the key.
"""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime

SECRET = "whsec_of_the_tests"
_KINDS = {"checkout.session": "checkout/sessions", "subscription": "subscriptions", "invoice": "invoices",
          "customer": "customers", "dispute": "disputes", "charge": "charges",
          "subscription_schedule": "subscription_schedules"}  # fmt: skip


def body_of(event):
    return json.dumps(event, indent=2).encode()


def signature(body, *, secret=SECRET, at=None):
    """The Stripe-Signature header of this body."""
    at = int(time.time()) if at is None else int(at)
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def thin(event):
    """The same event as a thin one: it says which object it is about, and nothing about it."""
    thing = event["data"]["object"]
    return {
        "id": event["id"],
        "object": "v2.core.event",
        "type": f"v1.{event['type']}",
        "created": datetime.fromtimestamp(event["created"], UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "livemode": event["livemode"],
        "reason": None,
        "context": None,
        "related_object": {
            "id": thing["id"],
            "type": thing["object"],
            "url": f"/v1/{_KINDS[thing['object']]}/{thing['id']}",
        },
    }


def again(event, number=1):
    """The same news under another event's id, as a second endpoint or a repeated action brings it."""
    return {**event, "id": f"{event['id']}again{number}"}
