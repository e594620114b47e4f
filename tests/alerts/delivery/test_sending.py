"""Claim, send, mark: what a crash, a refusal or a silence at each step leads to."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.retrying import LEASE
from alerts.delivery import batches, sending
from alerts.delivery.sending import deliver_due
from alerts.delivery.transports.base import SendOutcome, SendVerdict, Unreachable
from alerts.delivery.transports.file import FileTransport
from alerts.models import Attempt, Batch, Content, Message, Unsubscription, Withheld
from tests import messages

pytestmark = pytest.mark.django_db
State = Batch.State


@pytest.fixture
def enqueue(now):
    """A message to each of these people, of one content."""

    def put(*users, kind="alert"):
        content, _ = Content.objects.get_or_create(
            key="k",
            defaults={
                "kind": kind,
                "subject": "News",
                "html": "<p>-recipient_name-</p>",
                "text": "-recipient_name-",
                "created_at": now,
            },
        )
        messages.enqueue(kind=kind, people=[(u.pk, content.pk) for u in users], batch_size=1, now=now)

    return put


class Scripted:
    """A transport that does what the test says, and remembers what it was asked to send."""

    name = "scripted"
    batch_size = 1

    def __init__(self, *outcomes, evidence=None):
        self.outcomes, self.evidence, self.sent = list(outcomes), evidence, []

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def send(self, letter, recipients, *, attempt):
        self.sent += [recipient.address for recipient in recipients]
        outcome = self.outcomes.pop(0) if self.outcomes else SendOutcome(SendVerdict.ACCEPTED)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def was_accepted(self, messages):
        return self.evidence


@pytest.fixture
def use(send_by):
    def transport(*outcomes, evidence=None):
        made = Scripted(*outcomes, evidence=evidence)
        send_by(lambda: made)
        return made

    return transport


def test_a_pending_message_is_sent_once(make_user, enqueue, mails, now):
    user = make_user(display_name="Ana")
    enqueue(user)
    assert deliver_due(now)["sent"] == 1
    assert deliver_due(now)["sent"] == 0
    (mail,) = mails(user)
    assert (mail["Subject"], mail["To"]) == ("News", f"Ana <{user.email}>")
    batch = Batch.objects.get()
    assert (batch.state, batch.attempt_count) == (State.SENT, 1)
    assert Attempt.objects.get().outcome == "accepted"


def test_nothing_is_sent_before_its_time(make_user, enqueue, mails, now):
    enqueue(make_user())
    assert deliver_due(now - timedelta(seconds=1))["sent"] == 0
    assert mails() == []


def test_the_file_is_private_and_whole(make_user, enqueue, mail_dir, now):
    enqueue(make_user())
    deliver_due(now)
    (path,) = mail_dir.iterdir()
    assert path.name == f"{now:%Y%m%dT%H%M%S%f}Z-{Message.objects.get().pk}.eml"
    assert path.stat().st_mode & 0o777 == 0o600


def test_nobody_is_written_to_who_may_not_be_and_the_reason_is_kept(make_user, enqueue, mails, now):
    unverified, closed, gone = make_user(verified=False), make_user(is_active=False), make_user()
    Unsubscription.objects.create(user=gone, scope="alerts", at=now)
    enqueue(unverified, closed, gone)
    assert deliver_due(now)["withheld"] == 3
    assert mails() == []
    reasons = dict(Withheld.objects.values_list("message__user", "reason"))
    assert reasons == {unverified.pk: "unverified", closed.pk: "inactive", gone.pk: "unsubscribed"}
    assert set(Batch.objects.values_list("state", flat=True)) == {State.WITHHELD}


def test_leaving_the_alerts_leaves_the_digests(make_user, enqueue, mails, now):
    user = make_user()
    Unsubscription.objects.create(user=user, scope="alerts", at=now)
    enqueue(user, kind="digest")
    deliver_due(now)
    assert len(mails(user)) == 1


def test_a_person_who_deleted_the_account_meanwhile_is_no_obstacle(make_user, enqueue, mails, now):
    user, other = make_user(), make_user()
    enqueue(user, other)
    user.delete()
    assert deliver_due(now)["sent"] == 1
    assert not Batch.objects.filter(state=State.PENDING).exists()


def test_a_postponed_batch_is_tried_later_and_later_and_given_up_in_the_end(make_user, enqueue, use, now):
    enqueue(make_user())
    transport = use(*[SendOutcome(SendVerdict.POSTPONED, "450 later")] * 99)
    assert deliver_due(now)["postponed"] == 1
    batch = Batch.objects.get()
    assert (batch.state, batch.reason) == (State.PENDING, "450 later")
    assert timedelta(seconds=45) < batch.not_before - now < timedelta(seconds=75)
    assert deliver_due(now + timedelta(seconds=30))["postponed"] == 0
    at = now
    while Batch.objects.get().state == State.PENDING:
        at = Batch.objects.get().not_before
        deliver_due(at)
    assert len(transport.sent) == batches.RETRIES.most_attempts == Attempt.objects.count()
    assert Batch.objects.get().state == State.FAILED
    assert timedelta(hours=18) < at - now < timedelta(hours=36)


def test_a_refused_batch_fails_and_the_others_go_on(make_user, enqueue, use, now):
    enqueue(make_user(), make_user())
    use(SendOutcome(SendVerdict.REFUSED, "550 no such person"))
    assert deliver_due(now) | {"settled": 0} == {
        "sent": 1, "postponed": 0, "failed": 1, "withheld": 0, "divided": 0, "uncertain": 0, "settled": 0,
    }  # fmt: skip
    assert Batch.objects.get(state=State.FAILED).reason == "550 no such person"


def test_a_batch_that_breaks_the_transport_stops_no_other(make_user, enqueue, use, now):
    enqueue(make_user(), make_user())
    use(RuntimeError("odd"))
    counts = deliver_due(now)
    assert (counts["uncertain"], counts["sent"]) == (1, 1)
    assert Batch.objects.get(state=State.HELD).reason == "RuntimeError('odd')"


def test_a_doubt_without_evidence_is_held_until_the_operator_decides(make_user, enqueue, use, now):
    enqueue(make_user())
    transport = use(SendOutcome(SendVerdict.UNKNOWN, "connection lost"))
    deliver_due(now)
    batch = Batch.objects.get()
    assert (batch.state, batch.reason) == (State.HELD, "connection lost")
    deliver_due(now + timedelta(days=1))
    assert len(transport.sent) == 1
    assert batches.resend([batch.pk], now) == 1
    assert batches.resend([batch.pk], now) == 0
    assert deliver_due(now)["sent"] == 1


@pytest.mark.parametrize(("evidence", "state"), [(True, State.SENT), (False, State.PENDING)])
def test_with_evidence_the_doubt_ends_by_it(make_user, enqueue, use, now, evidence, state):
    enqueue(make_user())
    use(SendOutcome(SendVerdict.UNKNOWN, "lost"), evidence=evidence)
    deliver_due(now)
    assert Batch.objects.get().state == state


def test_evidence_of_another_transport_is_none(make_user, enqueue, use, now):
    enqueue(make_user())
    use()
    batches.claim_next(transport="smtp", now=now)
    use(evidence=False)
    deliver_due(now + LEASE + timedelta(seconds=1))
    assert Batch.objects.get().state == State.HELD


class _Crash(BaseException):
    """The worker dies."""


def dies(*arguments, **options):
    raise _Crash


def test_a_crash_between_claim_and_send_sends_it_later_once(make_user, enqueue, mails, now, monkeypatch):
    user = make_user()
    enqueue(user)
    with monkeypatch.context() as patch:
        patch.setattr(FileTransport, "send", dies)
        with pytest.raises(_Crash):
            deliver_due(now)
    assert (Batch.objects.get().state, mails(user)) == (State.SENDING, [])
    deliver_due(now + timedelta(minutes=1))  # the lease still runs: another worker may be at it
    assert mails(user) == []
    deliver_due(now + timedelta(minutes=11))
    deliver_due(now + timedelta(minutes=13))
    assert len(mails(user)) == 1
    assert Batch.objects.get().state == State.SENT


def test_a_crash_between_send_and_mark_sends_nothing_more(make_user, enqueue, mails, now, monkeypatch):
    user = make_user()
    enqueue(user)
    with monkeypatch.context() as patch:
        patch.setattr(batches, "mark_sent", dies)
        with pytest.raises(_Crash):
            deliver_due(now)
    assert Batch.objects.get().state == State.SENDING
    deliver_due(now + timedelta(minutes=11))
    assert Batch.objects.get().state == State.SENT
    assert len(mails(user)) == 1
    assert Attempt.objects.count() == 1


def test_the_attempt_is_committed_before_anything_is_sent(make_user, enqueue, send_by, now):
    enqueue(make_user())
    seen = []

    class Looking(Scripted):
        def send(self, letter, recipients, *, attempt):
            seen.append((Attempt.objects.get(pk=attempt).batch.state, Batch.objects.get().attempt == attempt))
            return super().send(letter, recipients, attempt=attempt)

    send_by(Looking)
    deliver_due(now)
    assert seen == [(State.SENDING, True)]


def test_a_worker_that_was_stopped_after_its_claim_does_not_send(make_user, enqueue, use, now, monkeypatch):
    enqueue(make_user())
    transport = use()
    monkeypatch.setattr(sending, "LATEST_START", timedelta(seconds=-1))
    assert deliver_due(now)["postponed"] == 1
    assert transport.sent == []
    assert Batch.objects.get().state == State.PENDING


def test_an_answer_that_comes_after_the_lease_still_counts(make_user, enqueue, now):
    enqueue(make_user())
    batch = batches.claim_next(transport="smtp", now=now)
    deliver_due(now + timedelta(minutes=11))
    assert Batch.objects.get().state == State.HELD
    assert batches.mark_sent(batch=batch, provider_id="", now=now + timedelta(minutes=12))
    assert Batch.objects.get().state == State.SENT


@pytest.mark.parametrize(
    "conclude",
    [
        lambda batch, now: batches.mark_uncertain(batch=batch, reason="no answer within the lease"),
        lambda batch, now: batches.end_doubt(batch=batch, was_accepted=False, now=now),
        lambda batch, now: batches.end_doubt(batch=batch, was_accepted=None, now=now),
    ],
)
def test_a_doubt_that_comes_after_the_answer_leaves_the_attempt_as_it_was_answered(make_user, enqueue, now, conclude):
    enqueue(make_user())
    batch = batches.claim_next(transport="smtp", now=now)
    batches.mark_sent(batch=batch, provider_id="", now=now)
    assert not conclude(batch, now)
    assert (Batch.objects.get().state, Attempt.objects.get().outcome) == (State.SENT, "accepted")


def test_an_answer_to_an_earlier_attempt_changes_nothing(make_user, enqueue, now):
    enqueue(make_user())
    first = batches.claim_next(transport="file", now=now)
    deliver_due(now + timedelta(minutes=11))
    later = now + timedelta(minutes=15)
    second = batches.claim_next(transport="file", now=later)
    assert not batches.mark_failed(batch=first, reason="late", now=later)
    assert Batch.objects.get().state == State.SENDING
    assert Batch.objects.get().attempt == second.attempt


def test_an_unreachable_provider_leaves_everything_for_later(make_user, enqueue, send_by, now):
    enqueue(make_user(), make_user())

    class Refusing(Scripted):
        def __enter__(self):
            raise Unreachable("connection refused")

    transport = Refusing()
    send_by(lambda: transport)
    assert deliver_due(now)["sent"] == 0
    assert transport.sent == []
    assert Batch.objects.filter(state=State.PENDING, attempt_count=0).count() == 2


def test_a_full_disk_postpones(make_user, enqueue, mails, now, monkeypatch):
    user = make_user()
    enqueue(user)

    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("alerts.delivery.transports.file.os.replace", full)
    assert deliver_due(now)["postponed"] == 1
    monkeypatch.undo()
    assert mails(user) == []
    assert deliver_due(now + timedelta(minutes=2))["sent"] == 1
    assert len(mails(user)) == 1


def test_verifying_the_address_later_lets_a_postponed_message_go(make_user, enqueue, now):
    user = make_user(verified=False)
    enqueue(user)
    deliver_due(now)
    batch = Batch.objects.get()
    Batch.objects.update(state=State.FAILED)
    user.emailaddress_set.update(verified=True)
    batches.resend([batch.pk], now)
    deliver_due(now)
    assert Batch.objects.get().state == State.SENT
    assert not Withheld.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_deliverers_at_once_send_each_message_once(make_user, enqueue, use, now, at_once):
    enqueue(*[make_user() for _ in range(30)])
    transport = use()
    results = at_once(*[lambda: deliver_due(now)] * 4)
    assert sum(r["sent"] for r in results) == 30
    assert sorted(transport.sent) == sorted(User.objects.values_list("email", flat=True))
    assert Attempt.objects.count() == 30
