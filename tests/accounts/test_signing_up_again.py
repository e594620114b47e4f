"""A second sign-up with an address that was never confirmed: what the mail says is so, and leads on."""

import re

import pytest
from django.core import mail
from rest_framework.test import APIClient

from accounts.models import User
from accounts.verified_addresses import is_verified
from tests.conftest import PASSWORD

AUTH = "/_allauth/app/v1/auth"
CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.M)
ADDRESS = "reader@example.com"


def post(path, body, token=None):
    client = APIClient()
    if token:
        client.credentials(HTTP_X_SESSION_TOKEN=token)
    return client.post(f"{AUTH}/{path}", body)


def sign_up(password=PASSWORD):
    return post("signup", {"email": ADDRESS, "password": password})


@pytest.mark.django_db
def test_a_sign_up_that_nobody_confirmed_is_not_called_an_account():
    first, again = sign_up(), sign_up("another passphrase 43")
    for answer in (first, again):
        answer.json()["meta"].pop("session_token")
    assert (first.status_code, first.json()["data"]) == (again.status_code, again.json()["data"])
    said = mail.outbox[1]
    assert said.subject == "Your Clausewatch sign-up isn't confirmed yet"
    for text in (said.body, said.alternatives[0].content):
        assert "/accounts/login/" in text
        assert "/accounts/password/reset/" in text
        assert "already is an account" not in text
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.django_db
def test_signing_in_as_the_mail_says_sends_a_code_that_confirms():
    sign_up()
    sign_up()
    pending = post("login", {"email": ADDRESS, "password": PASSWORD})
    assert pending.status_code == 401
    key = CODE.search(mail.outbox[2].body)[1]
    assert post("email/verify", {"key": key}, pending.json()["meta"]["session_token"]).status_code == 200
    assert is_verified(User.objects.get())


@pytest.mark.django_db
def test_the_code_for_a_new_password_confirms_the_address_as_the_mail_says():
    sign_up("chosen by a stranger 44")
    sign_up()
    asked = post("password/request", {"email": ADDRESS})
    key = CODE.search(mail.outbox[2].body)[1]
    post("password/reset", {"key": key, "password": PASSWORD}, asked.json()["meta"]["session_token"])
    assert is_verified(User.objects.get())
    assert post("login", {"email": ADDRESS, "password": PASSWORD}).status_code == 200


@pytest.mark.django_db
def test_once_confirmed_it_is_an_account(make_user):
    make_user(ADDRESS, password=PASSWORD)
    sign_up()
    assert [message.subject for message in mail.outbox] == ["You already have a Clausewatch account"]
