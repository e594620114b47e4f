"""Digests: what happened in a person's period, told once, at their hour."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import Min, Q

from accounts.models import User
from alerts.audience import items_of_a_digest, telling
from alerts.batches import enqueue
from alerts.contents import Recipe, ensure_contents, mail_depth, mail_language
from alerts.digest_schedules import Cadence, reschedule, rhythm_of
from alerts.models import Digest, DigestEntry, DigestSchedule, Message
from alerts.transport import current_transport
from alerts.verification import NOTHING_UNVERIFIED, Unverified, unverified_documents
from alerts.wording import period_words
from billing import entitlements
from governance.models import Change

__all__ = ["compose_due_digests", "reschedule"]

logger = structlog.get_logger(__name__)

_PEOPLE_AT_ONCE = 100
_LATEST_COMMIT = timedelta(days=1)  # how long after its time of publication a change may become visible


@dataclass(frozen=True, slots=True)
class _Due:
    """A digest to be composed: the schedule as it was read, the end of its period, and when the next is due."""

    schedule: DigestSchedule
    period_end: datetime
    next_due_at: datetime

    @property
    def user(self) -> User:
        return self.schedule.user

    @property
    def period_start(self) -> datetime:
        return self.schedule.period_start


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
            digests, messages = _compose(cadence, [due for s in schedules if (due := _due(s, now))], now)
            counts["digests"] += digests
            counts["messages"] += messages
            after = schedules[-1].due_at, schedules[-1].pk
    return counts


def _due_schedules(cadence: str, after: tuple[datetime, int] | None, now: datetime) -> list[DigestSchedule]:
    due = DigestSchedule.objects.due(now).filter(cadence=cadence).select_related("user")
    if after is not None:
        due = due.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
    return list(due[:_PEOPLE_AT_ONCE])


def _due(schedule: DigestSchedule, now: datetime) -> _Due | None:
    """The period ends at the latest time that the person's preferences name; at least at the time that made it due."""
    try:
        rhythm = rhythm_of(schedule.user, schedule.cadence)
    except (KeyError, ValueError):  # zoneinfo's errors, where a time zone has gone from the system
        logger.exception("digest_has_no_time_zone", user=str(schedule.user_id), timezone=schedule.user.timezone)
        return None
    return _Due(schedule, max(schedule.due_at, rhythm.last_until(now)), rhythm.first_after(now))


def _compose(cadence: str, dues: Sequence[_Due], now: datetime) -> tuple[int, int]:
    watching = _watching(cadence, dues, now)
    changes = _changes_to_tell(cadence, [due for due in dues if due.user.pk in watching], now)
    items = items_of_a_digest(cadence, now).filter(watchlist__user__in=watching)
    period_ends = {due.user.pk: due.period_end for due in dues if due.user.pk in watching}
    unverified = unverified_documents(items, period_ends, now)
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


def _watching(cadence: str, dues: Sequence[_Due], now: datetime) -> set[UUID]:
    """Who of these people watches anything that this digest covers."""
    items = items_of_a_digest(cadence, now).filter(watchlist__user__in=[due.user.pk for due in dues])
    return set(items.values_list("watchlist__user_id", flat=True).distinct())


def _changes_to_tell(cadence: str, dues: Sequence[_Due], now: datetime) -> dict[UUID, tuple[int, ...]]:
    """The changes of each person's period, the most severe first, without those that a digest of theirs has told.

    A change that was being stored when the digest before was composed carries a time of that period and was not seen
    then. It is known by its fan-out, which came later, and told now.
    """
    if not dues:
        return {}
    period = {due.user.pk: due for due in dues}
    since = _untold_since(dues)
    earliest, latest = min(since.values()) - _LATEST_COMMIT, max(due.period_end for due in dues)
    recent = Change.objects.reportable().filter(published_at__gte=earliest, published_at__lt=latest)
    items = items_of_a_digest(cadence, now).filter(watchlist__user__in=list(period))
    change = "platform__changes__"
    rows = list(
        telling(items, recent, now)
        .order_by(f"-{change}severity", f"{change}id")
        .values_list("watchlist__user_id", f"{change}id", f"{change}published_at", f"{change}fan_out__done_at")
        .distinct()
    )
    found: dict[UUID, list[int]] = defaultdict(list)
    told = _told_before(period, {change_id for _, change_id, _, _ in rows})
    for user_id, change_id, published_at, known_at in rows:
        start = since[user_id]
        is_in_period = start <= published_at < period[user_id].period_end
        # Without a fan-out yet it can't have been visible for long, and what was told before is known.
        came_late = start - _LATEST_COMMIT <= published_at < start and (known_at is None or known_at >= start)
        if (is_in_period or came_late) and (user_id, change_id) not in told:
            found[user_id].append(change_id)
    return {user_id: tuple(change_ids) for user_id, change_ids in found.items()}


def _untold_since(dues: Sequence[_Due]) -> dict[UUID, datetime]:
    """Where the earlier of each person's open periods starts.

    A list that becomes daily in mid-week brings along what the weekly digest has not told of it yet.
    """
    schedules = DigestSchedule.objects.filter(user__in=[due.user.pk for due in dues])
    return dict(schedules.values("user").annotate(since=Min("period_start")).values_list("user", "since"))


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
    dues = _still_due(dues)
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
    _move(dues, told)
    return len(digests), len(messages)


def _still_due(dues: Sequence[_Due]) -> list[_Due]:
    """Lock the schedules that are still as they were read. Another worker's are skipped, or found moved."""
    rows = DigestSchedule.objects.filter(pk__in=[due.schedule.pk for due in dues])
    locked = {
        pk: (start, due_at)
        for pk, start, due_at in rows.select_for_update(skip_locked=True).values_list("pk", "period_start", "due_at")
    }
    return [due for due in dues if locked.get(due.schedule.pk) == (due.period_start, due.schedule.due_at)]


def _move(dues: Sequence[_Due], told: Mapping[int, _Told]) -> None:
    """Let the next period begin where this one ends. People of the same times are moved together.

    A daily schedule that covers nothing at present follows the weekly one: when a list is daily again, its first digest
    begins where the weekly one has ended.
    """
    groups: dict[tuple[datetime, datetime], list[int]] = defaultdict(list)
    dormant = {
        due.user.pk for due in dues if due.schedule.cadence == Cadence.DAILY and not told[due.schedule.pk].is_watching
    }
    weeklies = DigestSchedule.objects.filter(cadence=Cadence.WEEKLY, user__in=dormant)
    weekly = dict(weeklies.values_list("user_id", "period_start"))
    for due in dues:
        start = due.period_end
        if due.user.pk in dormant:
            start = max(due.period_start, weekly.get(due.user.pk, due.period_start))
        groups[start, due.next_due_at].append(due.schedule.pk)
    for (period_start, due_at), pks in groups.items():
        DigestSchedule.objects.filter(pk__in=pks).update(period_start=period_start, due_at=due_at)
