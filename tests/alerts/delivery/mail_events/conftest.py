"""A signing key, and batches that were sent, or of which nobody knows."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from alerts.delivery import batches
from alerts.models import Batch, Content, Message
from tests import messages
from tests.alerts.delivery.mail_events.signed import headers_for, public_key_of, send


@pytest.fixture
def key(settings):
    private = ec.generate_private_key(ec.SECP256R1())
    settings.SENDGRID_WEBHOOK_PUBLIC_KEY = public_key_of(private)
    return private


@pytest.fixture
def post(key):
    """Post events as SendGrid does, signed."""

    def deliver(*told, at=None):
        body = json.dumps(told).encode()
        return send(body, headers_for(key, body, at))

    return deliver


@pytest.fixture
def enqueue(now):
    """A batch of one content to these people."""

    def put(*users, kind="alert", at=now):
        content, _ = Content.objects.get_or_create(
            key=kind, defaults={"kind": kind, "subject": "News", "html": "", "text": "", "created_at": now}
        )
        messages.enqueue(kind=kind, people=[(u.pk, content.pk) for u in users], batch_size=1000, now=at)
        return Batch.objects.latest("pk")

    return put


@pytest.fixture
def sent(enqueue, now):
    """A batch that SendGrid took: each person's message, and the attempt."""

    def put(*users, kind="alert"):
        enqueue(*users, kind=kind)
        batch = batches.claim_next(transport="sendgrid", now=now)
        batches.mark_sent(batch=batch, provider_id="x", now=now)
        return batch.attempt, [Message.objects.get(batch=batch, user=user) for user in users]

    return put


@pytest.fixture
def doubtful(enqueue, make_user, now):
    """A batch that was posted by SendGrid's transport at a moment, with no answer."""

    def put(at=now, user=None):
        enqueue(user or make_user(), at=at)
        batch = batches.claim_next(transport="sendgrid", now=at)
        batches.mark_uncertain(batch=batch, reason="timeout")
        return batch

    return put
