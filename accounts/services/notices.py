"""The outbox of mails about accounts and plans: what is owed, which worker sends it, and what became of it.

If nobody knows whether a mail was accepted (no answer came, or its sender died), it is sent once more under the same
Message-ID, unless the provider reports first. After a second doubt it is given up. What is refused is tried as often as
RETRIES allows.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q

from accounts.models import Notice, User
from accounts.retrying import LEASE, Retries

logger = structlog.get_logger(__name__)

# Most of a day.
RETRIES = Retries(20, first_pause=timedelta(minutes=1), longest_pause=timedelta(hours=1))
MOST_DOUBTS = 2
_IN_DOUBT_FOR = timedelta(minutes=15)  # so long the provider's events may tell
_NOBODY_KNOWS = "nobody knows whether it was accepted"
State = Notice.State
WELCOME = "welcome"


def owe(
    *,
    user: User,
    kind: str,
    about_at: datetime,
    now: datetime,
    facts: Mapping[str, str] | None = None,
    not_before: datetime | None = None,
) -> bool:
    """Owe the person this mail about this time; return whether the notice is new. Owing twice is owing once.

    Called in the transaction of the event that the mail tells.
    """
    defaults = {"facts": dict(facts or {}), "not_before": max(now, not_before or now), "created_at": now}
    _, is_new = Notice.objects.get_or_create(user=user, kind=kind, about_at=about_at, defaults=defaults)
    return is_new


def owe_many(*, kind: str, about_at: datetime, facts: Mapping[UUID, Mapping[str, str]], now: datetime) -> None:
    """Owe a mail of this kind and time to each of these people, with each one's facts, in a few statements.

    Called in the transaction of the event that the mail tells. It fails if one of them is owed the mail already.
    """
    Notice.objects.bulk_create(
        Notice(user_id=user_id, kind=kind, about_at=about_at, facts=dict(own), not_before=now, created_at=now)
        for user_id, own in facts.items()
    )


@transaction.atomic
def claim_next(now: datetime) -> Notice | None:
    """Claim the notice that has been due longest, so no other worker can, and return it; None if none is due."""
    while True:
        notice = Notice.objects.due(now).select_for_update(skip_locked=True).first()
        if notice is None:
            return None
        if notice.state == State.SENDING:  # its sender died, or its answer never came
            notice.doubt_count += 1
        if notice.doubt_count < MOST_DOUBTS:
            break
        notice.state, notice.lease_until, notice.finished_at, notice.reason = State.FAILED, None, now, _NOBODY_KNOWS
        notice.save(update_fields=["state", "lease_until", "doubt_count", "finished_at", "reason"])
        logger.error("notice_given_up", notice=str(notice.pk), kind=notice.kind)
    notice.state, notice.lease_until = State.SENDING, now + LEASE
    notice.attempt_count += 1
    notice.save(update_fields=["state", "lease_until", "attempt_count", "doubt_count"])
    return notice


def mark_sent(*, notice: Notice, now: datetime) -> None:
    """Mark the mail as accepted, even if another worker has claimed the notice meanwhile."""
    _mark(notice, State.SENT, finished_at=now)


def mark_dropped(*, notice: Notice, reason: str, now: datetime) -> None:
    """Mark the notice as no longer true; it won't be sent."""
    _mark(notice, State.DROPPED, finished_at=now, reason=reason)


def mark_postponed(*, notice: Notice, reason: str, now: datetime) -> bool:
    """Put a refused mail off by a pause that doubles, or fail it after the last try; return whether it failed."""
    reason = reason[:200]
    if RETRIES.are_over(notice.attempt_count):
        _mark(notice, State.FAILED, finished_at=now, reason=reason)
        return True
    _mark(notice, State.PENDING, not_before=now + RETRIES.pause(notice.attempt_count), reason=reason)
    return False


def mark_in_doubt(*, notice: Notice, now: datetime) -> bool:
    """Schedule one more try after the provider had time to report, or give up; return whether it was given up."""
    notice.doubt_count += 1
    if notice.doubt_count >= MOST_DOUBTS:
        _mark(notice, State.FAILED, finished_at=now, reason=_NOBODY_KNOWS, doubt_count=notice.doubt_count)
        return True
    later = now + _IN_DOUBT_FOR
    _mark(notice, State.PENDING, not_before=later, reason=_NOBODY_KNOWS, doubt_count=notice.doubt_count)
    return False


def confirm(notice_ids: Collection[UUID], now: datetime) -> int:
    """Mark doubtful notices that the provider reported on as sent, and return how many."""
    overrun = Q(state=State.SENDING, lease_until__lt=now)
    doubtful = Q(state__in=(State.PENDING, State.FAILED), doubt_count__gt=0)
    found = Notice.objects.filter(overrun | doubtful, pk__in=notice_ids)
    return found.update(state=State.SENT, lease_until=None, finished_at=now, reason="")


def _mark(notice: Notice, state: str, **fields: datetime | str | int) -> None:
    # Only of this attempt: another worker may have claimed it after the lease.
    own = Notice.objects.filter(pk=notice.pk, state=State.SENDING)
    if state != State.SENT:
        own = own.filter(attempt_count=notice.attempt_count)
    own.update(state=state, lease_until=None, **fields)
