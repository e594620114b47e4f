"""A good text goes to the record, unless it may differ only because it is read otherwise than before: then it waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from governance.capture.extraction.extracted import TextPlace
from governance.capture.held_readings import bring_agreed, provisions_that_differ, waiting_reading
from governance.capture.reading import body_of, read_document
from governance.capture.under_judgement import Judged, is_at_the_same_place, is_read_alike, places_in
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


def record_good_text(
    judged: Judged, text: bytes, places: Sequence[TextPlace], *, now: datetime, was_misread: bool = False
) -> Brought:
    """Hand a good text to the record, unless it may differ only because it is read otherwise than the last one.

    So it may if its `places` are others, since what stands beside a text is no change of it. `was_misread` tells that
    it is the last one, whose letters had been read in a wrong code: that is no change of it either.
    """
    if cause := _cause_to_wait(judged, places, now=now):
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


def _cause_to_wait(judged: Judged, places: Sequence[TextPlace], *, now: datetime) -> str:
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
    if good is None:
        return HeldReading.Cause.READ_OTHERWISE
    is_alike = is_read_alike(good, judged) and is_at_the_same_place(places_in(good.figures), places)
    if is_alike or _read_again(judged, good, places, now=now):
        return ""
    return HeldReading.Cause.READ_OTHERWISE


def _read_again(judged: Judged, good: Capture, places: Sequence[TextPlace], *, now: datetime) -> bool:
    """Record the last accepted pages once more, read in the new way and at the new places, and return True.

    So the next text is compared with one that was read alike, and only what the platform changed is told. Return False
    if the bytes are gone, or if what is declared now, or where the text stands now, does not fit them.
    """
    fetches = Fetch.objects.select_related("page", "raw", "raw__base").in_bulk(good.fetch_ids)
    if len(fetches) < len(good.fetch_ids) or len(good.fetch_ids) != len(judged.fetches):
        return False
    bodies = [body_of(fetches[pk]) for pk in good.fetch_ids]
    wanted = [place._replace(word_count=0) for place in places]  # kept with any number of words
    reading = read_document(bodies, judged.declared, before=wanted)
    if not reading.markdown or not is_at_the_same_place(reading.places, places):
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
