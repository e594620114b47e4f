"""What the operator is told of delivery: each figure from rows made for it, in as many statements whatever there is."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.delivery import batches
from alerts.delivery.pausing import pause_sending
from alerts.delivery.sending import deliver_due
from alerts.delivery.status import KindBacklog, Waiting, backlog
from alerts.models import (
    Alert,
    Attempt,
    Batch,
    Content,
    DigestSchedule,
    ProviderEvent,
    WatchedPlatform,
    Watchlist,
    Withheld,
)
from alerts.owed.fan_out import fan_out_due
from tests import messages

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def make_batch(make_user, now):
    """A batch of some messages that was composed, could be sent and ended so long ago."""

    def make(kind="alert", *, people=1, composed=HOUR, due=None, ended=None, **fields):
        content, _ = Content.objects.get_or_create(
            key=kind, defaults={"kind": kind, "subject": "s", "html": "h", "text": "t", "created_at": now}
        )
        known = set(Batch.objects.values_list("pk", flat=True))
        users = [make_user() for _ in range(people)]
        messages.enqueue(
            kind=kind, people=[(user.pk, content.pk) for user in users], batch_size=people, now=now - composed
        )
        batch = Batch.objects.exclude(pk__in=known)
        pk = batch.get().pk
        Batch.objects.filter(pk=pk).update(
            not_before=now - (composed if due is None else due), finished_at=now - ended if ended else None, **fields
        )
        return Batch.objects.get(pk=pk)

    return make


def kind_of(found, kind="alert"):
    return next(row for row in found.kinds if row.kind == kind)


def test_nothing_at_all_is_all_zeros(now):
    found = backlog(now)
    assert found.kinds == tuple(KindBacklog(kind, is_paused=False) for kind in ("alert", "digest", "channel"))
    assert found.alerts == found.digests == found.changes == Waiting(0, 0)
    assert (found.provider.last_event_at, found.provider.unanswered) == (None, 0)


def test_batches_are_counted_by_kind_and_state_with_the_age_of_the_first(make_batch, now):
    make_batch(due=5 * MINUTE)
    make_batch(due=2 * MINUTE)
    make_batch(due=-MINUTE, composed=3 * HOUR)
    make_batch(state="uncertain", composed=HOUR)
    make_batch(state="held", composed=99 * HOUR, ended=90 * HOUR)
    make_batch(state="failed", ended=23 * HOUR)
    make_batch(state="failed", ended=25 * HOUR)
    make_batch("digest", due=0 * MINUTE)
    batches.claim_next(transport="file", now=now)  # the first that is due
    pause_sending(kinds=["digest"], by="olga", reason="", now=now)
    found = backlog(now)
    assert kind_of(found) == KindBacklog(
        "alert",
        is_paused=False,
        due=Waiting(1, 120),
        unsent=Waiting(4, 3 * 3600),
        later=1,
        sending=1,
        uncertain=1,
        held=1,
        failed_last_day=1,
    )
    digest = kind_of(found, "digest")
    assert (digest.is_paused, digest.due, digest.unsent) == (True, Waiting(1, 0), Waiting(1, 3600))


def test_messages_sent_are_those_that_the_provider_took(make_batch, now):
    sent = make_batch(people=3, state="sent", ended=2 * MINUTE)
    Withheld.objects.create(message=sent.messages.first(), reason="unsubscribed", at=now)
    make_batch(people=4, state="sent", ended=59 * MINUTE)
    make_batch(people=5, state="sent", ended=61 * MINUTE)
    make_batch("digest", people=2, state="sent", ended=MINUTE)
    make_batch(people=2, state="failed", ended=MINUTE)
    found = backlog(now)
    assert kind_of(found).messages_sent_last_5_minutes == 2
    assert kind_of(found).messages_sent_last_hour == 6
    assert kind_of(found, "digest").messages_sent_last_hour == 2


def test_what_is_owed_is_counted_without_what_the_person_left(
    make_user, make_platform, watch, make_change, now, django_assert_num_queries
):
    platform = make_platform()
    people = {name: make_user(tier="watcher") for name in ("waits", "muted", "paused", "quiet")}
    for user in people.values():
        watch(user, platform)
    make_change(platform, published_at=now - 3 * MINUTE)
    assert fan_out_due(now - 3 * MINUTE)["messages"] == 4
    make_change(platform, published_at=now - 2 * MINUTE)
    assert backlog(now).changes == Waiting(1, 120)
    assert fan_out_due(now - MINUTE)["messages"] == 0  # they just got one
    assert Alert.objects.filter(message=None).count() == 4
    Alert.objects.filter(user=people["quiet"]).update(created_at=now - 5 * HOUR)
    WatchedPlatform.objects.filter(user=people["muted"]).update(muted_at=now)
    Watchlist.objects.filter(user=people["paused"]).update(paused=True)
    people["quiet"].quiet_from, people["quiet"].quiet_until = 22, 7
    people["quiet"].save()
    found = backlog(now)
    assert (found.alerts.count, round(found.alerts.oldest_seconds)) == (2, 60)
    assert found.changes == Waiting(0, 0)


def test_digests_that_are_due_wait(make_user, now):
    for due in (HOUR, -HOUR):
        DigestSchedule.objects.create(
            user=make_user(), cadence="weekly", period_start=now - 99 * HOUR, due_at=now - due
        )
    assert backlog(now).digests == Waiting(1, 3600)


def test_requests_and_the_provider_that_says_nothing(make_batch, now):
    batch = make_batch(state="sent", ended=40 * MINUTE)
    for outcome, ago in (("accepted", 40 * MINUTE), ("accepted", 35 * MINUTE), ("unknown", MINUTE), ("", MINUTE)):
        Attempt.objects.create(batch=batch, transport="sendgrid", started_at=now - ago, outcome=outcome)
    Attempt.objects.create(batch=batch, transport="sendgrid", started_at=now - 2 * HOUR, outcome="refused")
    ProviderEvent.objects.create(id="e", receipt="00000000-0000-0000-0000-000000000000", received_at=now - 38 * MINUTE)
    found = backlog(now)
    assert found.attempts_last_hour == {
        ("sendgrid", ""): 1, ("sendgrid", "accepted"): 2, ("sendgrid", "unknown"): 1,
    }  # fmt: skip
    assert (found.provider.last_event_at, found.provider.unanswered) == (now - 38 * MINUTE, 1)


def test_it_costs_the_same_statements_whatever_there_is(make_batch, now):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            backlog(now)
        return len(queries)

    none = cost()
    for _ in range(5):
        make_batch()
        make_batch("digest", state="sent", ended=MINUTE)
    assert cost() == none <= 12


def test_the_command_tells_a_person(make_batch, now):
    make_batch()
    Batch.objects.update(not_before=now - 90 * MINUTE)
    pause_sending(kinds=["alert"], by="olga", reason="", now=now)
    out = StringIO()
    call_command("delivery_status", stdout=out)
    said = out.getvalue()
    assert "alert: PAUSED by the operator; 1 due (the first for 1.5 h), 0 later" in said
    assert "digest: 0 due, 0 later" in said
    assert "provider: no event yet" in said


def test_all_is_quiet_after_everything_was_sent(make_batch, now):
    make_batch()
    deliver_due(now)
    found = backlog(now + MINUTE)
    assert kind_of(found).due == kind_of(found).unsent == Waiting(0, 0)
