"""The outbox of mails about accounts and plans: what is owed, who sends it, and what became of it.

A crash after a mail went out and before that was written down sends it again, under the same Message-ID; a crash
anywhere else loses and doubles nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import Notice, User

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 20  # with the pauses below, most of a day
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
State = Notice.State
WELCOME = "welcome"


def owe(*, user: User, kind: str, about_at: datetime, now: datetime, facts: Mapping[str, str] | None = None) -> bool:
    """Owe the person this mail about this time; whether it is new. Owing twice is owing once.

    Called in the transaction of what it tells.
    """
    defaults = {"facts": dict(facts or {}), "not_before": now, "created_at": now}
    _, is_new = Notice.objects.get_or_create(user=user, kind=kind, about_at=about_at, defaults=defaults)
    return is_new


def owe_many(*, kind: str, about_at: datetime, facts: Mapping[UUID, Mapping[str, str]], now: datetime) -> None:
    """Owe a mail of this kind and time to each of these people, with the facts of each, in a few statements.

    Called in the transaction of what it tells, which fails where one of them is owed it already.
    """
    Notice.objects.bulk_create(
        Notice(user_id=user_id, kind=kind, about_at=about_at, facts=dict(own), not_before=now, created_at=now)
        for user_id, own in facts.items()
    )


@transaction.atomic
def claim_next(now: datetime) -> Notice | None:
    """Take the notice that is due longest, as no other worker can; committed when this returns."""
    notice = Notice.objects.due(now).select_for_update(skip_locked=True).first()
    if notice is None:
        return None
    notice.state, notice.lease_until = State.SENDING, now + LEASE
    notice.attempt_count += 1
    notice.save(update_fields=["state", "lease_until", "attempt_count"])
    return notice


def mark_sent(*, notice: Notice, now: datetime) -> None:
    """The mail was taken, whoever else has claimed the notice meanwhile."""
    _mark(notice, State.SENT, finished_at=now)


def mark_dropped(*, notice: Notice, reason: str, now: datetime) -> None:
    """It is no longer true, so it isn't sent."""
    _mark(notice, State.DROPPED, finished_at=now, reason=reason)


def mark_postponed(*, notice: Notice, reason: str, now: datetime) -> bool:
    """It was not taken: again after a pause that doubles, or failed after MAX_ATTEMPTS; whether it is failed."""
    reason = reason[:200]
    if notice.attempt_count >= MAX_ATTEMPTS:
        _mark(notice, State.FAILED, finished_at=now, reason=reason)
        return True
    pause = min(_FIRST_PAUSE * 2 ** (notice.attempt_count - 1), _LONGEST_PAUSE)
    _mark(notice, State.PENDING, not_before=now + pause, reason=reason)
    return False


def _mark(notice: Notice, state: str, **fields: datetime | str) -> None:
    # Only of this attempt: another worker may have claimed it after the lease.
    own = Notice.objects.filter(pk=notice.pk, state=State.SENDING)
    if state != State.SENT:
        own = own.filter(attempt_count=notice.attempt_count)
    own.update(state=state, lease_until=None, **fields)
