"""Holding a change back until its text has stood: the states, what moves a change between them, and the evidence.

    the comparison asks to hold (hold_hours > 0: see governance/comparison/judging/hold_hours.py)
            │
            ▼             the text was seen to stand at or after `held_until`
          held  ─────────────────────────────────────────────────────────────▶  confirmed   (confirmed_at)
            │                                                                     judged again as it stands, its
            │             a later version no longer shows it                      version good, its provisions
            └────────────────────────────────────────────────────▶  withdrawn     followed; published where it was
                                                                   (withdrawn_at) news: `awaits_publication`

Nothing leaves confirmed or withdrawn, `reclassify` included. The clock alone confirms nothing. What does:

- a version captured at or after `held_until` that still shows the change;
- `Document.last_verified_at` at or after it, while the current version shows the change;
- before a next version that no longer shows it: anything the same collection recorded in between, for a collection
  that ran and recorded no version of this document had found it unchanged.

A failed capture (an error page) shows nothing of the document: it neither confirms nor withdraws.

Several changes of a document may be held on top of each other. A version that does not show one of them is compared
with the version that one was compared with, so those held later are withdrawn with it: what they are about is in the
new comparison. A version that shows them all is compared with the one before it, so an edit beside a missing page is
told at once and alone, and the page is told when it is confirmed.

`confirmed_at` and `withdrawn_at` are times of the source, as `detected_at` is; `published_at` is ours.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from governance.comparison import Comparison, ParsedText
from governance.comparison.text.quality_signs import looks_failed
from governance.models import Change, Document, Version
from governance.record.parsing import parsed_version
from governance.record.past import HeldChange, Past


def unshown(holds: Sequence[HeldChange], parsed: ParsedText) -> list[HeldChange]:
    """Return the holds that a text ends: the first that it does not show, and those on top.

    A failed capture ends none.
    """
    if looks_failed(parsed):
        return []
    first = next((place for place, hold in enumerate(holds) if not hold.is_shown_by(parsed)), len(holds))
    return list(holds[first:])


def first_confirmed(
    past: Past, parsed: ParsedText, captured_at: datetime, document: Document
) -> tuple[HeldChange, datetime] | None:
    """Return the oldest hold that a next version with this text confirms, and since when that is known."""
    is_readable, was_readable = not looks_failed(parsed), past.tip is past.current
    ended = {hold.change_id for hold in unshown(past.holds, parsed)}
    for hold in past.holds:
        is_shown = is_readable and hold.change_id not in ended
        evidence_at = _evidence_of_version(
            hold.held_until,
            captured_at,
            is_shown=is_shown,
            collection_id=document.collection_id if was_readable else None,
        )
        if evidence_at is None and was_readable:
            evidence_at = _evidence_of_standing(hold.held_until, document)
        if evidence_at:
            return hold, evidence_at
    return None


def confirmed_by_history(
    hold: HeldChange, below: Sequence[HeldChange], later: Iterable[tuple[Version, ParsedText]], document: Document
) -> datetime | None:
    """Return since when later versions, or the document's verification, confirm a held change; None if they don't.

    `below` are the holds it is on top of.
    """
    was_readable = True
    for version, parsed in later:
        is_readable = not looks_failed(parsed)
        is_shown = is_readable and not unshown([*below, hold], parsed)
        collection_id = version.collection_id if was_readable else None
        evidence_at = _evidence_of_version(
            hold.held_until, version.captured_at, is_shown=is_shown, collection_id=collection_id
        )
        if evidence_at or (is_readable and not is_shown):
            return evidence_at
        was_readable = is_readable
    return _evidence_of_standing(hold.held_until, document) if was_readable else None


def confirmed_by_standing(held_until: datetime, document: Document) -> datetime | None:
    """Return when the document was verified after the hold, or None.

    None also if its current version is a failed capture, since then nothing of the document was seen.
    """
    version = document.current_version
    if version is None or looks_failed(parsed_version(version)):
        return None
    return _evidence_of_standing(held_until, document)


def _evidence_of_standing(held_until: datetime, document: Document) -> datetime | None:
    verified_at = document.last_verified_at
    return verified_at if verified_at and verified_at >= held_until else None


def _evidence_of_version(
    held_until: datetime, captured_at: datetime, *, is_shown: bool, collection_id: int | None
) -> datetime | None:
    """Return since when this version confirms a hold; None if it doesn't.

    A version that shows the change confirms it once `held_until` has come. One that doesn't may show that the text had
    stood until then: the collection recorded something else in between, and so had found it unchanged.
    """
    if captured_at < held_until:
        return None
    if is_shown:
        return captured_at
    if collection_id is None:
        return None
    between = Version.objects.filter(
        collection_id=collection_id, captured_at__gte=held_until, captured_at__lt=captured_at
    )
    return between.order_by("captured_at").values_list("captured_at", flat=True).first()


def held_until_of(comparison: Comparison, in_force_at: datetime) -> datetime | None:
    """Return until when a text in force from a moment must stand; None if it need not wait."""
    return in_force_at + timedelta(hours=comparison.hold_hours) if comparison.hold_hours > 0 else None


def hold_fields(held_until: datetime | None, *, published_at: datetime | None) -> dict[str, object]:
    """Return how a new change begins: held, or published if it is news."""
    if held_until is None:
        return {"published_at": published_at}
    return {"held_until": held_until, "awaits_publication": published_at is not None, "published_at": None}


def mark_confirmed(change: Change, *, evidence_at: datetime, now: datetime) -> None:
    """Mark a held change as confirmed. If it is news it is published now, and only now."""
    if change.awaits_publication:
        change.awaits_publication, change.published_at = False, now
    change.confirmed_at = evidence_at
    change.save(update_fields=["confirmed_at", "awaits_publication", "published_at"])


def mark_withdrawn(holds: Iterable[HeldChange], *, at: datetime) -> None:
    """Mark held changes as withdrawn by a version captured then. Earlier withdrawals stay as they were."""
    keys = [hold.change_id for hold in holds]
    if keys:
        Change.objects.held().filter(pk__in=keys).update(withdrawn_at=at, awaits_publication=False)
