"""Stores changes: the result of a comparison, its quotations, its categories and its events on the timeline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from governance.comparison import Comparison, headline
from governance.comparison.judging.where_told import IMMATERIAL
from governance.comparison.telling.statements import FIRST_GOOD_CAPTURE, RETURNED, first_good_capture_since, returned_to
from governance.comparison.text.quality_signs import looks_failed
from governance.comparison.text.shortening import bare_end, place_to_cut
from governance.models import Change, ChangeCategory, Document, ProvisionChange, Version
from governance.models.changes import Severity
from governance.record.chunks import CHUNK
from governance.record.events import add_events_of_change
from governance.record.holding import held_until_of, hold_fields
from governance.record.parsing import TOO_LARGE
from governance.record.past import Base
from governance.record.provision_wordings import LONGEST_LABEL, exact_span
from governance.record.provisions import Clauses

COMPARISON_VERSION = 5
LONGEST_HEADLINE = 500
SEVERITY_OF = {"low": Severity.LOW, "medium": Severity.MEDIUM, "high": Severity.HIGH}


@dataclass(frozen=True, slots=True)
class ChangeOutcome:
    """A comparison and the two stored versions that it compares. `clauses` name the provision of each difference.

    `is_partial` means that the version lacks what a held change took away, and is the document otherwise.
    """

    document: Document
    base: Base
    target: Base
    comparison: Comparison
    clauses: Clauses
    is_partial: bool = False

    @property
    def says_something(self) -> bool:
        """Whether the differences are about provisions; what a failed capture lacks or shows instead is not."""
        return (self.target.version.is_good or self.is_partial) and not looks_failed(self.base.parsed)


def create_change(outcome: ChangeOutcome, *, published_at: datetime | None) -> Change:
    """Store the change with its provision changes, categories and events, held if the comparison asks for it.

    Return it.
    """
    version = outcome.target.version
    held_until = held_until_of(outcome.comparison, version.in_force_at)
    hold = hold_fields(held_until, published_at=published_at)
    change = Change.objects.create(to_version=version, **hold, **fields_of(outcome))
    write_details(change, outcome)
    return change


def fields_of(outcome: ChangeOutcome) -> dict[str, object]:
    """Return the fields of a Change that the comparison decides."""
    comparison, document, version = outcome.comparison, outcome.document, outcome.target.version
    counts = comparison.counts
    says = outcome.says_something
    title = _headline(document, comparison)
    return {
        "document_id": document.pk,
        "platform_id": document.platform_id,
        "document_type": document.document_type,
        "from_version_id": outcome.base.version.pk,
        "label": comparison.label,
        "rule": comparison.rule,
        "reason": comparison.reason,
        "is_alertable": comparison.is_alertable,
        "severity": SEVERITY_OF[comparison.severity],
        "severity_rule": comparison.severity_rule,
        "headline": title if len(title) <= LONGEST_HEADLINE else _shortened(title),
        "effective_date": comparison.effective_date,
        "added_count": counts.added if says else 0,
        "removed_count": counts.removed if says else 0,
        "modified_count": counts.modified if says else 0,
        "moved_count": counts.moved if says else 0,
        "categories": list(comparison.categories) if says else [],
        "statements": _statements_of(outcome) if says else [],
        "against_last_good": comparison.against_last_good,
        "comparison_version": COMPARISON_VERSION,
        "detected_at": version.captured_at,
    }


def _headline(document: Document, comparison: Comparison) -> str:
    if comparison.rule == TOO_LARGE:
        return f"{document.platform.name}: its {document.title} is too large to be compared"
    return headline(document.platform.name, document.title, comparison)


def _shortened(title: str) -> str:
    return bare_end(title[: min(place_to_cut(title, LONGEST_HEADLINE - 1), LONGEST_HEADLINE - 1)]) + "…"


def write_details(change: Change, outcome: ChangeOutcome) -> None:
    """Store the provision changes, categories and events of a change that has none yet."""
    rows = provision_changes_of(change, outcome)
    ProvisionChange.objects.bulk_create(rows, batch_size=CHUNK)
    severities = severities_of(rows)
    ChangeCategory.objects.bulk_create(
        [
            ChangeCategory(
                change=change, category=category, severity=severities.get(category), detected_at=change.detected_at
            )
            for category in change.categories
        ]
    )
    add_events_of_change(change)


def severities_of(rows: Iterable[ProvisionChange]) -> dict[str, int]:
    """Return the highest severity of each category's clauses, of those that changed in what they provide."""
    found: dict[str, int] = {}
    for row in rows:
        if row.severity_rule not in IMMATERIAL:
            found[row.category] = max(row.severity, found.get(row.category, 0))
    return found


def provision_changes_of(change: Change, outcome: ChangeOutcome) -> list[ProvisionChange]:
    """Return unsaved rows with checked offsets, in the order of the comparison."""
    if not outcome.says_something:
        return []
    rows = []
    for position, difference in enumerate(outcome.comparison.differences):
        before, after, shown = difference.before, difference.after, difference.after or difference.before
        before_span = exact_span(outcome.base.parsed, before) if before else (None, None)
        after_span = exact_span(outcome.target.parsed, after) if after else (None, None)
        rows.append(
            ProvisionChange(
                change=change,
                provision_id=outcome.clauses.of(before, after),
                position=position,
                kind=difference.kind,
                category=difference.category,
                severity=SEVERITY_OF[difference.severity],
                severity_rule=difference.severity_rule,
                sentence=difference.sentence,
                heading_path=list(shown.heading_path),  # type: ignore[union-attr]
                label=shown.label[:LONGEST_LABEL],  # type: ignore[union-attr]
                provisions=difference.provisions,
                before_start=before_span[0],
                before_end=before_span[1],
                after_start=after_span[0],
                after_end=after_span[1],
            )
        )
    return rows


def _statements_of(outcome: ChangeOutcome) -> list[dict[str, str]]:
    """Return statements about the change as a whole, with dates that only the record knows."""
    rows = []
    for statement in outcome.comparison.statements:
        if statement.code == RETURNED:
            statement = returned_to(_day_of(_earlier_version_like(outcome.target)))
        elif statement.code == FIRST_GOOD_CAPTURE:
            statement = first_good_capture_since(_day_of(outcome.base.version))
        rows.append({"code": statement.code, "sentence": statement.sentence})
    return rows


def _earlier_version_like(target: Base) -> Version | None:
    """Return the latest version before this one with the same words."""
    version = target.version
    earlier = Version.objects.filter(document_id=version.document_id, sequence__lt=version.sequence)
    same = earlier.filter(normal_digest=target.parsed.digest).order_by("-sequence")
    return same.only("captured_at").first()


def _day_of(version: Version | None) -> date | None:
    return version.captured_at.astimezone(UTC).date() if version else None
