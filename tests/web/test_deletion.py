"""Deleting an account: signed out at once, two weeks to take it back, then nothing that names the person is left."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.db import connection

from accounts.models import ApiKey, Notice, User
from accounts.services.deletion import (
    UNDO_WINDOW,
    DeletionIsFinal,
    WrongPassword,
    begin_erasure,
    request_deletion,
    undo_deletion,
)
from alerts.delivery.suppression import reason_against
from alerts.models import Attempt, Batch, Content, Message, Suppression
from alerts.watching.audience import monitored_items
from alerts.watching.mail_preferences import silence_of
from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.models import BillingAccount, BillingCustomer, EntitlementChange, StripeEvent, UsedTrial
from billing.plans import Tier
from billing.services.grants import grant_tier
from billing.services.overview import overview_of
from billing.services.trials import TrialAlreadyUsed, start_trial
from tests.conftest import PASSWORD
from web.account_mail.sending import send_due_notices
from web.links import keep_url
from web.personal_data import erasure
from web.personal_data.erasure import erase_due

ME, UNDO = "/api/v1/me/", "/api/v1/me/undo-deletion/"
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
ADDRESS = "ana.leaves@example.com"


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []


def against(user, now):
    """Why an alert would not be sent to the person now."""
    content, _ = Content.objects.get_or_create(
        key="k", defaults={"kind": "alert", "subject": "s", "html": "h", "text": "t", "created_at": now}
    )
    batch = Batch.objects.create(kind="alert", content=content, not_before=now, created_at=now)
    message = Message.objects.create(user=user, kind="alert", batch=batch, created_at=now)
    return Message.objects.filter(pk=message.pk).values_list(reason_against("alert", now), flat=True).get()


@pytest.fixture
def gateway(monkeypatch):
    """A payment provider that notes whom it ended, and fails while `broken`."""

    class Gateway:
        ended = []
        broken = False

        def cancel_all(self, *, user):
            if self.broken:
                raise ConnectionError("no answer")
            self.ended.append(user.email)
            return 1

    one = Gateway()
    one.ended = []
    monkeypatch.setattr(erasure, "gateway", lambda: one)
    return one


@pytest.fixture
def person(make_user):
    return make_user(ADDRESS, password=PASSWORD, display_name="Ana Leaves")


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
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
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
def test_nothing_is_owed_or_sent_while_it_waits_and_all_is_as_before_when_it_is_kept(person, make_platform, now):
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


def test_an_account_is_erased_when_its_days_are_over_and_not_before(person, gateway, now):
    request_deletion(user=person, password=PASSWORD, now=now)
    assert erase_due(now + UNDO_WINDOW - SECOND) == {"accounts_erased": 0, "erasures_failed": 0}
    assert erase_due(now + UNDO_WINDOW) == {"accounts_erased": 1, "erasures_failed": 0}
    assert User.objects.count() == 0
    assert gateway.ended == [ADDRESS]
    assert erase_due(now + UNDO_WINDOW) == {"accounts_erased": 0, "erasures_failed": 0}
    with pytest.raises(DeletionIsFinal):
        undo_deletion(person.pk, datetime.now(UTC))


def test_what_is_paid_for_ends_first_and_where_that_fails_nothing_is_erased_and_nothing_taken_back(
    person, make_user, gateway, now
):
    other = make_user("other@example.com", password=PASSWORD)
    for user in (person, other):
        request_deletion(user=user, password=PASSWORD, now=now)
    gateway.broken = True
    assert erase_due(now + UNDO_WINDOW) == {"accounts_erased": 0, "erasures_failed": 2}
    assert User.objects.count() == 2
    with pytest.raises(DeletionIsFinal):  # the provider may have ended it all the same
        undo_deletion(person.pk, datetime.now(UTC))
    gateway.broken = False
    assert erase_due(now + UNDO_WINDOW)["accounts_erased"] == 2
    assert sorted(gateway.ended) == [ADDRESS, "other@example.com"]


def test_nothing_that_names_the_person_is_left_anywhere(person, make_user, make_platform, gateway, api, client, now):
    login = {"email": ADDRESS, "password": PASSWORD}
    client.post("/_allauth/app/v1/auth/login", login, content_type="application/json")
    EmailAddress.objects.create(user=person, email="ana.second@example.com", verified=False, primary=False)
    watch_platform(watchlist=default_watchlist(person, now), platform=make_platform(), now=now)
    start_trial(user=person, now=now)
    api(person)
    content = Content.objects.create(key="k2", kind="alert", subject="s", html="h", text="t", created_at=now)
    account = BillingAccount.objects.create(user=person, created_at=now)
    BillingCustomer.objects.create(id="cus_1", account=account, linked_at=now)
    StripeEvent.objects.create(
        id="evt_1",
        type="x",
        created_at=now,
        is_live=False,
        claimed_user_id=person.pk,
        received_at=now,
        not_before=now,
    )
    batch = Batch.objects.create(
        kind="alert", content=content, not_before=now, created_at=now, reason=f"550 <{ADDRESS}> unknown", state="failed"
    )
    Attempt.objects.create(batch=batch, transport="smtp", started_at=now, detail=f"550 <{ADDRESS}> unknown")
    Message.objects.create(user=person, kind="alert", batch=batch, created_at=now)
    Suppression.objects.create(address=ADDRESS, reason="bounced", source="sendgrid", detail=f"no {ADDRESS}", at=now)
    operator = make_user("operator@example.com", is_staff=True)
    LogEntry.objects.create(
        user=operator,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=ADDRESS,
        action_flag=CHANGE,
    )
    request_deletion(user=person, password=PASSWORD, now=now)
    erase_due(now + UNDO_WINDOW)
    left = {
        model._meta.label: rows
        for model in apps.get_models()
        if (rows := [str(row) for row in model._base_manager.values()])
    }
    words = ("ana.leaves", "ana.second", "Ana Leaves", str(person.pk), person.pk.hex)
    found = {label for label, rows in left.items() for row in rows for word in words if word.lower() in row.lower()}
    # The operator's own log keeps which row it was about, by an id that nothing has any more.
    assert found <= {"admin.LogEntry"}
    assert "ana" not in str(left["admin.LogEntry"]).replace("an erased", "")
    assert {row.user_id for row in Notice.objects.all()} <= {operator.pk}


def test_the_ledger_ends_with_the_erasure_and_names_nobody(person, gateway, now):
    grant_tier(user=person, tier=Tier.WATCHER, until=None, now=now)
    request_deletion(user=person, password=PASSWORD, now=now)
    erase_due(now + UNDO_WINDOW)
    rows = EntitlementChange.objects.order_by("pk").values_list("person", "from_tier", "to_tier", "cause")
    assert list(rows) == [(None, "free", "watcher", "operator"), (None, "watcher", "free", "erasure")]


def test_one_trial_for_one_address_survives_erasure_and_a_new_secret_key(person, make_user, gateway, now, settings):
    start_trial(user=person, now=now)
    request_deletion(user=person, password=PASSWORD, now=now)
    erase_due(now + UNDO_WINDOW)
    again = make_user(ADDRESS)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a newer one " * 6
    with pytest.raises(TrialAlreadyUsed):
        start_trial(user=again, now=now + 100 * DAY)
    assert overview_of(again, now).is_trial_available is False
    other = make_user("somebody.else@example.com")
    EmailAddress.objects.create(user=other, email=ADDRESS.upper(), verified=True, primary=False)
    with pytest.raises(TrialAlreadyUsed):
        start_trial(user=other, now=now)
    assert start_trial(user=make_user(), now=now)
    assert ADDRESS not in str(list(UsedTrial.objects.values()))


def test_an_account_without_a_trial_leaves_the_trial_to_the_next(person, make_user, gateway, now):
    request_deletion(user=person, password=PASSWORD, now=now)
    erase_due(now + UNDO_WINDOW)
    assert overview_of(make_user(ADDRESS), now).is_trial_available
    assert UsedTrial.objects.count() == 0


def test_an_address_that_came_back_is_still_not_written_to_after_a_new_sign_up(person, gateway, client, now):
    Suppression.objects.create(address=ADDRESS, reason="reported", source="sendgrid", detail=ADDRESS, at=now)
    request_deletion(user=person, password=PASSWORD, now=now)
    erase_due(now + UNDO_WINDOW)
    kept = Suppression.objects.get()
    assert (len(kept.address), kept.detail) == (64, "")
    signup = {"email": ADDRESS, "password": PASSWORD}
    assert client.post("/_allauth/app/v1/auth/signup", signup, content_type="application/json").status_code == 401
    assert mail.outbox == []  # who complained gets no code either
    user = User.objects.get()
    assert silence_of(user, now).suppression is None  # as long as nobody has shown to have the address
    row = EmailAddress.objects.get()
    assert row.set_verified()
    email_confirmed.send(sender=EmailAddress, request=None, email_address=row)
    assert silence_of(user, now).suppression.reason == "reported"
    assert against(user, now) == "suppressed"
    assert Suppression.objects.count() == 1


def test_the_password_must_be_right(person, now):
    with pytest.raises(WrongPassword):
        request_deletion(user=person, password="wrong", now=now)
    assert User.objects.get().erase_at is None


def test_the_privacy_page_says_what_is_kept(client, db):
    html = client.get("/privacy/").content.decode()
    for words in ("keyed hash", "14 days", "/api/v1/me/export/", "HMAC-SHA256", "free trial"):
        assert words in html
    assert "/privacy/" in client.get("/").content.decode()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(5))
def test_undo_and_erasure_at_the_same_moment_end_in_one_of_the_two(make_user, gateway, now, round_):
    user = make_user(ADDRESS, password=PASSWORD)
    request_deletion(user=user, password=PASSWORD, now=now)
    barrier = Barrier(4)

    def undo():
        try:
            barrier.wait(timeout=120)
            return undo_deletion(user.pk, datetime.now(UTC))
        except DeletionIsFinal:
            return False
        finally:
            connection.close()

    def erase():
        try:
            barrier.wait(timeout=120)
            counts = erase_due(now + UNDO_WINDOW)
            assert counts["erasures_failed"] == 0
            return counts["accounts_erased"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        undone = [pool.submit(undo) for _ in range(2)]
        erased = [pool.submit(erase) for _ in range(2)]
        was_undone, was_erased = (sum(future.result(30) for future in group) for group in (undone, erased))
    if User.objects.filter(pk=user.pk).exists():
        kept = User.objects.get(pk=user.pk)
        assert (kept.erase_at, kept.is_active, gateway.ended, was_erased) == (None, True, [], 0)
        assert was_undone == 1
    else:
        assert (was_undone, was_erased) == (0, 1)
        assert gateway.ended


def test_an_erasure_that_has_begun_closes_the_account(person, api, now):
    request_deletion(user=person, password=PASSWORD, now=now)
    assert begin_erasure(person.pk, now) is None
    assert begin_erasure(person.pk, now + UNDO_WINDOW) == person
    assert begin_erasure(person.pk, now + UNDO_WINDOW) == person  # a second worker, or after a crash
    assert User.objects.get().is_active is False
