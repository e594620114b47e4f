"""What goes wrong at the provider, through `deliver_due`: who still gets theirs, and what is asked again."""

import time
import uuid
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.retrying import LEASE
from alerts.delivery import batches
from alerts.delivery.doubts import GRACE
from alerts.delivery.sending import deliver_due
from alerts.delivery.transports.sendgrid import transport
from alerts.delivery.transports.sendgrid.connection import KeptAliveConnection
from alerts.models import Attempt, Batch, Content, Message
from tests import messages
from tests.contract.sendgrid_server import local_sendgrid

pytestmark = pytest.mark.django_db
State = Batch.State


@pytest.fixture
def server(settings):
    settings.DELIVERY_CONNECTIONS = 1  # so that faults meet requests in a known order
    with local_sendgrid(settings) as running:
        yield running


@pytest.fixture
def enqueue(now):
    """A batch of one letter to each group of people: their ids."""

    def put(*groups, subject="News", at=now):
        content = Content.objects.create(
            key=uuid.uuid4().hex, kind="alert", subject=subject, html="<p>h</p>", text="t", created_at=at
        )
        for group in groups:
            people = [(user.pk, content.pk) for user in group]
            messages.enqueue(kind="alert", people=people, batch_size=1000, now=at)
        return list(Batch.objects.filter(content=content).order_by("pk").values_list("pk", flat=True))

    return put


@pytest.fixture
def many(db):
    def make(count):
        users = User.objects.bulk_create(User(email=f"p{n}@example.com") for n in range(count))
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
        )
        return users

    return make


def states():
    return list(Batch.objects.order_by("pk").values_list("state", flat=True))


def told(server):
    return sorted(person["to"][0]["email"] for person in server.accepted)


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_stops_the_round_and_nothing_is_lost(server, make_user, enqueue, now, status):
    users = [make_user() for _ in range(3)]
    enqueue(*[[user] for user in users])
    server.faults = [status]
    deliver_due(now)
    assert states() == [State.PENDING] * 3
    assert Attempt.objects.count() == 1  # the others were not tried
    assert str(status) in Batch.objects.get(attempt_count=1).reason
    deliver_due(now + timedelta(minutes=2))
    assert states() == [State.SENT] * 3
    assert told(server) == sorted(user.email for user in users)


@pytest.mark.parametrize("fault", [500, 503, "drop before", "drop after"])
def test_a_doubt_stops_no_other_and_is_never_posted_again_by_itself(server, make_user, enqueue, now, fault):
    users = [make_user() for _ in range(3)]
    enqueue(*[[user] for user in users])
    server.faults = [fault]
    assert deliver_due(now)["sent"] == 2
    assert states() == [State.UNCERTAIN, State.SENT, State.SENT]
    for hours in (1, 2, 23):
        deliver_due(now + timedelta(hours=hours))
    assert Attempt.objects.count() == 3
    deliver_due(now + timedelta(hours=25))
    assert states() == [State.HELD, State.SENT, State.SENT]
    assert len(told(server)) == (3 if fault == "drop after" else 2)


def test_a_request_that_takes_too_long_is_in_doubt_and_stops_no_other(server, make_user, enqueue, now, monkeypatch):
    monkeypatch.setattr(transport, "REQUEST_SECONDS", 3)
    enqueue([make_user()], [make_user()])
    server.faults = [("delay", 4)]
    assert deliver_due(now)["sent"] == 1
    assert states() == [State.UNCERTAIN, State.SENT]


def test_three_doubts_in_a_row_end_the_round_and_spare_the_rest(server, make_user, enqueue, now):
    enqueue(*[[make_user()] for _ in range(6)])
    server.faults = [500] * 6
    deliver_due(now)
    assert states() == [State.UNCERTAIN] * 3 + [State.PENDING] * 3


def test_what_was_dropped_before_it_was_recorded_goes_out_once_the_events_moved_past(server, make_user, enqueue, now):
    lost = make_user()
    enqueue([lost])
    server.faults = ["drop before"]
    deliver_due(now)
    for minute in range(3):
        at = now + GRACE + timedelta(minutes=1 + minute)
        enqueue([make_user()], at=at)
        deliver_due(at)
    later = Attempt.objects.filter(outcome="accepted")
    batches.confirm(batch_of=dict(later.values_list("pk", "batch_id")), now=at)
    deliver_due(at + timedelta(minutes=1))  # refuted: to be sent again after a pause
    assert Batch.objects.get(messages__user=lost).state == State.PENDING
    deliver_due(at + timedelta(minutes=9))
    assert told(server).count(lost.email) == 1
    assert set(states()) == {State.SENT}


@pytest.mark.parametrize(("names_the_person", "places"), [(True, [617]), (False, [617]), (False, [0, 1])])
def test_bad_addresses_among_a_thousand_keep_nobody_else_from_theirs(
    server, many, enqueue, now, names_the_person, places
):
    server.names_the_person_at_fault = names_the_person
    enqueue(many(1000))
    messages = list(Message.objects.order_by("pk").select_related("user"))
    bad = {messages[place].user.email for place in places}
    server.refused_addresses = bad
    deliver_due(now)
    assert told(server) == sorted({f"p{n}@example.com" for n in range(1000)} - bad)
    failed = Batch.objects.filter(state=State.FAILED)
    assert sorted(failed.values_list("messages__user__email", flat=True)) == sorted(bad)
    assert len(server.requests) <= (3 if names_the_person else 24)


@pytest.mark.parametrize("names_the_field", [True, False])
def test_a_letter_that_is_at_fault_fails_after_a_few_requests_and_stops_no_other(
    server, many, enqueue, now, names_the_field
):
    server.names_the_person_at_fault = names_the_field
    users = many(1100)
    enqueue(users[:1000], users[1000:1050], subject=" ")  # SendGrid wants a subject
    (good,) = enqueue(users[1050:])
    deliver_due(now)
    assert len(told(server)) == 50
    assert Batch.objects.get(pk=good).state == State.SENT
    failed = Batch.objects.filter(state=State.FAILED)
    assert sum(batch.messages.count() for batch in failed) == 1050
    assert set(states()) == {State.SENT, State.FAILED}
    assert len(server.requests) <= 12
    assert all("required" in batch.reason for batch in failed)


def test_a_letter_that_was_refused_and_is_mended_is_tried_afresh(server, many, enqueue, now):
    server.names_the_person_at_fault = False
    enqueue(many(100), subject=" ")
    deliver_due(now)
    assert set(states()) == {State.FAILED}
    Content.objects.update(subject="News")
    rest = max(Batch.objects.all(), key=lambda batch: batch.messages.count())
    addresses = sorted(message.user.email for message in rest.messages.select_related("user"))
    server.refused_addresses = {addresses[7]}
    later = now + timedelta(hours=2)
    batches.resend([rest.pk], later)
    deliver_due(later)
    assert told(server) == addresses[:7] + addresses[8:]


def test_rows_that_nothing_can_be_made_of_stop_no_other(server, make_user, enqueue, now):
    users = [make_user() for _ in range(4)]
    strange, broken, *_ = enqueue(*[[user] for user in users])
    Batch.objects.filter(pk=strange).update(kind="telegram")
    User.objects.filter(pk=users[1].pk).update(email="no address\nat all")
    counts = deliver_due(now)
    assert (counts["sent"], counts["postponed"], counts["failed"]) == (2, 1, 1)
    assert told(server) == sorted(user.email for user in users[2:])
    assert Batch.objects.get(pk=strange).reason.startswith("not writable: ")
    assert Batch.objects.get(pk=broken).state == State.FAILED
    at = now
    while Batch.objects.get(pk=strange).state == State.PENDING:
        at = Batch.objects.get(pk=strange).not_before
        enqueue([make_user()], at=at)
        assert deliver_due(at)["sent"] == 1
    assert Batch.objects.get(pk=strange).state == State.FAILED
    assert Attempt.objects.filter(batch=strange).count() == batches.RETRIES.most_attempts


def test_a_letter_that_can_not_be_written_stops_no_other(server, make_user, enqueue, now, monkeypatch):
    bad, good = make_user(display_name="Poison"), make_user()
    enqueue([bad], [good])
    write = transport.payloads.request_body

    def break_for_one(letter, recipients, **rest):
        if recipients[0].address == bad.email:
            raise RecursionError("odd")
        return write(letter, recipients, **rest)

    monkeypatch.setattr(transport.payloads, "request_body", break_for_one)
    assert deliver_due(now)["sent"] == 1
    assert told(server) == [good.email]
    assert states() == [State.UNCERTAIN, State.SENT]


@pytest.mark.parametrize("moment", ["before the body", "after the body", "before the write"])
def test_a_worker_stopped_at_any_moment_before_it_writes_does_not_send_past_its_lease(
    server, enqueue, many, now, monkeypatch, moment
):
    enqueue(many(3))
    real, wraps = time.monotonic, {
        "before the body": (transport, "_before_asking"),
        "after the body": (transport, "headers"),
        "before the write": (KeptAliveConnection, "_is_stale"),
    }  # fmt: skip
    place, name = wraps[moment]
    go_on = getattr(place, name)

    def stop(*args):
        monkeypatch.setattr(time, "monotonic", lambda: real() + LEASE.total_seconds())
        return go_on(*args)

    monkeypatch.setattr(place, name, stop)
    assert deliver_due(now)["sent"] == 0
    assert server.requests == []
    assert states() == [State.PENDING]
