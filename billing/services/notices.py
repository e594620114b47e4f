"""Decides which mails are owed when what a person may do changes or is about to. `web` words them when it sends them.

A notice is written in the transaction of the change; whether it is still true is checked when it is sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import Notice, User
from accounts.services.notices import owe
from billing.entitlements import for_user
from billing.models import Subscription, Trial
from billing.models.ledger import EntitlementChange
from billing.plans import Tier
from billing.services.cause import CauseKind

TRIAL_NOTICE = timedelta(days=3)
GRANT_NOTICE = timedelta(days=3)
GRACE_NOTICE = timedelta(days=2)
_STRIPE, _OPERATOR = Subscription.Source.STRIPE, Subscription.Source.OPERATOR
_TRIAL = "trial"
_PAST_DUE = Subscription.Status.PAST_DUE
_Row = TypeVar("_Row", Trial, Subscription)


class NoticeKind(StrEnum):
    TRIAL_STARTED = "trial_started"
    TRIAL_ENDING = "trial_ending"
    TRIAL_ENDED = "trial_ended"
    GRANT_ENDING = "grant_ending"
    GRANT_ENDED = "grant_ended"
    PLAN_CHANGED = "plan_changed"
    PAYMENT_FAILED = "payment_failed"
    PAYMENT_RECOVERED = "payment_recovered"
    GRACE_ENDING = "grace_ending"
    LAPSED = "lapsed"  # a payment failed and was not made up for
    CANCEL_SCHEDULED = "cancel_scheduled"
    DOWNGRADE_SCHEDULED = "downgrade_scheduled"
    SUBSCRIPTION_ENDED = "subscription_ended"


@dataclass(frozen=True, slots=True)
class Plans:
    """What a running subscription will do by itself: whether it ends, and the lower tier that follows with its day."""

    is_leaving: bool = False
    downgrade: tuple[str, datetime] | None = None


def plans_of(row: Subscription | None) -> Plans:
    """Return what this subscription will do by itself; nothing if there is none or it has ended.

    An ended subscription's plans say nothing about the next one.
    """
    if row is None or row.ended_at is not None:
        return Plans()
    day = row.current_period_end
    downgrade = (row.scheduled_tier, day) if row.scheduled_tier and day is not None else None
    return Plans(row.cancel_at is not None, downgrade)


def owe_for_line(line: EntitlementChange, user: User, now: datetime) -> None:
    """Owe the mails, if any, about this line of the ledger."""
    for kind in _kinds_of(line):
        about_at, before = line.at, line.from_tier
        if kind in (NoticeKind.PAYMENT_FAILED, NoticeKind.PAYMENT_RECOVERED):
            about_at = _period_end(user) or line.at  # a payment may fail many times for one period
        if kind is NoticeKind.PAYMENT_FAILED:
            before = line.to_tier  # it was for what is held now
        owe(user=user, kind=kind, about_at=about_at, now=now, facts={"from": before, "to": line.to_tier})


def owe_for_schedule(row: Subscription, *, before: Plans, now: datetime) -> None:
    """Owe the mail about a cancellation or downgrade that `before` did not have yet."""
    end, plans = row.cancel_at, plans_of(row)
    if end is not None and end > now and not before.is_leaving:
        _owe_anew(row.user, NoticeKind.CANCEL_SCHEDULED, end, now, {"from": row.tier})
    if plans.downgrade is not None and plans.downgrade != before.downgrade:
        tier, day = plans.downgrade
        _owe_anew(row.user, NoticeKind.DOWNGRADE_SCHEDULED, day, now, {"from": row.tier, "to": tier})


def _owe_anew(user: User, kind: NoticeKind, about_at: datetime, now: datetime, facts: dict[str, str]) -> None:
    """Owe the mail, even if one for the same day was dropped unsent because the person had changed their mind."""
    if owe(user=user, kind=kind, about_at=about_at, now=now, facts=facts):
        return
    dropped = Notice.objects.filter(user=user, kind=kind, about_at=about_at, state=Notice.State.DROPPED)
    anew = {"not_before": now, "created_at": now, "attempt_count": 0, "finished_at": None, "reason": ""}
    dropped.update(state=Notice.State.PENDING, facts=facts, **anew)


def owe_reminders(now: datetime) -> dict[str, int]:
    """Owe the mail before a trial, a grant or the days of grace end, once for each end; return the count."""
    count = 0
    for trial in _unreminded(_ending_trials(now), NoticeKind.TRIAL_ENDING, "ends_at"):
        held = for_user(trial.user, now)
        if held.source == _TRIAL:
            facts = {"from": held.tier.value}
            count += owe(user=trial.user, kind=NoticeKind.TRIAL_ENDING, about_at=trial.ends_at, now=now, facts=facts)
    for kind, ending in (
        (NoticeKind.GRANT_ENDING, _ending_grants(now)),
        (NoticeKind.GRACE_ENDING, _ending_grace(now)),
    ):
        for row in _unreminded(ending, kind, "lapses_at"):
            assert row.lapses_at is not None, "What ends soon has an end."
            if for_user(row.user, now).source == row.source:
                facts = {"from": row.tier}
                count += owe(user=row.user, kind=kind, about_at=row.lapses_at, now=now, facts=facts)
    return {"reminders": count}


def _kinds_of(line: EntitlementChange) -> list[NoticeKind]:
    kind = _kind_of(line)
    is_overdue = line.to_status == _PAST_DUE and line.from_status != _PAST_DUE
    if kind is NoticeKind.PLAN_CHANGED and is_overdue:
        return [kind, NoticeKind.PAYMENT_FAILED]  # the lower tier began, and its first payment failed
    return [kind] if kind is not None else []


def _kind_of(line: EntitlementChange) -> NoticeKind | None:
    if line.cause == CauseKind.ERASURE:
        return None
    if Tier(line.to_tier).rank < Tier(line.from_tier).rank:
        return _kind_of_loss(line)
    if line.to_source == _TRIAL:
        return NoticeKind.TRIAL_STARTED if line.cause == CauseKind.TRIAL else None
    if line.to_source != _STRIPE or line.to_tier == Tier.FREE:
        return None
    if line.to_status == _PAST_DUE:
        return NoticeKind.PAYMENT_FAILED if line.from_status != _PAST_DUE else None
    if line.from_status == _PAST_DUE:
        return NoticeKind.PAYMENT_RECOVERED
    is_other_plan = (line.from_tier, line.from_source) != (line.to_tier, line.to_source)
    return NoticeKind.PLAN_CHANGED if is_other_plan else None


def _kind_of_loss(line: EntitlementChange) -> NoticeKind:
    if line.to_source == _STRIPE and line.to_tier != Tier.FREE:
        return NoticeKind.PLAN_CHANGED  # to what the person pays for, also where a trial was above it
    if line.from_source == _TRIAL:
        return NoticeKind.TRIAL_ENDED
    if line.from_source == _OPERATOR:
        return NoticeKind.GRANT_ENDED
    return NoticeKind.LAPSED if line.from_status == _PAST_DUE else NoticeKind.SUBSCRIPTION_ENDED


def _period_end(user: User) -> datetime | None:
    rows = Subscription.objects.filter(user=user, source=_STRIPE)
    return rows.values_list("current_period_end", flat=True).first()


def _ending_trials(now: datetime) -> "QuerySet[Trial]":
    """Return trials that end soon.

    A trial that is shorter than the notice gets no reminder: its first mail says the end.
    """
    soon = Trial.objects.active(now).filter(ends_at__lte=now + TRIAL_NOTICE)
    return soon.filter(ends_at__gt=F("started_at") + TRIAL_NOTICE)


def _ending_grants(now: datetime) -> "QuerySet[Subscription]":
    soon = Subscription.objects.active(now).filter(source=_OPERATOR, lapses_at__lte=now + GRANT_NOTICE)
    return soon.filter(lapses_at__gt=F("started_at") + GRANT_NOTICE)


def _ending_grace(now: datetime) -> "QuerySet[Subscription]":
    overdue = Subscription.objects.active(now).filter(source=_STRIPE, status=_PAST_DUE)
    return overdue.filter(lapses_at__lte=now + GRACE_NOTICE)


def _unreminded(rows: "QuerySet[_Row]", kind: str, end: str) -> Iterable[_Row]:
    told = Notice.objects.filter(user=OuterRef("user_id"), kind=kind, about_at=OuterRef(end))
    return rows.filter(~Exists(told)).select_related("user").order_by("pk").iterator(chunk_size=500)
