"""What the fetches of a document came to: a verdict, in the light of earlier captures, and its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from governance.capture.extraction.extracted import TextPlace
from governance.capture.gate.attempts import AttemptState as Came
from governance.capture.gate.attempts import DocumentReading, GateVerdict, Known
from governance.capture.gate.checks import CaptureAttempt, judge_attempt
from governance.capture.gate.left_out import said_of_left_out
from governance.capture.gate.looks import Look, after_looks, is_different_each_time
from governance.capture.gate.misread import is_misread
from governance.capture.gate.volatile import stable_text
from governance.capture.reading import PageBody, body_of, read_document
from governance.capture.under_judgement import Judged, is_at_the_same_place, is_read_alike, places_in, raw_id_of
from governance.comparison import parse
from governance.comparison.text.languages import language_of_blocks, name_of_language
from governance.models import Capture, CaptureHealth, CaptureState, Document, Fetch, Version

REMEMBERED = 10
# Captures that earlier wordings of a document are looked for in: about a week of them.
LOOKED_BACK = 40


@dataclass(frozen=True, slots=True)
class Found:
    """What the fetches came to: a verdict, the text, and what later captures are measured by.

    `was_misread` tells that it is the text that was known, and the letters of that were read in a wrong code.
    """

    verdict: GateVerdict
    text: bytes
    figures: Mapping[str, Any]
    was_misread: bool = False


def same_as_before(judged: Judged) -> Found | None:
    """Return what the last good capture came to, if the very same bytes came and are read in the same way."""
    good = judged.health.good_capture
    if good is None or judged.health.state != CaptureState.VERIFIED or not is_read_alike(good, judged):
        return None
    before = Fetch.objects.select_related("page__accepted_fetch").in_bulk(good.fetch_ids)
    raw_ids = [raw_id_of(before[pk]) if pk in before else None for pk in good.fetch_ids]
    if None in raw_ids or raw_ids != judged.raw_ids or good.stored_text is None:
        return None
    return Found(GateVerdict(Came.VERIFIED), good.stored_text.data, good.figures)


def find(judged: Judged, bodies: Sequence[PageBody], now: datetime) -> Found:
    """Read the fetches and judge what they are."""
    is_readable = all(fetch.is_readable for fetch in judged.fetches)
    attempt = CaptureAttempt(
        [body.answer for body in bodies],
        read_document(bodies, judged.declared, before=_places_before(judged)) if is_readable else DocumentReading(),
        replace(_known(judged.document, judged.health, now), routes_failed=2 if judged.came_by_browser else 1),
        expected_language=name_of_language(judged.document.language),
        has_browser=judged.came_by_browser,
        is_for_a_browser=judged.declared is not None and judged.declared.executes_scripts,
    )
    earlier = _earlier_looks(judged)
    verdict = _after_looks(judge_attempt(attempt), attempt, judged, earlier)
    made_of: tuple[str, ...] = ()
    if verdict.is_good and is_different_each_time(attempt.digest, earlier):
        attempt, made_of = _with_stable_text(attempt, judged)
    text = attempt.reading.markdown.encode()
    was_misread = is_misread(attempt.known.markdown, attempt.reading.markdown)
    return Found(verdict, text, {**_figures(attempt), "text_of": made_of} if text else {}, was_misread)


def _places_before(judged: Judged) -> Sequence[TextPlace]:
    """Return where the last good text stood, page by page; nothing if the document had other pages then.

    Where that was not kept its pages are read once more.
    """
    good = judged.health.good_capture
    if good is None or len(good.fetch_ids) != len(judged.fetches):
        return ()
    if places := places_in(good.figures):
        return places
    fetches = Fetch.objects.select_related("page", "raw", "raw__base").in_bulk(good.fetch_ids)
    bodies = [body_of(fetches[pk]) for pk in good.fetch_ids if pk in fetches]
    return read_document(bodies, judged.declared).places if len(bodies) == len(judged.fetches) else ()


def _known(document: Document, health: CaptureHealth, now: datetime) -> Known:
    """Return what is known of a document from its good captures, from its versions before the first of those."""
    good = list(Capture.objects.filter(document=document, state=CaptureState.VERIFIED).order_by("-pk")[:REMEMBERED])
    failing_for = now - health.failing_since if health.failing_since else timedelta(0)
    last = good[0] if good else None
    figures = last.figures if last else {}
    siblings = Document.objects.filter(platform=document.platform_id).exclude(pk=document.pk)
    return Known(
        markdown=last.stored_text.text if last and last.stored_text else "",
        title=str(figures.get("title", "")),
        first_heading=str(figures.get("heading", "")),
        language=str(figures.get("language", "")),
        link_share=float(figures.get("link_share", 0.0)),
        was_closed=bool(figures.get("closed", False)),
        word_counts=tuple(int(one.figures.get("words", 0)) for one in good),
        final_addresses=frozenset(address for one in good for address in one.figures.get("final", ())),
        sibling_digests=frozenset(
            digest for digest in siblings.values_list("current_version__normal_digest", flat=True) if digest
        ),
        own_digests=frozenset(Version.objects.filter(document=document).values_list("normal_digest", flat=True)),
        failing_for=failing_for,
        attempts_failed=health.attempts_failed,
    )


def _read(judged: Judged) -> QuerySet[Capture]:
    """Return the captures of the document that brought a text, the last one first."""
    with_text = (CaptureState.VERIFIED, CaptureState.SUSPECT)
    return Capture.objects.filter(document=judged.document, state__in=with_text).order_by("-pk")


def _earlier_looks(judged: Judged) -> list[Look]:
    rows = _read(judged).values_list("captured_at", "verdict", "figures")[:LOOKED_BACK]
    return [Look(captured_at, code, str(figures.get("digest", ""))) for captured_at, code, figures in rows]


def _with_stable_text(attempt: CaptureAttempt, judged: Judged) -> tuple[CaptureAttempt, tuple[str, ...]]:
    """Return the attempt without what the page wrote anew at each of three looks, where that can be told.

    With it come the ids of the captures that its text was made from beside its own pages.
    """
    good = judged.health.good_capture
    if good is None or good.stored_text is None or not is_read_alike(good, judged):
        return attempt, ()
    if not is_at_the_same_place(places_in(good.figures), attempt.reading.places):
        return attempt, ()
    looks = [one for one in _read(judged).select_related("stored_text")[:2] if one.stored_text]
    if len(looks) < 2:
        return attempt, ()
    looks.reverse()
    seen = [look.stored_text.text for look in looks if look.stored_text]
    text = stable_text(good.stored_text.text, [*seen, attempt.reading.markdown])
    if not text:
        return attempt, ()
    made_of = tuple(capture.public_id for capture in (good, *looks))
    return replace(attempt, reading=replace(attempt.reading, markdown=text)), made_of


def _after_looks(verdict: GateVerdict, attempt: CaptureAttempt, judged: Judged, earlier: Sequence[Look]) -> GateVerdict:
    """Return the verdict in the light of what earlier fetches of the document brought."""
    if verdict.state not in (Came.VERIFIED, Came.SUSPECT):
        return verdict
    current = judged.document.current_version
    good = judged.health.good_capture
    return after_looks(
        verdict,
        attempt.digest,
        at=judged.captured_at,
        earlier=earlier,
        current=current.normal_digest if current else "",
        is_declared_anew=good is not None and good.declaration_sha256 != judged.declaration_digest,
    )


def _figures(attempt: CaptureAttempt) -> dict[str, object]:
    reading = attempt.reading
    return {
        "words": reading.word_count,
        "title": reading.title,
        "heading": reading.first_heading,
        "language": language_of_blocks(parse(reading.markdown).blocks),
        "link_share": round(reading.link_share, 4),
        "digest": attempt.digest,
        "closed": reading.is_closed,
        "text_in": reading.places,
        "notes": [said for said in (said_of_left_out(reading.left_out),) if said],
        "final": [answer.final for answer in attempt.answers],
    }
