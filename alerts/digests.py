"""Digests: what happened in a person's period, told once, at their hour."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from alerts.audience import items_of_digests, telling
from alerts.batches import enqueue
from alerts.contents import Recipe, ensure_contents, mail_depth, mail_language
from alerts.digest_schedules import RHYTHM_PREFERENCES, Cadence, reschedule, rhythm_of
from alerts.models import Digest, DigestEntry, DigestSchedule, Message, WatchItem
from alerts.schedule import Rhythm
from alerts.transport import current_transport
from alerts.verification import NOTHING_UNVERIFIED, Unverified, unverified_documents
from alerts.wording import period_words
from billing import entitlements
from governance.models import Change

__all__ = ["compose_due_digests", "reschedule"]

logger = structlog.get_logger(__name__)

_Standing = set[tuple[int, datetime, datetime]]  # schedules by their key, start and due time
_PEOPLE_AT_ONCE = 5_000  # the more at once, the fuller the batches of one body
_LATEST_COMMIT = timedelta(days=1)  # how long after its time of publication a change may become visible
_CLOCKS_DIFFER = timedelta(minutes=5)  # the most by which one host's clock may be behind another's


@dataclass(frozen=True, slots=True)
class _Due:
    """A digest to be composed: its schedule and that of the person's other cadence, as they were read."""

    schedule: DigestSchedule
    other: DigestSchedule | None
    rhythm: Rhythm
    period_end: datetime

    @property
    def user(self) -> User:
        return self.schedule.user

    @property
    def period_start(self) -> datetime:
        return self.schedule.period_start

    @property
    def untold_since(self) -> datetime:
        """Where the earlier of the person's open periods starts. What is untold and owed was published later."""
        return min(self.period_start, self.other.period_start) if self.other else self.period_start

    @property
    def passed_over_until(self) -> datetime:
        """Up to where the person's other digest has told or passed over what there was in this period and before."""
        return min(self.period_end, self.other.period_start) if self.other else self.period_start

    @property
    def schedules_as_read(self) -> _Standing:
        return {(s.pk, s.period_start, s.due_at) for s in (self.schedule, self.other) if s}


@dataclass(frozen=True, slots=True)
class _Told:
    """What a due digest comes to: nothing at all for who watches nothing, else its changes and perhaps a mail."""

    is_watching: bool
    change_ids: tuple[int, ...]
    content_id: int | None
    unverified: Unverified = NOTHING_UNVERIFIED


def compose_due_digests(now: datetime) -> dict[str, int]:
    """Compose every digest that is due, some people at a time; after downtime one digest catches up.

    Reading and rendering happen outside the transaction, which then writes only for schedules that are still as they
    were read. Who can't be served is left for the next time, and stops nobody.
    """
    counts = {"digests": 0, "messages": 0}
    for cadence in Cadence.values:
        after: tuple[datetime, int] | None = None
        while schedules := _due_schedules(cadence, after, now):
            digests, messages = _compose(cadence, _dues(cadence, schedules, now), now)
            counts["digests"] += digests
            counts["messages"] += messages
            after = schedules[-1].due_at, schedules[-1].pk
    return counts


def _due_schedules(cadence: str, after: tuple[datetime, int] | None, now: datetime) -> list[DigestSchedule]:
    due = DigestSchedule.objects.due(now).filter(cadence=cadence).select_related("user")
    if after is not None:
        due = due.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
    return list(due[:_PEOPLE_AT_ONCE])


def _dues(cadence: str, schedules: Sequence[DigestSchedule], now: datetime) -> list[_Due]:
    """Where each period ends: at the latest time that the person's preferences name, or else when it became due.

    Both schedules are read before anything that is told, so that no digest in between goes unseen.
    """
    others = DigestSchedule.objects.filter(user__in=[s.user_id for s in schedules]).exclude(cadence=cadence)
    other_of = {other.user_id: other for other in others}
    dues = []
    for schedule in schedules:
        user = schedule.user
        try:
            rhythm = rhythm_of(user, cadence)
        except (KeyError, ValueError):  # zoneinfo's errors, where a time zone has gone from the system
            logger.exception("digest_has_no_time_zone", user=str(user.pk), timezone=user.timezone)
            continue
        period_end = max(schedule.due_at, rhythm.last_until(now))
        dues.append(_Due(schedule, other_of.get(user.pk), rhythm, period_end))
    return dues


def _compose(cadence: str, dues: Sequence[_Due], now: datetime) -> tuple[int, int]:
    items = items_of_digests(now).filter(watchlist__user__in=[due.user.pk for due in dues])
    changes = _changes_to_tell(cadence, dues, items, now)
    covered = items.filter(Q(digest_cadence=cadence))
    watching = set(covered.values_list("watchlist__user_id", flat=True).distinct()) | changes.keys()
    period_ends = {due.user.pk: due.period_end for due in dues if due.user.pk in watching}
    unverified = unverified_documents(covered, period_ends, now)
    recipes = _recipes(cadence, dues, period_ends, changes, unverified, now)
    contents = ensure_contents(set(recipes.values()), now)
    told = {
        due.schedule.pk: _Told(
            is_watching=due.user.pk in watching,
            change_ids=changes.get(due.user.pk, ()),
            content_id=contents[recipes[due.user.pk]] if due.user.pk in recipes else None,
            unverified=unverified.get(due.user.pk, NOTHING_UNVERIFIED),
        )
        for due in dues
        if due.user.pk not in recipes or recipes[due.user.pk] in contents
    }
    return _record([due for due in dues if due.schedule.pk in told], told, now)


def _changes_to_tell(
    cadence: str, dues: Sequence[_Due], items: "QuerySet[WatchItem]", now: datetime
) -> dict[UUID, tuple[int, ...]]:
    """The changes each person is to be told of, the most severe first, without those that a digest of theirs has told.

    They are those of the lists that this digest covers; and of the person's other lists those that the other digest has
    passed over, because the list became its own only afterwards.
    """
    if not dues:
        return {}
    due_of = {due.user.pk: due for due in dues}
    earliest, latest = min(due.untold_since for due in dues), max(due.period_end for due in dues)
    recent = Change.objects.reportable().filter(published_at__gte=earliest - _LATEST_COMMIT, published_at__lt=latest)
    # One query for all lists: in a second one a list that is switched just now might be found in neither digest.
    change = "platform__changes__"
    columns = (f"{change}{name}" for name in ("id", "published_at", "fan_out__done_at"))
    rows = list(
        telling(items, recent, now)
        .order_by(f"-{change}severity", f"{change}id")
        .values_list("watchlist__user_id", "digest_cadence", *columns)
        .distinct()
    )
    told = _told_before(due_of, {change_id for _, _, change_id, _, _ in rows})
    found: dict[UUID, dict[int, None]] = defaultdict(dict)  # in order, each once
    for user_id, list_cadence, change_id, published_at, known_at in rows:
        due = due_of[user_id]
        until = due.period_end if list_cadence == cadence else due.passed_over_until
        if (user_id, change_id) not in told and _is_of((due.untold_since, until), published_at, known_at):
            found[user_id][change_id] = None
    return {user_id: tuple(change_ids) for user_id, change_ids in found.items()}


def _is_of(span: tuple[datetime, datetime], published_at: datetime, known_at: datetime | None) -> bool:
    """Whether a change is of this span, or came too late for what was told of the time before.

    A change that was being stored when the digest before was composed carries a time of that period and was not seen
    then. It is known by its fan-out, which came later.
    """
    since, until = span
    if published_at >= since:
        return published_at < until
    # Without a fan-out yet it can't have been visible for long.
    came_late = known_at is None or known_at >= since - _CLOCKS_DIFFER
    return came_late and published_at >= since - _LATEST_COMMIT


def _told_before(user_ids: Collection[UUID], change_ids: Collection[int]) -> set[tuple[UUID, int]]:
    entries = DigestEntry.objects.filter(digest__user__in=list(user_ids), change__in=list(change_ids))
    return set(entries.values_list("digest__user_id", "change_id"))


def _recipes(
    cadence: str,
    dues: Sequence[_Due],
    watching: Collection[UUID],
    changes: Mapping[UUID, tuple[int, ...]],
    unverified: Mapping[UUID, Unverified],
    now: datetime,
) -> dict[UUID, Recipe]:
    """What each person's mail is made from. Nothing for who watches nothing, or wants no mail about no changes."""
    held = entitlements.for_users([due.user.pk for due in dues], now)
    return {
        due.user.pk: Recipe(
            kind=Message.Kind.DIGEST,
            change_ids=changes.get(due.user.pk, ()),
            depth=mail_depth(held[due.user.pk].depth),
            language=mail_language(due.user.locale),
            cadence=cadence,
            period=period_words(due.period_start, due.period_end, ZoneInfo(due.user.timezone)),
            unverified=unverified.get(due.user.pk, NOTHING_UNVERIFIED).lines(),
        )
        for due in dues
        if due.user.pk in watching and (changes.get(due.user.pk) or due.user.send_empty_digest)
    }


@transaction.atomic
def _record(dues: Sequence[_Due], told: Mapping[int, _Told], now: datetime) -> tuple[int, int]:
    """Write digests and move schedules, where no other worker has: how many digests and messages."""
    dues = _still_as_read(dues)
    mailed = [(d.user.pk, content_id) for d in dues if (content_id := told[d.schedule.pk].content_id) is not None]
    messages = enqueue(kind=Message.Kind.DIGEST, people=mailed, batch_size=current_transport().batch_size, now=now)
    digests = [
        Digest(
            user=due.user,
            cadence=due.schedule.cadence,
            period_start=due.period_start,
            period_end=due.period_end,
            message_id=messages.get(due.user.pk),
            unverified=told[due.schedule.pk].unverified.stored(),
            unverified_count=told[due.schedule.pk].unverified.count,
            created_at=now,
        )
        for due in dues
        if told[due.schedule.pk].is_watching
    ]
    Digest.objects.bulk_create(digests, batch_size=500)
    change_ids = {due.user.pk: told[due.schedule.pk].change_ids for due in dues}
    entries = [DigestEntry(digest=d, change_id=c) for d in digests for c in change_ids[d.user_id]]
    DigestEntry.objects.bulk_create(entries, batch_size=500)
    _move(dues, told, now)
    return len(digests), len(messages)


def _still_as_read(dues: Sequence[_Due]) -> list[_Due]:
    """Lock the schedules of these people, and leave to the next time whose schedules or preferences have changed.

    Both of a person's schedules, since what one digest has told or passed over decides what the other tells. Another
    worker's are skipped. Preferences are read last: whoever changes them locks the schedules (see `reschedule`).
    """
    user_ids = [due.user.pk for due in dues]
    rows = DigestSchedule.objects.filter(user__in=user_ids).select_for_update(skip_locked=True)
    locked: dict[UUID, _Standing] = defaultdict(set)
    for user_id, pk, period_start, due_at in rows.values_list("user_id", "pk", "period_start", "due_at"):
        locked[user_id].add((pk, period_start, due_at))
    preferences = {
        user_id: tuple(preferred)
        for user_id, *preferred in User.objects.filter(pk__in=user_ids).values_list("pk", *RHYTHM_PREFERENCES)
    }
    return [
        due
        for due in dues
        if locked[due.user.pk] == due.schedules_as_read
        and preferences.get(due.user.pk) == tuple(getattr(due.user, name) for name in RHYTHM_PREFERENCES)
    ]


def _move(dues: Sequence[_Due], told: Mapping[int, _Told], now: datetime) -> None:
    """Let the next period begin where this one ends. People of the same times are moved together.

    A daily schedule that covers nothing at present follows the weekly one: when a list is daily again, its first digest
    begins where the weekly one has ended.
    """
    groups: dict[tuple[datetime, datetime], list[int]] = defaultdict(list)
    for due in dues:
        start = due.period_end
        if due.schedule.cadence == Cadence.DAILY and not told[due.schedule.pk].is_watching:
            start = max(due.period_start, due.other.period_start) if due.other else due.period_start
        groups[start, due.rhythm.first_after(max(now, start))].append(due.schedule.pk)
    for (period_start, due_at), pks in groups.items():
        DigestSchedule.objects.filter(pk__in=pks).update(period_start=period_start, due_at=due_at)
