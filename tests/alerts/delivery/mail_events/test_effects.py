"""What the events change, however often and in whatever order they come."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.retrying import LEASE
from alerts.delivery import batches
from alerts.delivery.sending import deliver_due
from alerts.models import Attempt, Batch, Evidence, Feedback, ProviderEvent, Suppression, Unsubscription, Withheld
from tests.alerts.delivery.mail_events.signed import State, event, state_of

pytestmark = pytest.mark.django_db


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
    deliver_due(now + LEASE + timedelta(seconds=1))
    assert state_of(batch) == State.SENT


@pytest.mark.parametrize("state", [State.HELD, State.PENDING])
def test_a_late_event_stops_the_batch_from_being_sent_again(post, doubtful, mails, now, state):
    batch = doubtful()
    batches.end_doubt(batch=batch, was_accepted=None if state == State.HELD else False, now=now)
    assert state_of(batch) == state
    post(event("delivered", attempt=batch.attempt))
    assert state_of(batch) == State.SENT
    deliver_due(now + timedelta(hours=2))
    assert mails() == []


def test_an_event_of_an_earlier_attempt_changes_no_state(post, doubtful, now):
    batch = doubtful()
    batches.end_doubt(batch=batch, was_accepted=False, now=now)
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


@pytest.mark.parametrize("said", ["reader@bücher.example", "Reader@XN--BCHER-KVA.example", "READER@BÜCHER.example"])
@pytest.mark.parametrize(("kind", "reason"), [("bounce", "bounced"), ("spamreport", "reported")])
def test_an_event_is_about_the_address_however_the_provider_spells_it(post, make_user, said, kind, reason):
    user = make_user("reader@xn--bcher-kva.example")
    post(event(kind, email=said, type="bounce"))
    assert [(row.address, row.reason) for row in Suppression.objects.all()] == [(user.email, reason)]


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
    operator.force_login(make_user(is_staff=True, is_superuser=True))
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
