"""Writes down what a capture came to: its row and record, the health that follows, and when its pages are due."""

import hashlib
from datetime import datetime
from itertools import takewhile

import structlog
from django.db import transaction

from governance.capture.evidence.records import write_record
from governance.capture.extraction.extracted import EXTRACTOR_VERSION
from governance.capture.findings import Found
from governance.capture.gate.attempts import AttemptState as Came
from governance.capture.gate.attempts import GateVerdict
from governance.capture.gate.looks import NEW_TEXT
from governance.capture.health.events import note_moves, note_state
from governance.capture.held_readings import hold_reading
from governance.capture.schedule.documents_to_judge import hold_document
from governance.capture.schedule.intervals import (
    INTERVAL,
    due_after_failure,
    due_for_another_look,
    due_for_confirmation,
    next_due,
)
from governance.capture.schedule.leases import make_due
from governance.capture.schedule.pace import interval_of
from governance.capture.to_the_record import Brought
from governance.capture.under_judgement import Judged
from governance.models import Capture, CaptureHealth, CaptureState, RawBody, SourcePage, StoredText, Version

logger = structlog.get_logger(__name__)


def write_down(judged: Judged, found: Found, brought: Brought, now: datetime) -> str:
    """Write the capture, the health that follows, what was accepted, and when the pages are due; return the state.

    Writes nothing and returns "" if the claim stands no more. Hosts are locked before the health, as by whoever ends a
    fetch.
    """
    verdict, version = found.verdict, brought.version
    state = CaptureState(verdict.state.value)
    with transaction.atomic():
        _fetch_again(judged, verdict)
        health = hold_document(judged.claim)
        if health is None:
            transaction.set_rollback(True)
            logger.warning("judged_too_late", document=judged.document.public_id)
            return ""
        capture = _stored_capture(judged, found, version, now)
        write_record(capture, judged.fetches)
        if brought.cause_to_wait:
            hold_reading(capture, cause=brought.cause_to_wait, difference_count=brought.difference_count, now=now)
        note_state(judged.document, health, state, judged.captured_at)
        begins_a_run = not verdict.is_good and health.state != state
        _renew(health, capture, verdict, now)
        if verdict.is_good:
            _accept(judged)
            note_moves(judged.document, judged.fetches, judged.captured_at)
        is_new_version = version is not None and version.pk != judged.version_before
        if begins_a_run or is_new_version or brought.cause_to_wait:
            _keep_for_ever(judged)
    return state.value


def _stored_capture(judged: Judged, found: Found, version: Version | None, now: datetime) -> Capture:
    return Capture.objects.create(
        document=judged.document,
        captured_at=judged.captured_at,
        judged_at=now,
        fetch_ids=[fetch.pk for fetch in judged.fetches],
        fetch_key=judged.fetch_key,
        declaration_sha256=judged.declaration_digest,
        extractor_version=EXTRACTOR_VERSION,
        state=found.verdict.state.value,
        verdict=found.verdict.code,
        reason=found.verdict.reason,
        warnings=_warnings(judged, found),
        stored_text=_stored_text(found.text),
        figures=found.figures,
        version=version,
    )


def _warnings(judged: Judged, found: Found) -> list[str]:
    """Return what is odd about a capture: as the fetches of its pages say, and then what an operator should read."""
    of_fetches = sorted({str(one) for fetch in judged.fetches for one in fetch.facts.get("warnings", ())})
    return [*of_fetches, *found.figures.get("notes", ())]


def _stored_text(text: bytes) -> StoredText | None:
    if not text:
        return None
    known = StoredText.objects.defer("compressed").filter(pk=hashlib.sha256(text).hexdigest()).first()
    if known is None:
        known = StoredText.of(text)
        StoredText.objects.bulk_create([known], ignore_conflicts=True)
    return known


def _fetch_again(judged: Judged, verdict: GateVerdict) -> None:
    """Let all pages be fetched when the first of them is, so that a text is never made of pages of different hours."""
    page_ids = [fetch.page_id for fetch in judged.fetches]
    pages = SourcePage.objects.filter(pk__in=page_ids).values_list("due_at", flat=True)
    planned = [at for at in pages if at is not None and at > judged.captured_at]
    due = list(planned)
    interval = interval_of(judged.document, judged.captured_at)
    if due and interval < INTERVAL:
        due.append(next_due(judged.document.pk, judged.captured_at, interval))
    if verdict.code == NEW_TEXT:
        due.append(due_for_confirmation(judged.document.pk, judged.captured_at))
    elif verdict.state == Came.SUSPECT:
        due.append(due_for_another_look(judged.document.pk, judged.captured_at, _looks(judged)))
    elif verdict.state == Came.FAILING:
        failed = judged.health.attempts_failed + 1
        due.append(due_after_failure(judged.document.pk, judged.captured_at, failed, interval))
    if due and planned != [min(due)] * len(page_ids):
        make_due(page_ids, min(due))


def _looks(judged: Judged) -> int:
    """Return how many captures in a row, this suspicious one included, were suspicious."""
    before = Capture.objects.filter(document=judged.document).order_by("-pk").values_list("state", flat=True)[:4]
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


def _accept(judged: Judged) -> None:
    """Note the whole answers that an accepted capture was made from: what servers may compare with from now on."""
    for fetch in judged.fetches:
        if fetch.outcome == "":
            SourcePage.objects.filter(pk=fetch.page_id).update(accepted_fetch=fetch)


def _keep_for_ever(judged: Judged) -> None:
    """Keep the bytes of what became a version, and of what a run of bad verdicts began with."""
    RawBody.objects.filter(pk__in=[raw_id for raw_id in judged.raw_ids if raw_id]).update(is_kept=True)
