"""Says of a provision when it was seen first and last, when it stood, and how stable its wording is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from django.db.models import QuerySet

from governance.comparison.text.normalise import plain_words, visible_text
from governance.models import Document, Provision, ProvisionChange, Version

YEAR = timedelta(days=365)
NEW_FOR = timedelta(days=30)
TURNS = (ProvisionChange.Kind.ADDED, ProvisionChange.Kind.MODIFIED, ProvisionChange.Kind.REMOVED)


class Stability(StrEnum):
    """How often the words of a provision change, in the 365 days before it was last seen."""

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
    """The life of a provision, as far as it is known.

    `last_seen` is the last good version that has it. `known_until` is its removal; of one that stands, when its
    document was last seen to be the same, or if the last capture is none of the document, when `last_seen` was
    captured. `days` and `versions` count how long its latest words stood until then, `rewordings`, how often it was
    given others in the 365 days before. Links and marks are no words. `sentence` says `stability` with these.
    """

    first_seen: Seen
    last_seen: Seen
    known_until: datetime
    stood: tuple[Stood, ...]
    stability: Stability
    wording_since: datetime
    days: int
    versions: int
    rewordings: int
    sentence: str


def life_of(provision: Provision) -> ProvisionLife:
    """Return the life of a provision that has a wording, in six queries at most."""
    first = Version.objects.only("captured_at").get(pk=provision.first_version_id)
    turns = _turns(provision)
    ended = provision.removed_in
    last_seen = _last_seen(provision) or first
    until = ended.captured_at if ended else _known_until(provision, last_seen)
    reworded = _rewordings(provision, turns)
    came = [turn.at for turn in turns if turn.kind == ProvisionChange.Kind.ADDED]
    since = max([first.captured_at, *came, *reworded])
    rewordings = sum(1 for at in reworded if at > until - YEAR)
    days = max((until - since).days, 0)
    versions = _good_versions(provision).filter(in_force_at__gte=since).count()
    stability = _stability(ended is not None, until - first.captured_at, rewordings)
    return ProvisionLife(
        first_seen=Seen(first.pk, first.captured_at),
        last_seen=Seen(last_seen.pk, last_seen.captured_at),
        known_until=until,
        stood=times_of_standing(first.captured_at, turns, ended.captured_at if ended else None),
        stability=stability,
        wording_since=since,
        days=days,
        versions=versions,
        rewordings=rewordings,
        sentence=_sentence(stability, since, until, days, versions, rewordings),
    )


class Turn(NamedTuple):
    """A provision came, went or was given other words."""

    kind: str
    at: datetime
    version_id: int


def _turns(provision: Provision) -> list[Turn]:
    """Return when it came, went and was given other words, oldest first."""
    ordered = provision.changes.filter(kind__in=TURNS).order_by("change__to_version__sequence", "position")
    return [Turn(*row) for row in ordered.values_list("kind", "change__detected_at", "change__to_version")]


def _rewordings(provision: Provision, turns: Sequence[Turn]) -> list[datetime]:
    """Return when its words became others, oldest first: with a new wording, or with one that it had before."""
    rows = provision.revisions.order_by("version__sequence").values_list("version", "version__captured_at", "text")
    revisions = list(rows)
    found = {
        at
        for (_, _, before), (_, at, after) in pairwise(revisions)
        if plain_words(visible_text(before)) != plain_words(visible_text(after))
    }
    with_revision = {version for version, _, _ in revisions} | {provision.first_version_id}
    found |= {
        turn.at for turn in turns if turn.kind == ProvisionChange.Kind.MODIFIED and turn.version_id not in with_revision
    }
    return sorted(found)


def _known_until(provision: Provision, last_seen: Version) -> datetime:
    return known_until(provision.document, last_seen)


def known_until(document: Document, last_good: Version) -> datetime:
    """Return until when what is in the document's last good text is known to stand."""
    current, verified_at = document.current_version, document.last_verified_at
    is_known = verified_at is not None and current is not None and current.is_good and not current.is_too_large
    return max(verified_at, last_good.captured_at) if is_known and verified_at else last_good.captured_at


def times_of_standing(first: datetime, turns: Sequence[Turn], removed_at: datetime | None) -> tuple[Stood, ...]:
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


def _last_seen(provision: Provision) -> Version | None:
    return _good_versions(provision).only("captured_at").order_by("-sequence").first()


def _stability(is_removed: bool, age: timedelta, rewordings: int) -> Stability:
    if is_removed:
        return Stability.REMOVED
    if rewordings:
        return Stability.SELDOM_REWORDED if rewordings == 1 else Stability.OFTEN_REWORDED
    return Stability.NEW if age < NEW_FOR else Stability.STABLE


def _sentence(stability: Stability, since: datetime, until: datetime, days: int, versions: int, rewordings: int) -> str:
    later = f"{_counted(days, 'day')} later" if days else "the same day"
    length = f"{later}, and {_counted(versions, 'version')} of the document had it"
    reworded = "not reworded" if not rewordings else f"reworded {_times(rewordings)}"
    if stability == Stability.REMOVED:
        return (
            f"Its last wording stood from {_day(since)} to its removal on {_day(until)}, {length}; in the 365 days "
            f"before that it was {reworded}."
        )
    return (
        f"This wording has stood since {_day(since)}. It was last seen on {_day(until)}, {length}; in the 365 days "
        f"before that it was {reworded}."
    )


def _counted(count: int, unit: str) -> str:
    return f"{count:,} {unit}" if count == 1 else f"{count:,} {unit}s"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%-d %B %Y}"
