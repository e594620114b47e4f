"""Says of a provision when it was seen first and last, when it stood, and how stable its wording is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db.models import QuerySet

from governance.models import Change, Provision, ProvisionChange, Version

YEAR = timedelta(days=365)
NEW_FOR = timedelta(days=30)
_GIVES_WORDS = (ProvisionChange.Kind.ADDED, ProvisionChange.Kind.MODIFIED)


class Stability(StrEnum):
    """How often the wording of a provision changes. The measure is the 365 days before the moment that is asked for."""

    REMOVED = "removed"
    NEW = "new"
    STABLE = "stable"
    SELDOM_REWORDED = "seldom_reworded"
    OFTEN_REWORDED = "often_reworded"


@dataclass(frozen=True, slots=True)
class Seen:
    """A version that has the provision, and when that was captured."""

    version_id: int
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class Stood:
    """A time in which the provision stood in the text; `until` is None while it does."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ProvisionLife:
    """The life of a provision as of one moment.

    `last_seen` is the last version that has it; `verified_at`, of one that stands, when its document was last seen to
    be the same. `days` and `versions` count how long its latest wording stands, or stood when it was removed;
    `rewordings`, how often it was reworded in the last 365 days of its life. `sentence` says `stability` with these.
    """

    first_seen: Seen
    last_seen: Seen
    verified_at: datetime | None
    stood: tuple[Stood, ...]
    stability: Stability
    wording_since: datetime
    days: int
    versions: int
    rewordings: int
    sentence: str


def life_of(provision: Provision, now: datetime) -> ProvisionLife:
    """Return the life of a provision that has a wording, as of now, in five queries at most."""
    first = Version.objects.only("captured_at").get(pk=provision.first_version_id)
    turns = _turns(provision, now)
    ended = provision.removed_in
    until = ended.captured_at if ended else now
    since = next((turn.at for turn in reversed(turns) if turn.kind in _GIVES_WORDS), first.captured_at)
    rewordings = sum(1 for turn in turns if turn.is_rewording and turn.at > until - YEAR)
    last_seen = _last_seen(provision) or first
    days = max((until - since).days, 0)
    versions = _versions_between(provision, since)
    stability = _stability(ended is not None, until - first.captured_at, rewordings)
    return ProvisionLife(
        first_seen=Seen(first.pk, first.captured_at),
        last_seen=Seen(last_seen.pk, last_seen.captured_at),
        verified_at=None if ended else provision.document.last_verified_at,
        stood=_times_of_standing(first.captured_at, turns, ended.captured_at if ended else None),
        stability=stability,
        wording_since=since,
        days=days,
        versions=versions,
        rewordings=rewordings,
        sentence=_sentence(stability, since, until, days, versions, rewordings),
    )


class _Turn(NamedTuple):
    kind: str
    at: datetime
    label: str

    @property
    def is_rewording(self) -> bool:
        """What changed neither meaning nor wording, or was there for a moment only, is none."""
        return self.kind == ProvisionChange.Kind.MODIFIED and self.label in Change.REPORTED_LABELS


def _turns(provision: Provision, now: datetime) -> list[_Turn]:
    """Return when it came, went and was given other words, oldest first."""
    kinds = (*_GIVES_WORDS, ProvisionChange.Kind.REMOVED)
    found = provision.changes.filter(kind__in=kinds, change__detected_at__lte=now)
    ordered = found.order_by("change__to_version__sequence", "position")
    return [_Turn(*row) for row in ordered.values_list("kind", "change__detected_at", "change__label")]


def _times_of_standing(first: datetime, turns: Sequence[_Turn], removed_at: datetime | None) -> tuple[Stood, ...]:
    """Return when it stood: from its first version on, without the times between a removal and its return."""
    found = [Stood(first, None)]
    for turn in turns:
        last = found[-1]
        if turn.kind == ProvisionChange.Kind.REMOVED and last.until is None and turn.at > last.since:
            found[-1] = Stood(last.since, turn.at)
        elif turn.kind == ProvisionChange.Kind.ADDED and last.until is not None:
            found.append(Stood(turn.at, None))
    if removed_at is not None and found[-1].until is None:
        found[-1] = Stood(found[-1].since, removed_at)
    return tuple(found)


def _good_versions(provision: Provision) -> "QuerySet[Version]":
    """The good versions of its document, up to its removal."""
    good = Version.objects.filter(document=provision.document_id, is_good=True)
    return good.filter(sequence__lt=provision.removed_in.sequence) if provision.removed_in else good


def _versions_between(provision: Provision, since: datetime) -> int:
    return _good_versions(provision).filter(in_force_at__gte=since).count()


def _last_seen(provision: Provision) -> Version | None:
    return _good_versions(provision).only("captured_at").order_by("-sequence").first()


def _stability(is_removed: bool, age: timedelta, rewordings: int) -> Stability:
    if is_removed:
        return Stability.REMOVED
    if rewordings:
        return Stability.SELDOM_REWORDED if rewordings == 1 else Stability.OFTEN_REWORDED
    return Stability.NEW if age < NEW_FOR else Stability.STABLE


def _sentence(stability: Stability, since: datetime, until: datetime, days: int, versions: int, rewordings: int) -> str:
    length = f"{_counted(days, 'day')} and {_counted(versions, 'version')} of the document"
    reworded = "not reworded" if not rewordings else f"reworded {_times(rewordings)}"
    if stability == Stability.REMOVED:
        return (
            f"It was removed on {_day(until)}. Its last wording had stood since {_day(since)}, for {length}; in the "
            f"365 days before its removal it was {reworded}."
        )
    return f"This wording has stood since {_day(since)}, for {length}; in the last 365 days it was {reworded}."


def _counted(count: int, unit: str) -> str:
    return f"{count:,} {unit}" if count == 1 else f"{count:,} {unit}s"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%-d %B %Y}"
