"""allauth's pages that change an account: the same recent sign-in, limits and mails of notice as over the API."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from accounts.models import ApiKey, Notice, User
from accounts.services.api_keys import create_api_key
from tests.accounts.authenticator import code_of, has_totp, set_up_totp
from tests.accounts.conftest import START
from tests.accounts.test_signing_up import code_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "another passphrase 43"
LATER = START + timedelta(hours=2)
CHANGE = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}


@pytest.fixture
def person(make_user, clock):
    user = make_user("reader@example.com", password=PASSWORD)
    EmailAddress.objects.create(user=user, email="second@example.com", verified=True)
    return user


def signed_in(secret="", password=PASSWORD):
    """A browser in which the person has just signed in."""
    client = Client()
    client.post("/accounts/login/", {"login": "reader@example.com", "password": password})
    if secret:
        client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/api/v1/me/").status_code == 200
    return client


def told_of(person):
    return sorted(Notice.objects.filter(user=person).values_list("kind", flat=True))


WIDENING = {
    "adds an address": ("/accounts/email/", {"action_add": "1", "email": "new@example.com"}),
    "chooses an address": ("/accounts/email/", {"action_primary": "1", "email": "second@example.com"}),
    "removes an address": ("/accounts/email/", {"action_remove": "1", "email": "second@example.com"}),
    "sets an app up": ("/accounts/2fa/totp/activate/", {"code": "123456"}),
    "adds a passkey": ("/accounts/2fa/webauthn/add/", {"credential": "{}"}),
    "makes recovery codes": ("/accounts/2fa/recovery-codes/generate/", {}),
}


@pytest.mark.parametrize("act", WIDENING)
def test_an_old_sign_in_widens_nothing(person, clock, act):
    path, given = WIDENING[act]
    client = signed_in()
    clock.move_to(LATER)
    answer = client.post(path, given)
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
    assert sorted(EmailAddress.objects.values_list("email", "primary")) == [
        ("reader@example.com", True),
        ("second@example.com", False),
    ]
    assert not Authenticator.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize("path", ["totp/activate/", "totp/deactivate/", "recovery-codes/", "recovery-codes/download/"])
def test_what_shows_a_secret_asks_for_both_factors_again(person, clock, path):
    secret = set_up_totp(person)
    client = signed_in(secret)
    client.post("/accounts/2fa/recovery-codes/generate/")
    clock.move_to(LATER)
    if path != "totp/activate/":
        assert client.get(f"/accounts/2fa/{path}")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.get(f"/accounts/2fa/{path}")
    assert answer["Location"].startswith("/accounts/2fa/reauthenticate/")


def test_an_address_is_added_by_its_code_made_the_main_one_and_told_to_the_old_one(person):
    client = signed_in()
    answer = client.post("/accounts/email/", {"action_add": "1", "email": "New@Example.com"}, follow=True)
    assert "Enter the code" in answer.content.decode()
    assert "Back to your addresses" in answer.content.decode()
    (sent,) = mail.outbox
    assert sent.to == ["new@example.com"]
    assert not EmailAddress.objects.filter(email="new@example.com").exists()
    answer = client.post("/accounts/confirm-email/", {"code": code_in(sent)})
    assert answer["Location"] == "/accounts/email/"
    client.post("/accounts/email/", {"action_primary": "1", "email": "new@example.com"})
    assert User.objects.get().email == "new@example.com"
    client.post("/accounts/email/", {"action_remove": "1", "email": "reader@example.com"})
    assert not EmailAddress.objects.filter(email="reader@example.com").exists()
    assert [kind.split(".")[-1].split(":")[-1] for kind in told_of(person)]
    assert Notice.objects.filter(kind__contains="address_changed", facts__to="reader@example.com").exists()
    said = client.post("/accounts/email/", {"action_remove": "1", "email": "new@example.com"}, follow=True)
    assert "is your main address" in said.content.decode()
    client.post("/accounts/email/", {"action_send": "1", "email": "new@example.com"})
    assert len(mail.outbox) == 1


def test_an_address_of_somebody_else_is_neither_told_nor_taken(person, make_user):
    make_user("other@example.com")
    client = signed_in()
    for given in ("action_primary", "action_remove"):
        client.post("/accounts/email/", {given: "1", "email": "other@example.com"})
    free, taken = (
        client.post("/accounts/email/", {"action_add": "1", "email": email})
        for email in ("free@example.com", "other@example.com")
    )
    assert (free.status_code, free["Location"]) == (taken.status_code, taken["Location"])
    assert EmailAddress.objects.get(email="other@example.com").user.email == "other@example.com"


def test_a_changed_password_ends_other_sign_ins_and_keys_unless_they_are_kept(person, clock):
    client, other = signed_in(), signed_in()
    for keeps in (True, False):
        create_api_key(user=person, name="CI", scopes=["read"], expires_at=None, now=START)
        given = CHANGE | (
            {"keep_api_keys": "on"} if keeps else {"oldpassword": NEW, "password1": PASSWORD, "password2": PASSWORD}
        )
        assert client.post("/accounts/password/change/", given)["Location"] == "/accounts/password/change/"
        assert client.get("/api/v1/me/").status_code == 200
        assert other.get("/api/v1/me/").status_code == 401
        assert ApiKey.objects.filter(revoked_at=None).exists() == keeps
    assert Notice.objects.filter(kind__contains="password_changed").exists()


def test_a_wrong_or_weak_password_changes_nothing(person):
    client = signed_in()
    for wrong, said in (
        ({"oldpassword": "not it"}, "current password"),
        ({"password1": "reader@example.com", "password2": "reader@example.com"}, "too similar"),
        ({"password2": "different"}, "same password"),
    ):
        shown = client.post("/accounts/password/change/", CHANGE | wrong).content.decode()
        assert said in shown
        assert "<title>Error: Password" in shown
    assert User.objects.get().check_password(PASSWORD)


def test_with_a_second_factor_an_old_sign_in_gives_it_before_and_no_password_is_kept(person, clock):
    secret = set_up_totp(person)
    client = signed_in(secret)
    clock.move_to(LATER)
    assert client.get("/accounts/password/change/")["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert client.post("/accounts/password/change/", CHANGE).status_code == 302
    assert NEW not in str(dict(client.session))
    assert User.objects.get().check_password(PASSWORD)


def test_who_has_no_password_is_led_to_a_reset(person):
    client = signed_in()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert client.get("/accounts/password/change/")["Location"] == "/accounts/password/reset/"


def test_an_app_is_set_up_with_recovery_codes_and_switched_off(person, django_capture_on_commit_callbacks):
    client = signed_in()
    shown = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in shown
    (secret,) = re.findall(r'<code class="secret">([A-Z2-7]+)</code>', shown)
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).content.decode()
    assert "Incorrect code." in wrong
    assert secret in wrong
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert "10 of 10 codes are left" in answer.content.decode()
    assert has_totp(person)
    assert Notice.objects.filter(kind__contains="second_factor_added").exists()
    saved = client.get("/accounts/2fa/recovery-codes/download/")
    assert saved["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert "Switch it off" in client.get("/accounts/2fa/").content.decode()
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert Notice.objects.filter(kind__contains="second_factor_removed").exists()


def test_the_code_that_set_an_app_up_is_spent(person):
    client = signed_in()
    shown = client.get("/accounts/2fa/totp/activate/").content.decode()
    (secret,) = re.findall(r'<code class="secret">([A-Z2-7]+)</code>', shown)
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert TOTP(Authenticator.objects.get(type="totp")).validate_code(code_of(secret)) is False


def test_a_malformed_passkey_is_refused_and_another_persons_is_not_there(person, make_user):
    client = signed_in()
    answer = client.post("/accounts/2fa/webauthn/add/", {"credential": '{"id": 1}', "name": "Phone"})
    assert "Incorrect code." in answer.content.decode()
    foreign = Authenticator.objects.create(user=make_user(), type="webauthn", data={"name": "Key", "credential": {}})
    for act in ("edit", "remove"):
        assert client.post(f"/accounts/2fa/webauthn/keys/{foreign.pk}/{act}/", {"name": "Mine"}).status_code == 404


def test_sign_ins_are_ended_one_by_one_or_all_but_this(person, make_user, clock):
    client, phone, tablet = signed_in(), signed_in(), signed_in()
    stranger = Client()
    stranger.force_login(make_user())
    stranger.get("/accounts/sessions/")
    clock.move_to(LATER)
    shown = client.get("/accounts/sessions/").content.decode()
    assert "3 sign-ins are open." in shown
    rows = UserSession.objects.order_by("pk")
    of_phone = rows.get(session_key=phone.session.session_key).pk
    for wrong in (of_phone + 10_000, "x", 2**70, rows.get(session_key=client.session.session_key).pk):
        client.post("/accounts/sessions/", {"session": wrong})
    assert client.get("/api/v1/me/").status_code == 200
    client.post("/accounts/sessions/", {"session": of_phone})
    assert [one.get("/api/v1/me/").status_code for one in (client, phone, tablet)] == [200, 401, 200]
    client.post("/accounts/sessions/")
    assert [one.get("/api/v1/me/").status_code for one in (client, tablet, stranger)] == [200, 401, 200]


def test_a_browser_with_a_hostile_name_is_shown_as_text(person):
    client = signed_in()
    UserSession.objects.update(user_agent="<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/accounts/sessions/").content.decode()
