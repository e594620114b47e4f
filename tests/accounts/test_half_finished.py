"""A sign-in that was begun with one password isn't finished under another."""

import re

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import SESSION_KEY
from django.core import mail

from accounts.adapter import AccountAdapter
from accounts.models import User
from accounts.signing_in.half_finished import SessionStore, bind_sign_in
from tests.accounts.authenticator import code_of, set_up_totp
from tests.conftest import PASSWORD

API, AUTH, ACCOUNT = "/api/v1", "/_allauth/app/v1/auth", "/_allauth/app/v1/account"
ADDRESS, OTHER_PASSWORD = "reader@example.com", "the passphrase after that"
CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.M)


@pytest.fixture
def person(make_user, clock):
    return make_user(ADDRESS, password=PASSWORD)


@pytest.fixture
def secret(person):
    return set_up_totp(person)


@pytest.fixture
def begin(api):
    """A client that has given the password, and the answer to that."""

    def begin(password=PASSWORD, door="login"):
        client = api()
        answer = client.post(f"{AUTH}/{door}", {"email": ADDRESS, "password": password})
        client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
        return client, answer

    return begin


def last_code():
    return CODE.search(mail.outbox[-1].body)[1]


def reset(api, owner):
    client = api()
    asked = client.post(f"{AUTH}/password/request", {"email": ADDRESS})
    client.credentials(HTTP_X_SESSION_TOKEN=asked.json()["meta"]["session_token"])
    body = {"key": last_code(), "password": OTHER_PASSWORD}
    assert client.post(f"{AUTH}/password/reset", body).status_code == 401


def change(api, owner):
    body = {"current_password": PASSWORD, "new_password": OTHER_PASSWORD}
    assert owner.post(f"{ACCOUNT}/password/change", body).status_code == 200


def delete(api, owner):
    assert owner.delete(f"{API}/me/", {"password": PASSWORD}).status_code == 202


@pytest.mark.parametrize("act", [reset, change, delete])
def test_a_second_factor_comes_too_late_once_the_password_was_set_anew(act, api, begin, secret, clock):
    (thief, _), (owner, _) = begin(), begin()
    signed_in = owner.post(f"{AUTH}/2fa/authenticate", {"code": code_of(secret)})
    owner.credentials(HTTP_X_SESSION_TOKEN=signed_in.json()["meta"]["session_token"])
    clock.shift(90)
    act(api, owner)

    assert thief.post(f"{AUTH}/2fa/authenticate", {"code": code_of(secret)}).status_code == 410
    assert thief.get(f"{API}/me/").status_code == 401


def test_on_pages_too(client, person, secret):
    page = client.post("/accounts/login/", {"login": ADDRESS, "password": PASSWORD})
    assert page.url.startswith("/accounts/2fa/authenticate/")
    person.set_password(OTHER_PASSWORD)
    person.save()
    assert client.post(page.url, {"code": code_of(secret)}).url.startswith("/accounts/login/")
    assert SESSION_KEY not in client.session


def test_who_signed_up_with_another_s_address_has_no_more_codes_mailed_to_it(begin, api, db, clock):
    thief, _ = begin(door="signup")
    clock.shift(3600)
    reset(api, None)
    mail.outbox.clear()
    assert thief.post(f"{AUTH}/email/verify/resend").status_code == 410
    assert thief.get(f"{AUTH}/email/verify").status_code == 410
    assert mail.outbox == []


def test_a_sign_in_whose_person_is_gone_is_over(begin, secret, person):
    thief, _ = begin()
    person.delete()
    assert thief.get(f"{AUTH}/session").status_code == 410


def test_with_the_same_password_it_goes_on_under_a_new_secret_key_as_well(begin, secret, settings):
    owner, _ = begin()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another " * 8
    assert owner.post(f"{AUTH}/2fa/authenticate", {"code": code_of(secret)}).status_code == 200


def test_a_request_that_had_read_its_session_before_the_change_signs_nobody_in(rf, person):
    request = rf.post("/accounts/2fa/authenticate/")
    request.session = SessionStore()
    bind_sign_in(request.session, person)
    changed = User.objects.get(pk=person.pk)
    changed.set_password(OTHER_PASSWORD)
    changed.save()
    with pytest.raises(ImmediateHttpResponse):
        AccountAdapter(request).login(request, changed)
    assert SESSION_KEY not in request.session


def test_a_closed_account_is_not_signed_in_to(begin, person, secret):
    client, _ = begin()
    person.is_active = False
    person.save()
    assert client.post(f"{AUTH}/2fa/authenticate", {"code": code_of(secret)}).status_code == 410
    person.is_active = True
    person.save()
    assert client.get(f"{API}/me/").status_code == 401


def test_what_one_person_began_is_over_when_another_begins_in_the_same_session(api, make_user, clock):
    thief, own = api(), make_user("thief@example.com", password=PASSWORD)
    set_up_totp(own)
    signed_up = thief.post(f"{AUTH}/signup", {"email": ADDRESS, "password": PASSWORD})
    thief.credentials(HTTP_X_SESSION_TOKEN=signed_up.json()["meta"]["session_token"])
    begun = thief.post(f"{AUTH}/login", {"email": own.email, "password": PASSWORD})
    thief.credentials(HTTP_X_SESSION_TOKEN=begun.json()["meta"].get("session_token", ""))
    mail.outbox.clear()
    assert thief.post(f"{AUTH}/email/verify/resend").status_code == 409
    assert mail.outbox == []
