"""Writes into the timeline of a document that it moved, that its site no longer has it, or that it is there again.

A move is believed when the permanent redirects of three good captures, the last a day after the first, lead to the
same place. The document is read from its old address until the operator confirms the new one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from governance.capture.gate.checks import same_place
from governance.models import Capture, CaptureState, Document, Event, Fetch, SourcePage
from governance.record.document_states import add_event

MOVED_CAPTURES, MOVED_FOR = 3, timedelta(hours=24)
_LOOKED_AT = 20


def note_state(document: Document, before: str, state: str, at: datetime) -> None:
    """Add the event that follows where a document, in the state `before` until now, is gone or is there again.

    Called in the transaction that writes its health.
    """
    if before == state or state not in (CaptureState.GONE, CaptureState.VERIFIED):
        return
    kinds = (Event.Kind.DOCUMENT_GONE, Event.Kind.DOCUMENT_APPEARED_AGAIN)
    last = Event.objects.filter(document=document, kind__in=kinds).order_by("-pk").values_list("kind", flat=True)
    was_gone = last.first() == Event.Kind.DOCUMENT_GONE
    if state == CaptureState.GONE and not was_gone:
        add_event(document, Event.Kind.DOCUMENT_GONE, at)
    if state == CaptureState.VERIFIED and was_gone:
        add_event(document, Event.Kind.DOCUMENT_APPEARED_AGAIN, at)


def note_moves(document: Document, fetches: Sequence[Fetch], at: datetime) -> None:
    """Note of each page of a good capture where it has moved, with an event once that is settled."""
    for place, fetch in enumerate(fetches):
        page, moved_to = fetch.page, _moved_to(fetch)
        if moved_to == page.moved_to:
            continue
        if moved_to and not _is_settled(document, place, moved_to):
            continue
        SourcePage.objects.filter(pk=page.pk).update(moved_to=moved_to)
        if moved_to:
            add_event(document, Event.Kind.DOCUMENT_MOVED, at, address=moved_to)


def _is_settled(document: Document, place: int, moved_to: str) -> bool:
    good = Capture.objects.filter(document=document, state=CaptureState.VERIFIED).order_by("-pk")
    captures = list(good.values_list("captured_at", "fetch_ids")[:_LOOKED_AT])
    fetches = Fetch.objects.in_bulk([ids[place] for _, ids in captures if place < len(ids)])
    times: list[datetime] = []
    for captured_at, ids in captures:
        fetch = fetches.get(ids[place]) if place < len(ids) else None
        if fetch is None or _moved_to(fetch) != moved_to:
            break
        times.append(captured_at)
    return len(times) >= MOVED_CAPTURES and times[0] - times[-1] >= MOVED_FOR


def _moved_to(fetch: Fetch) -> str:
    """Return where the page has moved for good; "" where it hasn't, or only to another spelling of its address."""
    moved_to = str(fetch.facts.get("moved_to") or "")
    return "" if not moved_to or same_place(str(fetch.facts.get("requested", "")), moved_to) else moved_to
