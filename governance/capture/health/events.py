"""Writes into the timeline of a document that it moved, can't be reached, is gone from its site, or is back.

A move is believed when the permanent redirects of three good captures, the last a day after the first, lead to the
same place. The document is read from its old address until the operator confirms the new one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from governance.capture.gate.checks import same_place
from governance.models import Capture, CaptureHealth, CaptureState, Document, Event, Fetch, SourcePage
from governance.monitoring import UNREAD_FOR
from governance.record.events import add_event

MOVED_CAPTURES, MOVED_FOR = 3, timedelta(hours=24)
_LOOKED_AT = 20
# What is said of a document that is away, and what when it is back.
_BACK: dict[str, str] = {
    Event.Kind.DOCUMENT_UNREACHABLE: Event.Kind.DOCUMENT_REACHABLE_AGAIN,
    Event.Kind.DOCUMENT_GONE: Event.Kind.DOCUMENT_APPEARED_AGAIN,
}


def note_state(document: Document, before: CaptureHealth, state: str, at: datetime) -> None:
    """Add the event that follows where a document is gone, can't be reached for UNREAD_FOR, or is there again.

    `before` is its health until now. Called in the transaction that writes the new one.
    """
    is_gone, is_there = state == CaptureState.GONE, state == CaptureState.VERIFIED
    if before.state == state if is_gone or is_there else not _is_unreachable(document, before, at):
        return
    last = _last_of(document, *_BACK, *_BACK.values())
    if is_there and last and last in _BACK:
        add_event(document, _BACK[last], at)
    elif is_gone and last != Event.Kind.DOCUMENT_GONE:
        add_event(document, Event.Kind.DOCUMENT_GONE, at)
    elif not is_gone and not is_there and last not in _BACK:
        add_event(document, Event.Kind.DOCUMENT_UNREACHABLE, at)


def _is_unreachable(document: Document, before: CaptureHealth, at: datetime) -> bool:
    """Whether watchers would be told that it can't be read: see `governance.monitoring.is_unread`."""
    since, verified_at = before.failing_since, document.last_verified_at
    return bool(since and at - since >= UNREAD_FOR) and not (verified_at and at - verified_at < UNREAD_FOR)


def _last_of(document: Document, *kinds: str) -> str | None:
    found = Event.objects.filter(document=document, kind__in=kinds).order_by("-occurred_at", "-pk")
    return found.values_list("kind", flat=True).first()


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
