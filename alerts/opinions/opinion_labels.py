"""Turns what readers said into labels of changes, in the format of the labelled version pairs.

A label names its change and holds neither a text nor a person.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import QuerySet

from alerts.models import Message, Opinion
from governance.importers.git_source import is_url
from governance.importers.known_collections import KNOWN_COLLECTIONS
from governance.models import Change, Version
from governance.models.changes import Severity

Verdict = Opinion.Verdict


class Wish(NamedTuple):
    """How a reader would have had a change told. What is no alert is of low severity, as in the labelled pairs."""

    alert: bool
    severity: Severity


class Verdicts(NamedTuple):
    """What the majority wants, and whether there is none."""

    wish: Wish
    is_ambiguous: bool


def labels_since(since: datetime | None) -> Iterator[dict[str, Any]]:
    """Yield a label for each change on which something was said from then on, by all that was said of it.

    Changes of the demonstration are left out: they are fiction.
    """
    said = Opinion.objects.filter(change__platform__is_demonstration=False)
    if since is not None:
        said = said.filter(change__in=Opinion.objects.filter(said_at__gte=since).values("change"))
    for _, opinions in groupby(_with_places(said), key=lambda opinion: opinion.change_id):
        yield _label(list(opinions))


def _with_places(opinions: "QuerySet[Opinion]") -> Iterator[Opinion]:
    """Read the opinions, those on one change together and the last one last, with where the two texts are found."""
    sides = [f"change__{side}_version" for side in ("from", "to")]
    heavy = [f"{side}__{column}" for side in sides for column in ("outline", "summary")]
    related = opinions.select_related("change__document", *(f"{side}__collection" for side in sides)).defer(*heavy)
    return related.order_by("change_id", "said_at", "pk").iterator(chunk_size=500)


def _label(opinions: Sequence[Opinion]) -> dict[str, Any]:
    last, change = opinions[-1], opinions[-1].change
    wanted = wish_of_most(opinions)
    counts = Counter(opinion.verdict for opinion in opinions)
    return {
        "id": change.public_id,
        **_place(change),
        "date": f"{change.detected_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "label": last.label,
        "alert": wanted.wish.alert,
        "severity": wanted.wish.severity.label,
        "ambiguous": wanted.is_ambiguous,
        "summary": "",
        "provisions": [],
        "read": "mail",
        "stratum": "readers",
        "by": "readers",
        "opinions": {verdict.value: counts[verdict] for verdict in Verdict},
        "told": {
            "alert": last.is_alertable,
            "severity": last.get_severity_display(),
            "rule": last.rule,
            "severity_rule": last.severity_rule,
        },
    }


def wish_of_most(opinions: Sequence[Opinion]) -> Verdicts:
    """Return what more readers want than anything else: first whether it is an alert, then how severe.

    Where two wishes have as many, what was told stands if it is among them, else the lower one, and the label is
    ambiguous.
    """
    wishes, told = [_wish(opinion) for opinion in opinions], _as_told(opinions[-1])
    alert, is_tied = _most(Counter(wish.alert for wish in wishes), told.alert)
    severities = Counter(wish.severity for wish in wishes if wish.alert == alert)
    severity, is_also_tied = _most(severities, told.severity)
    return Verdicts(Wish(bool(alert), Severity(severity)), is_tied or is_also_tied)


def _most(votes: Counter[Any], told: Any) -> tuple[Any, bool]:
    most = max(votes.values())
    first = [vote for vote, number in votes.items() if number == most]
    return (told if told in first else min(first)), len(first) > 1


def _wish(opinion: Opinion) -> Wish:
    match Verdict(opinion.verdict):
        case Verdict.RIGHT:
            return _as_told(opinion)
        case Verdict.NOT_WORTH_TELLING:
            return Wish(False, Severity.LOW)
        case Verdict.SHOULD_BE_HIGHER:
            return Wish(True, Severity(opinion.severity + 1))
        case Verdict.SHOULD_BE_SOONER:
            return Wish(True, Severity(opinion.severity))


def _as_told(opinion: Opinion) -> Wish:
    is_alert = opinion.is_alertable or opinion.told_in == Message.Kind.ALERT
    return Wish(is_alert, Severity(opinion.severity) if is_alert else Severity.LOW)


def _place(change: Change) -> dict[str, str]:
    """Return where the texts are: two commits of a public collection, or else two versions here with their hashes."""
    before, after = change.from_version, change.to_version
    commits = before.source_commit, after.source_commit
    if all(commits) and before.collection_id == after.collection_id and (repo := _repository(after)):
        return {
            "repo": repo,
            "commit": after.source_commit,
            "path": change.document.source_path,
            "prev_commit": before.source_commit,
        }
    return {
        "document": change.document.public_id,
        "before_version": before.public_id,
        "before_sha256": before.sha256,
        "after_version": after.public_id,
        "after_sha256": after.sha256,
    }


def _repository(version: Version) -> str:
    """Return the name of the public repository that the version is from; empty if it is from none."""
    collection = version.collection
    if collection is None:
        return ""
    if collection.slug in KNOWN_COLLECTIONS:  # also where a clone of it was read from a folder
        return collection.slug
    if not is_url(collection.address):
        return ""
    return collection.address.rstrip("/").rpartition("/")[2].removesuffix(".git")
