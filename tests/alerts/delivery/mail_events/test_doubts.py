"""How doubts about batches end, by events or without."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.delivery import provider_events
from alerts.delivery.sending import deliver_due
from alerts.models import Attempt, Batch, Feedback, ProviderEvent, Suppression
from tests.alerts.delivery.mail_events.signed import State, event, state_of

pytestmark = pytest.mark.django_db


def proven(post, doubtful, at, times=3):
    for number in range(times):
        batch = doubtful(at + timedelta(seconds=number))
        post(event("processed", attempt=batch.attempt))


def test_a_doubt_waits_while_the_events_have_not_moved_past(post, doubtful, now):
    batch = doubtful()
    proven(post, doubtful, now + timedelta(minutes=19))  # began too soon after it
    deliver_due(now + timedelta(hours=5))
    assert state_of(batch) == State.UNCERTAIN
    proven(post, doubtful, now + timedelta(minutes=25), times=2)
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
    proven(post, doubtful, now + timedelta(minutes=20))
    deliver_due(now + timedelta(minutes=19))
    assert state_of(batch) == State.UNCERTAIN
    deliver_due(now + timedelta(minutes=21))
    assert state_of(batch) == State.PENDING
    assert Attempt.objects.get(pk=batch.attempt).outcome == "not accepted"
    deliver_due(now + timedelta(hours=1))
    assert state_of(batch) == State.SENT
    assert len(mails()) == 1


def test_evidence_goes_before_later_attempts_and_other_transports_prove_nothing(post, doubtful, now):
    batch, other = doubtful(), doubtful()
    post(event("processed", attempt=batch.attempt))
    Batch.objects.filter(pk=batch.pk).update(state=State.UNCERTAIN)
    proven(post, doubtful, now + timedelta(minutes=25))
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


def test_silence_while_mail_goes_out_is_told(post, sent, make_user, now, caplog):
    assert provider_events.watch_for_silence(now) == {"silent": 0}
    sent(make_user())
    assert provider_events.watch_for_silence(now + timedelta(minutes=20)) == {"silent": 0}
    assert provider_events.watch_for_silence(now + timedelta(minutes=31)) == {"silent": 1}
    ProviderEvent.objects.create(id="e", receipt=uuid4(), received_at=now + timedelta(minutes=1))
    assert provider_events.watch_for_silence(now + timedelta(minutes=31)) == {"silent": 0}
    assert caplog.text.count("mail_events_silent") == 1


def test_ids_of_events_are_forgotten_when_no_recording_of_them_is_taken_any_more(now):
    for number, age in enumerate((timedelta(days=2), timedelta(days=4))):
        ProviderEvent.objects.create(id=str(number), receipt=uuid4(), received_at=now - age)
    assert provider_events.forget_old_events(now) == {"forgotten": 1}
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
    proven(post, doubtful, now + timedelta(minutes=25))
    told = [event("processed", attempt=batch.attempt) for batch in refuted]
    at_once(lambda: post(*told).status_code, lambda: deliver_due(now + timedelta(minutes=40))["settled"])
    assert {state_of(batch) for batch in refuted} == {State.SENT}
