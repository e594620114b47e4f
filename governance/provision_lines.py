"""The lives of many provisions of one document at once: when each stood, and what happened to it when.

It says of each what `life_of` says, in as many queries as of one.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from governance.models import Document, Provision, ProvisionChange, ProvisionRelation, Version
from governance.provision_life import TURNS, Stood, Turn, known_until, times_of_standing


@dataclass(frozen=True, slots=True)
class LineEvent:
    """What one change did to a provision; `kind` is that of a provision change, or `split` or `merged`."""

    kind: str
    at: datetime
    severity: int | None


@dataclass(frozen=True, slots=True)
class ProvisionLine:
    """When a provision stood, until when that is known, and its events, oldest first. `changes` counts its changes."""

    provision: Provision
    stood: tuple[Stood, ...]
    known_until: datetime
    events: tuple[LineEvent, ...]
    changes: int


def most_changed(document: Document) -> "QuerySet[Provision]":
    """Return the provisions of a document that have a wording, those with most changes first, with `change_count`."""
    tracked = Provision.objects.filter(document=document).exclude(current_revision=None)
    return tracked.annotate(change_count=Count("changes")).order_by("-change_count", "pk")


def lines_of(document: Document, provisions: Sequence[Provision]) -> list[ProvisionLine]:
    """Return the line of each of these provisions of the document, in their order, in three queries at most.

    The provisions come with `first_version` and `removed_in`.
    """
    keys = [provision.pk for provision in provisions]
    changed: dict[int, list[tuple[str, datetime, int, int]]] = defaultdict(list)
    changes = ProvisionChange.objects.filter(provision__in=keys)
    rows = changes.order_by("change__to_version__sequence", "change_id", "position").values_list(
        "provision_id", "kind", "change__detected_at", "change__to_version_id", "severity"
    )
    for key, *row in rows:
        changed[key].append(tuple(row))  # type: ignore[arg-type]  # the columns that were asked for
    related = _relations(keys)
    good = Version.objects.filter(document=document, is_good=True).only("captured_at").order_by("-sequence").first()
    return [_line(document, one, changed[one.pk], related[one.pk], good) for one in provisions]


def _relations(keys: Sequence[int]) -> dict[int, list[LineEvent]]:
    found: dict[int, list[LineEvent]] = defaultdict(list)
    touching = ProvisionRelation.objects.filter(Q(provision__in=keys) | Q(other__in=keys))
    kinds = {ProvisionRelation.Kind.SPLIT.value: "split", ProvisionRelation.Kind.MERGE.value: "merged"}
    for kind, whole, part, at in touching.values_list("kind", "provision_id", "other_id", "version__captured_at"):
        for key in {whole, part}.intersection(keys):
            found[key].append(LineEvent(kinds[kind], at, None))
    return found


def _line(
    document: Document,
    provision: Provision,
    changed: Sequence[tuple[str, datetime, int, int]],
    related: Sequence[LineEvent],
    good: Version | None,
) -> ProvisionLine:
    turns = [Turn(kind, at, version) for kind, at, version, _severity in changed if kind in TURNS]
    first = provision.first_version
    removed_at = provision.removed_in.captured_at if provision.removed_in else None
    events = [LineEvent(kind, at, severity) for kind, at, _version, severity in changed]
    events += sorted(set(related), key=lambda event: (event.at, event.kind))
    return ProvisionLine(
        provision=provision,
        stood=times_of_standing(first.captured_at, turns, removed_at),
        known_until=removed_at or known_until(document, good or first),
        events=tuple(sorted(events, key=lambda event: event.at)),
        changes=len(changed),
    )
