"""Turning published changes into what is owed for them: an alert a person, and mail at once where nothing holds it up.

Changes that are found together are told together. People are served in the order of their ids, some thousands at a
time: one transaction writes their alerts, their messages and how far it came, so that sending begins with the first.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from alerts.audience import items_told_the_same_day, telling
from alerts.clock import RunningClock
from alerts.compose import TURN, has_recent_mail, write_mail
from alerts.gathering import gather_new, write_alerts
from alerts.models import Alert, FanOut, WatchedPlatform, WatchItem
from alerts.turns import take_turn
from billing.entitlements import Feature, has_feature
from governance.models import Change

logger = structlog.get_logger(__name__)

PEOPLE_AT_ONCE = 10_000
_PERSON = "watchlist__user_id"


def fan_out_due(now: datetime) -> dict[str, int]:
    """Fan out every published change that hasn't been, and go on with what an earlier worker has left half-done.

    A change that fails is left for the next time and stops no other. One worker fans out at a time.
    """
    clock = RunningClock(now)
    counts = Counter(dict.fromkeys(("changes", "alerts", "messages", "failed"), 0))
    counts["changes"] += _begin_due(clock())
    under_way = _under_way()
    while under_way:
        together = under_way.pop(0)
        try:
            while served := _serve_the_next(together, now, clock):
                counts.update(served)
                if served["changes"]:
                    break
        except Exception:  # whatever it is, the other changes go on
            logger.exception("fan_out_failed", changes=together)
            if len(together) > 1:  # each alone, so that one stops no other
                under_way = [[change_id] for change_id in together] + under_way
            else:
                counts["failed"] += 1
    return dict(counts)


@transaction.atomic
def _begin_due(now: datetime) -> int:
    """Write the markers of changes that have none: how many of them are done with that.

    A change that isn't alertable is, and so stays quiet whatever it is called later.
    """
    if not take_turn(TURN):
        return 0
    due = Change.objects.published().filter(fan_out=None).order_by("published_at", "pk")
    markers = [
        FanOut(change_id=change_id, begun_at=now, done_at=None if is_alertable else now, alert_count=0)
        for change_id, is_alertable in due.values_list("pk", "is_alertable")
    ]
    FanOut.objects.bulk_create(markers, batch_size=500)
    return sum(marker.done_at is not None for marker in markers)


def _under_way() -> list[list[int]]:
    """The changes whose fan-out is not done, those together that were begun together and have come as far."""
    rows = FanOut.objects.filter(done_at=None).order_by("begun_at", "reached", "change_id")
    return [
        [change_id for change_id, *_ in group]
        for _, group in groupby(rows.values_list("change_id", "begun_at", "reached"), key=lambda row: row[1:])
    ]


@transaction.atomic
def _serve_the_next(change_ids: Collection[int], now: datetime, clock: RunningClock) -> dict[str, int]:
    """Serve the next people with these changes; nothing where that is done, or another worker is at it.

    All of a run is owed and due as of its `now`, so that a sweep as of another time sends it.
    """
    if not take_turn(TURN):
        return {}
    markers = FanOut.objects.filter(change__in=change_ids, done_at=None).select_related("change").order_by("change_id")
    together = [marker for marker in markers if marker.reached == markers[0].reached]
    if not together:
        return {}
    after = together[0].reached
    platforms = sorted({marker.change.platform_id for marker in together})
    last = _last_of_the_next(platforms, after)
    messages = write_mail(
        gather_new(_owed([marker.change_id for marker in together], platforms, (after, last), now)), now
    )
    alerts = write_alerts(now)
    for marker in together:
        marker.alert_count += alerts.get(marker.change_id, 0)
        marker.reached, marker.done_at = last, clock() if last is None else None
    FanOut.objects.bulk_update(together, ["alert_count", "reached", "done_at"], batch_size=500)
    return {
        "changes": len(together) if last is None else 0,
        "alerts": sum(alerts.values()),
        "messages": messages,
    }


def _last_of_the_next(platforms: Sequence[int], after: UUID | None) -> UUID | None:
    """The person up to whom no platform has more than PEOPLE_AT_ONCE watchers; None where that is everybody."""
    watching = WatchedPlatform.objects.all() if after is None else WatchedPlatform.objects.filter(user__gt=after)
    ends = (
        watching.filter(platform=platform).order_by("user_id").values_list("user_id", flat=True)[PEOPLE_AT_ONCE - 1 :]
        for platform in platforms
    )
    return min((end for found in ends if (end := found.first()) is not None), default=None)


def _owed(
    change_ids: Collection[int], platforms: Collection[int], span: tuple[UUID | None, UUID | None], now: datetime
) -> "QuerySet[WatchItem, tuple[object, ...]]":
    """Each person and change once, with whether the person must wait for the mail: `compose` says what for."""
    after, last = span
    changes = Change.objects.filter(pk__in=change_ids)
    summaries = has_feature(Feature.CHANGE_SUMMARIES, now, user=_PERSON, given=Feature.SAME_DAY_ALERTS)
    items = telling(items_told_the_same_day(now), changes, now).filter(platform__in=platforms)
    if after is not None:
        items = items.filter(watchlist__user__gt=after)
    if last is not None:
        items = items.filter(watchlist__user__lte=last)
    waiting = Q(Exists(Alert.objects.filter(user=OuterRef(_PERSON), message=None)))
    waits = Q(watchlist__user__quiet_from__isnull=False) | has_recent_mail(now, user=_PERSON) | waiting
    return (
        items.annotate(
            has_summaries=_truth(summaries),
            locale=F("watchlist__user__locale"),
            waits=_truth(waits),
        )
        .order_by()
        .values_list(_PERSON, "platform__changes__id", "has_summaries", "locale", "waits")
        .distinct()
    )


def _truth(condition: Q) -> Case | Value:
    return Case(When(condition, then=Value(True)), default=Value(False)) if condition else Value(True)
