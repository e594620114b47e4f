"""The page of what is connected: connecting, disconnecting, never the last way in, and what a reset ends."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.models import Notice, SecurityEvent, User
from accounts.services.connections import LastWayIn, connect, disconnect
from accounts.services.way_back import take_back
from accounts.signing_in.recent import SIGNED_IN_AT
from tests.accounts.by_provider.conftest import as_configured, who, words
from tests.accounts.test_signing_up import code_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
WAYS = "/accounts/ways/"


@pytest.fixture
def person(make_user):
    return make_user("person@example.com", password=PASSWORD)


@pytest.fixture
def own(person):
    """The browser of somebody who has just signed in."""
    client = Client()
    client.force_login(person)
    return client


def rest(client):
    """Let the sign-in in this browser be recent no more."""
    session = client.session
    session[SIGNED_IN_AT] = 0
    session.save()


def disconnects(client, row=None):
    row = row or SocialAccount.objects.get()
    return client.post(WAYS, {"connection": row.pk}, follow=True)


def test_a_person_connects_a_provider_and_is_told(own, person, begin, sign_in, provider):
    assert "Connect Company" in own.get(WAYS).content.decode()
    answer = own.get(begin(own, process="connect"), follow=True)
    assert "You can sign in with Company now." in answer.content.decode()
    assert "reader@example.com" in answer.content.decode()
    event = SecurityEvent.objects.get(kind="provider_connected")
    assert (event.user, event.facts) == (person, {"name": "Company", "to": "person@example.com"})
    assert event.way_back_until is not None
    assert Notice.objects.get(kind="security_provider_connected").user == person
    assert sign_in(own, process="connect").status_code == 302
    assert SecurityEvent.objects.filter(kind="provider_connected").count() == 1
    assert SocialAccount.objects.count() == 1


def test_what_another_has_connected_is_not_taken(own, sign_in, provider, make_user, now):
    sign_in()
    owner = User.objects.get(email="reader@example.com")
    answer = sign_in(own, process="connect")
    assert (answer.status_code, words(answer)) == (409, "It is connected to another account")
    assert SocialAccount.objects.get().user == owner


def test_connecting_needs_somebody_who_signed_in_lately(own, client, provider, begin):
    assert client.post("/accounts/provider/company/", {"process": "connect"})["Location"] == "/accounts/login/"
    back = begin(own, process="connect")
    rest(own)
    answer = own.post("/accounts/provider/company/", {"process": "connect"})
    assert answer["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Fways%2F"
    assert own.get(back)["Location"] == WAYS
    assert not SocialAccount.objects.exists()
    assert "Connect Company" not in own.get(WAYS).content.decode()


def test_a_person_disconnects_a_provider_and_is_told(own, person, sign_in):
    sign_in(own, process="connect")
    assert "You can’t sign in with Company any more." in disconnects(own).content.decode()
    assert not SocialAccount.objects.exists()
    event = SecurityEvent.objects.get(kind="provider_disconnected")
    assert (event.user, event.facts["name"]) == (person, "Company")
    assert own.post(WAYS, {"connection": "1"}).status_code == 302
    assert own.post(WAYS, {"connection": "x" * 99}).status_code == 302


def test_disconnecting_needs_a_recent_sign_in(own, sign_in):
    sign_in(own, process="connect")
    row = SocialAccount.objects.get()
    rest(own)
    assert own.post(WAYS, {"connection": row.pk})["Location"].startswith("/accounts/reauthenticate/")
    assert SocialAccount.objects.exists()


def test_a_stranger_disconnects_nothing(own, client, sign_in, make_user):
    sign_in(own, process="connect")
    client.force_login(make_user(password=PASSWORD))
    disconnects(client)
    assert SocialAccount.objects.exists()


def test_the_last_way_in_stays(sign_in):
    client = Client()
    sign_in(client)
    assert "This is your only way to sign in. Set a password first." in disconnects(client).content.decode()
    assert SocialAccount.objects.exists()


def test_a_provider_that_is_switched_off_is_no_way_in(provider, make_user, settings, now):
    user = make_user()
    kept = connect(user=user, provider_id="company", uid="a", address="", now=now)
    gone = connect(user=user, provider_id="gone", uid="b", address="", now=now)
    with pytest.raises(LastWayIn):
        disconnect(user=user, connection_id=kept.pk, now=now)
    assert disconnect(user=user, connection_id=gone.pk, now=now) == "gone"
    settings.SIGN_IN_PROVIDERS = (*settings.SIGN_IN_PROVIDERS, as_configured(provider, "other", "Other"))
    connect(user=user, provider_id="other", uid="c", address="", now=now)
    assert disconnect(user=user, connection_id=kept.pk, now=now) == "Company"


def test_a_reset_of_the_password_ends_what_is_connected(own, person, sign_in, client):
    sign_in(own, process="connect")
    client.post("/accounts/password/reset/", {"email": person.email})
    client.post("/accounts/password/reset/confirm/", {"code": code_in(mail.outbox[-1])})
    new = "another long passphrase 42"
    done = client.post("/accounts/password/reset/complete/", {"password1": new, "password2": new})
    assert done.status_code == 302
    assert not SocialAccount.objects.exists()
    assert SecurityEvent.objects.get(kind="password_reset").facts["ended_providers"] == "Company"
    assert who(own) is None or own.get(WAYS).status_code == 302


def test_the_way_back_ends_what_was_connected_since(own, person, sign_in, now):
    sign_in(own, process="connect")
    event = SecurityEvent.objects.get(kind="provider_connected")
    take_back(event_id=event.pk, now=now)
    assert not SocialAccount.objects.exists()
    assert own.get("/account/").status_code == 302


def test_who_has_no_password_confirms_by_signing_in_again(sign_in, begin, provider):
    client = Client()
    sign_in(client)
    rest(client)
    assert client.get("/accounts/password/change/")["Location"] == "/accounts/password/reset/"
    page = client.get("/accounts/reauthenticate/?next=/account/keys/")
    assert "Sign in again with Company" in page.content.decode()
    assert f"form-action 'self' {provider.issuer}" in page["Content-Security-Policy"]
    assert "Confirm that it is you" in client.get("/account/keys/").content.decode()
    answer = client.get(begin(client, next="/account/keys/"))
    assert answer["Location"] == "/account/keys/"
    assert client.post("/account/keys/", {"name": "new", "scopes": ["read"]}).status_code == 200
    assert User.objects.count() == 1


def test_confirming_by_another_account_there_changes_nothing(sign_in, begin, provider):
    client = Client()
    sign_in(client)
    user = who(client)
    provider.person = {"sub": "another", "email": "another@example.com", "email_verified": True}
    answer = sign_in(client)
    assert (answer.status_code, words(answer)) == (400, "That is another account at Company")
    assert who(client) == user
    assert User.objects.count() == 1


def test_who_has_no_password_deletes_the_account_after_a_recent_sign_in(sign_in, begin):
    client = Client()
    sign_in(client)
    rest(client)
    client.post("/account/delete/")
    assert User.objects.get().erase_at is None
    client.get(begin(client))
    page = client.get("/account/delete/").content.decode()
    assert "Your password" not in page
    before = User.objects.get().password
    assert client.post("/account/delete/").status_code == 302
    user = User.objects.get()
    assert user.erase_at is not None
    assert not user.has_usable_password()
    assert user.password != before
    assert who(client) is None


def test_over_http_too_the_account_is_deleted_without_a_password(sign_in, api):
    sign_in()
    user = User.objects.get()
    client = api(user, by="session")
    assert client.delete("/api/v1/me/", {"password": "any"}).status_code == 202
    assert User.objects.get().erase_at is not None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_last_ways_disconnected_at_the_same_moment_one_stays(make_user, settings, provider, now):
    settings.SIGN_IN_PROVIDERS = (as_configured(provider), as_configured(provider, "other", "Other"))
    user = make_user()
    rows = [connect(user=user, provider_id=one, uid=one, address="", now=now) for one in ("company", "other")]

    def end(row):
        try:
            return disconnect(user=user, connection_id=row.pk, now=now)
        except LastWayIn:
            return "stays"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(end, rows))
    assert ended.count("stays") == 1
    assert SocialAccount.objects.count() == 1
