"""The periodic duties, in the order in which the work of one leads to the next.

Each finds its work in the database, so running one twice, late or not at all for a while does no harm. Celery's beat
runs them on their periods; the command `sweep` runs each once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast

import structlog
from django.utils import timezone
from django.utils.module_loading import import_string

logger = structlog.get_logger(__name__)

Counts = dict[str, int]


class Queue(StrEnum):
    """Duties of one queue share workers. A slow duty keeps only those of its own queue waiting."""

    RECORD = "record"  # compares texts, which takes the processor
    CAPTURE = "capture"  # waits for the hosts of documents, minutes at a time
    CAPTURE_BROWSER = "capture_browser"  # runs a browser: hundreds of megabytes, and seconds of the processor a page
    UPKEEP = "upkeep"  # a few statements to our own database
    OUTSIDE = "outside"  # waits for hosts that aren't ours, but for the mail of alerts and digests
    CHANNELS = "channels"  # waits for the receivers that people named, some of which are slow
    MEMOS = "memos"  # sets files that people asked for, which takes seconds of the processor
    REWRITING = "rewriting"  # waits for a language model, where the operator named one
    DELIVERY = "delivery"  # from a published change to a mail


@dataclass(frozen=True, slots=True)
class Duty:
    """A function `(now) -> counts of what it did`, its period and queue, and the duty that its work is for, if any.

    The function is named by its path, so Celery can know the schedule before Django is set up.
    """

    name: str
    path: str
    every: timedelta
    queue: Queue
    makes_work_for: str = ""

    def run(self, now: datetime) -> Counts:
        return cast(Callable[[datetime], Counts], import_string(self.path))(now)


@dataclass(frozen=True, slots=True)
class DutyOutcome:
    duty: Duty
    counts: Counts
    error: Exception | None = None


_OFTEN = timedelta(seconds=10)
_EACH_MINUTE = timedelta(minutes=1)

# What the record says comes first, then what a person may have, then what that makes owed, then the messages, then
# sending them.
DUTIES: tuple[Duty, ...] = (
    Duty("renormalise", "governance.record.renormalisation.renormalise_due", _EACH_MINUTE, Queue.RECORD),
    Duty("summarise", "governance.record.summaries.summarise_due", _EACH_MINUTE, Queue.RECORD),
    Duty(
        "fetch_pages",
        "governance.capture.duties.fetch_pages",
        timedelta(seconds=15),
        Queue.CAPTURE,
        makes_work_for="judge_captures",
    ),
    Duty(
        "fetch_pages_in_browser",
        "governance.capture.duties.fetch_pages_in_browser",
        timedelta(seconds=15),
        Queue.CAPTURE_BROWSER,
        makes_work_for="judge_captures",
    ),
    Duty("preview_documents", "governance.capture.duties.preview_documents", _OFTEN, Queue.CAPTURE),
    Duty(
        "preview_documents_in_browser",
        "governance.capture.duties.preview_documents_in_browser",
        _OFTEN,
        Queue.CAPTURE_BROWSER,
    ),
    Duty(
        "judge_captures",
        "governance.capture.duties.judge_captures",
        _EACH_MINUTE,
        Queue.RECORD,
        makes_work_for="fan_out",
    ),
    Duty("tidy_captures", "governance.capture.duties.tidy_captures", timedelta(hours=1), Queue.CAPTURE),
    Duty(
        "sign_checkpoint",
        "governance.capture.evidence.log.sign_checkpoint",
        timedelta(hours=1),
        Queue.UPKEEP,
        makes_work_for="timestamp_checkpoint",
    ),
    Duty(
        "timestamp_checkpoint",
        "governance.capture.evidence.timestamps.timestamp_checkpoint",
        timedelta(minutes=10),
        Queue.OUTSIDE,
    ),
    Duty("make_certificates", "alerts.certifying.making.make_due_certificates", _OFTEN, Queue.UPKEEP),
    Duty("confirm", "governance.record.confirm.confirm_due", _EACH_MINUTE, Queue.RECORD, makes_work_for="fan_out"),
    Duty("note_days", "governance.change_days.note_days", _EACH_MINUTE, Queue.RECORD),
    Duty("rewrite", "governance.rewriting.duties.rewrite_due", _EACH_MINUTE, Queue.REWRITING),
    Duty("reach_dates", "governance.record.events.reach_dates", _EACH_MINUTE, Queue.UPKEEP),
    Duty(
        "follow_law", "governance.law_record.follow_law", timedelta(hours=1), Queue.UPKEEP, makes_work_for="tell_of_law"
    ),
    Duty("stripe_events", "billing.payments.duties.process_due_events", _OFTEN, Queue.OUTSIDE),
    Duty("follow_deletions", "billing.payments.duties.follow_deletions", _OFTEN, Queue.OUTSIDE),
    Duty("take_late_charges_back", "billing.payments.duties.take_late_charges_back", _OFTEN, Queue.OUTSIDE),
    Duty("follow_addresses", "billing.payments.duties.follow_addresses", timedelta(minutes=10), Queue.OUTSIDE),
    Duty("end_trials", "billing.services.lapses.end_due_trials", _EACH_MINUTE, Queue.UPKEEP),
    Duty("end_grants", "billing.services.lapses.end_due_grants", _EACH_MINUTE, Queue.UPKEEP),
    Duty("end_lapses", "billing.services.lapses.end_due_lapses", _EACH_MINUTE, Queue.UPKEEP),
    Duty(
        "owe_reminders",
        "billing.services.notices.owe_reminders",
        _EACH_MINUTE,
        Queue.UPKEEP,
        makes_work_for="send_notices",
    ),
    Duty(
        "tell_of_successors",
        "alerts.watching.successors.tell_due",
        _EACH_MINUTE,
        Queue.UPKEEP,
        makes_work_for="send_notices",
    ),
    Duty(
        "tell_of_unread",
        "alerts.watching.unread.tell_due",
        _EACH_MINUTE,
        Queue.UPKEEP,
        makes_work_for="send_notices",
    ),
    Duty("tell_of_law", "alerts.watching.law.tell_due", _EACH_MINUTE, Queue.UPKEEP, makes_work_for="send_notices"),
    Duty("make_memos", "alerts.memos.making.make_due_memos", _OFTEN, Queue.MEMOS),
    Duty(
        "remind_of_deadlines",
        "alerts.deadlines.reminders.remind_due",
        _EACH_MINUTE,
        Queue.UPKEEP,
        makes_work_for="send_notices",
    ),
    Duty("send_notices", "web.account_mail.sending_notices.send_due_notices", _OFTEN, Queue.OUTSIDE),
    Duty("fan_out", "alerts.owed.fan_out.fan_out_due", _OFTEN, Queue.DELIVERY, makes_work_for="deliver"),
    Duty(
        "compose_alerts",
        "alerts.owed.same_day_alerts.compose_due_alerts",
        _OFTEN,
        Queue.DELIVERY,
        makes_work_for="deliver",
    ),
    Duty(
        "compose_digests",
        "alerts.owed.digests.compose_due_digests",
        _EACH_MINUTE,
        Queue.DELIVERY,
        makes_work_for="deliver",
    ),
    Duty("forget_untold", "alerts.watching.owing.forget_settled", timedelta(hours=1), Queue.UPKEEP),
    Duty("deliver", "alerts.delivery.sending.deliver_due", _OFTEN, Queue.DELIVERY),
    Duty("deliver_to_channels", "alerts.channels.sending.deliver_to_channels", _OFTEN, Queue.CHANNELS),
    Duty(
        "forget_channel_deliveries",
        "alerts.channels.replaying.forget_old_deliveries",
        timedelta(hours=1),
        Queue.UPKEEP,
    ),
    Duty("take_off_lists", "alerts.delivery.provider_lists.take_due_off", _EACH_MINUTE, Queue.OUTSIDE),
    Duty("watch_mail_events", "alerts.delivery.provider_events.watch_for_silence", timedelta(minutes=10), Queue.UPKEEP),
    Duty("forget_mail_events", "alerts.delivery.provider_events.forget_old_events", timedelta(hours=1), Queue.UPKEEP),
    Duty("reconcile_billing", "billing.payments.duties.reconcile", timedelta(minutes=10), Queue.OUTSIDE),
    Duty("forget_stripe_events", "billing.payments.duties.forget_old_events", timedelta(hours=1), Queue.UPKEEP),
    Duty("erase_accounts", "web.personal_data.erasure.erase_due", timedelta(minutes=10), Queue.OUTSIDE),
    Duty("tell_of_lost_zones", "accounts.services.lost_zones.tell_of_lost_zones", timedelta(hours=1), Queue.UPKEEP),
    Duty("forget_unverified", "web.personal_data.erasure.forget_unverified", timedelta(hours=1), Queue.UPKEEP),
    Duty(
        "forget_security_events",
        "accounts.services.security_log.forget_old_events",
        timedelta(hours=1),
        Queue.UPKEEP,
    ),
    Duty("forget_sessions", "backend.duties.forget_ended_sessions", timedelta(hours=1), Queue.UPKEEP),
    Duty("forget_counts", "accounts.limits.counting.forget_ended", timedelta(hours=1), Queue.UPKEEP),
)
BY_NAME: dict[str, Duty] = {duty.name: duty for duty in DUTIES}


def run_all(now: datetime) -> Iterator[DutyOutcome]:
    """Run each duty once as of `now`, in order, and yield the outcomes.

    One that fails is logged; the others still run.
    """
    for duty in DUTIES:
        try:
            yield DutyOutcome(duty, duty.run(now))
        except Exception as error:
            logger.exception("duty_failed", duty=duty.name)
            yield DutyOutcome(duty, {}, error)


def forget_ended_sessions(now: datetime) -> Counts:
    """Delete sessions that are over by the real clock, and return the count. A later `now` ends none of them."""
    from django.contrib.sessions.models import Session

    ended, _ = Session.objects.filter(expire_date__lt=min(now, timezone.now())).delete()
    return {"sessions": ended}
