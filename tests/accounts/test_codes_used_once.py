"""Codes of an authenticator app: a step early or late is accepted, and none is accepted twice."""

from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts.models import SecurityEvent
from tests.accounts.authenticator import code_of, has_totp, set_up_totp, wrong_code
from tests.accounts.conftest import START
from tests.conftest import PASSWORD

AUTH, ACCOUNT = "/_allauth/app/v1/auth", "/_allauth/app/v1/account"
STEP = timedelta(seconds=30)


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


# --- In a session that is asked for it again


def give_again_over_http(client, code):
    return client.post(f"{AUTH}/2fa/reauthenticate", {"code": code}).status_code == 200


def give_again_on_a_page(client, code):
    return client.post("/accounts/2fa/reauthenticate/", {"code": code}).status_code == 302


@pytest.fixture(params=["http", "page"])
def door(request, halfway):
    """How to sign in with a code, and how to give one again there: `(sign_in, give_again)`."""

    def over_http(code):
        client = halfway()
        answer = client.post(f"{AUTH}/2fa/authenticate", {"code": code})
        assert answer.status_code == 200
        client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
        return client

    def on_a_page(code):
        client = Client()
        client.post("/accounts/login/", {"login": "reader@example.com", "password": PASSWORD})
        assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
        return client

    return {"http": (over_http, give_again_over_http), "page": (on_a_page, give_again_on_a_page)}[request.param]


def test_a_code_signs_in_once_even_if_the_same_one_is_sent_again(person, door, halfway, clock):
    sign_in, give_again = door
    secret = set_up_totp(person)
    first = code_of(secret)
    client = sign_in(first)
    assert not give_again(client, first)
    clock.move_to(START + STEP)
    assert not give_again(client, first)
    second = code_of(secret)
    assert give_again(client, second)
    assert not give_again(client, second)
    assert answer_to(halfway(), second) == 400
    clock.move_to(START + 2 * STEP + timedelta(seconds=29))
    assert not give_again(client, second)


def test_a_recovery_code_is_good_once_wherever_it_was_given(person, door, halfway, clock):
    sign_in, give_again = door
    set_up_totp(person)
    first, second, third = RecoveryCodes.activate(person).generate_codes()[:3]
    client = sign_in(first)
    assert not give_again(client, first)
    assert give_again(client, second)
    assert not give_again(client, second)
    assert answer_to(halfway(), second) == 400
    assert answer_to(halfway(), third) == 200


def test_a_wrong_code_is_written_down_and_counts_and_then_the_right_one_waits(person, door, clock, settings):
    settings.RATE_LIMITS, settings.ACCOUNT_RATE_LIMITS = "on", {"login_failed": "3/5m/ip"}
    sign_in, give_again = door
    secret = set_up_totp(person)
    client = sign_in(code_of(secret))
    failed = SecurityEvent.objects.filter(user=person, kind="second_factor_failed")
    clock.move_to(START + STEP)
    for count in (1, 2, 3):
        assert not give_again(client, wrong_code(secret))
        assert failed.count() == count
    assert not give_again(client, code_of(secret))
    clock.move_to(START + timedelta(minutes=6))
    assert give_again(client, code_of(secret))
