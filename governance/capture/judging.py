"""Judges what was fetched: a good text goes to the record, anything else to the health of the document.

A document is judged when each of its pages was fetched since the last time, or at once when one of them failed, by the
worker that has claimed it. Judging twice does no harm: the record knows the bytes, and only the claim that stands is
written down.
"""

import time
from collections import Counter
from collections.abc import Generator
from contextlib import closing
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError

from governance.capture.findings import find, same_as_before
from governance.capture.outages import came_of_our_own_outage, is_our_own_outage
from governance.capture.outcomes import write_down
from governance.capture.reading import body_of
from governance.capture.routes import open_in_browser, pages_for_a_browser
from governance.capture.schedule.documents_to_judge import JudgingClaim, claim_documents, give_back, let_document_go
from governance.capture.schedule.leases import make_due
from governance.capture.sources import declared_source
from governance.capture.storing.away import StorageAway
from governance.capture.storing.raw_bodies import why_away
from governance.capture.to_the_record import Brought, record_good_text
from governance.capture.under_judgement import Judged, fetches_of, is_complete, places_in
from governance.models import CaptureHealth

logger = structlog.get_logger(__name__)
AT_ONCE, CLAIMED_TOGETHER = 200, 5
LONGEST_RUN = timedelta(minutes=3)


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
    fetches = fetches_of(document)
    if not is_complete(fetches, health.last_capture):
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
    judged = Judged(claim, document, health, fetches, declared, digest, document.current_version_id)
    found = same_as_before(judged)
    if found is None:
        bodies = [body_of(fetch) for fetch in fetches]
        found = find(judged, bodies, now)
        to_open = pages_for_a_browser(fetches, bodies, found.verdict, was_opened=judged.was_opened)
        if to_open:  # what came plainly is not the last word
            open_in_browser(to_open, now)
            let_document_go(claim)
            return ""
    brought = Brought()
    if found.verdict.is_good:
        places = places_in(found.figures)
        brought = record_good_text(judged, found.text, places, now=now, was_misread=found.was_misread)
    return write_down(judged, found, brought, now)
