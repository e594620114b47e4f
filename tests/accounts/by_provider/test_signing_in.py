"""Signing up and in by a provider: a new account, an account that is there, a second factor, an address in doubt."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from accounts.models import Notice, SecurityEvent, User
from accounts.services.connections import connect
from tests.accounts.authenticator import code_of
from tests.accounts.by_provider.conftest import who, words
from tests.accounts.test_signing_up import code_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def connected(provider, sign_in, make_user, now):
    """Somebody with a password who has connected the provider's person."""

    def make(**fields):
        user = make_user("reader@example.com", password=PASSWORD, **fields)
        client = Client()
        client.force_login(user)
        sign_in(client, process="connect")
        assert SocialAccount.objects.get().user == user
        return user

    return make


def test_a_visitor_gets_a_free_account_whose_address_is_verified(sign_in, provider):
    client = Client(headers={"Accept-Language": "de"})
    answer = sign_in(client, next="/pricing/")
    user = User.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/pricing/")
    assert who(client) == str(user.pk)
    assert (user.email, user.has_usable_password(), user.display_name, user.locale) == (
        *("reader@example.com", False, "", "de"),
    )
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(user.email, True, True)]
    assert Notice.objects.get().kind == "welcome"
    assert mail.outbox == []


def test_only_a_hash_of_who_and_the_address_are_stored(sign_in, provider):
    provider.person |= {"name": "A Reader", "picture": "https://example.com/face.png", "email": "Reader@EXAMPLE.com"}
    sign_in()
    row = SocialAccount.objects.get()
    assert (row.provider, row.extra_data) == ("company", {"email": "reader@example.com"})
    assert len(row.uid) == 64
    assert provider.person["sub"] not in row.uid
    assert not SocialToken.objects.exists()


def test_who_comes_again_is_the_same_person_in_a_session_of_its_own(sign_in):
    sign_in()
    client = Client()
    client.get("/accounts/login/")
    client.session["x"] = 1
    before = client.session.session_key
    assert sign_in(client).status_code == 302
    assert who(client) == str(User.objects.get().pk)
    assert client.session.session_key != before
    assert SecurityEvent.objects.filter(kind="signed_in").count() == 2


def test_an_address_that_has_an_account_is_told_to_sign_in_and_connect(sign_in, make_user):
    user = make_user("reader@example.com", password=PASSWORD)
    client = Client()
    answer = sign_in(client)
    assert (answer.status_code, words(answer)) == (409, "This address has an account already")
    assert who(client) is None
    assert not SocialAccount.objects.exists()
    assert User.objects.get().password == user.password
    assert mail.outbox == []


def test_who_has_connected_a_provider_signs_in_by_it(connected, sign_in):
    user, client = connected(), Client()
    sign_in(client)
    assert who(client) == str(user.pk)


def test_the_second_factor_is_asked_for_and_no_token_waits_in_the_session(connected, sign_in):
    user, client = connected(), Client()
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    answer = sign_in(client)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert who(client) is None
    kept = [Session.objects.get(pk=client.session.session_key).get_decoded()]
    assert "access_token" not in str(kept)
    assert '"token"' not in str(kept).replace("'", '"')
    assert client.post(answer["Location"], {"code": code_of(secret)}).status_code == 302
    assert who(client) == str(user.pk)


def test_an_address_that_the_provider_has_not_verified_gets_a_code(sign_in, provider):
    provider.person["email_verified"] = False
    client = Client()
    answer = sign_in(client)
    assert answer["Location"] == "/accounts/confirm-email/"
    assert who(client) is None
    assert client.post(answer["Location"], {"code": code_in(mail.outbox[0])}).status_code == 302
    assert who(client) == str(User.objects.get().pk)
    assert EmailAddress.objects.get().verified
    assert Notice.objects.get().kind == "welcome"


def test_a_victims_address_that_is_not_verified_leads_nowhere_and_tells_nothing(sign_in, provider, make_user):
    victim = make_user("reader@example.com", password=PASSWORD)
    for claimed in (False, "true", None, 1):
        provider.person["email_verified"] = claimed
        client = Client()
        answer = sign_in(client)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/confirm-email/"), claimed
        assert who(client) is None
    assert {message.to[0] for message in mail.outbox} == {victim.email}
    assert all("code" not in message.subject.lower() for message in mail.outbox)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("address", [None, "", "nobody", "a b@example.com", "ü@example.com", 7, ["a@example.com"]])
def test_without_an_address_that_can_be_used_there_is_no_account(sign_in, provider, address):
    provider.person["email"] = address
    answer = sign_in()
    assert (answer.status_code, words(answer)) == (400, "Company told us no address")
    assert not User.objects.exists()


def test_the_address_may_be_told_by_the_userinfo(sign_in, provider):
    provider.in_id_token = False
    assert sign_in().status_code == 302
    assert EmailAddress.objects.get().verified


def test_staff_gives_a_second_factor_at_the_admin(connected, sign_in, settings):
    connected(is_staff=True, is_superuser=True)
    settings.STAFF_SECOND_FACTOR = "required"
    client = Client()
    sign_in(client)
    assert client.get("/admin/").status_code == 302
    assert "second-factor" in client.get("/admin/login/")["Location"]


def test_an_account_that_is_closed_is_not_signed_in_to(connected, sign_in):
    user = connected()
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()
    assert sign_in(client)["Location"] == "/accounts/inactive/"
    assert who(client) is None


def test_another_issuer_under_the_same_name_has_other_people(connected, provider, now):
    user = connected()
    row = SocialAccount.objects.get()
    connect(user=user, provider_id="company", uid="of another issuer", address="", now=now)
    assert row.uid not in SocialAccount.objects.exclude(pk=row.pk).values_list("uid", flat=True)
