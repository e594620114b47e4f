"""A person who signs in at a moment that stands still, and the mails about their account."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail

from tests.conftest import PASSWORD
from tests.web.security_mails.acts import AUTH, OLD, START
from web.account_mail.sending_notices import send_due_notices

WELCOME = "Welcome to Clausewatch"


@pytest.fixture
def clock(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(make_user, clock):
    return make_user(OLD, password=PASSWORD)


@pytest.fixture
def sign_in(api):
    def enter(email=OLD, password=PASSWORD):
        client = api()
        answer = client.post(f"{AUTH}/login", {"email": email, "password": password})
        assert answer.status_code == 200, answer.content
        client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
        return client

    return enter


@pytest.fixture
def told(clock):
    """The mails about the account that are due, as (to, subject, text), after a second has passed."""

    def send():
        mail.outbox.clear()
        clock.shift(1)
        send_due_notices(datetime.now(UTC))
        return [(message.to[0], message.subject, message.body) for message in mail.outbox if message.subject != WELCOME]

    return send
