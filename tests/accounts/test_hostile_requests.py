"""What is malformed at allauth's doors is a 4xx, and no answer tells who has an account."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from accounts.models import User
from tests.conftest import PASSWORD

CLIENTS = ("app", "browser")
CREDENTIALS = [
    *(None, 1, "x", [], {}, {"id": 1}, {"id": "x"}, {"id": "eA", "rawId": "eA", "type": "public-key"}),
    {"id": None, "rawId": None, "response": None, "type": None},
    {"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": 1, "userHandle": "x"}},
    {
        "id": "eA",
        "rawId": "eA",
        "type": "public-key",
        "response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AA", "userHandle": "////"},
    },
    {
        "id": "eA",
        "rawId": "eA",
        "type": "public-key",
        "response": {"clientDataJSON": "e30", "attestationObject": "oA"},
    },
    "[" * 50,
]


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("path", ["account/phone", "auth/phone/verify", "auth/phone/verify/resend"])
def test_there_are_no_phone_numbers(api, make_user, kind, path):
    for client in (api(), api(make_user(), by="session")):
        for method in ("get", "post", "put", "patch", "delete", "options"):
            answer = getattr(client, method)(f"/_allauth/{kind}/v1/{path}")
            assert answer.status_code == 404, (method, answer.status_code)


@pytest.mark.parametrize("credential", CREDENTIALS, ids=str)
def test_a_malformed_passkey_is_a_400(api, make_user, client, credential):
    body = {"credential": credential, "name": "key"}
    visitor = api()
    challenge = visitor.get("/_allauth/app/v1/auth/webauthn/login")
    visitor.credentials(HTTP_X_SESSION_TOKEN=challenge.json()["meta"]["session_token"])
    assert visitor.post("/_allauth/app/v1/auth/webauthn/login", body).status_code == 400
    person = api(make_user(), by="session")
    person.get("/_allauth/app/v1/account/authenticators/webauthn")
    assert person.post("/_allauth/app/v1/account/authenticators/webauthn", body).status_code == 400
    person.get("/_allauth/app/v1/auth/webauthn/reauthenticate")
    assert person.post("/_allauth/app/v1/auth/webauthn/reauthenticate", body).status_code == 400
    client.get("/accounts/2fa/webauthn/login/")
    page = client.post("/accounts/2fa/webauthn/login/", {"credential": json.dumps(credential)})
    assert page.status_code < 500
    assert not Authenticator.objects.exists()


# --- A reset tells nobody who has an account

KNOWN, UNKNOWN = "reader@example.com", "nobody@example.com"
KEYS = ["AAAA-AAAA", "", "x", "é" * 9, "A" * 1000]


def ask(api, email):
    client = api()
    answer = client.post("/_allauth/app/v1/auth/password/request", {"email": email})
    client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
    return client


def told(answer):
    body = answer.json()
    body.get("meta", {}).pop("session_token", None)
    return answer.status_code, body, sorted(answer.headers.keys() - {"X-Request-ID", "Content-Length"})


@pytest.mark.parametrize("key", KEYS)
def test_a_wrong_key_is_the_same_400_for_known_and_unknown_addresses_until_the_last_try(api, make_user, key):
    make_user(KNOWN, password=PASSWORD)
    clients = [ask(api, email) for email in (KNOWN, UNKNOWN)]
    statuses = []
    for _ in range(5):
        headers = {"HTTP_X_PASSWORD_RESET_KEY": key.encode().decode("latin-1")}
        known, unknown = (told(client.get("/_allauth/app/v1/auth/password/reset", **headers)) for client in clients)
        assert known == unknown
        statuses.append(known[0])
    assert statuses == [400, 400, 400, 409, 409]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("password", ["short", "another passphrase 43", "", None])
def test_a_wrong_key_with_any_password_tells_nothing(api, make_user, key, password):
    make_user(KNOWN, password=PASSWORD)
    body = {"key": key, "password": password}
    known, unknown = (
        told(ask(api, email).post("/_allauth/app/v1/auth/password/reset", body)) for email in (KNOWN, UNKNOWN)
    )
    assert known == unknown
    assert known[0] == 400
    assert User.objects.get().check_password(PASSWORD)


def test_the_pages_of_a_reset_tell_nothing_either(client, make_user):
    make_user(KNOWN, password=PASSWORD)
    seen = []
    for email in (KNOWN, UNKNOWN):
        client.logout()
        steps = [client.post("/accounts/password/reset/", {"email": email})]
        steps += [client.post("/accounts/password/reset/confirm/", {"code": "AAAA-AAAA"}) for _ in range(4)]
        seen.append([(step.status_code, step.headers.get("Location")) for step in steps])
    assert seen[0] == seen[1]


# --- The first minute, and one mail too many


@pytest.fixture
def limited(settings):
    """Limits as they are on a site."""
    settings.RATE_LIMITS = "on"
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None, "login_failed": "30/5m/ip", "reset_password": "20/m/ip"}


def test_signing_in_without_the_code_sends_another_up_to_the_cap(api, db, limited, client):
    body = {"email": KNOWN, "password": PASSWORD}
    assert api().post("/_allauth/app/v1/auth/signup", body).status_code == 401
    answer = api().post("/_allauth/app/v1/auth/login", body)
    assert (answer.status_code, len(mail.outbox)) == (401, 2)
    answers = [api().post("/_allauth/app/v1/auth/login", body) for _ in range(4)]
    last = answers[-1]
    assert (last.status_code, last.json()["errors"][0]["code"]) == (429, "too_many_requests")
    assert int(last.headers["Retry-After"]) > 0
    for path in ("signup", "password/request"):
        answer = api().post(f"/_allauth/app/v1/auth/{path}", body)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (429, "too_many_requests")
    page = client.post("/accounts/login/", {"login": KNOWN, "password": PASSWORD})
    assert page.status_code == 429
    assert "Too many failed" not in page.content.decode()


def test_a_code_can_be_sent_again(api, db):
    signed_up = api().post("/_allauth/app/v1/auth/signup", {"email": KNOWN, "password": PASSWORD})
    client = api()
    client.credentials(HTTP_X_SESSION_TOKEN=signed_up.json()["meta"]["session_token"])
    assert client.post("/_allauth/app/v1/auth/email/verify/resend").status_code == 200
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("address", ["new@example.com", KNOWN])
def test_a_code_that_is_asked_for_too_often_is_a_429_that_says_what_to_do(api, make_user, address):
    make_user(KNOWN)
    body = {"email": address, "password": PASSWORD}
    client, path = api(), "/_allauth/app/v1/auth/email/verify/resend"
    signed_up = client.post("/_allauth/app/v1/auth/signup", body)
    client.credentials(HTTP_X_SESSION_TOKEN=signed_up.json()["meta"]["session_token"])
    assert [client.post(path).status_code for _ in range(3)] == [200, 200, 429]
    answer = client.post(path)
    assert answer.json()["errors"][0]["code"] == "too_many_requests"
    assert "sign in" in answer.json()["errors"][0]["message"]
    # As long as the code is good.
    assert answer.headers["Retry-After"] == str(15 * 60)


def test_asking_again_for_the_code_of_a_second_address_too_often_is_the_same_429(api, make_user):
    client, path = api(make_user(KNOWN, password=PASSWORD), by="session"), "/_allauth/app/v1/account/email"
    second = {"email": "second@example.com"}
    assert client.post(path, second).status_code == 200
    answers = [client.put(path, second) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["errors"][0]["code"] == "too_many_requests"
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_code_that_nobody_waits_for_is_a_conflict(api, make_user):
    path = "/_allauth/app/v1/auth/email/verify/resend"
    assert api().post(path).status_code == 409
    assert api(make_user(), by="session").post(path).status_code == 409


def test_mails_that_are_used_up_lock_nobody_out(api, make_user, limited):
    """Who asks for many mails to an address keeps its owner from none of what needs no mail."""
    make_user(KNOWN, password=PASSWORD)
    for _ in range(8):
        api().post("/_allauth/app/v1/auth/password/request", {"email": KNOWN})
    answer = api().post("/_allauth/app/v1/auth/login", {"email": KNOWN, "password": PASSWORD})
    assert answer.status_code == 200
