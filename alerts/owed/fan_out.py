"""Turns published changes into alerts, and into mail at once for people whom nothing holds back.

Changes found together are told together. People are served in the order of their ids, some thousands at a time: one
transaction writes their alerts, their messages and how far it got, so sending begins with the first part.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from alerts.channels.owing import owe_to_channels
from alerts.database.one_worker_at_a_time import take_turn
from alerts.delivery.ways_to_send import current_transport
from alerts.models import Alert, CategoryWatch, FanOut, WatchedPlatform, WatchItem
from alerts.owed.gathered_alerts import NewAlerts
from alerts.owed.same_day_alerts import TURN, contents_of, has_recent_mail
from alerts.timing.clock import RunningClock
from alerts.watching.audience import items_told_the_same_day, kept_untold, telling
from alerts.watching.category_audience import (
    kept_untold_for_categories,
    telling_of_category,
    watches_told_the_same_day,
)
from billing.entitlements import Feature, has_feature
from governance.models import Change, ChangeCategory

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
    by_categories = _owed_by_categories(changes, now)
    crowds = _crowds(changes, platforms)
    watches_categories = any(crowd.rows.model is CategoryWatch for crowd in crowds)
    at_once = _people_at_once(crowds)
    is_done = False
    while not is_done:
        with transaction.atomic():
            if not take_turn(TURN, patience_seconds=PATIENCE_SECONDS):
                return
            markers = list(FanOut.objects.filter(change__in=change_ids, done_at=None))
            if len(markers) != len(change_ids) or len({marker.reached for marker in markers}) > 1:
                return  # another worker has come further with them
            reached = markers[0].reached
            last = _last_of_the_next(at_once, crowds, reached)
            gathered = NewAlerts(
                _between(owed, reached, last, user=_PERSON),
                _between(by_categories, reached, last, user="user_id") if watches_categories else None,
            )
            contents = contents_of(gathered.shares, now)
            messages, alerts = gathered.write(contents, batch_size=current_transport().batch_size, now=now)
            owe_to_channels(changes, after=reached, last=last, now=now, watches_categories=watches_categories)
            is_done = last is None
            for marker in markers:
                marker.alert_count += alerts.get(marker.change_id, 0)
                marker.reached, marker.done_at = last, clock() if is_done else None
            FanOut.objects.bulk_update(markers, ["alert_count", "reached", "done_at"], batch_size=500)
        yield {"changes": len(markers) * is_done, "alerts": sum(alerts.values()), "messages": messages}


@dataclass(frozen=True, slots=True)
class _Crowd:
    """The people who may be told because of one platform or one category, one row each, and how many there are."""

    rows: "QuerySet[Any]"
    count: int


def _crowds(changes: "QuerySet[Change]", platforms: Sequence[int]) -> list[_Crowd]:
    """Return the watchers of each of these platforms, and of each category that these changes touch."""
    touched = ChangeCategory.objects.filter(change__in=changes, severity__isnull=False).values("category")
    of_platforms = WatchedPlatform.objects.filter(platform__in=platforms).values_list("platform")
    of_categories = CategoryWatch.objects.filter(category__in=touched).values_list("category")
    return [
        _Crowd(model.objects.filter(**{name: key}), count)
        for model, name, rows in (
            (WatchedPlatform, "platform", of_platforms),
            (CategoryWatch, "category", of_categories),
        )
        for key, count in rows.order_by().annotate(count=Count("pk"))
    ]


def _people_at_once(crowds: Sequence[_Crowd]) -> int:
    most = max((crowd.count for crowd in crowds), default=0)
    return min(max(PEOPLE_AT_ONCE, most // PARTS), MOST_PEOPLE_AT_ONCE)


def _last_of_the_next(at_once: int, crowds: Sequence[_Crowd], after: UUID | None) -> UUID | None:
    """Return the last person of the next part, such that no platform or category has more than so many watchers in it.

    None means that the part takes everybody who is left. Who begins to watch meanwhile is none of a crowd.
    """
    ends = (
        (crowd.rows if after is None else crowd.rows.filter(user__gt=after))
        .order_by("user_id")
        .values_list("user_id", flat=True)[at_once - 1 :]
        .first()
        for crowd in crowds
        if crowd.count >= at_once
    )
    return min((end for end in ends if end is not None), default=None)


def _owed(changes: "QuerySet[Change]", now: datetime) -> "QuerySet[WatchItem, tuple[object, ...]]":
    """Return each person and change once: both ids, whether summaries and the review log are had, the language, and
    whether mail must wait.
    """
    told = telling(items_told_the_same_day(now), changes, now, besides=kept_untold())
    facts = _facts(now, user="watchlist__user", given=Feature.SAME_DAY_ALERTS)
    rows = told.annotate(**facts).order_by().values_list(_PERSON, "platform__changes__id", *facts)
    return rows.distinct()


def _owed_by_categories(changes: "QuerySet[Change]", now: datetime) -> "QuerySet[CategoryWatch, tuple[object, ...]]":
    """Return each watch that tells one of these changes, as `_owed` does, with the watched category at the end."""
    told = telling_of_category(watches_told_the_same_day(now), changes, besides=kept_untold_for_categories())
    facts = _facts(now, user="user", given=Feature.CATEGORY_WATCHES)
    return told.annotate(**facts).order_by().values_list("user_id", "touched__change_id", *facts, "category")


def _facts(now: datetime, *, user: str, given: Feature) -> dict[str, Case | F | Value]:
    """Return what is asked of the person at the path `user`, who has the feature `given`."""
    person = f"{user}_id"
    summaries = has_feature(Feature.CHANGE_SUMMARIES, now, user=person, given=given)
    reviews = has_feature(Feature.REVIEW_LOG, now, user=person, given=given)
    waiting = Q(Exists(Alert.objects.filter(user=OuterRef(person), message=None)))
    waits = Q(**{f"{user}__quiet_from__isnull": False}) | has_recent_mail(now, user=person) | waiting
    return {
        "has_summaries": _truth(summaries),
        "has_reviews": _truth(reviews),
        "locale": F(f"{user}__locale"),
        "waits": _truth(waits),
    }


def _between(owed: "QuerySet[Any, Any]", after: UUID | None, last: UUID | None, *, user: str) -> "QuerySet[Any, Any]":
    if after is not None:
        owed = owed.filter(**{f"{user}__gt": after})
    return owed if last is None else owed.filter(**{f"{user}__lte": last})


def _truth(condition: Q) -> Case | Value:
    return Case(When(condition, then=Value(True)), default=Value(False)) if condition else Value(True)
