"""The state of delivery: what waits and since when, what was sent lately, what needs the operator.

A few statements count what is unfinished or of the last day, however much has been sent in all.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from alerts.delivery.pausing import KINDS, paused_kinds
from alerts.delivery.provider_events import ProviderSilence, silence
from alerts.models import (
    Alert,
    Attempt,
    Batch,
    DigestSchedule,
    Message,
    WatchedPlatform,
    WatchItem,
)
from alerts.watching.audience import alerts_left_meanwhile
from governance.models import Change

State = Batch.State
SHORT, LONG, DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The number that waits, and for how many seconds the first of them has."""

    count: int = 0
    oldest_seconds: float = 0


@dataclass(frozen=True, slots=True)
class KindBacklog:
    """Batches of one kind of mail. `due` counts from when a batch could be sent, `unsent` from when it was composed."""

    kind: str
    is_paused: bool
    due: Waiting = Waiting()
    unsent: Waiting = Waiting()
    later: int = 0
    sending: int = 0
    uncertain: int = 0
    held: int = 0
    failed_last_day: int = 0
    messages_sent_last_5_minutes: int = 0
    messages_sent_last_hour: int = 0


@dataclass(frozen=True, slots=True)
class Backlog:
    """`alerts` are owed and not composed, `digests` due and not composed, `changes` published and not fanned out.

    Alerts in quiet hours don't count for the oldest alert; the others wait ten minutes at most.
    """

    kinds: tuple[KindBacklog, ...]
    alerts: Waiting
    digests: Waiting
    changes: Waiting
    provider: ProviderSilence
    attempts_last_hour: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By transport and outcome; without an outcome where the attempt is not over."""


def backlog(now: datetime) -> Backlog:
    """Return the whole state of delivery, read by ten statements."""
    return Backlog(
        kinds=_kinds(now),
        alerts=_alerts(now),
        digests=_waiting(DigestSchedule.objects.due(now).order_by(), "due_at", now),
        changes=_waiting(waiting_changes(), "published_at", now),
        provider=silence(now),
        attempts_last_hour=_attempts(now),
    )


def _kinds(now: datetime) -> tuple[KindBacklog, ...]:
    paused, unfinished = paused_kinds(), _unfinished(now)
    failed, sent = _failed(now), _sent(now)
    return tuple(
        KindBacklog(
            kind=kind,
            is_paused=kind in paused,
            failed_last_day=failed[kind],
            messages_sent_last_5_minutes=sent.get(kind, (0, 0))[0],
            messages_sent_last_hour=sent.get(kind, (0, 0))[1],
            **unfinished.get(kind, {}),
        )
        for kind in KINDS
    )


def _unfinished(now: datetime) -> dict[str, dict[str, Any]]:
    is_due = Q(state=State.PENDING, not_before__lte=now)
    is_unsent = Q(state__in=(State.PENDING, State.SENDING, State.UNCERTAIN))
    rows = (
        Batch.objects.filter(state__in=Batch.UNFINISHED)
        .values("kind")
        .annotate(
            due_count=Count("pk", filter=is_due),
            due_since=Min("not_before", filter=is_due),
            unsent_count=Count("pk", filter=is_unsent),
            unsent_since=Min("created_at", filter=is_unsent),
            later=Count("pk", filter=Q(state=State.PENDING, not_before__gt=now)),
            sending=Count("pk", filter=Q(state=State.SENDING)),
            uncertain=Count("pk", filter=Q(state=State.UNCERTAIN)),
            held=Count("pk", filter=Q(state=State.HELD)),
        )
    )
    return {
        row["kind"]: {
            "due": Waiting(row["due_count"], _seconds(row["due_since"], now)),
            "unsent": Waiting(row["unsent_count"], _seconds(row["unsent_since"], now)),
            **{name: row[name] for name in ("later", "sending", "uncertain", "held")},
        }
        for row in rows
    }


def _failed(now: datetime) -> Counter[str]:
    failed = Batch.objects.filter(state=State.FAILED, finished_at__gt=now - DAY)
    return Counter(dict(failed.values_list("kind").annotate(Count("pk"))))


def _sent(now: datetime) -> dict[str, tuple[int, int]]:
    """Return the number of messages that the provider accepted within SHORT and within LONG, by kind."""
    sent = Message.objects.filter(batch__state=State.SENT, batch__finished_at__gt=now - LONG, withheld=None)
    of_late = Count("pk", filter=Q(batch__finished_at__gt=now - SHORT))
    rows = sent.values_list("batch__kind").annotate(short=of_late, long=Count("pk"))
    return {kind: (short, long) for kind, short, long in rows}


def waiting_alerts() -> "QuerySet[Alert]":
    """Return alerts that are owed and not composed, except those that their person has muted or paused since."""
    of_alert = {"platform": OuterRef("change__platform_id")}
    muted = WatchedPlatform.objects.filter(user=OuterRef("user_id"), muted_at__isnull=False, **of_alert)
    elsewhere = WatchItem.objects.filter(
        watchlist__user=OuterRef("watchlist__user"), platform=OuterRef("platform"), watchlist__paused=False
    )
    on_lists = WatchItem.objects.filter(watchlist__user=OuterRef("user_id"), watchlist__paused=True, **of_alert)
    by_lists = Q(~Exists(muted), ~Exists(on_lists.filter(~Exists(elsewhere))), by_categories="")
    by_categories = ~Q(by_categories="") & ~alerts_left_meanwhile()
    return Alert.objects.filter(by_lists | by_categories, message=None)


def waiting_changes() -> "QuerySet[Change]":
    """Return changes that are published and not fanned out to everybody."""
    return Change.objects.published().filter(fan_out__done_at=None)


def _alerts(now: datetime) -> Waiting:
    found = waiting_alerts().aggregate(count=Count("pk"), since=Min("created_at", filter=Q(user__quiet_from=None)))
    return Waiting(found["count"], _seconds(found["since"], now))


def _attempts(now: datetime) -> dict[tuple[str, str], int]:
    of_late = Attempt.objects.filter(started_at__gt=now - LONG)
    rows = of_late.order_by("transport", "outcome").values_list("transport", "outcome").annotate(Count("pk"))
    return {(transport, outcome): count for transport, outcome, count in rows}


def _waiting(rows: "QuerySet[Change] | QuerySet[DigestSchedule]", since: str, now: datetime) -> Waiting:
    found = rows.aggregate(count=Count("pk"), since=Min(since))
    return Waiting(found["count"], _seconds(found["since"], now))


def _seconds(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0) if since else 0
