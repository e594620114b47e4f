"""A good text goes to the record, unless it may differ only because it is read otherwise than before: then it waits."""

from dataclasses import dataclass
from datetime import datetime

from governance.capture.held_readings import bring_agreed, provisions_that_differ, waiting_reading
from governance.capture.reading import body_of, read_document
from governance.capture.under_judgement import Judged, is_read_alike
from governance.models import Capture, CaptureState, Fetch, HeldReading, Version
from governance.record.moving import NotContinued
from governance.record.recorded import Recorded
from governance.record.versions import HistoryMoved, record_version

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Brought:
    """What the record made of a good text: the version that it is; or why it waits, and how many provisions differ."""

    version: Version | None = None
    cause_to_wait: str = ""
    difference_count: int = 0


def record_good_text(judged: Judged, text: bytes, *, now: datetime, was_misread: bool = False) -> Brought:
    """Hand a good text to the record, unless it may differ only because it is read otherwise than the last one.

    `was_misread` tells that it is the last one, whose letters had been read in a wrong code: that is no change of it.
    """
    if cause := _cause_to_wait(judged, now=now):
        differing = provisions_that_differ(judged.document, text.decode())
        if differing:
            return Brought(None, cause, len(differing))
        try:
            bring_agreed(
                judged.document, text, captured_at=judged.captured_at, source_count=len(judged.fetches), now=now
            )
        except NotContinued:
            return Brought(None, cause)
        judged.document.refresh_from_db()
    else:
        kind = "technical" if was_misread else "change"
        kind = "first" if judged.document.current_version_id is None else kind
        _bring(judged, text, kind=kind, captured_at=judged.captured_at, now=now)
    return Brought(judged.document.current_version)


def _cause_to_wait(judged: Judged, *, now: datetime) -> str:
    """Return why a text that differs from the record can't be taken for a change of it; "" if it can."""
    document = judged.document
    if document.collection_id is not None:
        return HeldReading.Cause.COLLECTION
    if document.current_version_id is None:
        return ""
    if held := waiting_reading(document):
        return held.cause
    verified = Capture.objects.filter(document=document, state=CaptureState.VERIFIED)
    good = judged.health.good_capture or verified.order_by("-pk").first()
    if good is not None and (is_read_alike(good, judged) or _read_again(judged, good, now=now)):
        return ""
    return HeldReading.Cause.READ_OTHERWISE


def _read_again(judged: Judged, good: Capture, *, now: datetime) -> bool:
    """Record the last accepted pages once more, read in the new way, and return True.

    So the next text is compared with one that was read alike, and only what the platform changed is told. Return False
    if the bytes are gone, or if what is declared now does not fit them.
    """
    fetches = Fetch.objects.select_related("page", "raw", "raw__base").in_bulk(good.fetch_ids)
    if len(fetches) < len(good.fetch_ids) or len(good.fetch_ids) != len(judged.fetches):
        return False
    bodies = [body_of(fetches[pk]) for pk in good.fetch_ids]
    reading = read_document(bodies, judged.declared)
    if not reading.markdown:
        return False
    _bring(judged, reading.markdown.encode(), kind="technical", captured_at=good.captured_at, now=now)
    return True


def _bring(judged: Judged, text: bytes, *, kind: str, captured_at: datetime, now: datetime) -> None:
    document = judged.document
    for _ in range(_TRIES):
        recorded = Recorded(
            document=document,
            data=text,
            captured_at=captured_at,
            kind=kind,
            source_count=len(judged.fetches),
            published_at=now if kind == "change" else None,
        )
        try:
            record_version(recorded, now=now)
            return
        except HistoryMoved:
            document.refresh_from_db()
    raise HistoryMoved(document.public_id)
