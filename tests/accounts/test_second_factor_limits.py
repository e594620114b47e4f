"""Guesses at a second factor: many networks guess no longer than one, the owner gets in, and is told."""

from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.limits.sign_ins import WRONG_FROM_EVERYWHERE
from accounts.models import Notice, SecurityEvent
from tests.accounts.authenticator import code_of, set_up_totp, wrong_code
from tests.accounts.conftest import ELSEWHERE, HOME, OWNER
from tests.conftest import PASSWORD
from web.account_mail.sending_notices import send_due_notices

AUTH = "/_allauth/app/v1/auth"


@pytest.fixture
def secret(owner):
    return set_up_totp(owner)


@pytest.fixture
def give(api):
    """Gives the password and then a code from a network; returns the status of the answer to the code."""

    def give(network, code, password=PASSWORD):
        client = api()
        begun = client.post(f"{AUTH}/login", {"email": OWNER, "password": password}, REMOTE_ADDR=network)
        assert begun.status_code == 401
        client.credentials(HTTP_X_SESSION_TOKEN=begun.json()["meta"]["session_token"])
        return client.post(f"{AUTH}/2fa/authenticate", {"code": code}, REMOTE_ADDR=network)

    return give


def attack(give, secret, networks=WRONG_FROM_EVERYWHERE):
    return [give(f"203.0.113.{n}", wrong_code(secret)).status_code for n in range(networks)]


def test_one_network_has_five_wrong_codes_in_five_minutes(give, secret, clock):
    assert [give(HOME, wrong_code(secret)).status_code for _ in range(5)] == [400] * 5
    refused = give(HOME, code_of(secret))
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 300
    assert give(ELSEWHERE, code_of(secret)).status_code == 200
    clock.shift(timedelta(seconds=301))
    assert give(HOME, code_of(secret)).status_code == 200


def test_after_thirty_from_everywhere_a_strange_network_has_none(give, secret, clock):
    assert attack(give, secret) == [400] * WRONG_FROM_EVERYWHERE
    for code in (wrong_code(secret), code_of(secret)):
        assert give(ELSEWHERE, code).status_code == 429
    clock.shift(timedelta(hours=1, seconds=1))
    assert give(ELSEWHERE, code_of(secret)).status_code == 200


def test_recovery_codes_are_counted_with_them(give, secret, owner):
    code = RecoveryCodes.activate(owner).get_unused_codes()[0]
    attack(give, secret)
    assert give(ELSEWHERE, code).status_code == 429


def test_the_wait_that_is_told_is_true(give, secret, clock):
    attack(give, secret)
    client = Client(REMOTE_ADDR=ELSEWHERE)
    client.post("/accounts/login/", {"login": OWNER, "password": PASSWORD})
    refused = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    wait = int(refused["Retry-After"])
    assert 3500 < wait <= 3600
    clock.shift(timedelta(seconds=wait))
    assert give(ELSEWHERE, code_of(secret)).status_code == 200


def test_on_the_page_too(give, secret):
    attack(give, secret)
    page = Client(REMOTE_ADDR=ELSEWHERE)
    page.post("/accounts/login/", {"login": OWNER, "password": PASSWORD})
    assert page.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 429


def test_the_owner_gets_in_from_a_network_they_are_signed_in_on(give, secret, clock):
    assert give(HOME, code_of(secret)).status_code == 200
    clock.shift(timedelta(minutes=2))
    attack(give, secret)
    assert give(HOME, code_of(secret)).status_code == 200


def test_with_a_new_password_the_count_begins_anew(give, secret, owner):
    attack(give, secret)
    owner.set_password("another passphrase 77")
    owner.save()
    assert give(ELSEWHERE, code_of(secret), password="another passphrase 77").status_code == 200


def test_the_owner_is_told_once_that_somebody_knows_the_password(give, secret, owner):
    attack(give, secret, networks=WRONG_FROM_EVERYWHERE - 1)
    assert not Notice.objects.filter(kind="security_second_factor_guessed").exists()
    attack(give, secret, networks=5)
    assert Notice.objects.get(kind="security_second_factor_guessed").user == owner
    assert SecurityEvent.objects.filter(kind="second_factor_guessed", user=owner).count() == 1
    send_due_notices(now=timezone.now())
    told = next(message for message in mail.outbox if message.subject == "Somebody knows your password")
    assert "then 30 wrong codes within an hour" in told.body
    assert "/not-me/" not in told.body
