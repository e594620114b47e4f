"""Judges stored versions again, each as it would have been at its time, and updates the record.

Ids stay: those of changes, and those of provisions whose clause is still at its place. What was confirmed or withdrawn
stays so, and what awaits publication goes on waiting: nothing here publishes.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from governance.comparison import ParsedText
from governance.comparison.text.spans import CharacterRange
from governance.models import Change, ChangeCategory, Document, Event, ProvisionChange, Version
from governance.record.changes import ChangeOutcome, fields_of, provision_changes_of, write_details
from governance.record.document_memory import DocumentMemory, rewrites_of
from governance.record.holding import confirmed_by_history, held_until_of, mark_withdrawn, unshown
from governance.record.judged_versions import Judgement, judge, write_outline
from governance.record.known_provisions import load_provisions
from governance.record.line_memory import store_all
from governance.record.parsing import parsed_version
from governance.record.past import HeldChange, Past, base_of, is_read_by_us
from governance.record.renormalisation import derive

_SHOWN = (
    "label", "rule", "is_alertable", "severity", "headline", "added_count", "removed_count", "modified_count",
    "effective_date", "held_until", "confirmed_at",
)  # fmt: skip
# Where a document was when its change was told: it may have moved since, and what was told has not.
_AS_TOLD = ("platform_id", "document_type")


@dataclass(frozen=True, slots=True)
class ReplayDifference:
    """A change that the current comparison judges or describes differently: field → (before, now)."""

    change_public_id: str
    fields: dict[str, tuple[object, object]]


def memory_before(document: Document, sequence: int) -> DocumentMemory:
    """Return the memory as it was before a version came, except for the provisions, which are as they are now."""
    rewrite_count = rewrites_of(document)
    provisions = load_provisions(document)
    past = Past(title=document.title, is_read_by_us=is_read_by_us(document))
    held = Change.objects.filter(document=document, held_until__isnull=False)
    confirmed = set(held.exclude(confirmed_at=None).values_list("to_version", flat=True))
    held = held.filter(confirmed_at=None)
    holds = {change.to_version_id: change for change in held.select_related("from_version__stored_text")}
    earlier = document.versions.filter(sequence__lt=sequence).select_related("stored_text").order_by("sequence")
    for version in earlier.iterator(chunk_size=20):
        target = base_of(version)
        ended = unshown(past.holds, target.parsed)
        kept = list(past.holds[: len(past.holds) - len(ended)])
        change = holds.get(version.pk)
        if change and change.held_until:
            kept.append(HeldChange.of(change.pk, change.held_until, base_of(change.from_version), target))
        past, _ = past.followed_by(target, kept, is_confirmed=version.pk in confirmed)
    return DocumentMemory(past, provisions, rewrite_count)


def replay_from(document: Document, sequence: int, memory: DocumentMemory) -> list[ReplayDifference]:
    """Judge the locked document's versions from a place on again; store the results and return what differs."""
    replay = _Replay(document, memory)
    versions = document.versions.filter(sequence__gte=sequence).select_related("stored_text").order_by("sequence")
    for version in versions.iterator(chunk_size=20):
        replay.go_on(version)
    store_all(document, memory.past.lines)
    document.rewrite_count += 1
    document.needs_summary = True
    document.save(update_fields=["rewrite_count", "needs_summary"])
    return replay.found


@dataclass(slots=True)
class _Replay:
    document: Document
    memory: DocumentMemory
    found: list[ReplayDifference] = field(default_factory=list)

    def go_on(self, version: Version) -> None:
        """Judge the next version again and update what is stored of it."""
        document, memory = self.document, self.memory
        parsed = parsed_version(version)
        change = Change.objects.select_for_update(of=("self",)).filter(to_version=version).first()
        judgement, hold = self._judge(version, parsed, change)
        stored: dict[CharacterRange, int] = {(place.start, place.end): place.provision_id for place in version.placed}
        version.is_good = judgement.is_good
        derive(version, parsed)
        target, outcome = write_outline(document, version, parsed, judgement, memory, stored=stored)
        version.save()
        mark_withdrawn(judgement.ended, at=version.captured_at)
        holds = list(judgement.kept)
        if change and outcome and judgement.base:
            if hold["held_until"] and not hold["confirmed_at"]:
                holds.append(HeldChange.of(change.pk, hold["held_until"], judgement.base, target))
            difference = _update_change(change, outcome, hold)
            if difference:
                self.found.append(difference)
        memory.past, _ = memory.past.followed_by(target, holds, is_confirmed=bool(hold.get("confirmed_at")))

    def _judge(
        self, version: Version, parsed: ParsedText, change: Change | None
    ) -> tuple[Judgement, dict[str, datetime | None]]:
        """Return the judgement, until when it is held, and since when it is confirmed, if it is."""
        confirmed_at = change.confirmed_at if change else None
        judgement = self._judged(version, parsed, is_confirmed=confirmed_at is not None)
        if change is None or judgement.base is None:
            return judgement, {}
        held_until = change.held_until
        if not (confirmed_at or change.withdrawn_at or change.awaits_publication):
            held_until = held_until_of(judgement.comparison, version.in_force_at)
            confirmed_at = self._confirmed_since(version, judgement, held_until, change) if held_until else None
            if confirmed_at:
                judgement = self._judged(version, parsed, is_confirmed=True)
        return judgement, {"held_until": held_until, "confirmed_at": confirmed_at}

    def _judged(self, version: Version, parsed: ParsedText, *, is_confirmed: bool) -> Judgement:
        return judge(
            self.memory.past,
            parsed,
            kind="technical" if version.is_technical else "change",
            source_count=version.source_count,
            captured_at=version.captured_at,
            is_confirmed=is_confirmed,
            is_too_large=version.is_too_large,
        )

    def _confirmed_since(
        self, version: Version, judgement: Judgement, held_until: datetime, change: Change
    ) -> datetime | None:
        assert judgement.base
        hold = HeldChange.of(change.pk, held_until, judgement.base, base_of(version))
        return confirmed_by_history(hold, judgement.kept, self._later(version), self.document)

    def _later(self, version: Version) -> Iterator[tuple[Version, ParsedText]]:
        later = self.document.versions.filter(sequence__gt=version.sequence).select_related("stored_text")
        for row in later.order_by("sequence").iterator(chunk_size=5):
            yield row, parsed_version(row)


def _update_change(change: Change, outcome: ChangeOutcome, hold: dict[str, datetime | None]) -> ReplayDifference | None:
    """Update the stored change and return what differs, if anything; provision changes are rewritten only then."""
    fields = {name: value for name, value in {**fields_of(outcome), **hold}.items() if name not in _AS_TOLD}
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
    return ReplayDifference(change.public_id, shown) if shown else None


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
            row.provisions,
            row.before_start,
            row.before_end,
            row.after_start,
            row.after_end,
        )
        for row in rows  # type: ignore[attr-defined]
    ]
