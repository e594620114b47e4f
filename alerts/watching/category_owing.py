"""Keeps what a person's category watches covered and no digest has told yet, as `owing` does for watchlists."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from alerts.models import DigestEntry, UntoldChange
from alerts.watching.category_audience import telling_of_category, watches_of_digests
from alerts.watching.open_periods import open_period_changes


def keep_untold_of_categories(
    *,
    user_id: UUID,
    now: datetime,
    categories: Collection[str] | None = None,
    platform_ids: Collection[int] | None = None,
) -> int:
    """Keep what the person's watches cover now and no digest has told, of these categories and platforms or of all.

    Return the number. Called in the transaction that changes watches, or mutes platforms, and before it does. Twice is
    once.
    """
    changes = open_period_changes(user_id)
    if changes is None:
        return 0
    watches = watches_of_digests(now).filter(user=user_id)
    if categories is not None:
        watches = watches.filter(category__in=categories)
    if platform_ids is not None:
        changes = changes.filter(platform__in=platform_ids)
    told = DigestEntry.objects.filter(digest__user=user_id, change=OuterRef("touched__change_id"))
    found = telling_of_category(watches, changes, only=~Q(Exists(told)))
    of_change = ("touched__change_id", "touched__change__platform_id")
    rows = [
        UntoldChange(user_id=user_id, change_id=change_id, platform_id=platform_id, kept_at=now)
        for change_id, platform_id in found.values_list(*of_change).distinct().order_by()
    ]
    UntoldChange.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)
