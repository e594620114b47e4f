"""Composes digests: what happened in a person's period, told once, at their hour."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation

from accounts.clocks import CLOCKS_DIFFER
from accounts.languages import language_of
from alerts.delivery.ways_to_send import current_transport
from alerts.mail.bodies import Recipe, ensure_contents, named_of, of_those
from alerts.mail.subjects import period_words
from alerts.models import DigestSchedule, Message
from alerts.owed.due_digests import AsRead, DigestShare, DueDigests, UntoldSpan
from alerts.owed.taken_schedules import DigestRow, TakenSchedules
from alerts.owed.unverified_documents import LATELY, Unverified, Watched, unverified_documents
from alerts.timing.digest_schedules import Cadence, rhythm_of
from alerts.timing.rhythm import Rhythm
from alerts.watching.open_periods import LATEST_COMMIT
from billing.entitlements import Depth
from governance.models import Change
from governance.taken_back import taken_back

logger = structlog.get_logger(__name__)

READ_AT_ONCE = 50_000  # the more at once, the fuller the batches of one body
RECORDED_AT_ONCE = 10_000  # whoever changes preferences waits while their digest is recorded

_Place = tuple[datetime, int]  # of a schedule, in the order in which they are due


@lru_cache(maxsize=1000)
def _words(start: datetime, end: datetime, zone: ZoneInfo, language: str) -> str:
    with translation.override(language):
        return period_words(start, end, zone)


@dataclass(frozen=True, slots=True)
class _Due:
    """Due digests whose schedules and people's preferences are the same."""

    as_read: AsRead
    rhythm: Rhythm
    period_end: datetime

    @property
    def language(self) -> str:
        return language_of(self.as_read.locale)

    @property
    def period(self) -> str:
        return _words(self.as_read.period_start, self.period_end, self.rhythm.zone, self.language)

    def span(self) -> UntoldSpan:
        """Return which changes are still to be told: those since the earlier of the person's open periods began.

        The person's other digest has told or passed over what was published before its own period starts.
        """
        start = self.as_read.period_start
        other_start = self.as_read.other_start or start
        since = min(start, other_start)
        return UntoldSpan(
            since=since,
            late_since=since - LATEST_COMMIT,
            known_since=since - CLOCKS_DIFFER,
            until=self.period_end,
            passed_over_until=min(self.period_end, other_start),
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """The mail for some people's digests, made from the recipe; no mail if the recipe is None."""

    due: _Due
    share: DigestShare
    unverified: Unverified
    recipe: Recipe | None


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of changes by their ids: when they were published, which were taken back since when, and the
    categories of those that category watches tell.
    """

    published_at: Mapping[int, datetime]
    taken_back_at: Mapping[int, datetime]
    categories: Mapping[int, Sequence[str]]


def compose_due_digests(now: datetime) -> dict[str, int]:
    """Compose every digest that is due, some people at a time, and return the counts.

    After downtime one digest catches up.

    Reading and rendering happen before the transactions that write. These write only for schedules that are unchanged
    since; the others, and failures, are left for the next round.
    """
    counts = {"digests": 0, "messages": 0}
    for cadence in Cadence.values:
        after: _Place | None = None
        while found := _due_schedules(cadence, after, now):
            schedules, after = found
            for portion in _portions(_read(cadence, schedules, now)):
                digests, messages = _compose(cadence, portion, now)
                counts["digests"] += digests
                counts["messages"] += messages
    return counts


def _due_schedules(
    cadence: str, after: _Place | None, now: datetime
) -> tuple["QuerySet[DigestSchedule]", _Place] | None:
    """Return the schedules that are due next, and the last of them; None if none is."""
    due = DigestSchedule.objects.due(now).filter(cadence=cadence)
    if after is not None:
        due = due.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
    places = due.values_list("due_at", "pk")
    last = places[READ_AT_ONCE - 1 : READ_AT_ONCE].first() or places.reverse().first()
    if last is None:
        return None
    return due.filter(Q(due_at__lt=last[0]) | Q(due_at=last[0], pk__lte=last[1])), last


def _read(cadence: str, schedules: "QuerySet[DigestSchedule]", now: datetime) -> list[_Told]:
    """Read what the digests of these schedules amount to."""
    with transaction.atomic():
        gathered = DueDigests(cadence, schedules, now)
        dues = _dues(cadence, gathered.groups, now)
        if not dues:
            return []
        spans = {group: due.span() for group, due in dues.items()}
        latest = max(due.period_end for due in dues.values())
        shares = gathered.share_out(spans, latest - LATELY)
    unverified = unverified_documents({_watched(share, dues) for share in shares}, now)
    facts = _facts_of(shares)
    told = []
    for share in shares:
        due = dues[share.group]
        of_share = unverified[_watched(share, dues)]
        told.append(_Told(due, share, of_share, _recipe(cadence, due, share, of_share, facts)))
    return told


def _facts_of(shares: Iterable[DigestShare]) -> _Facts:
    change_ids = {change_id for share in shares for change_id in share.change_ids}
    rows = list(Change.objects.filter(pk__in=change_ids).values_list("pk", "published_at", "categories"))
    return _Facts(
        {key: at for key, at, _ in rows if at is not None},
        taken_back(change_ids),
        {key: categories for key, _, categories in rows},
    )


def _watched(share: DigestShare, dues: Mapping[int, _Due]) -> Watched:
    due = dues[share.group]
    return Watched(share.document_ids, share.unknown_ids, due.period_end, due.language)


def _dues(cadence: str, groups: Mapping[int, AsRead], now: datetime) -> dict[int, _Due]:
    """Return the groups with the end of their periods: the latest scheduled time, or else when it became due."""
    dues = {}
    for group, as_read in groups.items():
        rhythm = rhythm_of(as_read, cadence)
        dues[group] = _Due(as_read, rhythm, max(as_read.due_at, rhythm.last_until(now)))
    return dues


def _recipe(cadence: str, due: _Due, share: DigestShare, unverified: Unverified, facts: _Facts) -> Recipe | None:
    """Return what the mail is made from; None for people who watch nothing, or want no mail about no changes."""
    if not share.is_watching or not (share.change_ids or due.as_read.send_empty_digest):
        return None
    start = due.as_read.period_start
    told = {key: watched for key, watched in zip(share.change_ids, share.categories, strict=True) if watched}
    return Recipe(
        kind=Message.Kind.DIGEST,
        change_ids=share.change_ids,
        depth=Depth.SUMMARY if due.as_read.has_summaries else Depth.HEADLINE,
        language=due.language,
        cadence=cadence,
        period=due.period,
        unverified=unverified.lines,
        earlier=sum(facts.published_at.get(key, start) < start for key in share.change_ids),
        taken_back=of_those(facts.taken_back_at, share.change_ids),
        counts_unreviewed=due.as_read.has_reviews,
        by_categories=named_of(told, facts.categories),
        watches_categories=share.watches_categories,
    )


def _portions(told: Iterable[_Told]) -> Iterator[list[_Told]]:
    """Yield as many people as are recorded at once, those who get the same mail one after another."""
    by_recipe: dict[Recipe | None, list[_Told]] = defaultdict(list)
    for one in told:
        by_recipe[one.recipe].append(one)
    portion: list[_Told] = []
    room = RECORDED_AT_ONCE
    for one in chain.from_iterable(by_recipe.values()):
        people = one.share.schedule_ids
        while people:
            portion.append(replace(one, share=one.share._replace(schedule_ids=people[:room])))
            people, room = people[room:], room - len(people[:room])
            if not room:
                yield portion
                portion, room = [], RECORDED_AT_ONCE
    if portion:
        yield portion


def _compose(cadence: str, told: Sequence[_Told], now: datetime) -> tuple[int, int]:
    """Render what isn't stored yet and record everything; return how many digests and messages.

    What can't be rendered is left for the next round.
    """
    contents = ensure_contents({one.recipe for one in told if one.recipe}, now)
    rows = [
        _row(cadence, one, contents[one.recipe] if one.recipe else None, now)
        for one in told
        if one.recipe is None or one.recipe in contents
    ]
    return _record(cadence, rows, now)


def _row(cadence: str, told: _Told, content_id: int | None, now: datetime) -> DigestRow:
    """Return what to record for a group: the digest, and the next period, which begins where this one ends.

    A daily schedule that covers nothing at present follows the weekly one: when a list is daily again, its first digest
    begins where the weekly one ended.
    """
    due, share, read = told.due, told.share, told.due.as_read
    next_start = due.period_end
    if cadence == Cadence.DAILY and not share.is_watching:
        next_start = max(read.period_start, read.other_start or read.period_start)
    return DigestRow(
        schedule_ids=",".join(map(str, share.schedule_ids)),
        period_start=read.period_start,
        due_at=read.due_at,
        other_start=read.other_start,
        other_due_at=read.other_due_at,
        timezone=read.timezone,
        digest_hour=read.digest_hour,
        digest_weekday=read.digest_weekday,
        is_watching=share.is_watching,
        period_end=due.period_end,
        change_ids=",".join(map(str, share.change_ids)),
        content_id=content_id,
        unverified=json.dumps(told.unverified.stored()),
        unverified_count=told.unverified.count,
        next_start=next_start,
        next_due_at=due.rhythm.first_after(max(now, next_start)),
    )


@transaction.atomic
def _record(cadence: str, rows: Sequence[DigestRow], now: datetime) -> tuple[int, int]:
    """Write digests and move schedules that no other worker has; return how many digests and messages."""
    return TakenSchedules(cadence, rows).write(batch_size=current_transport().batch_size, now=now)
