"""Signing up, verifying by the code in the mail, signing in and out, a forgotten password: by HTTP and mail."""

import json
import re
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core import mail

from accounts.adapter import MfaAdapter
from accounts.models import User
from accounts.verified_addresses import is_verified, verified_user_ids
from tests.conftest import PASSWORD

AUTH = "/_allauth/app/v1/auth"
CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.M)


@pytest.fixture
def post(api, db):
    """POST to an allauth endpoint, with a session token where there is one."""

    def send(path, body, token=None):
        client = api()
        if token:
            client.credentials(HTTP_X_SESSION_TOKEN=token)
        return client.post(f"{AUTH}/{path}", body)

    return send


@pytest.fixture
def sign_up(post):
    def send(email="reader@example.com", password=PASSWORD):
        return post("signup", {"email": email, "password": password})

    return send


def pending(answer):
    return [flow["id"] for flow in answer.json()["data"]["flows"] if flow.get("is_pending")]


def code_in(message):
    return CODE.search(message.body)[1]


def test_a_person_signs_up_verifies_and_is_signed_in(sign_up, post, api):
    answer = sign_up()
    assert (answer.status_code, pending(answer)) == (401, ["verify_email"])
    user = User.objects.get()
    assert not is_verified(user)
    verified = post("email/verify", {"key": code_in(mail.outbox[0])}, answer.json()["meta"]["session_token"])
    assert verified.status_code == 200
    assert is_verified(user)
    assert list(verified_user_ids()) == [user.pk]
    client = api()
    token = verified.json()["meta"].get("session_token") or answer.json()["meta"]["session_token"]
    client.credentials(HTTP_X_SESSION_TOKEN=token)
    assert client.get("/api/v1/me/").json()["email"] == "reader@example.com"


def test_before_the_code_the_session_is_nobody_s(sign_up, api):
    client = api()
    client.credentials(HTTP_X_SESSION_TOKEN=sign_up().json()["meta"]["session_token"])
    assert client.get("/api/v1/me/").status_code == 401


def test_a_wrong_code_is_refused_and_too_many_end_the_attempt(sign_up, post):
    token = sign_up().json()["meta"]["session_token"]
    for _ in range(3):
        assert post("email/verify", {"key": "AAAA-AAAA"}, token).status_code == 400
    assert post("email/verify", {"key": code_in(mail.outbox[0])}, token).status_code == 409
    assert not verified_user_ids().exists()


def test_an_address_that_is_known_gets_the_same_answer_and_another_mail(sign_up, make_user):
    make_user("known@example.com", password=PASSWORD)
    new, known = sign_up("new@example.com"), sign_up("known@example.com")
    assert new.status_code == known.status_code == 401
    shapes = []
    for answer in (new, known):
        body = answer.json()
        assert body["meta"].pop("session_token")
        shapes.append(body)
    assert shapes[0] == shapes[1]
    assert set(new.headers) == set(known.headers)
    assert [message.subject for message in mail.outbox] == [
        "Your Clausewatch verification code",
        "You already have a Clausewatch account",
    ]
    assert User.objects.filter(email="known@example.com").count() == 1


def test_the_answer_for_a_known_address_hashes_a_password_as_a_new_one_does(sign_up, make_user):
    make_user("known@example.com", password=PASSWORD)
    hashed = {}
    for email in ("new@example.com", "known@example.com"):
        with (
            patch("django.contrib.auth.base_user.make_password", side_effect=make_password) as by_model,
            patch("accounts.adapter.make_password", side_effect=make_password) as by_adapter,
        ):
            sign_up(email)
        hashed[email] = by_model.call_count + by_adapter.call_count
    assert hashed["new@example.com"] == hashed["known@example.com"] == 1


def test_an_address_is_one_address_in_any_case(sign_up, make_user):
    make_user("known@example.com")
    assert sign_up("KNOWN@Example.COM").status_code == 401
    assert User.objects.count() == 1
    assert sign_up("New@Example.com").status_code == 401
    assert User.objects.filter(email="new@example.com").exists()


@pytest.mark.parametrize(
    "email",
    [
        "",
        "reader",
        "reader@",
        "@example.com",
        "a" * 300 + "@example.com",
        "reader@" + "a" * 300 + ".com",
        "reader@example.com\nBcc: victim@example.com",
        "reader@example.com\r\nSubject: hello",
        "reader@exa mple.com",
        "reader@example.com,victim@example.com",
        '"Reader" <reader@example.com>',
        "re\u202eader@example.com",
        "читатель@example.com",
        "reader\x00@example.com",
        "reader@example.com\ud800",
        ["reader@example.com"],
        {"address": "reader@example.com"},
        12,
        None,
    ],
)
def test_a_hostile_address_is_refused_and_nothing_is_sent(api, db, email):
    body = json.dumps({"email": email, "password": PASSWORD})  # escapes what UTF-8 can't say
    answer = api().generic("POST", f"{AUTH}/signup", body, content_type="application/json")
    assert answer.status_code == 400, answer.content
    assert mail.outbox == []
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password", ["", "short", "1234567890123", "password1234567890"[:12], None, ["x"], "\x00" * 20]
)
def test_a_weak_or_hostile_password_is_refused(sign_up, password):
    assert sign_up(password=password).status_code == 400
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"email": NaN}',
        b'{"email": ' + b"1" * 10_000 + b"}",
    ],
)
@pytest.mark.parametrize(
    "path", ["signup", "login", "email/verify", "password/request", "password/reset", "2fa/authenticate"]
)
def test_what_is_no_json_object_is_a_clear_error(api, db, path, body):
    answer = api().generic("POST", f"{AUTH}/{path}", body, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert answer.json()


def test_a_body_that_is_too_large_is_a_413(api, db):
    answer = api().generic(
        "POST", f"{AUTH}/signup", b'{"email": "' + b"a" * 1_000_000 + b'"}', content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("token", ["x", "x" * 5000, "%00", "\x00" * 32, "é" * 32, "'; DROP TABLE users; --"])
def test_a_hostile_session_token_is_nobody(api, db, token):
    client = api()
    client.credentials(HTTP_X_SESSION_TOKEN=token)
    statuses = [client.get(path).status_code for path in ("/api/v1/me/", f"{AUTH}/session")]
    assert statuses == ([400, 400] if "\x00" in token else [401, 410])


def test_a_person_signs_in_and_out_and_the_token_ends(post, api, make_user):
    make_user("reader@example.com", password=PASSWORD)
    assert post("login", {"email": "reader@example.com", "password": "wrong"}).status_code == 400
    answer = post("login", {"email": "READER@example.com", "password": PASSWORD})
    assert answer.status_code == 200
    client = api()
    client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
    assert client.get("/api/v1/me/").status_code == 200
    assert client.delete(f"{AUTH}/session").status_code == 401
    assert client.get("/api/v1/me/").status_code == 401


def test_a_deactivated_person_s_session_ends(make_user, api):
    user = make_user()
    client = api(user, by="session")
    assert client.get("/api/v1/me/").status_code == 200
    User.objects.update(is_active=False)
    assert client.get("/api/v1/me/").status_code == 401


def test_an_unverified_person_who_signs_in_is_asked_for_the_code(post, make_user):
    make_user("reader@example.com", verified=False, password=PASSWORD)
    answer = post("login", {"email": "reader@example.com", "password": PASSWORD})
    assert (answer.status_code, pending(answer)) == (401, ["verify_email"])
    assert code_in(mail.outbox[0])


def test_a_forgotten_password_is_reset_by_code(post, make_user):
    make_user("reader@example.com", password=PASSWORD)
    asked = post("password/request", {"email": "reader@example.com"})
    assert asked.status_code == 401
    token = asked.json()["meta"]["session_token"]
    assert mail.outbox[0].subject == "Your Clausewatch password reset code"
    answer = post("password/reset", {"key": code_in(mail.outbox[0]), "password": "another passphrase 43"}, token)
    assert answer.status_code == 401  # the password is new, and nobody is signed in by it
    assert User.objects.get().check_password("another passphrase 43")
    assert post("login", {"email": "reader@example.com", "password": PASSWORD}).status_code == 400


def test_a_reset_for_an_unknown_address_answers_alike_and_says_so_in_the_mail(post, make_user):
    make_user("reader@example.com", password=PASSWORD)
    known, unknown = (post("password/request", {"email": f"{name}@example.com"}) for name in ("reader", "nobody"))
    assert known.status_code == unknown.status_code
    assert known.json()["data"] == unknown.json()["data"]
    assert mail.outbox[1].subject == "No Clausewatch account for this address"


def test_mails_have_both_forms_and_name_the_configured_site_only(sign_up, make_user, settings, post):
    settings.BASE_URL = "https://watch.example"
    make_user("known@example.com", password=PASSWORD)
    sign_up("known@example.com")
    sign_up("new@example.com")
    post("password/request", {"email": "nobody@example.com"})
    post("password/request", {"email": "known@example.com"})
    assert len(mail.outbox) == 4
    for message in mail.outbox:
        html = message.alternatives[0].content
        assert "Clausewatch" in message.subject
        assert "\n" not in message.subject
        for text in (message.body, html):
            assert "https://watch.example" in text
            assert "testserver" not in text.replace("http://testserver/", "")
            assert "{{" not in text
    assert code_in(mail.outbox[1]) in mail.outbox[1].alternatives[0].content


def test_second_factor_secrets_are_encrypted_and_survive_a_change_of_the_secret_key(settings):
    adapter = MfaAdapter()
    kept = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in kept
    assert adapter.decrypt(kept) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another secret key"
    assert adapter.decrypt(kept) == "JBSWY3DPEHPK3PXP"


def test_a_totp_secret_is_stored_encrypted_and_signs_in(make_user, api):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time

    make_user("reader@example.com", password=PASSWORD)
    client = api()
    signed_in = client.post(f"{AUTH}/login", {"email": "reader@example.com", "password": PASSWORD})
    client.credentials(HTTP_X_SESSION_TOKEN=signed_in.json()["meta"]["session_token"])
    totp = "/_allauth/app/v1/account/authenticators/totp"
    secret = client.get(totp).json()["meta"]["secret"]
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post(totp, {"code": code}).status_code == 200
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(kept.data)
    assert TOTP(kept).instance == kept


def test_only_a_primary_verified_address_makes_a_person_verified(make_user):
    user = make_user(verified=False)
    EmailAddress.objects.create(user=user, email="second@example.com", verified=True, primary=False)
    assert not is_verified(user)


@pytest.mark.parametrize("path", ["/api/v1/me/", "/api/v1/tiers/"])
def test_a_session_token_that_is_no_longer_good_is_said_to_be_that(api, make_user, sign_up, path):
    user = make_user()
    client = api(user, by="session")
    user.set_password("another passphrase 43")
    user.save()
    pending = sign_up().json()["meta"]["session_token"]
    for token in (client._credentials["HTTP_X_SESSION_TOKEN"], pending, "never-made"):
        other = api()
        other.credentials(HTTP_X_SESSION_TOKEN=token)
        answer = other.get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_session_token")
        assert "session token" in answer.json()["detail"]


@pytest.mark.parametrize(
    "name", ["two\nlines", "a\r\nBcc: x@example.com", "tab\there", "bell\x07", "a\u2028b", "a\x85b"]
)
def test_a_name_has_no_control_characters(api, make_user, name):
    answer = api(make_user()).patch("/api/v1/me/", {"display_name": name})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["display_name"])
    assert User.objects.get().display_name == ""


def test_a_name_may_be_of_any_script(api, make_user):
    for name in ("Ana Ruíz", "李雷", "עדה", "🦊"):
        assert api(make_user()).patch("/api/v1/me/", {"display_name": name}).status_code == 200


@pytest.mark.parametrize("password", ["victim.q4@example.com", "VICTIM.q4.example"])
def test_an_address_is_no_password_for_itself(api, client, db, password):
    answer = api().post("/_allauth/app/v1/auth/signup", {"email": "victim.q4@example.com", "password": password})
    assert answer.status_code == 400
    assert {error["param"]: error["code"] for error in answer.json()["errors"]} == {"password": "password_too_similar"}
    page = client.post("/accounts/signup/", {"email": "victim.q4@example.com", "password1": password})
    assert "too similar" in page.content.decode()
    assert not User.objects.exists()


def test_a_verified_address_is_mailed_no_code(api, make_user):
    client = api(make_user("reader@example.com", password=PASSWORD), by="session")
    answer = client.put("/_allauth/app/v1/account/email", {"email": "Reader@example.com"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "email_verified")
    assert mail.outbox == []
