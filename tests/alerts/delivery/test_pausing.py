"""The operator pauses and resumes sending: what is claimed, what waits, what is said of it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.mail import send_mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from alerts.delivery import batches
from alerts.delivery.pausing import pause_sending, paused_kinds, resume_sending
from alerts.delivery.sending import deliver_due
from alerts.delivery.transports.base import SendOutcome, SendVerdict
from alerts.delivery.transports.file import FileTransport
from alerts.models import Attempt, Batch, Content, SendingPause
from tests import messages

pytestmark = pytest.mark.django_db
State = Batch.State


@pytest.fixture
def enqueue(now):
    def put(kind, *users):
        content = Content.objects.create(
            key=f"{kind}{Content.objects.count()}", kind=kind, subject=kind, html="h", text="t", created_at=now
        )
        messages.enqueue(kind=kind, people=[(u.pk, content.pk) for u in users], batch_size=1, now=now)

    return put


@pytest.fixture
def operator(make_user):
    client = Client()
    user = make_user("olga@example.com", is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def told(command, *arguments):
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def pause_while_sending(send_by, now):
    """From now on an operator pauses the alerts while each request is made."""

    class Pausing(FileTransport):
        def send(self, letter, recipients, *, attempt):
            pause_sending(kinds=["alert"], by="olga", reason="", now=now)
            return SendOutcome(SendVerdict.ACCEPTED)

    return lambda: send_by(Pausing)


def test_what_is_paused_waits_the_rest_goes_and_nothing_is_lost(make_user, enqueue, mails, now):
    enqueue("alert", make_user(), make_user())
    enqueue("digest", make_user())
    pause_sending(kinds=["alert"], by="olga", reason="wrong sender", now=now)
    assert deliver_due(now)["sent"] == 1
    assert [mail["Subject"] for mail in mails()] == ["digest"]
    assert Attempt.objects.filter(batch__kind="alert").count() == 0
    later = now + timedelta(days=2)
    assert deliver_due(later)["sent"] == 0
    assert resume_sending(kinds=["alert", "digest"], by="olga", now=later) == ["alert"]
    assert deliver_due(later)["sent"] == 2
    assert set(Batch.objects.values_list("state", flat=True)) == {State.SENT}


def test_pausing_and_resuming_twice_is_once_and_the_rows_tell_who_and_why(db, now):
    later = now + timedelta(hours=1)
    assert list(pause_sending(kinds=["alert"], by="olga", reason="spam", now=now).values()) == [True]
    (again,) = pause_sending(kinds=["alert"], by="otto", reason="other", now=later).items()
    assert (again[0].paused_by, again[0].reason, again[0].paused_at, again[1]) == ("olga", "spam", now, False)
    assert paused_kinds() == ["alert"]
    assert resume_sending(kinds=["alert"], by="otto", now=later) == ["alert"]
    assert resume_sending(kinds=["alert"], by="olga", now=later) == []
    assert paused_kinds() == []
    pause_sending(kinds=["alert"], by="otto", reason="", now=later)
    assert list(SendingPause.objects.order_by("pk").values_list("paused_by", "resumed_by")) == [
        ("olga", "otto"), ("otto", ""),
    ]  # fmt: skip


def test_what_is_being_sent_when_the_pause_comes_ends_normally(make_user, enqueue, now, pause_while_sending):
    enqueue("alert", make_user(), make_user())
    pause_while_sending()
    assert deliver_due(now)["sent"] == 1
    assert sorted(Batch.objects.values_list("state", flat=True)) == [State.PENDING, State.SENT]


def test_a_doubt_ends_while_sending_is_paused(make_user, enqueue, now):
    enqueue("alert", make_user())
    batches.claim_next(transport="file", now=now)
    pause_sending(kinds=["alert"], by="olga", reason="", now=now)
    assert deliver_due(now + timedelta(minutes=11))["settled"] == 1
    assert Batch.objects.get().state == State.PENDING


def test_codes_and_resets_are_not_held_up(mailoutbox, now):
    pause_sending(kinds=["alert", "digest"], by="olga", reason="", now=now)
    assert send_mail("Your code", "123", None, ["ana@example.com"]) == 1


def test_the_commands_say_what_holds_and_what_waits(make_user, enqueue, now):
    enqueue("digest", make_user())
    assert "alert is paused, since " in told("pause_sending", "--by", "olga", "--reason", "a test")
    said = told("pause_sending", "--kind", "digest")
    assert "digest was paused already" in said
    assert "by olga: a test" in said
    assert paused_kinds() == ["alert", "channel", "digest"]
    assert told("resume_sending", "--kind", "digest") == (
        f"digest is sent again: 1 batch is due, the oldest from {now:%Y-%m-%d %H:%M} UTC\n"
    )
    assert told("resume_sending").splitlines()[1] == "digest was not paused"


def test_the_operator_pauses_and_resumes_in_the_admin_and_its_log_tells(operator, now):
    added = operator.post(reverse("admin:alerts_sendingpause_add"), {"kind": "alert", "reason": "why"}, follow=True)
    assert "was added successfully" in added.content.decode()
    pause = SendingPause.objects.get()
    assert (pause.kind, pause.paused_by, pause.reason) == ("alert", "olga@example.com", "why")
    again = operator.post(reverse("admin:alerts_sendingpause_add"), {"kind": "alert"})
    assert "Alert is paused already." in again.content.decode()
    chosen = {"action": "resume", "_selected_action": [pause.pk]}
    for said in ("Sending again: alert.", "Sending again: nothing was paused."):
        answer = operator.post(reverse("admin:alerts_sendingpause_changelist"), chosen, follow=True)
        assert said in answer.content.decode()
    assert SendingPause.objects.get().resumed_by == "olga@example.com"
    entries = LogEntry.objects.order_by("pk")
    assert [(e.user.email, e.object_id, e.get_change_message()) for e in entries] == [
        ("olga@example.com", str(pause.pk), "Added."), ("olga@example.com", str(pause.pk), "Resumed sending."),
    ]  # fmt: skip
    path = reverse("admin:alerts_sendingpause_change", args=[pause.pk])
    assert operator.get(path).status_code == 200
    assert operator.post(path, {"reason": "other"}).status_code == 403


def test_staff_without_the_permission_pauses_nothing(make_user):
    client = Client()
    client.force_login(make_user(is_staff=True))
    assert client.post(reverse("admin:alerts_sendingpause_add"), {"kind": "alert"}).status_code == 403
    assert not SendingPause.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_worker_claims_after_the_pause(make_user, enqueue, now, at_once, pause_while_sending):
    enqueue("alert", *[make_user() for _ in range(30)])
    pause_while_sending()
    sent = sum(counts["sent"] for counts in at_once(*[lambda: deliver_due(now)] * 4))
    assert 1 <= sent <= 4  # each worker ends the batch it had
    assert Batch.objects.filter(state=State.PENDING, attempt_count=0).count() == 30 - sent
    assert SendingPause.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_operators_at_once_pause_once(now, at_once):
    def pause(by):
        return lambda: list(pause_sending(kinds=["alert", "digest"], by=by, reason="", now=now).values())

    both = at_once(pause("olga"), pause("otto"))
    assert sorted(map(sum, zip(*both, strict=True))) == [1, 1]
    assert SendingPause.objects.count() == 2
