"""Asking to be deleted signs out everywhere at once, and can be taken back for two weeks."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail

from accounts.models import ApiKey, User
from accounts.services.deletion import (
    WrongPassword,
    request_deletion,
    undo_deletion,
)
from alerts.watching.audience import monitored_items
from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.services.trials import start_trial
from tests.conftest import PASSWORD
from tests.web.deletion.leaving import ADDRESS, ME, UNDO, against
from web.account_mail.sending_notices import send_due_notices
from web.links import keep_url

DAY = timedelta(days=1)


def test_deleting_asks_for_the_password_and_says_until_when_it_can_be_taken_back(person, api):
    client = api(person, by="session")
    for body, field in (
        ({}, "password"),
        ({"password": "not hers"}, "password"),
        ({"password": PASSWORD, "x": 1}, "x"),
    ):
        answer = client.delete(ME, body)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert client.get(ME).json()["deletion"] is None
    answer = client.delete(ME, {"password": PASSWORD})
    assert answer.status_code == 202
    times = [datetime.fromisoformat(answer.json()[name]) for name in ("requested_at", "erase_at")]
    assert times[1] - times[0] == timedelta(days=14)
    assert abs(datetime.now(UTC) - times[0]) < timedelta(minutes=1)


def test_an_api_key_can_not_delete_the_account(person, api):
    answer = api(person).delete(ME, {"password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (403, "session_required")
    assert User.objects.get().erase_at is None


def test_every_sign_in_and_key_ends_at_once_and_signing_in_again_works(person, api, client):
    credentials = {"email": ADDRESS, "password": PASSWORD}
    login = "/_allauth/app/v1/auth/login"
    tokens = [
        client.post(login, credentials, content_type="application/json").json()["meta"]["session_token"]
        for _ in range(2)
    ]
    by_key, by_session = api(person), api(person, by="session")
    asked = client.delete(
        ME, {"password": PASSWORD}, content_type="application/json", headers={"X-Session-Token": tokens[0]}
    )
    assert asked.status_code == 202
    assert [client.get(ME, headers={"X-Session-Token": token}).status_code for token in tokens] == [401, 401]
    assert (by_key.get(ME).status_code, by_session.get(ME).status_code) == (401, 401)
    assert ApiKey.objects.filter(revoked_at=None).count() == 0
    assert UserSession.objects.count() == 0
    again = client.post(login, credentials, content_type="application/json")
    headers = {"X-Session-Token": again.json()["meta"]["session_token"]}
    assert client.get(ME, headers=headers).json()["deletion"]["erase_at"]
    kept = client.post(UNDO, {}, content_type="application/json", headers=headers)
    assert (kept.status_code, kept.json()["deletion"]) == (200, None)
    assert client.post(UNDO, {}, content_type="application/json", headers=headers).status_code == 200


def test_a_browser_that_deletes_is_signed_out(person, client):
    client.force_login(person)
    assert client.get(ME).status_code == 200
    assert client.delete(ME, {"password": PASSWORD}, content_type="application/json").status_code == 202
    assert client.get(ME).status_code == 401


@pytest.mark.dated
def test_the_mail_says_it_and_its_link_takes_it_back(person, client, now):
    erase_at = request_deletion(user=person, password=PASSWORD, now=now)
    assert request_deletion(user=person, password=PASSWORD, now=now + DAY) == erase_at
    send_due_notices(now)
    send_due_notices(now + DAY)
    (message,) = mail.outbox
    assert message.subject == "Your account will be deleted on 25 March 2026"
    path = keep_url(person).removeprefix("http://testserver")
    assert path in message.body
    shown = client.get(path)
    assert (shown.status_code, shown.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert User.objects.get().erase_at == erase_at  # a scanner that follows the link keeps nothing
    assert "Your account stays" in client.post(path).content.decode()
    assert User.objects.get().erase_at is None
    for method in (client.get, client.post):
        assert method(path).status_code == 404
    request_deletion(user=person, password=PASSWORD, now=now + 2 * DAY)
    assert client.post(path).status_code == 404  # of the deletion before
    assert client.get(path.replace(person.pk.hex, "0" * 32)).status_code == 404


def test_what_was_taken_back_before_its_mail_went_out_is_not_mailed(person, now):
    request_deletion(user=person, password=PASSWORD, now=now)
    undo_deletion(person.pk, datetime.now(UTC))
    assert send_due_notices(now)["notices_dropped"] == 1
    assert mail.outbox == []


@pytest.mark.dated
def test_an_account_that_waits_for_deletion_is_owed_nothing_until_it_is_kept(person, make_platform, now):
    watch_platform(watchlist=default_watchlist(person, now), platform=make_platform(), now=now)
    start_trial(user=person, now=now)
    assert monitored_items(now).count() == 1
    request_deletion(user=person, password=PASSWORD, now=now)
    assert monitored_items(now).count() == 0
    assert against(person, now) == "inactive"
    send_due_notices(now)
    assert [message.subject for message in mail.outbox] == ["Your account will be deleted on 25 March 2026"]
    undo_deletion(person.pk, datetime.now(UTC))
    assert monitored_items(now).count() == 1
    assert against(person, now) == ""


def test_the_password_is_asked_for_again_and_again_only_so_often(person, api, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}
    client = api(person, by="session")
    statuses = [client.delete(ME, {"password": "guess"}).status_code for _ in range(5)]
    assert statuses == [400, 400, 400, 429, 429]


def test_the_password_must_be_right(person, now):
    with pytest.raises(WrongPassword):
        request_deletion(user=person, password="wrong", now=now)
    assert User.objects.get().erase_at is None


def test_a_password_that_was_reset_meanwhile_neither_deletes_nor_comes_back(person, now):
    """A thief asks with the old password at the moment when its owner resets it."""
    read_before = User.objects.get()
    person.set_password("another good password")
    person.save()
    with pytest.raises(WrongPassword):
        request_deletion(user=read_before, password=PASSWORD, now=now)
    person.refresh_from_db()
    assert person.erase_at is None
    assert person.check_password("another good password")
