"""Counts the figures of many platforms in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Subquery

from governance.models import Change, Document, Platform, Provision

_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class PlatformFigures:
    """A platform's figures. They count changes of meaning or wording, by the day the source recorded them."""

    documents: int = 0
    provisions_in_force: int = 0
    changes_12_months: int = 0
    last_change_at: datetime | None = None


def platform_figures(platform_ids: Sequence[int], now: datetime) -> dict[int, PlatformFigures]:
    """Return the figures of each of these platforms, in four queries whatever their number."""
    reported = Change.objects.filter(label__in=Change.REPORTED_LABELS)
    newest = reported.filter(platform=OuterRef("pk")).order_by("-detected_at", "-id").values("detected_at")[:1]
    documents = Document.objects.filter(platform__in=platform_ids).values_list("platform").annotate(n=Count("pk"))
    provisions = (
        Provision.objects.in_force()
        .filter(document__platform__in=platform_ids)
        .values_list("document__platform")
        .annotate(n=Count("pk"))
    )
    changes = (
        reported.filter(platform__in=platform_ids, detected_at__gt=now - _YEAR)
        .values_list("platform")
        .annotate(n=Count("pk"))
    )
    last = Platform.objects.filter(pk__in=platform_ids).values_list("pk", Subquery(newest))
    document_count, provision_count, change_count = dict(documents), dict(provisions), dict(changes)
    return {
        key: PlatformFigures(
            document_count.get(key, 0), provision_count.get(key, 0), change_count.get(key, 0), last_change_at
        )
        for key, last_change_at in last
    }
