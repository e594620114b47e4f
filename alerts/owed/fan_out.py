"""Turns published changes into alerts, and into mail at once for people whom nothing holds back.

Changes found together are told together. People are served in the order of their ids, some thousands at a time: one
transaction writes their alerts, their messages and how far it got, so sending begins with the first part.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from alerts.database.one_worker_at_a_time import take_turn
from alerts.delivery.ways_to_send import current_transport
from alerts.models import Alert, FanOut, WatchedPlatform, WatchItem
from alerts.owed.gathered_alerts import NewAlerts
from alerts.owed.same_day_alerts import TURN, contents_of, has_recent_mail
from alerts.timing.clock import RunningClock
from alerts.watching.audience import items_told_the_same_day, kept_untold, telling
from billing.entitlements import Feature, has_feature
from governance.models import Change

logger = structlog.get_logger(__name__)

PEOPLE_AT_ONCE = 10_000
# Where there are more, so many parts: whatever reads a whole table for each part does so a bounded number of times.
PARTS, MOST_PEOPLE_AT_ONCE = 10, 100_000
PATIENCE_SECONDS = 5  # who composes is soon done
_PERSON = "watchlist__user_id"


def fan_out_due(now: datetime) -> dict[str, int]:
    """Fan out every published change that hasn't been, continue what earlier workers left half-done, return the counts.

    A change that fails is left for the next round and stops no other. One worker fans out at a time.
    """
    clock = RunningClock(now)
    counts = Counter(dict.fromkeys(("changes", "alerts", "messages", "failed"), 0))
    counts["changes"] += _begin_due(clock())
    under_way = _under_way()
    while under_way:
        change_ids = under_way.pop(0)
        try:
            for served in _serve(change_ids, now, clock):
                counts.update(served)
        except Exception:  # whatever it is, the other changes go on
            logger.exception("fan_out_failed", changes=change_ids)
            if len(change_ids) > 1:  # each alone, so that one stops no other
                under_way = [[change_id] for change_id in change_ids] + under_way
            else:
                counts["failed"] += 1
    return dict(counts)


@transaction.atomic
def _begin_due(now: datetime) -> int:
    """Write a FanOut for each published change without one; return how many were done at once.

    A change that isn't alertable is done at once, and so stays quiet even if it is reclassified later.
    """
    if not take_turn(TURN, patience_seconds=PATIENCE_SECONDS):
        return 0
    due = Change.objects.published().filter(fan_out=None).order_by("published_at", "pk")
    markers = [
        FanOut(change_id=change_id, begun_at=now, done_at=None if is_alertable else now, alert_count=0)
        for change_id, is_alertable in due.values_list("pk", "is_alertable")
    ]
    FanOut.objects.bulk_create(markers, batch_size=500)
    return sum(marker.done_at is not None for marker in markers)


def _under_way() -> list[list[int]]:
    """Return the unfinished changes, grouped by those that were begun together and have got as far."""
    rows = FanOut.objects.filter(done_at=None).order_by("begun_at", "reached", "change_id")
    return [
        [change_id for change_id, *_ in group]
        for _, group in groupby(rows.values_list("change_id", "begun_at", "reached"), key=lambda row: row[1:])
    ]


def _serve(change_ids: Sequence[int], now: datetime, clock: RunningClock) -> Iterator[dict[str, int]]:
    """Serve all people with these changes, part by part; yield the number each time.

    Everything is owed and due as of `now`, so a sweep as of another time sends it.
    """
    changes = Change.objects.filter(pk__in=change_ids)
    platforms = sorted(set(changes.values_list("platform_id", flat=True)))
    owed = _owed(changes, now).filter(platform__in=platforms)
    at_once = _people_at_once(platforms)
    is_done = False
    while not is_done:
        with transaction.atomic():
            if not take_turn(TURN, patience_seconds=PATIENCE_SECONDS):
                return
            markers = list(FanOut.objects.filter(change__in=change_ids, done_at=None))
            if len(markers) != len(change_ids) or len({marker.reached for marker in markers}) > 1:
                return  # another worker has come further with them
            last = _last_of_the_next(at_once, platforms, markers[0].reached)
            gathered = NewAlerts(_between(owed, markers[0].reached, last))
            contents = contents_of(gathered.shares, now)
            messages, alerts = gathered.write(contents, batch_size=current_transport().batch_size, now=now)
            is_done = last is None
            for marker in markers:
                marker.alert_count += alerts.get(marker.change_id, 0)
                marker.reached, marker.done_at = last, clock() if is_done else None
            FanOut.objects.bulk_update(markers, ["alert_count", "reached", "done_at"], batch_size=500)
        yield {"changes": len(markers) * is_done, "alerts": sum(alerts.values()), "messages": messages}


def _people_at_once(platforms: Sequence[int]) -> int:
    watching = WatchedPlatform.objects.filter(platform__in=platforms).order_by().values("platform")
    most = max((count for _, count in watching.values_list("platform", Count("pk"))), default=0)
    return min(max(PEOPLE_AT_ONCE, most // PARTS), MOST_PEOPLE_AT_ONCE)


def _last_of_the_next(count: int, platforms: Sequence[int], after: UUID | None) -> UUID | None:
    """Return the last person of the next part, such that no platform has more than so many watchers in it.

    None means that the part takes everybody who is left.
    """
    watching = WatchedPlatform.objects.all() if after is None else WatchedPlatform.objects.filter(user__gt=after)
    ends = (
        watching.filter(platform=platform).order_by("user_id").values_list("user_id", flat=True)[count - 1 :]
        for platform in platforms
    )
    return min((end for found in ends if (end := found.first()) is not None), default=None)


def _owed(changes: "QuerySet[Change]", now: datetime) -> "QuerySet[WatchItem, tuple[object, ...]]":
    """Return each person and change once: both ids, whether summaries are had, the language, whether mail must wait."""
    summaries = has_feature(Feature.CHANGE_SUMMARIES, now, user=_PERSON, given=Feature.SAME_DAY_ALERTS)
    waiting = Q(Exists(Alert.objects.filter(user=OuterRef(_PERSON), message=None)))
    waits = Q(watchlist__user__quiet_from__isnull=False) | has_recent_mail(now, user=_PERSON) | waiting
    return (
        telling(items_told_the_same_day(now), changes, now, besides=kept_untold())
        .annotate(has_summaries=_truth(summaries), locale=F("watchlist__user__locale"), waits=_truth(waits))
        .order_by()
        .values_list(_PERSON, "platform__changes__id", "has_summaries", "locale", "waits")
        .distinct()
    )


def _between(
    owed: "QuerySet[WatchItem, tuple[object, ...]]", after: UUID | None, last: UUID | None
) -> "QuerySet[WatchItem, tuple[object, ...]]":
    if after is not None:
        owed = owed.filter(watchlist__user__gt=after)
    return owed if last is None else owed.filter(watchlist__user__lte=last)


def _truth(condition: Q) -> Case | Value:
    return Case(When(condition, then=Value(True)), default=Value(False)) if condition else Value(True)
