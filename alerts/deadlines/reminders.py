"""Reminders of deadlines by mail, so many days before as the person chose. Each is owed once, as a row."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services.notices import owe
from accounts.verified_addresses import verified_user_ids
from alerts.deadlines.listing import Deadline, DeadlineSpan, deadlines_of, today_of
from alerts.models import DeadlineReminder, DeadlineSettings, DigestSchedule
from alerts.timing.digest_schedules import rhythm_of
from alerts.watching.mail_preferences import unwanted
from billing.entitlements import Feature, has_feature

DEADLINES_NEAR = "deadlines_near"
DAYS_BEFORE = (1, 2, 3, 7, 14, 30)
_PEOPLE_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class NearDeadline:
    """A deadline as a mail names it, with the number of days until then."""

    deadline: Deadline
    days: int


def set_reminders(*, user: User, days_before: Collection[int], now: datetime) -> None:
    """Remind the person so many days before each deadline, at the hour of their digest; never where there are none."""
    days = sorted(set(days_before), reverse=True)
    check_at = now if days else None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        DeadlineSettings.objects.update_or_create(user=user, defaults={"days_before": days, "check_at": check_at})


def reminders_of(user: User) -> list[int]:
    """Return how many days before deadlines the person is reminded, the most first."""
    return DeadlineSettings.objects.filter(user=user).values_list("days_before", flat=True).first() or []


def remind_due(now: datetime) -> dict[str, int]:
    """Look for the deadlines of the next people who are to be reminded, and owe each one mail; return the counts.

    Somebody is looked at once a day, at the hour of their digest. Whoever has not the feature, no verified address, or
    wants neither alerts nor digests is looked at too, so that nothing old comes once they have, and is owed nothing.
    """
    counts = {"reminders_owed": 0, "deadlines_told": 0}
    due = DeadlineSettings.objects.filter(check_at__lte=now).order_by("check_at", "user")
    for user_id in list(due.values_list("user_id", flat=True)[:_PEOPLE_AT_ONCE]):
        told = _remind(user_id, now)
        counts["reminders_owed"] += told > 0
        counts["deadlines_told"] += told
    return counts


@transaction.atomic
def _remind(user_id: UUID, now: datetime) -> int:
    """Owe the person a mail about what is near and they were not reminded of; return of how many deadlines."""
    own = DeadlineSettings.objects.select_for_update(of=("self",), skip_locked=True).filter(user=user_id)
    found = own.filter(check_at__lte=now).select_related("user").first()
    if found is None:  # another worker is at it, or was
        return 0
    user, leads = found.user, sorted(found.days_before)
    found.check_at = rhythm_of(user, DigestSchedule.Cadence.DAILY).first_after(now) if leads else None
    found.save(update_fields=["check_at"])
    if not leads or not _may_be_reminded(user, now):
        return 0
    near = _near(user, leads[-1], now)
    known = set(
        DeadlineReminder.objects.filter(user=user, deadline__in=[one.deadline.id for one in near]).values_list(
            "deadline", "day", "days_before"
        )
    )
    new = [(one, lead) for one in near for lead in leads if one.days <= lead and _key(one, lead) not in known]
    # Whoever is late for one lead is told by the nearest one alone: of those that are passed none comes later.
    telling = [one for one in near if (one, next(lead for lead in leads if one.days <= lead)) in new]
    DeadlineReminder.objects.bulk_create(
        DeadlineReminder(user=user, deadline=one.deadline.id, day=one.deadline.day, days_before=lead, owed_at=now)
        for one, lead in new
    )
    if telling:
        ids = {one.deadline.id: one.deadline.day.isoformat() for one in telling}
        owe(user=user, kind=DEADLINES_NEAR, about_at=now, facts={"deadlines": json.dumps(ids)}, now=now)
    return len(telling)


def _key(near: NearDeadline, lead: int) -> tuple[str, date, int]:
    return near.deadline.id, near.deadline.day, lead


def _may_be_reminded(user: User, now: datetime) -> bool:
    """Whether the person has the feature, a verified address that takes mail, and wants alerts or digests."""
    people = User.objects.filter(
        has_feature(Feature.DEADLINES, now, user="pk"),
        pk=user.pk,
        is_active=True,
        erase_at=None,
        pk__in=verified_user_ids(),
    )
    wanted = DeadlineSettings.objects.filter(~unwanted(now), user=user)
    return people.exists() and wanted.exists()


def _near(user: User, days: int, now: datetime) -> list[NearDeadline]:
    today = today_of(user, now)
    found, _ = deadlines_of(user, DeadlineSpan(today, today + timedelta(days=days)), now)
    return [NearDeadline(one, (one.day - today).days) for one in found]


def still_near(*, user: User, facts: dict[str, str], now: datetime) -> list[NearDeadline]:
    """Return what is still to be told of a mail's deadlines: those that stand as they were, the nearest first.

    That is nothing to whoever may not be reminded by now.
    """
    if not _may_be_reminded(user, now):
        return []
    told = json.loads(facts["deadlines"])
    return [
        one for one in _near(user, DAYS_BEFORE[-1], now) if told.get(one.deadline.id) == one.deadline.day.isoformat()
    ]
