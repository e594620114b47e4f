"""Each act that recovers or widens an account is told to the address before it, with a way back, and is in the log."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail

from accounts.models import ApiKey, Notice, SecurityEvent, User
from accounts.services.api_keys import create_api_key
from accounts.services.security_log import WAY_BACK, forget_old_events
from tests.accounts.authenticator import code_of, has_totp, set_up_totp
from tests.conftest import PASSWORD
from web.account_mail.sending import send_due_notices

AUTH, ACCOUNT, API = "/_allauth/app/v1/auth", "/_allauth/app/v1/account", "/api/v1"
START = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)
OLD, NEW, OTHER = "old@example.com", "new@example.com", "third@example.com"
WELCOME = "Welcome to Clausewatch"
NEW_PASSWORD = "another passphrase 43"
CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.M)
LINK = re.compile(r"http://testserver(/account/not-me/\S+/)")


@pytest.fixture
def clock(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(make_user, clock):
    return make_user(OLD, password=PASSWORD)


@pytest.fixture
def sign_in(api):
    def enter(email=OLD, password=PASSWORD):
        client = api()
        answer = client.post(f"{AUTH}/login", {"email": email, "password": password})
        assert answer.status_code == 200, answer.content
        client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
        return client

    return enter


@pytest.fixture
def told(clock):
    """The mails about the account that are due, as (to, subject, text), after a second has passed."""

    def send():
        mail.outbox.clear()
        clock.shift(1)
        send_due_notices(datetime.now(UTC))
        return [(message.to[0], message.subject, message.body) for message in mail.outbox if message.subject != WELCOME]

    return send


def take_over(client, address=NEW):
    """What somebody with a fresh session does to have the account for good."""
    assert client.post(f"{ACCOUNT}/email", {"email": address}).status_code == 200
    code = CODE.search(mail.outbox[-1].body)[1]
    assert client.post(f"{AUTH}/email/verify", {"key": code}).status_code == 200
    assert client.patch(f"{ACCOUNT}/email", {"email": address, "primary": True}).status_code == 200
    assert client.delete(f"{ACCOUNT}/email", {"email": OLD}).status_code == 200


def kinds(user):
    return sorted(user.security_events.values_list("kind", flat=True))


def test_a_change_of_address_is_told_to_the_old_one_at_each_step(person, sign_in, told):
    client = sign_in()
    take_over(client)
    assert User.objects.get().email == NEW
    mails = told()
    assert sorted((to, subject) for to, subject, _ in mails) == [
        (NEW, "An address was removed from your account"),
        (OLD, "An address was added to your account"),
        (OLD, "An address was removed from your account"),
        (OLD, "The address of your account was changed"),
    ]
    assert sorted(bool(LINK.search(text)) for _, _, text in mails) == [False, False, True, True]
    assert all(NEW in text for _, subject, text in mails if "changed" in subject or "added" in subject)
    assert kinds(person) == ["address_added", "address_changed", "address_removed", "signed_in"]


def test_whoever_had_the_address_takes_the_account_back_by_the_link(person, sign_in, told, client):
    thief = sign_in()
    take_over(thief)
    thief.post(f"{API}/api-keys/", {"name": "theirs"})
    set_up_totp(person)
    link = next(LINK.search(text)[1] for to, subject, text in told() if "changed" in subject)
    page = client.get(link)
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert OLD in page.content.decode()
    assert User.objects.get().email == NEW  # a scanner that follows the link changes nothing
    page = client.post(link)
    assert "You have your account back" in page.content.decode()
    user = User.objects.get()
    assert (user.email, user.has_usable_password(), has_totp(user)) == (OLD, False, False)
    assert [(row.email, row.verified, row.primary) for row in EmailAddress.objects.all()] == [(OLD, True, True)]
    assert ApiKey.objects.get().revoked_at
    assert thief.get(f"{API}/me/").status_code == 401
    assert client.post(link).status_code == 404
    assert sorted((to, subject) for to, subject, _ in told()) == [
        (NEW, "Your account was taken back"),
        (OLD, "Your account was taken back"),
    ]


def test_after_it_was_taken_back_a_reset_leads_in_again(person, sign_in, told, client, api):
    take_over(sign_in())
    link = next(LINK.search(text)[1] for _, subject, text in told() if "changed" in subject)
    client.post(link)
    mail.outbox.clear()
    asked = api().post(f"{AUTH}/password/request", {"email": OLD})
    again = api()
    again.credentials(HTTP_X_SESSION_TOKEN=asked.json()["meta"]["session_token"])
    code = CODE.search(mail.outbox[0].body)[1]
    again.post(f"{AUTH}/password/reset", {"key": code, "password": NEW_PASSWORD})
    assert sign_in(OLD, NEW_PASSWORD).get(f"{API}/me/").json()["email"] == OLD


def test_whoever_has_just_taken_an_account_gets_no_way_back(person, sign_in, told, client):
    """Else the thief would undo the return of the account: the address before theirs is always the stronger."""
    thief = sign_in()
    take_over(thief)
    first = next(LINK.search(text)[1] for _, subject, text in told() if "changed" in subject)
    thief.post(f"{API}/api-keys/", {"name": "theirs"})
    assert [(to, bool(LINK.search(text))) for to, _, text in told()] == [(NEW, False)]
    client.post(first)
    assert not any(LINK.search(text) for _, _, text in told())
    assert not SecurityEvent.objects.filter(way_back_until__isnull=False, kind="address_changed").exists()


def test_a_way_back_ends_after_seven_days(person, sign_in, told, clock, client):
    take_over(sign_in())
    link = next(LINK.search(text)[1] for _, subject, text in told() if "changed" in subject)
    clock.move_to(START + WAY_BACK - timedelta(seconds=1))
    assert client.get(link).status_code == 200
    clock.move_to(START + WAY_BACK + timedelta(minutes=1))
    assert client.get(link).status_code == client.post(link).status_code == 404
    assert User.objects.get().email == NEW


def test_a_deletion_that_somebody_else_asked_for_ends_with_the_return(person, sign_in, told, client):
    thief = sign_in()
    take_over(thief)
    assert thief.delete(f"{API}/me/", {"password": PASSWORD}).status_code == 202
    link = next(LINK.search(text)[1] for _, subject, text in told() if "was changed" in subject)
    assert client.post(link).status_code == 200
    assert User.objects.get().erase_at is None


def test_an_address_that_somebody_else_has_verified_meanwhile_is_not_given_back(
    person, sign_in, told, client, make_user
):
    take_over(sign_in())
    link = next(LINK.search(text)[1] for _, subject, text in told() if "changed" in subject)
    make_user(OLD)
    assert client.post(link).status_code == 404
    assert User.objects.filter(email=NEW).exists()


@pytest.mark.parametrize("token", ["x", "x.y", "0" * 32 + ".sig"])
def test_a_link_that_was_not_made_here_is_refused(client, db, token):
    assert client.get(f"/account/not-me/{token}/").status_code == 404
    assert client.post(f"/account/not-me/{token}/").status_code == 404


# --- Passwords


def make_key(person, name="CI"):
    return create_api_key(user=person, name=name, scopes=["read", "write"], expires_at=None, now=START)[1]


def by_key(api, key):
    client = api()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client.get(f"{API}/me/").status_code


def test_a_reset_ends_every_sign_in_and_key_and_the_mail_names_them(person, sign_in, told, api):
    key, session = make_key(person), sign_in()
    told()
    asked = api().post(f"{AUTH}/password/request", {"email": OLD})
    client = api()
    client.credentials(HTTP_X_SESSION_TOKEN=asked.json()["meta"]["session_token"])
    code = CODE.search(mail.outbox[-1].body)[1]
    client.post(f"{AUTH}/password/reset", {"key": code, "password": NEW_PASSWORD})
    assert by_key(api, key) == session.get(f"{API}/me/").status_code == 401
    ((to, subject, text),) = told()
    assert (to, subject) == (OLD, "Your password was reset")
    assert "API keys that have ended (1):\n- CI (" in text
    assert LINK.search(text)


@pytest.mark.parametrize("keep", [False, True])
def test_a_change_ends_other_sign_ins_and_the_keys_unless_they_are_kept(person, sign_in, told, api, keep):
    key, other, own = make_key(person), sign_in(), sign_in()
    told()
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD} | ({"keep_api_keys": True} if keep else {})
    answer = own.post(f"{ACCOUNT}/password/change", body)
    own.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])  # the one before is no longer good
    assert own.get(f"{API}/me/").status_code == 200
    assert other.get(f"{API}/me/").status_code == 401
    assert by_key(api, key) == (200 if keep else 401)
    ((to, subject, text),) = told()
    assert (to, subject) == (OLD, "Your password was changed")
    assert ("API keys that still work (1)" if keep else "API keys that have ended (1)") in text


# --- Second factors, keys, exports


def test_second_factors_are_told_of(person, sign_in, told, django_capture_on_commit_callbacks):
    client = sign_in()
    totp = f"{ACCOUNT}/authenticators/totp"
    secret = client.get(totp).json()["meta"]["secret"]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(totp, {"code": code_of(secret)}).status_code == 200
    assert [(to, subject) for to, subject, _ in told()] == [(OLD, "A second factor was added to your account")]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{ACCOUNT}/authenticators/recovery-codes", {})
    assert [subject for _, subject, _ in told()] == ["New recovery codes were made for your account"]
    assert client.delete(totp).status_code == 200
    assert [subject for _, subject, _ in told()] == ["A second factor was removed from your account"]
    assert not Authenticator.objects.exists()


def test_a_key_and_an_export_are_told_of_and_logged(person, sign_in, told):
    client = sign_in()
    key = client.post(f"{API}/api-keys/", {"name": "CI"}).json()
    ((_, subject, text),) = told()
    assert subject == "A new API key was made for your account"
    assert f"cw_{key['prefix']}" in text
    assert LINK.search(text)
    client.delete(f"{API}/api-keys/{key['id']}/")
    client.delete(f"{API}/api-keys/{key['id']}/")
    client.get(f"{API}/me/export/")
    assert [subject for _, subject, _ in told()] == ["The data of your account was exported"]
    assert kinds(person) == ["api_key_created", "api_key_revoked", "exported", "signed_in"]


# --- Many acts at once


def keys_made(client, count, clock=None, every=1):
    for number in range(count):
        assert client.post(f"{API}/api-keys/", {"name": f"Key {number}"}).status_code == 201
        if clock:
            clock.shift(every)


def delete_keys(client):
    for row in client.get(f"{API}/api-keys/?page_size=100").json()["results"]:
        client.delete(f"{API}/api-keys/{row['id']}/")


def test_the_first_act_is_told_at_once_and_what_follows_within_ten_minutes_is_one_mail(person, sign_in, told, clock):
    client = sign_in()
    keys_made(client, 1)
    ((to, subject, text),) = told()
    assert (to, subject) == (OLD, "A new API key was made for your account")
    assert "“Key 0”" in text
    keys_made(client, 19, clock, every=20)
    assert told() == []
    clock.move_to(START + timedelta(minutes=10, seconds=1))
    ((to, subject, text),) = told()
    assert (to, subject) == (OLD, "A new API key was made for your account (19 times)")
    assert text.count("The key “Key ") == 19
    assert "between 11 March 2026, 10:30 (UTC) and 11 March 2026, 10:36 (UTC)" in text
    assert "It came from the network 127.0.0.0/24." in text
    assert len(LINK.findall(text)) == 1
    assert kinds(person).count("api_key_created") == 20


def test_acts_before_the_first_mail_left_are_in_it_and_no_more_than_one_mail_leaves_in_ten_minutes(
    person, sign_in, told, clock
):
    client = sign_in()
    keys_made(client, 15)
    delete_keys(client)
    keys_made(client, 15)
    ((_, subject, text),) = told()
    assert subject == "A new API key was made for your account (30 times)"
    assert text.count("The key “Key ") == 20
    assert "- and 10 more" in text
    assert "on 11 March 2026, 10:30 (UTC)" in text
    assert kinds(person).count("api_key_created") == 30
    sent = []
    for _ in range(59):
        client = sign_in()
        delete_keys(client)
        keys_made(client, 1)
        sent += told()
        clock.shift(timedelta(minutes=1, seconds=-1))
    assert len(sent) <= 6
    told_of = sum(int(subject.rpartition("(")[2].split()[0]) if "times" in subject else 1 for _, subject, _ in sent)
    assert told_of >= 59 - 10
    clock.shift(timedelta(minutes=10))
    told_of += sum(int(subject.rpartition("(")[2].split()[0]) for _, subject, _ in told())
    assert told_of == 59


def test_acts_of_other_kinds_and_to_other_addresses_wait_for_nothing(person, sign_in, told, clock):
    client = sign_in()
    keys_made(client, 1)
    assert len(told()) == 1
    take_over(client)
    subjects = sorted((to, subject) for to, subject, _ in told())
    assert len(subjects) == 4
    assert {to for to, _ in subjects} == {OLD, NEW}


def test_the_way_back_of_several_acts_undoes_the_first_of_them(person, sign_in, told, clock, client):
    thief = sign_in()
    keys_made(thief, 1)
    told()
    secret = thief.get(f"{ACCOUNT}/authenticators/totp").json()["meta"]["secret"]
    keys_made(thief, 1)
    clock.shift(5)
    assert thief.post(f"{ACCOUNT}/authenticators/totp", {"code": code_of(secret)}).status_code == 200
    keys_made(thief, 1)
    clock.move_to(START + timedelta(minutes=10, seconds=1))
    text = next(text for _, subject, text in told() if "2 times" in subject)
    assert client.post(LINK.search(text)[1]).status_code == 200
    assert not has_totp(person)
    assert not ApiKey.objects.filter(revoked_at=None).exists()


def test_a_mail_that_was_tried_is_not_worded_anew(person, sign_in, clock):
    client = sign_in()
    keys_made(client, 1)
    Notice.objects.filter(kind="security_api_key_created").update(attempt_count=1)
    keys_made(client, 2)
    first, second = Notice.objects.filter(kind="security_api_key_created").order_by("created_at", "not_before")
    assert first.facts.get("count", 1) == 1
    assert second.facts["count"] == 2
    assert second.not_before == START + timedelta(minutes=10)


# --- The log


def test_failed_sign_ins_are_logged_with_a_hash_and_a_network_and_no_secret(person, api):
    for email in (OLD, "nobody@example.com"):
        api().post(f"{AUTH}/login", {"email": email, "password": "a wrong passphrase"}, REMOTE_ADDR="192.0.2.77")
    known, unknown = SecurityEvent.objects.order_by("user")
    if unknown.user_id:
        known, unknown = unknown, known
    assert (known.user, unknown.user) == (person, None)
    for event in (known, unknown):
        assert (event.kind, event.network, len(event.address_hash)) == ("sign_in_failed", "192.0.2.0/24", 64)
        assert "nobody" not in str(event.__dict__)
        assert "passphrase" not in str(event.__dict__)
    assert known.address_hash != unknown.address_hash


def test_a_person_reads_the_log_of_their_own_account(person, sign_in, make_user, api):
    client = sign_in()
    api().post(f"{AUTH}/login", {"email": OLD, "password": "a wrong passphrase"})
    make_key(make_user("other@example.com"))
    page = client.get(f"{API}/me/security-log/").json()
    assert {row["kind"] for row in page["results"]} == {"sign_in_failed", "signed_in"}
    assert set(page["results"][0]) == {"id", "at", "kind", "network", "facts"}
    assert client.get(f"{API}/me/security-log/?page_size=1").json()["next"]
    assert api().get(f"{API}/me/security-log/").status_code == 401


def test_the_log_is_kept_for_a_bounded_time(person, sign_in, settings):
    sign_in()
    settings.SECURITY_LOG_DAYS = 30
    assert forget_old_events(START + timedelta(days=30)) == {"security_events": 0}
    assert forget_old_events(START + timedelta(days=30, seconds=1)) == {"security_events": 1}


def test_a_mail_about_an_act_is_owed_in_the_transaction_of_the_act(person):
    make_key(person)
    assert Notice.objects.get().about_at == SecurityEvent.objects.get().at
