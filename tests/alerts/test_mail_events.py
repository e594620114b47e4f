"""SendGrid's events: whose they are, and what they change, however often and in whatever order they come."""

import base64
import json
import random
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alerts import batches, events
from alerts.deliver import deliver_due
from alerts.models import (
    Attempt,
    Batch,
    Content,
    Evidence,
    Feedback,
    Message,
    ProviderEvent,
    Suppression,
    Unsubscription,
    Withheld,
)  # fmt: skip
from backend.checks import mail_events_can_be_verified
from tests import messages

pytestmark = pytest.mark.django_db
State = Batch.State
PATH = "/webhooks/sendgrid/"
_ids = count(1)


def public_key_of(private):
    der = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


@pytest.fixture
def key(settings):
    private = ec.generate_private_key(ec.SECP256R1())
    settings.SENDGRID_WEBHOOK_PUBLIC_KEY = public_key_of(private)
    return private


def headers_for(key, body, at=None):
    timestamp = str(int((at or datetime.now(UTC)).timestamp()))
    signature = key.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    return {
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
    }


def send(body, headers):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return client.post(PATH, body, content_type="application/json", headers=headers)


@pytest.fixture
def post(key):
    """Post events as SendGrid does, signed."""

    def deliver(*told, at=None):
        body = json.dumps(told).encode()
        return send(body, headers_for(key, body, at))

    return deliver


def event(kind, *, attempt=None, message=None, email="", **fields):
    told = {"event": kind, "sg_event_id": f"event-{next(_ids)}", "timestamp": 1773225000, "email": email, **fields}
    if attempt:
        told["cw_attempt"] = str(attempt)
    if message:
        told["cw_message"] = str(message.pk if isinstance(message, Message) else message)
    return told


@pytest.fixture
def enqueue(now):
    """A batch of one content to these people."""

    def put(*users, kind="alert", at=now):
        content, _ = Content.objects.get_or_create(
            key=kind, defaults={"kind": kind, "subject": "News", "html": "", "text": "", "created_at": now}
        )
        messages.enqueue(kind=kind, people=[(u.pk, content.pk) for u in users], batch_size=1000, now=at)
        return Batch.objects.latest("pk")

    return put


@pytest.fixture
def sent(enqueue, now):
    """A batch that SendGrid took: each person's message, and the attempt."""

    def put(*users, kind="alert"):
        enqueue(*users, kind=kind)
        batch = batches.claim_next(transport="sendgrid", now=now)
        batches.mark_sent(batch=batch, provider_id="x", now=now)
        return batch.attempt, [Message.objects.get(batch=batch, user=user) for user in users]

    return put


@pytest.fixture
def doubtful(enqueue, make_user, now):
    """A batch that was posted by SendGrid's transport at a moment, with no answer."""

    def put(at=now, user=None):
        enqueue(user or make_user(), at=at)
        batch = batches.claim_next(transport="sendgrid", now=at)
        batches.mark_uncertain(batch=batch, reason="timeout")
        return batch

    return put


def state_of(batch):
    return Batch.objects.get(pk=batch.pk).state


# --- Whose request it is


def test_a_signed_request_is_taken_without_a_cookie(post):
    assert post(event("processed")).status_code == 204
    assert post().status_code == 204
    assert ProviderEvent.objects.count() == 1


@pytest.mark.parametrize("change", [
    "another body", "another time", "another key", "no signature", "no time", "not base64", "bad padding", "empty",
    "not DER", "not a number", "a year that is none", "another charset",
])  # fmt: skip
def test_what_sendgrid_did_not_sign_is_refused_and_changes_nothing(key, change):
    body = json.dumps([event("processed")]).encode()
    headers = headers_for(key, body)
    signature, time = headers
    if change == "another body":
        body += b" "
    elif change == "another time":
        headers[time] = str(int(headers[time]) + 1)
    elif change == "another key":
        headers = headers_for(ec.generate_private_key(ec.SECP256R1()), body)
    elif change == "no signature":
        del headers[signature]
    elif change == "no time":
        del headers[time]
    elif change == "not a number":
        headers[time] = "yesterday"
    elif change == "a year that is none":
        headers[time] = "9" * 30
    else:
        headers[signature] = {
            "not base64": "%%%", "bad padding": "abcde", "empty": "", "not DER": "AAAA", "another charset": "é",
        }[change]  # fmt: skip
    assert send(body, headers).status_code == 400
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize(
    ("off", "status"),
    [
        (timedelta(hours=-25), 204),
        (timedelta(hours=-27), 400),
        (timedelta(minutes=9), 204),
        (timedelta(minutes=11), 400),
    ],
)
def test_a_signature_counts_for_the_day_in_which_sendgrid_tries_again(post, off, status):
    assert post(event("processed"), at=datetime.now(UTC) + off).status_code == status


@pytest.mark.parametrize("body", [b'{"event": "processed"}', b"null", b"", b"[", b'["\xff"]', b"[" * 100_000])
def test_a_signed_body_that_is_no_list_is_refused(key, body):
    assert send(body, headers_for(key, body)).status_code == 400


def test_a_batch_of_768_kilobytes_is_taken_and_one_of_more_than_a_megabyte_is_not(key):
    for size, status in ((768 * 1024, 204), (1024 * 1024 + 1, 413)):
        body = json.dumps([event("processed", filler="x" * size)]).encode()
        body = body.replace(b"x" * (len(body) - size), b"", 1)
        assert len(body) == size
        assert send(body, headers_for(key, body)).status_code == status


def test_without_a_key_nobody_listens_and_a_get_is_none(settings, key):
    body = b"[]"
    assert Client().get(PATH).status_code == 405
    settings.SENDGRID_WEBHOOK_PUBLIC_KEY = ""
    assert send(body, headers_for(key, body)).status_code == 404


def test_a_failure_answers_500_changes_nothing_and_the_same_request_works_later(post, sent, make_user, monkeypatch):
    user = make_user()
    attempt, (message,) = sent(user)
    told = event("bounce", attempt=attempt, message=message, email=user.email, type="bounce")

    def fail(*a):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(events, "_suppress", fail)
    assert post(told).status_code == 500
    assert not any(model.objects.exists() for model in (ProviderEvent, Evidence, Feedback))
    monkeypatch.undo()
    assert post(told).status_code == 204
    assert Suppression.objects.count() == Feedback.objects.count() == 1


@pytest.mark.parametrize("odd", [
    {"sg_event_id": "nul\x00"}, {"sg_event_id": "\ud800"}, {"sg_event_id": "x" * 200}, {"sg_event_id": 7}, {},
    {"event": None}, {"event": "of tomorrow"}, {"timestamp": "x"}, {"timestamp": 10**40}, {"timestamp": float("inf")},
    {"timestamp": []}, {"email": ["a"]}, {"email": "a" * 300 + "@example.com"}, {"reason": "\x00\ud800" * 900},
    {"cw_attempt": "x"}, {"cw_attempt": 5}, {"cw_message": "\x00"}, {"cw_message": {}},
])  # fmt: skip
def test_an_odd_event_holds_up_no_other(post, sent, make_user, odd):
    user = make_user()
    attempt, (message,) = sent(user)
    base = event("bounce", attempt=attempt, message=message, email=user.email, type="bounce")
    strange = {k: v for k, v in base.items() if k != "sg_event_id"} | {"event": "bounce"} | odd
    assert post(strange, 5, None, "x", event("delivered", attempt=attempt)).status_code == 204
    assert Evidence.objects.filter(attempt=attempt).exists()


def test_a_key_that_is_none_is_an_error_at_start(settings, key):
    assert mail_events_can_be_verified(None) == []
    der, public = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    other = base64.b64encode(ed25519.Ed25519PrivateKey.generate().public_key().public_bytes(der, public)).decode()
    right = settings.SENDGRID_WEBHOOK_PUBLIC_KEY
    for wrong in ("x", "é", right[:-8], other, ",", f"{right},{other}"):
        settings.SENDGRID_WEBHOOK_PUBLIC_KEY = wrong
        assert [error.id for error in mail_events_can_be_verified(None)] == ["clausewatch.E020"]
    settings.SENDGRID_WEBHOOK_PUBLIC_KEY = ""
    assert mail_events_can_be_verified(None) == []


def test_of_several_keys_each_verifies_while_one_takes_the_place_of_another(settings, key, post):
    old = settings.SENDGRID_WEBHOOK_PUBLIC_KEY
    new = public_key_of(ec.generate_private_key(ec.SECP256R1()))
    for keys, status in ((f"{new}, {old}", 204), (f"{old},{new}", 204), (new, 400)):
        settings.SENDGRID_WEBHOOK_PUBLIC_KEY = keys
        assert (mail_events_can_be_verified(None), post(event("processed")).status_code) == ([], status)


# --- What they change


def test_an_event_of_any_kind_proves_its_attempt_and_settles_it(post, doubtful):
    for kind in ("processed", "delivered", "deferred", "bounce", "dropped", "open", "of tomorrow"):
        batch = doubtful()
        assert post(event(kind, attempt=batch.attempt)).status_code == 204
        assert state_of(batch) == State.SENT
        assert Attempt.objects.get(pk=batch.attempt).outcome == "accepted"


def test_an_event_of_a_batch_that_is_being_sent_settles_it_when_its_lease_is_over(post, enqueue, make_user, now):
    enqueue(make_user())
    batch = batches.claim_next(transport="sendgrid", now=now)
    post(event("processed", attempt=batch.attempt))
    assert state_of(batch) == State.SENDING
    deliver_due(now + batches.LEASE + timedelta(seconds=1))
    assert state_of(batch) == State.SENT


@pytest.mark.parametrize("state", [State.HELD, State.PENDING])
def test_a_late_event_stops_the_batch_from_being_sent_again(post, doubtful, mails, now, state):
    batch = doubtful()
    batches.settle(batch=batch, was_accepted=None if state == State.HELD else False, now=now)
    assert state_of(batch) == state
    post(event("delivered", attempt=batch.attempt))
    assert state_of(batch) == State.SENT
    deliver_due(now + timedelta(hours=2))
    assert mails() == []


def test_an_event_of_an_earlier_attempt_changes_no_state(post, doubtful, now):
    batch = doubtful()
    batches.settle(batch=batch, was_accepted=False, now=now)
    second = batches.claim_next(transport="sendgrid", now=now + timedelta(hours=2))
    batches.mark_uncertain(batch=second, reason="timeout")
    assert post(event("delivered", attempt=batch.attempt)).status_code == 204
    assert state_of(batch) == State.UNCERTAIN


def test_events_of_other_services_in_the_same_account_change_nothing(post, make_user):
    make_user()
    for told in (
        event("processed", attempt=uuid4()),
        event("bounce", attempt=uuid4(), message=uuid4(), email="stranger@example.net", type="bounce"),
        event("unsubscribe", email="stranger@example.net"),
        event("spamreport", email="stranger@example.net"),
    ):
        assert post(told).status_code == 204
    assert not any(model.objects.exists() for model in (Evidence, Suppression, Feedback, Unsubscription))


def test_a_message_of_another_batch_than_the_attempts_is_not_touched(post, sent, make_user):
    someone, victim = make_user(), make_user()
    attempt, _ = sent(someone)
    _, (others,) = sent(victim)
    for kind in ("bounce", "unsubscribe"):
        post(event(kind, attempt=attempt, message=others, email="stranger@example.net", type="bounce"))
        post(event(kind, message=others, email="stranger@example.net", type="bounce"))
    assert not any(model.objects.exists() for model in (Suppression, Feedback, Unsubscription))


def test_a_bounce_without_sg_message_id_is_known_by_its_arguments_and_stops_the_next_mail(
    post, sent, enqueue, make_user, mails, api, now
):
    user, other = make_user(), make_user()
    attempt, (message, _) = sent(user, other)
    post(
        event(
            "bounce", attempt=attempt, message=message, email=user.email.upper(), type="bounce",
            status="5.1.1", reason="550 no such user",
        )
    )  # fmt: skip
    row = Feedback.objects.get()
    assert (row.message, row.kind, row.detail) == (message, "bounced", "5.1.1 550 no such user")
    row = Suppression.objects.get()
    assert (row.address, row.reason, row.source) == (user.email, "bounced", "sendgrid")
    enqueue(user, other)
    deliver_due(now)
    assert [m["To"] for m in mails()] == [other.email]
    assert Withheld.objects.get().reason == "suppressed"
    me = api(user).get("/api/v1/me/").json()["suppression"]
    assert (me["reason"], me["detail"]) == ("bounced", "mail to the address came back")
    assert api(other).get("/api/v1/me/").json()["suppression"] is None


def test_another_address_is_not_suppressed_and_a_code_is_sent_to_any(post, sent, enqueue, make_user, mails, now):
    user = make_user()
    attempt, (message,) = sent(user)
    user.email = "new@example.com"
    user.save()
    post(event("bounce", attempt=attempt, message=message, email="person-1@example.com", type="bounce"))
    enqueue(user)
    deliver_due(now)
    assert len(mails(user)) == 1
    Suppression.objects.create(address=user.email, reason="bounced", source="sendgrid", at=now)
    mail.send_mail("Your code", "123456", None, [user.email])
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("kind", "fields", "feedback", "is_suppressed"), [
    ("bounce", {"type": "bounce"}, "bounced", True),
    ("bounce", {"type": "blocked"}, "blocked", False),
    ("bounce", {}, "blocked", False),
    ("dropped", {"reason": "Bounced Address"}, "dropped", True),
    ("dropped", {"reason": "Invalid"}, "dropped", True),
    ("dropped", {"reason": "Spam Reporting Address"}, "dropped", True),
    ("dropped", {"reason": "Invalid SMTPAPI header"}, "dropped", False),
    ("dropped", {"reason": "Unsubscribed Address"}, "dropped", False),
    ("spamreport", {}, "reported", True),
    ("deferred", {"reason": "later"}, "deferred", False),
    ("delivered", {}, "delivered", False),
    ("processed", {}, None, False),
    ("group_resubscribe", {}, None, False),
])  # fmt: skip
def test_what_each_kind_says_of_a_message_and_its_address(post, sent, make_user, kind, fields, feedback, is_suppressed):
    user = make_user()
    attempt, (message,) = sent(user)
    post(event(kind, attempt=attempt, message=message, email=user.email, **fields))
    assert list(Feedback.objects.values_list("kind", flat=True)) == ([feedback] if feedback else [])
    assert Suppression.objects.exists() == is_suppressed


def test_a_bounce_of_a_code_suppresses_the_persons_address(post, make_user):
    user = make_user()
    post(event("bounce", email=user.email, type="bounce"))
    assert Suppression.objects.get().address == user.email


@pytest.mark.parametrize(
    ("kind", "scopes"), [("unsubscribe", {"alerts", "digests"}), ("group_unsubscribe", {"digests"})]
)
def test_who_leaves_at_sendgrid_has_left_here(post, sent, make_user, kind, scopes):
    user = make_user()
    attempt, (message,) = sent(user, kind="digest")
    post(event(kind, attempt=attempt, message=message, email=user.email))
    assert scopes <= set(Unsubscription.objects.filter(user=user).values_list("scope", flat=True))
    assert not Suppression.objects.exists()


def test_the_delivery_state_says_what_became_of_the_mail(
    post, make_user, make_platform, watch, make_change, run, api, now
):
    user = make_user(tier="watcher")
    platform = make_platform()
    watch(user, platform)
    make_change(platform, published_at=now)
    run(now)
    batch = Batch.objects.get()
    message = batch.messages.get()

    def told(*events):
        post(*(event(kind, attempt=batch.attempt, message=message, email=user.email, **f) for kind, f in events))
        (alert,) = api(user).get("/api/v1/alerts/").json()["results"]
        return alert["delivery"]["state"], alert["delivery"]["reason"]

    assert told(("processed", {})) == ("sent", "")
    assert told(("deferred", {}))[0] == "deferred"
    assert told(("delivered", {}), ("deferred", {})) == ("delivered", "")
    assert told(("spamreport", {}), ("bounce", {"type": "blocked"})) == ("reported", "the mail was reported as spam")


def snapshot():
    return {
        model: sorted(map(repr, model.objects.values_list(*fields)))
        for model, fields in (
            (Batch, ("pk", "state")),
            (Evidence, ("attempt",)),
            (Feedback, ("message", "kind", "detail", "at")),
            (Suppression, ("address", "at")),
            (Unsubscription, ("user", "scope", "at")),
            (ProviderEvent, ("pk",)),
        )
    }


def test_events_in_any_order_46_times_each_end_in_the_same(post, sent, doubtful, make_user):
    users = [make_user() for _ in range(8)]
    attempt, messages = sent(*users)
    batch = doubtful()
    kinds = ["processed", "delivered", "deferred", "bounce", "spamreport", "unsubscribe", "dropped", "open"]
    told = [event("processed", attempt=batch.attempt)] + [
        event(kind, attempt=attempt, message=message, email=user.email, type="bounce", reason="Invalid")
        for user, message in zip(users, messages, strict=True)
        for kind in kinds
    ]
    assert post(*told).status_code == 204
    once = snapshot()
    for model in (Feedback, Suppression, Unsubscription, Evidence, ProviderEvent):
        model.objects.all().delete()
    Batch.objects.filter(pk=batch.pk).update(state=State.UNCERTAIN)
    rng = random.Random(4)
    copies = told * 46
    rng.shuffle(copies)
    for start in range(0, len(copies), 700):
        assert post(*copies[start : start + 700]).status_code == 204
    again = snapshot()
    assert again == once


def test_a_copy_of_an_event_does_not_undo_the_operator(post, sent, make_user):
    user = make_user()
    attempt, (message,) = sent(user)
    told = event("bounce", attempt=attempt, message=message, email=user.email, type="bounce")
    post(told)
    operator = Client()
    operator.force_login(
        make_user(is_staff=True, is_superuser=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    operator.post(reverse("admin:alerts_suppression_delete", args=[user.email]), {"post": "yes"})
    assert not Suppression.objects.exists()
    post(told)
    assert not Suppression.objects.exists()


def test_thousands_of_events_take_as_many_statements_as_a_few(post, sent, make_user):
    users = [make_user() for _ in range(60)]
    attempt, messages = sent(*users)
    kinds = ["processed", "delivered", "bounce", "spamreport", "unsubscribe"]

    def cost(people):
        told = [
            event(kind, attempt=attempt, message=message, email=user.email, type="bounce")
            for user, message in people
            for kind in kinds
        ]
        with CaptureQueriesContext(connection) as queries:
            assert post(*told).status_code == 204
        return len(queries)

    pairs = list(zip(users, messages, strict=True))
    few = cost(pairs[:2])
    assert cost(pairs) == few <= 20
    told = [event("delivered", attempt=attempt, message=messages[0]) for _ in range(3000)]
    with CaptureQueriesContext(connection) as queries:
        assert post(*told).status_code == 204
    assert len(queries) <= 40  # SQLite takes a third of a thousand rows in one statement
    assert ProviderEvent.objects.count() == 62 * 5 + 3000


# --- How doubts end


def proven(post, doubtful, at, times=3):
    for number in range(times):
        batch = doubtful(at + timedelta(seconds=number))
        post(event("processed", attempt=batch.attempt))


def test_a_doubt_waits_while_the_events_have_not_moved_past(post, doubtful, now):
    batch = doubtful()
    proven(post, doubtful, now + timedelta(minutes=14))  # began too soon after it
    deliver_due(now + timedelta(hours=5))
    assert state_of(batch) == State.UNCERTAIN
    proven(post, doubtful, now + timedelta(minutes=20), times=2)
    deliver_due(now + timedelta(hours=5))
    assert state_of(batch) == State.UNCERTAIN


def test_events_of_earlier_attempts_that_come_late_refute_nothing(post, doubtful, now):
    proven_before = [doubtful(now - timedelta(minutes=minutes)) for minutes in (1, 2, 3, 4)]
    batch = doubtful()
    for earlier in proven_before:
        post(event("processed", attempt=earlier.attempt))
    deliver_due(now + timedelta(hours=5))
    assert state_of(batch) == State.UNCERTAIN


def test_a_doubt_is_refuted_by_three_later_attempts_and_the_batch_is_sent_again(post, doubtful, mails, now):
    batch = doubtful()
    proven(post, doubtful, now + timedelta(minutes=15))
    deliver_due(now + timedelta(minutes=14))
    assert state_of(batch) == State.UNCERTAIN
    deliver_due(now + timedelta(minutes=16))
    assert state_of(batch) == State.PENDING
    assert Attempt.objects.get(pk=batch.attempt).outcome == "not accepted"
    deliver_due(now + timedelta(hours=1))
    assert state_of(batch) == State.SENT
    assert len(mails()) == 1


def test_evidence_goes_before_later_attempts_and_other_transports_prove_nothing(post, doubtful, now):
    batch, other = doubtful(), doubtful()
    post(event("processed", attempt=batch.attempt))
    Batch.objects.filter(pk=batch.pk).update(state=State.UNCERTAIN)
    proven(post, doubtful, now + timedelta(minutes=20))
    Attempt.objects.filter(started_at__gt=now).update(transport="file")
    deliver_due(now + timedelta(hours=1))
    assert state_of(batch) == State.SENT
    assert state_of(other) == State.UNCERTAIN


def test_after_a_day_a_doubt_is_held_whatever_came_since(post, doubtful, mails, now):
    batch = doubtful()
    proven(post, doubtful, now + timedelta(hours=23))
    deliver_due(now + timedelta(hours=24, seconds=1))
    assert state_of(batch) == State.HELD
    assert mails() == []


def test_doubts_are_judged_with_as_many_statements_however_many_wait(post, doubtful, now):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            deliver_due(now + timedelta(minutes=30))
        return len(queries)

    doubtful()
    few = cost()
    for _ in range(5):
        doubtful()
    assert cost() == few


def test_silence_while_mail_goes_out_is_told(post, sent, make_user, now, monkeypatch):
    told = []
    monkeypatch.setattr(events.logger, "error", lambda name, **fields: told.append(name))
    assert events.watch_for_silence(now) == {"silent": 0}
    sent(make_user())
    assert events.watch_for_silence(now + timedelta(minutes=20)) == {"silent": 0}
    assert events.watch_for_silence(now + timedelta(minutes=31)) == {"silent": 1}
    ProviderEvent.objects.create(id="e", receipt=uuid4(), received_at=now + timedelta(minutes=1))
    assert events.watch_for_silence(now + timedelta(minutes=31)) == {"silent": 0}
    assert told == ["mail_events_silent"]


def test_ids_of_events_are_forgotten_when_no_recording_of_them_is_taken_any_more(now):
    for number, age in enumerate((timedelta(days=2), timedelta(days=4))):
        ProviderEvent.objects.create(id=str(number), receipt=uuid4(), received_at=now - age)
    assert events.forget_old_events(now) == {"forgotten": 1}
    assert ProviderEvent.objects.get().pk == "0"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_copies_that_come_at_once_are_taken_once(post, sent, make_user, doubtful, at_once, monkeypatch):
    users = [make_user() for _ in range(30)]
    attempt, messages = sent(*users)
    waiting = [doubtful() for _ in range(10)]
    told = [event("processed", attempt=batch.attempt) for batch in waiting] + [
        event("bounce", attempt=attempt, message=message, email=user.email, type="bounce")
        for user, message in zip(users, messages, strict=True)
    ]
    shuffles = [random.Random(seed).sample(told, len(told)) for seed in range(6)]
    answers = at_once(*[lambda told=told: post(*told).status_code for told in shuffles])
    assert answers == [204] * 6
    assert (ProviderEvent.objects.count(), Suppression.objects.count(), Feedback.objects.count()) == (40, 30, 30)
    assert {state_of(batch) for batch in waiting} == {State.SENT}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_event_and_a_refutation_at_once_never_leave_the_batch_to_be_sent_again(post, doubtful, at_once, now):
    refuted = [doubtful() for _ in range(8)]
    proven(post, doubtful, now + timedelta(minutes=20))
    told = [event("processed", attempt=batch.attempt) for batch in refuted]
    at_once(lambda: post(*told).status_code, lambda: deliver_due(now + timedelta(minutes=40))["settled"])
    assert {state_of(batch) for batch in refuted} == {State.SENT}
