"""A local SendGrid that keeps the documented rules, and batches to send by it."""

import uuid

import pytest

from alerts.models import Content
from tests import messages
from tests.contract.sendgrid.letters import LETTER
from tests.contract.sendgrid_server import local_sendgrid


@pytest.fixture
def server(settings):
    with local_sendgrid(settings) as running:
        yield running


@pytest.fixture
def enqueue(now):
    """One batch of a message to each of these people."""

    def put(*users):
        content = Content.objects.create(
            key=uuid.uuid4().hex, kind="alert", subject="News", html=LETTER.html, text=LETTER.text, created_at=now
        )
        messages.enqueue(kind="alert", people=[(u.pk, content.pk) for u in users], batch_size=1000, now=now)

    return put
