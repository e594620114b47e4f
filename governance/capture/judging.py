"""Judges what was fetched: a good text goes to the record, anything else to the health of the document.

A document is judged when each of its pages was fetched since the last time, or at once when one of them failed, by the
worker that has claimed it. Judging twice does no harm: the record knows the bytes, and only the claim that stands is
written down.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, transaction

from governance.capture.declarations.sources import DeclaredSource
from governance.capture.evidence.records import write_record
from governance.capture.extraction.extracted import EXTRACTOR_VERSION
from governance.capture.gate.attempts import AttemptState as Came
from governance.capture.gate.attempts import DocumentReading, GateVerdict, Known
from governance.capture.gate.checks import CaptureAttempt, judge_attempt
from governance.capture.gate.looks import NEW_TEXT, Look, after_looks
from governance.capture.health.events import note_moves, note_state
from governance.capture.held_readings import bring_agreed, hold_reading, provisions_that_differ, waiting_reading
from governance.capture.outages import came_of_our_own_outage, is_our_own_outage
from governance.capture.reading import PageBody, body_of, read_document
from governance.capture.routes import BROWSER, open_in_browser, pages_for_a_browser
from governance.capture.schedule.documents_to_judge import (
    JudgingClaim,
    claim_documents,
    give_back,
    hold_document,
    let_document_go,
)
from governance.capture.schedule.intervals import (
    INTERVAL,
    due_after_failure,
    due_for_another_look,
    due_for_confirmation,
    next_due,
)
from governance.capture.schedule.leases import make_due
from governance.capture.schedule.pace import interval_of
from governance.capture.sources import declared_source
from governance.capture.storing.away import StorageAway
from governance.capture.storing.raw_bodies import why_away
from governance.comparison import parse
from governance.comparison.text.languages import language_of_blocks, name_of_language
from governance.models import (
    Capture,
    CaptureHealth,
    CaptureState,
    Document,
    Fetch,
    HeldReading,
    PageOfDocument,
    RawBody,
    SourcePage,
    StoredText,
    Version,
)
from governance.record.moving import NotContinued
from governance.record.recorded import Recorded
from governance.record.versions import HistoryMoved, record_version

logger = structlog.get_logger(__name__)
AT_ONCE, CLAIMED_TOGETHER = 200, 5
LONGEST_RUN = timedelta(minutes=3)
REMEMBERED = 10
# Captures that earlier wordings of a document are looked for in: about a week of them.
LOOKED_BACK = 40
_TRIES = 3


def judge_due(now: datetime) -> dict[str, int]:
    """Judge documents of which something was fetched, and return counts by what it came to.

    At most two hundred and for three minutes at most; the others come with the next run. An error that nobody expected
    keeps no other document waiting: it is raised when the others have been judged.
    """
    counts: Counter[str] = Counter()
    unexpected: Exception | None = None
    with closing(_claimed(now)) as claims:
        for claim in claims:
            try:
                state = judge_document(claim, now)
            except StorageAway as away:  # what came is judged when it can be read again
                logger.error("capture_storage_away", error=str(away), document=claim.document_id)
                counts["storage_away"] += 1
                give_back([claim])
                if why_away():
                    break
                continue  # one frame that can't be read keeps no other document waiting
            except (OperationalError, InterfaceError):
                raise
            except Exception as error:
                logger.exception("capture_not_judged", document=claim.document_id)
                unexpected = unexpected or error
                continue
            counts.update([state] if state else ())
    if unexpected is not None:
        raise unexpected
    return dict(counts)


def _claimed(now: datetime) -> Generator[JudgingClaim, None, None]:
    """Yield one document after another that is ours to judge. What the caller leaves is given back."""
    started, begun, last = time.monotonic(), 0, 0
    while (passed := timedelta(seconds=time.monotonic() - started)) < LONGEST_RUN and begun < AT_ONCE:
        claims = claim_documents(limit=CLAIMED_TOGETHER, now=now + passed, after=last)
        if not claims:
            return
        begun, last = begun + len(claims), claims[-1].document_id
        try:
            while claims:
                yield claims.pop(0)
        finally:
            give_back(claims)


def judge_document(claim: JudgingClaim, now: datetime) -> str:
    """Judge what was fetched of one document; return the state that it came to, "" if that is still to come."""
    related = ("last_capture", "good_capture__stored_text")
    of_document = ("document__platform", "document__collection", "document__current_version")
    health = CaptureHealth.objects.select_related(*related, *of_document).get(pk=claim.document_id)
    document = health.document
    fetches = _fetches_of(document)
    if not _is_complete(fetches, health.last_capture):
        let_document_go(claim)
        return ""
    failed = [fetch for fetch in fetches if not fetch.is_readable]
    if failed and is_our_own_outage(now):
        give_back([claim])  # looked at again when it is over
        return ""
    if ours := [fetch.page_id for fetch in failed if came_of_our_own_outage(fetch.ended_at, now)]:
        make_due(ours, now)  # what failed for our own fault says nothing: it is fetched again
        let_document_go(claim)
        return ""
    declared, digest = declared_source(document)
    work = _Work(claim, document, health, fetches, declared, digest, document.current_version_id)
    found = _same_as_before(work)
    if found is None:
        bodies = [body_of(fetch) for fetch in fetches]
        found = _found(work, bodies, now)
        to_open = pages_for_a_browser(fetches, bodies, found.verdict, was_opened=work.was_opened)
        if to_open:  # what came plainly is not the last word
            open_in_browser(to_open, now)
            let_document_go(claim)
            return ""
    brought = _record(work, found.text, now=now) if found.verdict.is_good else _Brought()
    return _write_down(work, found, brought, now)


@dataclass(frozen=True, slots=True)
class _Work:
    claim: JudgingClaim
    document: Document
    health: CaptureHealth
    fetches: Sequence[Fetch]
    declared: DeclaredSource | None
    declaration_digest: str
    version_before: int | None

    @property
    def captured_at(self) -> datetime:
        return max(fetch.ended_at for fetch in self.fetches)

    @property
    def came_by_browser(self) -> bool:
        """Whether a page was opened in a browser, which is done only after it gave nothing plainly."""
        return any(fetch.route == BROWSER for fetch in self.fetches)

    @property
    def was_opened(self) -> bool:
        """Whether it is declared to be opened in a browser, or its last good text came from one."""
        good = self.health.good_capture
        is_declared = self.declared is not None and self.declared.executes_scripts
        return is_declared or (good is not None and Fetch.objects.filter(pk__in=good.fetch_ids, route=BROWSER).exists())

    @property
    def raw_ids(self) -> list[str | None]:
        """The bytes that came, or that a server said still stand, page by page."""
        return [_raw_id(fetch) for fetch in self.fetches]

    @property
    def fetch_key(self) -> str:
        return ",".join(str(fetch.pk) for fetch in self.fetches)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the fetches came to: a verdict, the text, and what later captures are measured by."""

    verdict: GateVerdict
    text: bytes
    figures: Mapping[str, Any]


def _same_as_before(work: _Work) -> _Found | None:
    """Return what the last good capture came to, if the very same bytes came and are read in the same way."""
    good = work.health.good_capture
    if good is None or work.health.state != CaptureState.VERIFIED or not _is_read_alike(good, work):
        return None
    before = Fetch.objects.select_related("page__accepted_fetch").in_bulk(good.fetch_ids)
    raw_ids = [_raw_id(before[pk]) if pk in before else None for pk in good.fetch_ids]
    if None in raw_ids or raw_ids != work.raw_ids or good.stored_text is None:
        return None
    return _Found(GateVerdict(Came.VERIFIED), good.stored_text.data, good.figures)


def _raw_id(fetch: Fetch) -> str | None:
    return (fetch.whole_answer or fetch).raw_id


def _found(work: _Work, bodies: Sequence[PageBody], now: datetime) -> _Found:
    """Read the fetches and judge what they are."""
    is_readable = all(fetch.is_readable for fetch in work.fetches)
    attempt = CaptureAttempt(
        [body.answer for body in bodies],
        read_document(bodies, work.declared) if is_readable else DocumentReading(),
        replace(_known(work.document, work.health, now), routes_failed=2 if work.came_by_browser else 1),
        expected_language=name_of_language(work.document.language),
        has_browser=work.came_by_browser,
        is_for_a_browser=work.declared is not None and work.declared.executes_scripts,
    )
    verdict = _after_looks(judge_attempt(attempt), attempt, work)
    text = attempt.reading.markdown.encode()
    return _Found(verdict, text, _figures(attempt) if text else {})


def _fetches_of(document: Document) -> list[Fetch]:
    """Return the last fetch of each page in the order of the pages; empty if one was never fetched."""
    places = PageOfDocument.objects.filter(document=document).order_by("position")
    last = list(places.values_list("page__last_fetch_id", flat=True))
    if None in last:
        return []
    related = ("page", "raw", "raw__base", "page__accepted_fetch", "page__accepted_fetch__raw")
    fetches = Fetch.objects.select_related(*related).in_bulk([pk for pk in last if pk is not None])
    return [fetches[pk] for pk in last if pk is not None]


def _is_complete(fetches: Sequence[Fetch], last: Capture | None) -> bool:
    """Whether each page was fetched since the last capture, or one failed since then."""
    judged = set(last.fetch_ids) if last else set()
    fresh = [fetch for fetch in fetches if fetch.pk not in judged]
    return bool(fresh) and (len(fresh) == len(fetches) or any(not fetch.is_readable for fetch in fresh))


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
        word_counts=tuple(int(one.figures.get("words", 0)) for one in good),
        final_addresses=frozenset(address for one in good for address in one.figures.get("final", ())),
        sibling_digests=frozenset(
            digest for digest in siblings.values_list("current_version__normal_digest", flat=True) if digest
        ),
        own_digests=frozenset(Version.objects.filter(document=document).values_list("normal_digest", flat=True)),
        failing_for=failing_for,
        attempts_failed=health.attempts_failed,
    )


def _after_looks(verdict: GateVerdict, attempt: CaptureAttempt, work: _Work) -> GateVerdict:
    """Return the verdict in the light of what earlier fetches of the document brought."""
    if verdict.state not in (Came.VERIFIED, Came.SUSPECT):
        return verdict
    read = Capture.objects.filter(document=work.document, state__in=(CaptureState.VERIFIED, CaptureState.SUSPECT))
    earlier = [
        Look(captured_at, code, str(figures.get("digest", "")))
        for captured_at, code, figures in read.order_by("-pk").values_list("captured_at", "verdict", "figures")[
            :LOOKED_BACK
        ]
    ]
    current = work.document.current_version
    good = work.health.good_capture
    return after_looks(
        verdict,
        attempt.digest,
        at=work.captured_at,
        earlier=earlier,
        current=current.normal_digest if current else "",
        is_declared_anew=good is not None and good.declaration_sha256 != work.declaration_digest,
    )


@dataclass(frozen=True, slots=True)
class _Brought:
    """What the record made of a good text: the version that it is; or why it waits, and how many provisions differ."""

    version: Version | None = None
    cause_to_wait: str = ""
    difference_count: int = 0


def _record(work: _Work, text: bytes, *, now: datetime) -> _Brought:
    """Hand a good text to the record, unless it may differ only because it is read otherwise than the last one."""
    if cause := _cause_to_wait(work, now=now):
        differing = provisions_that_differ(work.document, text.decode())
        if differing:
            return _Brought(None, cause, len(differing))
        try:
            bring_agreed(work.document, text, captured_at=work.captured_at, source_count=len(work.fetches), now=now)
        except NotContinued:
            return _Brought(None, cause)
        work.document.refresh_from_db()
    else:
        kind = "first" if work.document.current_version_id is None else "change"
        _brought(work, text, kind=kind, captured_at=work.captured_at, now=now)
    return _Brought(work.document.current_version)


def _cause_to_wait(work: _Work, *, now: datetime) -> str:
    """Return why a text that differs from the record can't be taken for a change of it; "" if it can."""
    document = work.document
    if document.collection_id is not None:
        return HeldReading.Cause.COLLECTION
    if document.current_version_id is None:
        return ""
    if held := waiting_reading(document):
        return held.cause
    verified = Capture.objects.filter(document=document, state=CaptureState.VERIFIED)
    good = work.health.good_capture or verified.order_by("-pk").first()
    if good is not None and (_is_read_alike(good, work) or _read_again(work, good, now=now)):
        return ""
    return HeldReading.Cause.READ_OTHERWISE


def _is_read_alike(good: Capture, work: _Work) -> bool:
    is_declared_alike = good.declaration_sha256 == work.declaration_digest and len(good.fetch_ids) == len(work.fetches)
    return good.extractor_version == EXTRACTOR_VERSION and is_declared_alike


def _read_again(work: _Work, good: Capture, *, now: datetime) -> bool:
    """Read what was accepted last in the new way first, so that only what the platform changed is told as a change.

    Return False if that can't be done: its bytes are gone, or what is declared now does not fit them.
    """
    fetches = Fetch.objects.select_related("page", "raw", "raw__base").in_bulk(good.fetch_ids)
    if len(fetches) < len(good.fetch_ids) or len(good.fetch_ids) != len(work.fetches):
        return False
    bodies = [body_of(fetches[pk]) for pk in good.fetch_ids]
    reading = read_document(bodies, work.declared)
    if not reading.markdown:
        return False
    _brought(work, reading.markdown.encode(), kind="technical", captured_at=good.captured_at, now=now)
    return True


def _brought(work: _Work, text: bytes, *, kind: str, captured_at: datetime, now: datetime) -> None:
    document = work.document
    for _ in range(_TRIES):
        recorded = Recorded(
            document=document,
            data=text,
            captured_at=captured_at,
            kind=kind,
            source_count=len(work.fetches),
            published_at=now if kind == "change" else None,
        )
        try:
            record_version(recorded, now=now)
            return
        except HistoryMoved:
            document.refresh_from_db()
    raise HistoryMoved(document.public_id)


def _write_down(work: _Work, found: _Found, brought: _Brought, now: datetime) -> str:
    """Write the capture, the health that follows, what was accepted, and when the pages are due; return the state.

    Writes nothing and returns "" if the claim stands no more. Hosts are locked before the health, as by whoever ends a
    fetch.
    """
    verdict, version = found.verdict, brought.version
    state = CaptureState(verdict.state.value)
    with transaction.atomic():
        _fetch_again(work, verdict)
        health = hold_document(work.claim)
        if health is None:
            transaction.set_rollback(True)
            logger.warning("judged_too_late", document=work.document.public_id)
            return ""
        capture = _stored_capture(work, found, version, now)
        write_record(capture, work.fetches)
        if brought.cause_to_wait:
            hold_reading(capture, cause=brought.cause_to_wait, difference_count=brought.difference_count, now=now)
        note_state(work.document, health.state, state, work.captured_at)
        begins_a_run = not verdict.is_good and health.state != state
        _renew(health, capture, verdict, now)
        if verdict.is_good:
            _accept(work)
            note_moves(work.document, work.fetches, work.captured_at)
        is_new_version = version is not None and version.pk != work.version_before
        if begins_a_run or is_new_version or brought.cause_to_wait:
            _keep_for_ever(work)
    return state.value


def _stored_capture(work: _Work, found: _Found, version: Version | None, now: datetime) -> Capture:
    return Capture.objects.create(
        document=work.document,
        captured_at=work.captured_at,
        judged_at=now,
        fetch_ids=[fetch.pk for fetch in work.fetches],
        fetch_key=work.fetch_key,
        declaration_sha256=work.declaration_digest,
        extractor_version=EXTRACTOR_VERSION,
        state=found.verdict.state.value,
        verdict=found.verdict.code,
        reason=found.verdict.reason,
        warnings=sorted({str(one) for fetch in work.fetches for one in fetch.facts.get("warnings", ())}),
        stored_text=_stored_text(found.text),
        figures=found.figures,
        version=version,
    )


def _stored_text(text: bytes) -> StoredText | None:
    if not text:
        return None
    known = StoredText.objects.defer("compressed").filter(pk=hashlib.sha256(text).hexdigest()).first()
    if known is None:
        known = StoredText.of(text)
        StoredText.objects.bulk_create([known], ignore_conflicts=True)
    return known


def _figures(attempt: CaptureAttempt) -> dict[str, object]:
    reading = attempt.reading
    return {
        "words": reading.word_count,
        "title": reading.title,
        "heading": reading.first_heading,
        "language": language_of_blocks(parse(reading.markdown).blocks),
        "link_share": round(reading.link_share, 4),
        "digest": attempt.digest,
        "final": [answer.final for answer in attempt.answers],
    }


def _fetch_again(work: _Work, verdict: GateVerdict) -> None:
    """Let all pages be fetched when the first of them is, so that a text is never made of pages of different hours."""
    page_ids = [fetch.page_id for fetch in work.fetches]
    pages = SourcePage.objects.filter(pk__in=page_ids).values_list("due_at", flat=True)
    planned = [at for at in pages if at is not None and at > work.captured_at]
    due = list(planned)
    interval = interval_of(work.document, work.captured_at)
    if due and interval < INTERVAL:
        due.append(next_due(work.document.pk, work.captured_at, interval))
    if verdict.code == NEW_TEXT:
        due.append(due_for_confirmation(work.document.pk, work.captured_at))
    elif verdict.state == Came.SUSPECT:
        due.append(due_for_another_look(work.document.pk, work.captured_at, _looks(work)))
    elif verdict.state == Came.FAILING:
        failed = work.health.attempts_failed + 1
        due.append(due_after_failure(work.document.pk, work.captured_at, failed, interval))
    if due and planned != [min(due)] * len(page_ids):
        make_due(page_ids, min(due))


def _looks(work: _Work) -> int:
    """Return how many captures in a row, this suspicious one included, were suspicious."""
    before = Capture.objects.filter(document=work.document).order_by("-pk").values_list("state", flat=True)[:4]
    return 1 + sum(1 for _ in takewhile(lambda state: state == CaptureState.SUSPECT, before))


def _renew(health: CaptureHealth, capture: Capture, verdict: GateVerdict, now: datetime) -> None:
    """Bring the held health of a document up to its last capture, and end the claim."""
    good = health.good_capture
    if verdict.state.value != health.state:
        health.since = now
    health.state, health.verdict, health.reason = verdict.state.value, verdict.code, verdict.reason
    health.last_capture = capture
    if verdict.is_good:
        health.good_capture, health.failing_since, health.attempts_failed = capture, None, 0
        health.told_at = None
    else:
        health.failing_since = health.failing_since or (good.captured_at if good else capture.captured_at)
        health.attempts_failed += 1
    health.lease_until = None
    health.save()


def _accept(work: _Work) -> None:
    """Note the whole answers that an accepted capture was made from: what servers may compare with from now on."""
    for fetch in work.fetches:
        if fetch.outcome == "":
            SourcePage.objects.filter(pk=fetch.page_id).update(accepted_fetch=fetch)


def _keep_for_ever(work: _Work) -> None:
    """Keep the bytes of what became a version, and of what a run of bad verdicts began with."""
    RawBody.objects.filter(pk__in=[raw_id for raw_id in work.raw_ids if raw_id]).update(is_kept=True)
