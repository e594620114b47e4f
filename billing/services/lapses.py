"""Writes down what ended by the clock alone: trials, grants, grace.

Each end is written once, however late it is seen.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from billing.models import Subscription, Trial
from billing.services import ledger
from billing.services.apply import lock_person

logger = structlog.get_logger(__name__)

_PEOPLE_AT_ONCE = 500


def end_due_trials(now: datetime) -> dict[str, int]:
    """Mark each trial whose time is over as ended, and return the count. It stays ended even if clocks go back."""

    def mark(due: "QuerySet[Any]") -> int:
        return due.update(ended_at=now)

    return {"trials_ended": _end_each(Trial.objects.due_to_end(now), mark, now)}


def end_due_grants(now: datetime) -> dict[str, int]:
    """Mark each grant whose time is over as ended, and return the count."""

    def mark(due: "QuerySet[Any]") -> int:
        return due.update(ended_at=now, status=Subscription.Status.CANCELED, updated_at=now)

    return {"grants_ended": _end_each(Subscription.objects.grants_due_to_end(now), mark, now)}


def end_due_lapses(now: datetime) -> dict[str, int]:
    """Mark paid subscriptions as lapsed at the end of the days of grace, or of a period without news.

    Return the count.
    """

    def mark(due: "QuerySet[Any]") -> int:
        return due.update(lapsed_at=now, updated_at=now)

    return {"subscriptions_lapsed": _end_each(Subscription.objects.due_to_lapse(now), mark, now)}


def _end_each(due: "QuerySet[Any]", mark: Callable[["QuerySet[Any]"], int], now: datetime) -> int:
    """Mark what is due, person by person with the ledger's lines, and return the number of rows marked."""
    count = 0
    after: UUID | None = None
    while people := _people_of(due, after):
        for user in people:
            try:
                count += _end(user, due, mark, now)
            except Exception:  # the time of the others is over too
                logger.exception("end_not_written", user_id=str(user.pk))
        after = people[-1].pk
    return count


@transaction.atomic
def _end(user: User, due: "QuerySet[Any]", mark: Callable[["QuerySet[Any]"], int], now: datetime) -> int:
    lock_person(user)
    ledger.catch_up(user=user, now=now)
    return mark(due.filter(user=user))


def _people_of(due: "QuerySet[Any]", after: UUID | None) -> list[User]:
    """Return the next people with due rows, in the order of their ids."""
    people = User.objects.filter(pk__in=due.values("user"))
    if after is not None:
        people = people.filter(pk__gt=after)
    return list(people.order_by("pk")[:_PEOPLE_AT_ONCE])
