"""What has changed in a document since the version that a person agreed to, clause by clause."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from alerts.models import Baseline
from governance.comparison.text.normalise import plain_words, visible_text
from governance.models import Capture, CaptureState, Change, Document, Provision, ProvisionChange, Version
from governance.models.changes import Severity
from governance.models.versions import MOST_PARSED_BYTES
from governance.provision_diff import ProvisionDifference, Quotation, differences_by_provision

MOST_CHANGES = 500


class TextsTooLarge(Exception):
    """One of the two texts is too large to be compared."""


@dataclass(frozen=True, slots=True)
class DriftedClause:
    """A clause that differs, with the changes since the agreement that touched it, oldest first.

    `words_differ` is false where only links, marks or its place do.

    `severity` is the highest of these; None where no change of meaning or wording was found in it.
    """

    difference: ProvisionDifference
    words_differ: bool
    category: str
    severity: str | None
    change_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BaselineDrift:
    """The difference between an agreed version and the last good one.

    `changes` are the changes of meaning or wording in between, newest first, at most MOST_CHANGES of `change_count`. A
    document that went back to what was agreed has changes and no clause that differs. `last_known_at` is when the
    source was last known to show the current text, None if its last capture was none of it, and `verified_at` when a
    reading of our own last saw it there: None where only the collection of the current version did.
    """

    agreed: Version
    current: Version
    last_known_at: datetime | None
    verified_at: datetime | None
    is_retired: bool
    changes: tuple[Change, ...]
    change_count: int
    clauses: tuple[DriftedClause, ...]


def drift_of(baseline: Baseline) -> BaselineDrift:
    """Return the drift since the agreement, in seven queries at most. Raises TextsTooLarge."""
    versions = Version.objects.select_related("stored_text", "collection").defer("summary")
    agreed = versions.get(pk=baseline.version_id)
    later = versions.filter(document=baseline.document_id, is_good=True, sequence__gte=agreed.sequence)
    current = later.order_by("-sequence").first() or agreed
    document = baseline.document
    last_known_at = document.last_verified_at if document.current_version_id == current.pk else None
    changes = _changes_since(baseline.document_id, agreed.sequence)
    if any(version.stored_text.size_bytes > MOST_PARSED_BYTES for version in (agreed, current)):
        raise TextsTooLarge
    differences = [] if agreed.sha256 == current.sha256 else list(differences_by_provision(agreed, current))
    return BaselineDrift(
        agreed=agreed,
        current=current,
        last_known_at=last_known_at,
        verified_at=last_known_at and _verified_at(current, last_known_at),
        is_retired=baseline.document.state == Document.State.RETIRED,
        changes=tuple(changes.order_by("-to_version__sequence")[:MOST_CHANGES]),
        change_count=changes.count(),
        clauses=tuple(_weighed(baseline, differences, changes)),
    )


def with_change_counts(baselines: "QuerySet[Baseline]") -> "QuerySet[Baseline, Any]":
    """Return the baselines, each with how many changes of meaning or wording came since (`change_count`)."""
    since = _changes_since(OuterRef("document_id"), OuterRef("version__sequence"))
    counted = since.order_by().values("document_id").annotate(count=Count("pk")).values("count")
    return baselines.annotate(change_count=Coalesce(Subquery(counted), 0))


def _changes_since(document: Any, sequence: Any) -> "QuerySet[Change]":
    return Change.objects.filter(
        document=document, to_version__sequence__gt=sequence, label__in=Change.REPORTED_LABELS, withdrawn_at=None
    )


def _verified_at(current: Version, last_known_at: datetime) -> datetime | None:
    """When we ourselves last saw the text; what a collection recorded may have been read by us since, or never."""
    if current.collection is None:
        return last_known_at
    own = Capture.objects.filter(version=current, state=CaptureState.VERIFIED)
    last: datetime | None = own.aggregate(last=Max("captured_at"))["last"]
    return last


def _words(quotation: Quotation | None) -> str | None:
    return None if quotation is None else plain_words(visible_text(quotation.text))


def _weighed(
    baseline: Baseline, differences: Sequence[ProvisionDifference], changes: "QuerySet[Change]"
) -> Iterator[DriftedClause]:
    if not differences:
        return
    categories = dict(Provision.objects.filter(document=baseline.document_id).values_list("pk", "category"))
    touched: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = ProvisionChange.objects.filter(change__in=changes.values("pk")).order_by("change__to_version__sequence")
    for provision_id, change_id, severity in rows.values_list("provision", "change", "severity"):
        touched[provision_id].append((change_id, severity))
    for difference in differences:
        own = touched[difference.provision_id]
        yield DriftedClause(
            difference=difference,
            words_differ=_words(difference.before) != _words(difference.after),
            category=categories.get(difference.provision_id, ""),
            severity=str(Severity(max(severity for _, severity in own)).label) if own else None,
            change_ids=tuple(dict.fromkeys(change_id for change_id, _ in own)),
        )
