"""What the dashboard leads to: unread alerts, the newest digest, reviews due, and the deadlines of the next days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from alerts.deadlines.listing import Deadline, DeadlineKind, DeadlineSpan, deadlines_of, today_of
from alerts.models import Alert, Digest
from alerts.reviewing.reviews import ReviewFilters, own_reviews
from billing.entitlements import Entitlement, Feature
from web.pages.deadlines import KINDS

LOOKED_AHEAD = timedelta(days=14)
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ComingUp:
    """What there is to look at now. What the plan lacks is empty; `days` are those shown of `day_count` deadlines."""

    unread: int
    digest: Digest | None
    overdue: int
    days: list[tuple[Any, Any]]
    day_count: int

    @property
    def is_empty(self) -> bool:
        return not (self.unread or self.digest or self.overdue or self.days)


def coming_up(user: User, held: Entitlement, now: datetime) -> ComingUp:
    """Return what a person has to look at, in a fixed number of queries."""
    today = today_of(user, now)
    yesterday = ReviewFilters(due_until=today - timedelta(days=1))
    overdue = own_reviews(user.pk, yesterday).count() if held.has(Feature.REVIEW_LOG) else 0
    found: list[Deadline] = []
    if held.has(Feature.DEADLINES):
        kinds = [kind for kind in DeadlineKind if kind != DeadlineKind.REVIEW_DUE or held.has(Feature.REVIEW_LOG)]
        found, _has_more = deadlines_of(user, DeadlineSpan(today, today + LOOKED_AHEAD, kinds), now)
    return ComingUp(
        unread=Alert.objects.filter(user=user, read_at=None).count(),
        digest=Digest.objects.filter(user=user).order_by("-period_end", "-pk").first(),
        overdue=overdue,
        days=[(one, KINDS[one.kind]) for one in found[:MOST_SHOWN]],
        day_count=len(found),
    )
