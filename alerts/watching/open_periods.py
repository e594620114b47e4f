"""The changes that a person's next digests may still tell by their time."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from accounts.clocks import CLOCKS_DIFFER
from alerts.models import DigestSchedule
from governance.models import Change

LATEST_COMMIT = timedelta(days=1)  # how long after its time of publication a change may become visible


def open_period_changes(user_id: UUID) -> "QuerySet[Change] | None":
    """Return changes published since the person's open periods began; None if the person has no digest yet."""
    start = DigestSchedule.objects.filter(user=user_id).aggregate(first=Min("period_start"))["first"]
    return None if start is None else _since(start)


def _since(start: datetime) -> "QuerySet[Change]":
    """Return changes published since then, and earlier ones that became visible since, as their fan-out shows."""
    came_late = Q(published_at__gte=start - LATEST_COMMIT) & (
        Q(fan_out=None) | Q(fan_out__begun_at__gte=start - CLOCKS_DIFFER)
    )
    return Change.objects.reportable().filter(Q(published_at__gte=start) | came_late)
