"""Each mail about an account is sent once, whichever worker has it and whatever fails."""

import email
import email.policy
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections

from accounts.models import Notice
from accounts.retrying import LEASE
from accounts.services.notices import RETRIES, claim_next
from billing.services.notices import owe_reminders
from tests.web.notices.plan_steps import DAY, tick, trial
from web.account_mail import sending_notices
from web.account_mail.sending_notices import send_due_notices


def test_a_mail_that_can_not_be_sent_is_tried_again_and_stops_no_other(watcher_of, now, monkeypatch):
    poor, fine = (watcher_of(1, before=trial(now)) for _ in range(2))
    real = sending_notices.letter_of

    def broken(notice, at):
        if notice.user_id == poor.pk:
            raise ConnectionRefusedError("nobody home")
        return real(notice, at)

    monkeypatch.setattr(sending_notices, "letter_of", broken)
    tick(now)
    assert [message.to for message in mail.outbox] == [[fine.email]]
    waiting = Notice.objects.get(user=poor)
    assert (waiting.state, waiting.attempt_count, waiting.reason) == ("pending", 1, "ConnectionRefusedError")
    assert tick(now) == []
    monkeypatch.undo()
    assert len(tick(now + DAY)) == 1
    Notice.objects.filter(user=poor).update(state="pending", attempt_count=RETRIES.most_attempts - 1)
    monkeypatch.setattr(sending_notices, "letter_of", broken)
    tick(now + DAY)
    assert Notice.objects.get(user=poor).state == "failed"


def test_what_a_worker_left_half_done_is_sent_by_the_next(watcher_of, now):
    watcher_of(1, before=trial(now))
    assert claim_next(now) is not None  # and then its worker died
    assert tick(now) == []
    assert tick(now + LEASE + timedelta(seconds=1)) == ["Your Professional trial has started"]
    (message,) = mail.outbox
    assert str(Notice.objects.get().pk) in message.extra_headers["Message-ID"]


def test_in_files_the_mail_is_whole(watcher_of, now, settings, tmp_path):
    settings.EMAIL_BACKEND = "alerts.delivery.transports.file.EmlFileBackend"
    settings.MAIL_DIR = tmp_path
    watcher_of(2, before=trial(now))
    tick(now + 15 * DAY)
    (path,) = tmp_path.glob("*.eml")
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["Subject"] == "Your Professional trial has ended"
    assert "List-Unsubscribe" not in message
    assert message.get_body(("html",)) is not None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_sends_each_mail(watcher_of, now):
    from concurrent.futures import ThreadPoolExecutor

    for _ in range(12):
        watcher_of(1, before=trial(now))

    def work(_):
        try:
            owe_reminders(now + 12 * DAY)
            return send_due_notices(now + 12 * DAY)["notices_sent"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        sent = sum(pool.map(work, range(6)))
    assert sent == 24
    assert Notice.objects.filter(state="sent").count() == 24
