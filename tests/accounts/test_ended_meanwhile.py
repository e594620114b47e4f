"""A sign-in that ends while a request of it waits for the account: nothing that the request asks for is done."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, transaction

from accounts.models import ApiKey, User
from tests.accounts.authenticator import code_of, set_up_totp
from tests.accounts.test_at_once import ACCOUNT, ADDRESS, API, AUTH, last_code, sign_in
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def make_a_key(person, client):
    return lambda: client.post(f"{API}/api-keys/", {"name": "mine"})


def add_an_address(person, client):
    return lambda: client.post(f"{ACCOUNT}/email", {"email": "thief@example.com"})


def verify_an_address(person, client):
    add_an_address(person, client)()
    code = last_code()
    return lambda: client.post(f"{AUTH}/email/verify", {"key": code})


def make_an_address_primary(person, client):
    EmailAddress.objects.create(user=person, email="thief@example.com", verified=True)
    return lambda: client.patch(f"{ACCOUNT}/email", {"email": "thief@example.com", "primary": True})


def set_up_an_app(person, client):
    code = code_of(client.get(f"{ACCOUNT}/authenticators/totp").json()["meta"]["secret"])
    return lambda: client.post(f"{ACCOUNT}/authenticators/totp", {"code": code})


def make_recovery_codes(person, client):
    set_up_totp(person)
    return lambda: client.post(f"{ACCOUNT}/authenticators/recovery-codes", {})


def keep_the_account(person, client):
    User.objects.filter(pk=person.pk).update(erase_at="2099-01-01T00:00:00Z")
    return lambda: client.post(f"{API}/me/undo-deletion/", {})


ACTS = [
    *(make_a_key, add_an_address, verify_an_address, make_an_address_primary, set_up_an_app, make_recovery_codes),
    keep_the_account,
]


def widened(person):
    """What an act would have changed."""
    return (
        ApiKey.objects.count(),
        list(EmailAddress.objects.order_by("email").values_list("email", "verified", "primary")),
        list(Authenticator.objects.order_by("type").values_list("type", flat=True)),
        User.objects.get(pk=person.pk).erase_at,
        len(mail.outbox),
    )


def wait_until_somebody_waits():
    for _ in range(2400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees one state of it otherwise
            cursor.execute(WAITS)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waits for the account.")


@pytest.mark.parametrize("act", ACTS)
def test_what_waited_for_a_change_of_the_password_is_refused(make_user, act):
    person = make_user(ADDRESS, password=PASSWORD)
    asked = act(person, sign_in())
    before = widened(person)

    def ask():
        try:
            return asked().status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            present = User.objects.select_for_update().get(pk=person.pk)
            answer = pool.submit(ask)
            wait_until_somebody_waits()
            present.set_password("another passphrase 77")
            present.save(update_fields=["password"])
        assert answer.result() == 401
    assert widened(person) == before


def test_a_session_that_ends_under_a_request_is_an_ended_session(make_user):
    make_user(ADDRESS, password=PASSWORD)
    client = sign_in()

    def end_it(*, user, **told):
        Session.objects.all().delete()

    # While the password is given again, which the session is to remember.
    authentication_step_completed.connect(end_it)
    try:
        answer = client.post(f"{AUTH}/reauthenticate", {"password": PASSWORD})
    finally:
        authentication_step_completed.disconnect(end_it)
    assert answer.status_code == client.get(f"{AUTH}/session").status_code == 410
