"""What tells somebody outside of an account is told to its person: channels, and the private feeds."""

import pytest
from django.utils import timezone

from accounts.services.deletion import request_deletion
from accounts.services.security_log import TOLD_TOGETHER
from billing.services.grants import grant_tier
from tests.conftest import PASSWORD
from tests.web.security_mails.acts import API, LINK, OLD

CHANNEL = {"kind": "webhook", "url": "https://hooks.example/in?key=s3cret"}


@pytest.fixture
def client_of_a_professional(person, sign_in):
    grant_tier(user=person, tier="professional", until=None, now=timezone.now())
    return sign_in()


def test_a_channel_and_another_address_of_it_are_told_of(client_of_a_professional, told, clock):
    channel = client_of_a_professional.post(f"{API}/channels/", CHANNEL).json()
    ((to, subject, text),) = told()
    assert (to, subject) == (OLD, "A channel was set up for your account")
    assert "Alerts can now be posted to https://hooks.example/… (Webhook) as well." in text
    assert "s3cret" not in text
    assert LINK.search(text)
    path = f"{API}/channels/{channel['id']}/"
    client_of_a_professional.patch(path, {"name": "Desk", "paused": True})
    assert told() == []
    clock.shift(TOLD_TOGETHER)
    client_of_a_professional.patch(path, {"url": "https://elsewhere.example/in"})
    ((_, _, text),) = told()
    assert "elsewhere.example" in text


@pytest.mark.parametrize(("path", "what"), [("alerts/feed", "your alerts"), ("deadlines/feed", "your deadlines")])
def test_a_private_feed_is_told_of(client_of_a_professional, told, path, what):
    assert client_of_a_professional.post(f"{API}/{path}/", {}).status_code == 201
    ((to, subject, text),) = told()
    assert (to, subject) == (OLD, "A private feed was made for your account")
    assert f"can read {what} without signing in" in text
    assert LINK.search(text)


@pytest.mark.parametrize(("path", "body"), [("channels", CHANNEL), ("alerts/feed", {}), ("deadlines/feed", {})])
def test_nothing_leads_out_of_an_account_that_is_being_deleted(client_of_a_professional, person, sign_in, path, body):
    request_deletion(user=person, password=PASSWORD, now=timezone.now())
    answer = sign_in().post(f"{API}/{path}/", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "deletion_pending")
