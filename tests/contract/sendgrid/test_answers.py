"""What each answer of SendGrid means, and each failure to get one."""

import uuid
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from alerts.delivery.sending import deliver_due
from alerts.delivery.transports.base import SendVerdict, Unreachable
from alerts.delivery.transports.sendgrid import transport
from alerts.delivery.transports.sendgrid.transport import SendGridTransport
from alerts.models import Attempt, Batch, Message
from tests.contract.sendgrid.letters import LETTER, person, send
from tests.contract.sendgrid_server import KEY

State = Batch.State


@pytest.mark.parametrize(
    ("fault", "verdict", "accepted"),
    [
        ("drop before", SendVerdict.UNKNOWN, 0),
        ("drop after", SendVerdict.UNKNOWN, 1),
        (500, SendVerdict.UNKNOWN, 0),
        (503, SendVerdict.UNKNOWN, 0),
        (400, SendVerdict.REFUSED, 0),
        (413, SendVerdict.REFUSED, 0),
        (408, SendVerdict.POSTPONED, 0),
    ],
)
def test_each_failure_has_its_meaning(server, fault, verdict, accepted):
    server.faults = [fault]
    assert send(person()).verdict is verdict
    assert len(server.accepted) == accepted


def test_a_server_that_takes_too_long_leaves_a_doubt(server, monkeypatch):
    monkeypatch.setattr(transport, "REQUEST_SECONDS", 1)
    server.faults = [("delay", 2)]
    assert send(person()).verdict is SendVerdict.UNKNOWN


@pytest.mark.parametrize("status", [401, 403, 404, 302])
def test_a_provider_that_lets_nobody_in_is_unreachable(server, status):
    server.faults = [status]
    with pytest.raises(Unreachable):
        send(person())


def test_a_server_that_is_not_there_is_unreachable(server):
    server.stop()
    with pytest.raises(Unreachable):
        send(person())


def test_a_connection_lost_between_requests_is_opened_again(server):
    with SendGridTransport() as transport:
        assert transport.send(LETTER, [person()], attempt=uuid.uuid4()).verdict is SendVerdict.ACCEPTED
        server.faults = ["drop before"]
        assert transport.send(LETTER, [person()], attempt=uuid.uuid4()).verdict is SendVerdict.UNKNOWN
        assert transport.send(LETTER, [person()], attempt=uuid.uuid4()).verdict is SendVerdict.ACCEPTED


@pytest.mark.parametrize(
    "headers",
    [
        lambda at: {"Retry-After": "600"},
        lambda at: {"Retry-After": format_datetime(at, usegmt=True)},
        lambda at: {"X-RateLimit-Reset": str(int(at.timestamp()))},
    ],
)
def test_too_many_requests_say_how_long_to_wait(server, headers):
    server.faults = [(429, headers(datetime.now(UTC) + timedelta(seconds=600)))]
    with pytest.raises(Unreachable) as caught:
        send(person())
    assert timedelta(seconds=590) < caught.value.pause <= timedelta(seconds=600)


@pytest.mark.django_db
def test_a_key_that_no_header_can_hold_is_no_doubt_and_is_nowhere_stored(
    server, settings, make_user, enqueue, now, caplog
):
    users = [make_user() for _ in range(3)]
    enqueue(*users)
    settings.SENDGRID_API_KEY = f"{KEY}-of-the-secret-store\n"
    deliver_due(now)
    batch = Batch.objects.get()
    assert (batch.state, server.requests) == (State.PENDING, [])
    stored = " ".join([batch.reason, *Attempt.objects.values_list("detail", flat=True), caplog.text])
    assert KEY not in stored
    settings.SENDGRID_API_KEY = KEY
    deliver_due(now + timedelta(hours=2))
    assert len(server.accepted) == 3


@pytest.mark.django_db
def test_a_letter_that_can_not_be_written_is_no_doubt(server, make_user, enqueue, now, monkeypatch):
    def break_down(payload):
        raise TypeError("str is not valid UTF-8: surrogates not allowed")

    enqueue(make_user())
    monkeypatch.setattr(transport.payloads, "as_json", break_down)
    deliver_due(now)
    assert Batch.objects.get().state == State.PENDING


@pytest.mark.django_db
def test_whatever_an_error_says_no_secret_of_it_is_stored(server, settings, make_user, enqueue, now, monkeypatch):
    settings.EMAIL_HOST_PASSWORD = "correct horse battery"

    def break_down(*arguments, **options):
        raise RuntimeError("{'Authorization': 'Bearer SG.test-and-more'} correct horse battery b'Basic dXNlcjpwYXNz'")

    enqueue(make_user())
    monkeypatch.setattr(transport.KeptAliveConnection, "request", break_down)
    deliver_due(now)
    stored = Batch.objects.get().reason + Attempt.objects.get().detail
    assert "RuntimeError" in stored
    assert not any(secret in stored for secret in ("SG.test", "horse", "dXNlcjpwYXNz"))


@pytest.mark.django_db
@pytest.mark.parametrize("names_the_person", [True, False])
def test_one_bad_address_holds_up_nobody(server, make_user, enqueue, now, names_the_person):
    server.names_the_person_at_fault = names_the_person
    users = [make_user() for _ in range(100)]
    server.refused_addresses = {users[37].email}
    enqueue(*users)
    deliver_due(now)
    assert sorted(p["to"][0]["email"] for p in server.accepted) == sorted({u.email for u in users} - {users[37].email})
    failed = Batch.objects.get(state=State.FAILED)
    assert [m.user_id for m in failed.messages.all()] == [users[37].pk]
    assert Message.objects.count() == 100
    assert set(Batch.objects.values_list("state", flat=True)) == {State.SENT, State.FAILED}
    assert Attempt.objects.count() <= 20


@pytest.mark.django_db
def test_a_429_postpones_as_long_as_it_says_and_stops_the_drain(server, make_user, enqueue, now):
    enqueue(make_user())
    enqueue(make_user())
    server.faults = [(429, {"Retry-After": "7200"})]
    deliver_due(now)
    waiting = Batch.objects.get(attempt_count=1)
    assert waiting.not_before >= now + timedelta(hours=2)
    assert server.accepted == []
    assert Batch.objects.filter(state=State.PENDING).count() == 2


@pytest.mark.django_db
def test_a_doubt_is_never_posted_again_by_itself(server, make_user, enqueue, now):
    enqueue(make_user())
    server.faults = ["drop after"]
    deliver_due(now)
    deliver_due(now + timedelta(minutes=10))
    assert Batch.objects.get().state == State.UNCERTAIN
    assert len(server.accepted) == 1


@pytest.mark.django_db
def test_the_daily_limit_sends_what_it_leaves_and_the_rest_tomorrow(server, settings, make_user, enqueue):
    settings.SENDGRID_DAILY_LIMIT = 3
    now = datetime.now(UTC)
    enqueue_at = [make_user() for _ in range(5)]
    enqueue(*enqueue_at)
    Batch.objects.update(not_before=now)
    deliver_due(now)
    assert len(server.accepted) == 3
    rest = Batch.objects.get(state=State.PENDING)
    assert rest.messages.count() == 2
    assert rest.not_before.date() > now.date()
    deliver_due(now)
    assert len(server.accepted) == 3
