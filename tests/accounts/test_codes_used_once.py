"""Codes of an authenticator app: a step early or late is accepted, and none is accepted twice."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.accounts.authenticator import code_of, has_totp, set_up_totp
from tests.conftest import PASSWORD

AUTH, ACCOUNT = "/_allauth/app/v1/auth", "/_allauth/app/v1/account"
START = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(make_user, clock):
    return make_user("reader@example.com", password=PASSWORD)


@pytest.fixture
def halfway(api):
    """A client that has given the password."""

    def enter():
        client = api()
        answer = client.post(f"{AUTH}/login", {"email": "reader@example.com", "password": PASSWORD})
        client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
        return client

    return enter


def code_at(secret, moment):
    return format_hotp_value(hotp_value(secret, int(moment.timestamp()) // 30))


def answer_to(client, code):
    return client.post(f"{AUTH}/2fa/authenticate", {"code": code}).status_code


@pytest.mark.parametrize(("steps", "answered"), [(-2, 400), (-1, 200), (0, 200), (1, 200), (2, 400)])
def test_a_code_is_accepted_one_step_early_or_late(person, halfway, steps, answered):
    secret = set_up_totp(person)
    assert answer_to(halfway(), code_at(secret, START + steps * STEP)) == answered


def test_a_code_stays_used_until_its_last_step_is_over(person, halfway, clock):
    secret = set_up_totp(person)
    code = code_at(secret, START + STEP)
    assert answer_to(halfway(), code) == 200
    for later in (0, 31, 61, 89):
        clock.move_to(START + timedelta(seconds=later))
        assert answer_to(halfway(), code) == 400, later


def test_the_code_that_set_the_app_up_signs_nobody_in(person, halfway, clock):
    client = halfway()
    secret = client.get(f"{ACCOUNT}/authenticators/totp").json()["meta"]["secret"]
    code = code_of(secret)
    assert client.post(f"{ACCOUNT}/authenticators/totp", {"code": code}).status_code == 200
    assert has_totp(person)
    assert answer_to(halfway(), code) == 400
    clock.move_to(START + STEP)
    assert answer_to(halfway(), code) == 400
    assert answer_to(halfway(), code_of(secret)) == 200


def test_on_pages_too_a_code_is_accepted_late_and_once(person, clock, client):
    code = code_of(set_up_totp(person))
    clock.move_to(START + STEP)
    wanted = {"login": "reader@example.com", "password": PASSWORD}
    client.post("/accounts/login/", wanted)
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    client.post("/accounts/logout/")
    clock.move_to(START + timedelta(seconds=59))
    client.post("/accounts/login/", wanted)
    assert "Incorrect code." in client.post("/accounts/2fa/authenticate/", {"code": code}).content.decode()
