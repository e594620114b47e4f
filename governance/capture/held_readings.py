"""Readings that differ from the record and may only be read otherwise: they wait until an operator has looked at them.

That is so for the first reading of a document that a collection recorded, and where a document is read otherwise than
before and its last good page can't be read in the new way. Provisions are compared; where they agree the history goes
on by a technical version, of which nobody is told. Where they differ, either the platform changed something
in between, or the extractors disagree, and no program can tell which.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from governance.capture.sources import declare, read_by_itself, stop_reading
from governance.comparison import Comparison, Context, compare, parse
from governance.comparison.judging.noise import HIDDEN_ADDRESS
from governance.comparison.result import COSMETIC, Difference
from governance.models import Capture, Declaration, Document, HeldReading, PageOfDocument, Version
from governance.record.moving import NotContinued, continue_ourselves
from governance.record.parsing import parsed_version
from governance.record.recorded import Recorded
from governance.record.versions import HistoryMoved, record_version

_TRIES = 3


class NotDecided(Exception):
    """A decision that can't be carried out; the message says why."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A provision as the record has it and as it was read now; "" where it is not there."""

    kind: str
    before: str
    after: str


def provisions_that_differ(document: Document, text: str) -> list[Difference]:
    """Return the provisions that a text has otherwise than the document's last good version; none if it has none."""
    good = Version.objects.filter(document=document, is_good=True).select_related("stored_text")
    last = good.order_by("-sequence").first() or document.current_version
    if last is None:
        return []
    found: Comparison = compare(parsed_version(last), parse(text), Context(document_title=document.title))
    return (
        []
        if found.label == COSMETIC or found.rule == HIDDEN_ADDRESS
        else [one for one in found.differences if not one.is_of_heading]
    )


def side_by_side(held: HeldReading) -> list[SideBySide]:
    """Return what differs, for whoever is to decide."""
    text = held.capture.stored_text.text if held.capture.stored_text else ""
    return [
        SideBySide(one.kind, one.before.visible if one.before else "", one.after.visible if one.after else "")
        for one in provisions_that_differ(held.document, text)
    ]


def waiting_reading(document: Document) -> HeldReading | None:
    """Return the reading of the document that waits, None if none does."""
    return HeldReading.objects.filter(document=document, decision="").select_related("capture__stored_text").first()


def hold_reading(capture: Capture, *, cause: str, difference_count: int, now: datetime) -> None:
    """Let a reading wait, in place of an earlier one of the document."""
    HeldReading.objects.update_or_create(
        document_id=capture.document_id,
        decision="",
        defaults={"cause": cause, "capture": capture, "difference_count": difference_count},
        create_defaults={
            "cause": cause,
            "capture": capture,
            "difference_count": difference_count,
            "held_at": now,
        },
    )


def bring_agreed(document: Document, text: bytes, *, captured_at: datetime, source_count: int, now: datetime) -> None:
    """Let the history go on by a text whose provisions agree with it. Raises NotContinued."""
    _bring(document, text, captured_at=captured_at, source_count=source_count, now=now)
    HeldReading.objects.filter(document=document, decision="").update(
        decision=HeldReading.Decision.AGREED, decided_at=now
    )


def accept_reading(held_id: int, *, by: str, now: datetime) -> HeldReading:
    """Let the history go on by a reading that waits, as a technical version: nobody is told of it. Return the row.

    Accepting twice is accepting once. Raises NotDecided where it was decided otherwise, or can't be continued.
    """
    held, is_new = _decided(held_id, HeldReading.Decision.ACCEPTED, by=by, now=now)
    capture = held.capture
    try:
        if capture.stored_text is None:
            raise NotDecided("Its text is no longer there. Wait for the next capture.")
        if is_new:
            pages = len(capture.fetch_ids)
            _bring(
                held.document, capture.stored_text.data, captured_at=capture.captured_at, source_count=pages, now=now
            )
    except (NotContinued, NotDecided) as error:
        HeldReading.objects.filter(pk=held.pk).update(decision="", decided_at=None, decided_by="")
        raise NotDecided(str(error)) from error
    current = Document.objects.get(pk=held.document_id).current_version_id
    Capture.objects.filter(pk=capture.pk, version=None).update(version=current)
    return held


def begin_own_history(held_id: int, *, by: str, now: datetime) -> Document:
    """Let our readings of a collection's document begin a history of their own, and return the new document.

    The collection's goes on as the collection records it. Raises NotDecided.
    """
    with transaction.atomic():
        held, is_new = _decided(held_id, HeldReading.Decision.OWN_HISTORY, by=by, now=now)
        theirs = held.document
        if held.cause != HeldReading.Cause.COLLECTION or theirs.collection_id is None:
            raise NotDecided("Only what a collection recorded can be left to it.")
        ours, _ = Document.objects.get_or_create(
            platform=theirs.platform,
            document_type=theirs.document_type,
            language=theirs.language,
            region=theirs.region,
            product=theirs.product,
            collection=None,
            defaults={"title": theirs.title, "source_urls": theirs.source_urls, "created_at": now},
        )
        if is_new:
            _hand_over(theirs, ours, now=now)
    return ours


def _hand_over(theirs: Document, ours: Document, *, now: datetime) -> None:
    """Read our document as theirs was read, from its declaration or its pages, and stop reading theirs."""
    places = PageOfDocument.objects.filter(document=theirs).order_by("position")
    addresses = list(places.values_list("page__address", flat=True))
    declaration = Declaration.objects.filter(document=theirs, valid_until=None).first()
    if declaration is not None:
        declare(ours, declaration.source, now=now)
    else:
        read_by_itself(ours, addresses, now=now)
    stop_reading(theirs, now=now)


def _bring(document: Document, text: bytes, *, captured_at: datetime, source_count: int, now: datetime) -> None:
    for _ in range(_TRIES):
        current = continue_ourselves(document=document, now=now)
        kind = "technical" if current.current_version_id else "first"
        recorded = Recorded(
            document=current, data=text, captured_at=captured_at, kind=kind, source_count=max(source_count, 1)
        )
        try:
            record_version(recorded, now=now)
            return
        except HistoryMoved:
            continue
    raise HistoryMoved(document.public_id)


def _decided(held_id: int, decision: str, *, by: str, now: datetime) -> tuple[HeldReading, bool]:
    """Write down a decision before it is carried out, and return the row and whether it is this one's.

    Of several at once the first one holds. Raises NotDecided if it was decided otherwise before.
    """
    is_new = HeldReading.objects.filter(pk=held_id, decision="").update(
        decision=decision, decided_at=now, decided_by=by
    )
    rows = HeldReading.objects.select_related("document__platform", "document__current_version", "capture__stored_text")
    held = rows.get(pk=held_id)
    if held.decision != decision:
        raise NotDecided(f"It was decided before: {held.get_decision_display()}.")
    return held, bool(is_new)
