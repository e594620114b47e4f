"""Events as SendGrid signs and posts them."""

import base64
from datetime import UTC, datetime
from itertools import count

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from alerts.models import Batch, Message

State = Batch.State
PATH = "/webhooks/sendgrid/"
_ids = count(1)


def public_key_of(private):
    der = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def headers_for(key, body, at=None):
    timestamp = str(int((at or datetime.now(UTC)).timestamp()))
    signature = key.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    return {
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
    }


def send(body, headers):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return client.post(PATH, body, content_type="application/json", headers=headers)


def event(kind, *, attempt=None, message=None, email="", **fields):
    told = {"event": kind, "sg_event_id": f"event-{next(_ids)}", "timestamp": 1773225000, "email": email, **fields}
    if attempt:
        told["cw_attempt"] = str(attempt)
    if message:
        told["cw_message"] = str(message.pk if isinstance(message, Message) else message)
    return told


def state_of(batch):
    return Batch.objects.get(pk=batch.pk).state
