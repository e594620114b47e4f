"""Keeps what a person's lists covered and no digest has told yet, whatever is done to the lists.

A digest reads the lists as they are when it is composed. So whoever changes lists first keeps what they cover up to
then. A change that was published on Tuesday is told on Monday, even if its platform was moved to another list in
between, taken off and put on again, muted, paused or over the cap for a while. What nothing covers any more waits. For
a platform that was taken off and not put on again, it is deleted after FORGOTTEN_AFTER.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from alerts.models import CategoryWatch, DigestEntry, UntoldChange, WatchedPlatform
from alerts.watching.audience import items_of_digests, telling
from alerts.watching.open_periods import open_period_changes

FORGOTTEN_AFTER = timedelta(days=31)
_AT_ONCE = 5000


def keep_untold(*, user_id: UUID, now: datetime, platform_ids: Collection[int] | None = None) -> int:
    """Keep what the person's lists cover now and no digest has told, of these platforms or of all; return the number.

    Called in the transaction that changes the lists, or mutes platforms, and before it does. Twice is once.
    """
    changes = open_period_changes(user_id)
    if changes is None:
        return 0
    items = items_of_digests(now).filter(watchlist__user=user_id)
    if platform_ids is not None:
        items = items.filter(platform__in=platform_ids)
    told = DigestEntry.objects.filter(digest__user=user_id, change=OuterRef("platform__changes__id"))
    found = telling(items, changes, now, only=~Q(Exists(told)))
    rows = [
        UntoldChange(user_id=user_id, change_id=change_id, platform_id=platform_id, kept_at=now)
        for change_id, platform_id in found.values_list("platform__changes__id", "platform_id").distinct().order_by()
    ]
    UntoldChange.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def carry_on(*, user_id: UUID, from_platform_id: int, to_platform_id: int, now: datetime) -> None:
    """Let what is untold of a platform be told with its successor.

    Called in the transaction that moves the person's items, under the person's lock and before they are moved.
    """
    keep_untold(user_id=user_id, platform_ids=[from_platform_id], now=now)
    UntoldChange.objects.filter(user=user_id, platform=from_platform_id).update(platform=to_platform_id)


def wait_from_now(*, user_id: UUID, platforms: "QuerySet[WatchedPlatform]", now: datetime) -> None:
    """Let what is untold of platforms that are taken off wait FORGOTTEN_AFTER from now, however long it was muted."""
    UntoldChange.objects.filter(user=user_id, platform__in=platforms.values("platform")).update(kept_at=now)


def forget_settled(now: datetime) -> dict[str, int]:
    """Delete what has been told, and what is of nothing that its person watches any more since long; return how many.

    What is paused is watched.
    """
    told = DigestEntry.objects.filter(digest__user=OuterRef("user_id"), change=OuterRef("change_id"))
    watched = WatchedPlatform.objects.filter(user=OuterRef("user_id"), platform=OuterRef("platform_id"))
    of_category = CategoryWatch.objects.filter(user=OuterRef("user_id"), touched__change=OuterRef("change_id"))
    is_left = Q(~Exists(watched), ~Exists(of_category), kept_at__lt=now - FORGOTTEN_AFTER)
    count = 0
    while ids := list(UntoldChange.objects.filter(Exists(told) | is_left).values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            count += UntoldChange.objects.filter(pk__in=ids).delete()[0]
    return {"untold_changes_forgotten": count}
