"""Of several codes that were mailed, the first that is used ends the others."""

import re

import pytest
from django.core import mail
from rest_framework.test import APIClient

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.M)
AUTH, ADDRESS = "/_allauth/app/v1/auth", "reader@example.com"


@pytest.fixture
def person(make_user):
    return make_user(ADDRESS, password=PASSWORD)


def asked_for():
    """A client that has asked for a code, and the code."""
    client = APIClient()
    answer = client.post(f"{AUTH}/password/request", {"email": ADDRESS})
    client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
    return client, code_in(mail.outbox[-1])


def code_in(message):
    return CODE.search(message.body)[1]


def reset(client, code, password):
    return client.post(f"{AUTH}/password/reset", {"key": code, "password": password}).status_code


def signs_in(password):
    return APIClient().post(f"{AUTH}/login", {"email": ADDRESS, "password": password}).status_code == 200


def test_a_reset_ends_every_other_code_of_the_person(person):
    (first, old), (second, new) = asked_for(), asked_for()
    assert reset(second, new, "the second passphrase") == 401  # done: sign in
    assert reset(first, old, "the first passphrase") == 409
    assert signs_in("the second passphrase")


def test_a_changed_password_ends_codes_that_were_mailed_before(person):
    client, code = asked_for()
    person.set_password("a passphrase that was changed")
    person.save()
    assert reset(client, code, "another passphrase") == 409
    assert signs_in("a passphrase that was changed")


def test_on_pages_too_another_code_has_to_be_asked_for(person, client):
    client.post("/accounts/password/reset/", {"email": ADDRESS})
    client.post("/accounts/password/reset/confirm/", {"code": code_in(mail.outbox[-1])})
    other, code = asked_for()
    assert reset(other, code, "the other passphrase") == 401
    wanted = {"password1": "the first passphrase", "password2": "the first passphrase"}
    page = client.post("/accounts/password/reset/complete/", wanted, follow=True)
    assert "That code was for an earlier password. Ask for another one." in page.content.decode()
    assert signs_in("the other passphrase")
