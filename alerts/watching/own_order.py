"""The order in which a person wants their platforms: a tier leaves the first so many of them active."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Max

from accounts.models import User
from alerts.mail.lines import clipped
from alerts.models import WatchedPlatform, WatchItem
from alerts.watching.owing import keep_untold
from governance.monitoring import monitoring_of

MOST_NAMED = 20
LONGEST_NAMED = 100


@dataclass(frozen=True, slots=True)
class Division:
    """The platforms that a cap leaves active and those it makes inactive: the first names and the count of each."""

    active: tuple[str, ...]
    active_count: int
    inactive: tuple[str, ...]
    inactive_count: int


def division(user: User, cap: int | None, now: datetime) -> Division:
    """Return which of the person's platforms stay active under this cap, and which become inactive.

    Names of platforms that are not or only partly monitored say so.
    """
    order = WatchedPlatform.objects.filter(user=user).order_by("position")
    count = order.count()
    kept = count if cap is None else min(cap, count)
    named = order.values_list("platform_id", "platform__name")
    active, inactive = list(named[: min(kept, MOST_NAMED)]), list(named[kept : kept + MOST_NAMED])
    known = monitoring_of([platform_id for platform_id, _ in (*active, *inactive)], now)
    names = [tuple(_marked(name, known[key].mark) for key, name in part) for part in (active, inactive)]
    return Division(names[0], kept, names[1], count - kept)


def _marked(name: str, mark: str) -> str:
    return f"{clipped(name, LONGEST_NAMED)} ({mark})" if mark else clipped(name, LONGEST_NAMED)


def activate(*, item: WatchItem, now: datetime) -> None:
    """Put the item's platform first among the person's, so that it is active whatever the tier allows."""
    put_first(user=item.watchlist.user, platform_id=item.platform_id, now=now)


@transaction.atomic
def put_first(*, user: User, platform_id: int, now: datetime) -> None:
    """Put a platform first in the person's order. Raises WatchItem.DoesNotExist if the person doesn't watch it."""
    lock_order_of(user.pk)
    order = WatchedPlatform.objects.filter(user=user)
    chosen = order.filter(platform=platform_id).first()
    if chosen is None:  # taken away while we waited
        raise WatchItem.DoesNotExist
    keep_untold(user_id=user.pk, now=now)  # of the one, too, that falls behind the cap
    order.filter(position__lt=chosen.position).update(position=F("position") + 1)
    order.filter(pk=chosen.pk).update(position=1)


def close_gaps() -> int:
    """Close the gaps in people's orders that deleted platforms left, and return how many people had one."""
    with_gaps = (
        WatchedPlatform.objects.values("user")
        .annotate(last=Max("position"))
        .filter(last__gt=Count("pk"))
        .values_list("user")
    )
    people = [user_id for (user_id,) in with_gaps.order_by()]
    for user_id in people:
        with transaction.atomic():
            lock_order_of(user_id)
            number_anew(user_id)
    return len(people)


def places(user: User, platform_ids: Collection[int]) -> dict[int, WatchedPlatform]:
    """Return the person's row for each of these platforms, with its place in their order."""
    rows = WatchedPlatform.objects.filter(user=user, platform__in=platform_ids)
    return {row.platform_id: row for row in rows}


def inactive_reason(*, position: int, paused: bool, muted: bool, cap: int | None) -> str | None:
    """Return why an item is not active: `over_limit`, `paused`, `muted`; None if it is."""
    if cap is not None and position > cap:
        return "over_limit"
    if paused:
        return "paused"
    return "muted" if muted else None


def hand_on_place(user_id: UUID, platform_id: int, successor_id: int) -> None:
    """Give the place in the person's order to the successor, which keeps its own if that is better."""
    order = WatchedPlatform.objects.filter(user=user_id)
    place = order.filter(platform=platform_id).first()
    held = order.filter(platform=successor_id).first()
    if place is None:
        return
    if held is None:
        order.filter(pk=place.pk).update(platform=successor_id, successor_told_at=None)
        return
    order.filter(pk=place.pk).delete()
    order.filter(pk=held.pk).update(position=min(place.position, held.position))
    number_anew(user_id)


def lock_order_of(user_id: UUID) -> None:
    """Lock the person's lists and order until the transaction ends. On SQLite the transaction is the lock."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user_id)


def number_anew(user_id: UUID) -> None:
    """Close the gaps in a person's order."""
    moved = []
    for place, row in enumerate(WatchedPlatform.objects.filter(user=user_id).order_by("position"), start=1):
        if row.position != place:
            row.position = place
            moved.append(row)
    WatchedPlatform.objects.bulk_update(moved, ["position"], batch_size=500)
