"""The pages of a person's settings, API keys and data, and of the end of their account."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts.models import ApiKey, Notice, User
from accounts.services.api_keys import create_api_key
from alerts.models import Unsubscription
from tests.accounts.authenticator import set_up_totp
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

KEEPS_AS_SHIPPED = {
    "display_name": "",
    "timezone": "UTC",
    "mails": ["alerts", "digests"],
    "digest_weekday": "0",
    "locale": "en",
    "digest_hour": "8",
    "send_empty_digest": "on",
}


@pytest.fixture
def person(make_user):
    return make_user("ada@example.com", password=PASSWORD)


@pytest.fixture
def client(person):
    client = Client()
    client.force_login(person)
    return client


def page_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


@pytest.mark.parametrize("path", ["/account/", "/account/keys/", "/account/data/", "/account/delete/"])
def test_whoever_is_not_signed_in_is_led_to_signing_in_and_back(path):
    for answer in (Client().get(path), Client().post(path)):
        assert answer["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("path", ["/account/", "/account/keys/", "/account/data/", "/account/delete/"])
def test_each_form_needs_its_token(person, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    assert (
        client.post(path, KEEPS_AS_SHIPPED | {"password": PASSWORD, "name": "CI", "scopes": "read"}).status_code == 403
    )


def test_what_is_stored_by_the_page_is_what_the_api_tells(client, person, api):
    given = KEEPS_AS_SHIPPED | {
        "display_name": "Ada <b>L</b>",
        "timezone": "Europe/Berlin",
        "mails": ["digests"],
        "digest_weekday": "4",
        "quiet_from": "22",
        "quiet_until": "0",
        "jurisdictions": ["US-CA", "EU"],
        "roles": ["controller"],
    }
    del given["send_empty_digest"]
    assert "Your settings are stored." in client.post("/account/", given, follow=True).content.decode()
    told = api(person).get("/api/v1/me/").json()
    assert (told["display_name"], told["timezone"], told["digest_weekday"]) == ("Ada <b>L</b>", "Europe/Berlin", 4)
    assert (told["quiet_from"], told["quiet_until"], told["send_empty_digest"]) == (22, 0, False)
    assert (told["jurisdictions"], told["roles"], told["unsubscribed_from"]) == (
        ["EU", "US-CA"],
        ["controller"],
        ["alerts"],
    )
    shown = page_of(client, "/account/")
    assert "Ada &lt;b&gt;L&lt;/b&gt;" in shown
    assert '<option value="Europe/Berlin" selected>' in shown
    client.post("/account/", KEEPS_AS_SHIPPED | {"quiet_from": "", "quiet_until": ""})
    assert not Unsubscription.objects.exists()
    assert User.objects.get().quiet_from is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"display_name": "Ada\u202e"}, "Leave out the invisible character"),
        ({"display_name": "x" * 101}, "at most 100 characters"),
        ({"timezone": "Mars/Base"}, "Select a valid choice"),
        ({"digest_hour": "24"}, "Select a valid choice"),
        ({"quiet_from": "7", "quiet_until": "7"}, "Choose two different hours"),
        ({"quiet_from": "7"}, "Choose two different hours"),
        ({"jurisdictions": ["XX"]}, "Select a valid choice"),
    ],
)
def test_what_the_api_refuses_the_page_refuses_by_the_field(client, person, wrong, said):
    shown = client.post("/account/", KEEPS_AS_SHIPPED | {"digest_weekday": "3"} | wrong).content.decode()
    assert said in shown
    assert "<title>Error: Settings" in shown
    assert User.objects.get().digest_weekday == 0


def test_a_key_is_shown_once_and_works(client, person):
    made = client.post("/account/keys/", {"name": "CI", "scopes": ["read"], "days": "30"})
    assert "no-store" in made["Cache-Control"]
    (text,) = re.findall(r"cw_[0-9a-f]{12}_[0-9a-f]{64}", made.content.decode())
    assert Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {text}"}).json()["email"] == person.email
    key = ApiKey.objects.get()
    assert (key.scopes, key.expires_at - key.created_at) == (["read"], timedelta(days=30))
    shown = page_of(client, "/account/keys/")
    assert text not in shown
    assert f"cw_{key.prefix}_…" in shown
    assert Notice.objects.filter(user=person, kind__contains="api_key_created").exists()


def test_keys_are_capped_and_need_a_name_and_something_to_do(client, person, now):
    assert "Name: This field is required." in client.post("/account/keys/", {"scopes": ["read"]}).content.decode()
    assert "What it may do" in client.post("/account/keys/", {"name": "CI"}).content.decode()
    for number in range(20):
        create_api_key(user=person, name=f"<i>{number}", scopes=["read"], expires_at=None, now=now)
    shown = page_of(client, "/account/keys/")
    assert "20 of 20 keys" in shown
    assert "&lt;i&gt;19" in shown
    assert "Make the key" not in shown
    client.post("/account/keys/", {"name": "one more", "scopes": ["read"]})
    assert ApiKey.objects.count() == 20


def test_a_key_is_revoked_after_a_question_and_by_its_person_only(client, person, make_user, now):
    own, _ = create_api_key(user=person, name="CI", scopes=["read"], expires_at=None, now=now)
    foreign, _ = create_api_key(user=make_user(), name="CI", scopes=["read"], expires_at=None, now=now)
    assert client.post(f"/account/keys/{foreign.pk}/revoke/").status_code == 404
    assert "Revoke this key?" in page_of(client, f"/account/keys/{own.pk}/revoke/")
    said = client.post(f"/account/keys/{own.pk}/revoke/", follow=True).content.decode()
    assert "The key “CI” is revoked." in said
    assert list(ApiKey.objects.filter(revoked_at=None)) == [foreign]
    assert client.post(f"/account/keys/{own.pk}/revoke/").status_code == 404


@pytest.mark.parametrize(
    ("path", "given", "back"),
    [("/account/keys/", {"name": "CI", "scopes": ["read"]}, "keys"), ("/account/data/", {}, "data")],
)
def test_an_old_sign_in_confirms_first(client, now, time_machine, path, given, back):
    time_machine.move_to(now + timedelta(hours=2), tick=False)
    way = f"/accounts/reauthenticate/?next=%2Faccount%2F{back}%2F"
    assert client.post(path, given)["Location"] == way
    assert way in page_of(client, path)
    assert not ApiKey.objects.exists()
    assert not Notice.objects.exists()
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": path})["Location"] == path
    assert client.post(path, given).status_code == 200


def test_the_copy_is_that_of_the_api_and_is_told_by_mail(client, person, settings):
    settings.RATE_LIMITS = "on"
    answer = client.post("/account/data/")
    assert answer["Content-Disposition"] == 'attachment; filename="clausewatch-export.json"'
    assert json.loads(b"".join(answer.streaming_content))["account"]["email"] == person.email
    assert Notice.objects.filter(user=person, kind__contains="exported").count() == 1
    for _ in range(9):
        b"".join(client.post("/account/data/").streaming_content)
    said = client.post("/account/data/", follow=True).content.decode()
    assert "You had 10 copies within an hour." in said
    assert client.get("/api/v1/me/export/").status_code == 429


@pytest.mark.dated
def test_a_deletion_says_what_happens_takes_the_password_and_is_undone(client, person, now):
    shown = page_of(client, "/account/delete/")
    assert "on 25 March 2026, everything that you set up is erased for good" in shown
    wrong = client.post("/account/delete/", {"password": "not it"})
    assert "This is not your password." in wrong.content.decode()
    assert User.objects.get().erase_at is None
    answer = client.post("/account/delete/", {"password": PASSWORD}, follow=True)
    assert "Your account will be deleted on 25 March 2026." in answer.content.decode()
    assert "Keep my account" in answer.content.decode()
    assert client.get("/account/").status_code == 302
    kept = client.post(answer.redirect_chain[-1][0].removeprefix("http://testserver"))
    assert "Your account stays" in kept.content.decode()
    assert User.objects.get().erase_at is None


def test_a_second_factor_is_given_before_the_password_deletes_from_an_old_sign_in(client, person, now, time_machine):
    set_up_totp(person)
    time_machine.move_to(now + timedelta(hours=2), tick=False)
    assert "/accounts/reauthenticate/?next=%2Faccount%2Fdelete%2F" in page_of(client, "/account/delete/")
    answer = client.post("/account/delete/", {"password": PASSWORD})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.get().erase_at is None


def test_guesses_at_the_password_of_a_deletion_are_limited(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "2/m/user"}
    answers = [client.post("/account/delete/", {"password": "guess"}).status_code for _ in range(3)]
    assert answers == [400, 400, 429]
    assert mail.outbox == []
