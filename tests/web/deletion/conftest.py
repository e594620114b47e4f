"""A person who will leave, and a payment provider that notes whom it ended."""

import pytest
from django.core import mail

from tests.conftest import PASSWORD
from tests.web.deletion.leaving import ADDRESS
from web.personal_data import erasure


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []


@pytest.fixture
def provider(monkeypatch):
    """A payment provider that notes whom it ended, and fails while `broken`."""

    class Provider:
        ended = []
        broken = False

        def cancel_all(self, *, user):
            if self.broken:
                raise ConnectionError("no answer")
            self.ended.append(user.email)
            return 1

    one = Provider()
    one.ended = []
    monkeypatch.setattr(erasure, "way_to_pay", lambda: one)
    return one


@pytest.fixture
def person(make_user):
    return make_user(ADDRESS, password=PASSWORD, display_name="Ana Leaves")
