"""Run the current comparison again over stored versions and update what it says differently; nobody is told.

Ids stay: of changes, and of provisions wherever a clause stands where it stood. `published_at` is never touched.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from governance.comparison import NORMALISER_VERSION, compare, parse
from governance.models import Change, ChangeCategory, Document, Event, ProvisionChange, Version
from governance.services.changes import Outcome, fields_of, provision_changes_of, write_details
from governance.services.document_memory import Base, DocumentMemory, Span
from governance.services.provisions import follow_clauses, keep_stored, known_clauses
from governance.services.versions import context_of, is_good_capture, remember

_SHOWN = ("label", "rule", "is_alertable", "severity", "headline", "added_count", "removed_count", "modified_count")


@dataclass(frozen=True, slots=True)
class Difference:
    """A change that the current comparison judges or describes differently: field → (before, now)."""

    change_public_id: str
    fields: dict[str, tuple[object, object]]


def reclassify(*, document: Document, dry_run: bool = False) -> list[Difference]:
    """Replay the document's versions in one transaction; with `dry_run` it is rolled back."""
    with transaction.atomic():
        locked = Document.objects.select_for_update(of=("self",)).select_related("platform").get(pk=document.pk)
        memory = _empty_memory_of(locked)
        found = []
        for version in locked.versions.select_related("stored_text").order_by("sequence").iterator(chunk_size=20):
            difference = _replay(locked, version, memory)
            if difference:
                found.append(difference)
        if dry_run:
            transaction.set_rollback(True)
    return found


def documents_with_history() -> Iterator[Document]:
    """Every document that has versions."""
    return Document.objects.exclude(current_version=None).order_by("pk").iterator(chunk_size=200)


def _empty_memory_of(document: Document) -> DocumentMemory:
    """A past without versions that knows the document's provisions, so that they are found again."""
    memory = DocumentMemory()
    rows = document.provisions.order_by("id").values_list("id", "digest", "removed_in")
    for provision_id, digest, removed_in in rows:
        memory.hold(provision_id, digest)
        if removed_in is None:
            memory.in_force.add(provision_id)
    return memory


def _replay(document: Document, version: Version, memory: DocumentMemory) -> Difference | None:
    parsed = parse(version.text)
    kind = "technical" if version.is_technical else "change"
    comparison = compare(
        memory.current.parsed if memory.current else None, parsed, context_of(memory, kind, version.source_count)
    )
    base = memory.last_good if comparison.against_last_good else memory.current
    stored: dict[Span, int] = {(place.start, place.end): place.provision_id for place in version.placed}
    version.is_good = is_good_capture(parsed, comparison, memory)
    if version.is_good:
        clauses = follow_clauses(
            document=document,
            version=version,
            base=base,
            parsed=parsed,
            comparison=comparison,
            memory=memory,
            stored=stored,
        )
    else:
        clauses = known_clauses(base, parsed, comparison)
        # What the next version took away got its id here, where a failed capture gives none by itself.
        keep_stored(clauses, parsed, stored)
    placed = clauses.outline(parsed)
    version.outline = Version.pack_outline(placed)
    version.normal_digest, version.normaliser_version = parsed.digest, NORMALISER_VERSION
    version.word_count = parsed.word_count
    version.save(update_fields=["is_good", "outline", "normal_digest", "normaliser_version", "word_count"])
    target = Base(version, parsed, {(place.start, place.end): place.provision_id for place in placed})
    remember(document, target, memory)
    if base is None:
        return None
    return _update_change(Outcome(document, base, target, comparison, clauses))


def _update_change(outcome: Outcome) -> Difference | None:
    """Bring the stored change in line with the outcome; the provision changes are rewritten only where they differ."""
    change = Change.objects.select_for_update().get(to_version=outcome.target.version)
    fields = fields_of(outcome)
    differing = {
        name: (getattr(change, name), value) for name, value in fields.items() if getattr(change, name) != value
    }
    rows_differ = _contents(change.provision_changes.order_by("position")) != _contents(
        provision_changes_of(change, outcome)
    )
    if not differing and not rows_differ:
        return None
    for name, value in fields.items():
        setattr(change, name, value)
    change.save(update_fields=list(fields))
    ProvisionChange.objects.filter(change=change).delete()
    ChangeCategory.objects.filter(change=change).delete()
    Event.objects.filter(change=change).delete()
    write_details(change, outcome)
    shown = {name: pair for name, pair in differing.items() if name in _SHOWN}
    if rows_differ and not shown:
        shown = {"provision changes": ("as stored", "reworded or placed anew")}
    return Difference(change.public_id, shown) if shown else None


def _contents(rows: object) -> list[tuple[object, ...]]:
    return [
        (
            row.kind,
            row.provision_id,
            row.category,
            row.severity,
            row.severity_rule,
            row.sentence,
            json.dumps(row.heading_path),
            row.label,
            row.before_start,
            row.before_end,
            row.after_start,
            row.after_end,
        )
        for row in rows  # type: ignore[attr-defined]
    ]
