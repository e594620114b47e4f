"""Tries documents that nobody has read yet, once each: for how many would the first capture be good, and if not, why?

Nothing becomes a version, and nothing is read from then on. Hosts are asked by their leases, as always.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import structlog
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from governance.capture.declarations.sources import BadDeclaration, read_source
from governance.capture.fetching_loop import Clock, OpenFetcher, Outcome
from governance.capture.gate.attempts import AttemptState, GateVerdict
from governance.capture.gate.checks import is_mostly_links
from governance.capture.out_of_turn import NotAsked, Sleep, WantedPage, fetch_out_of_turn
from governance.capture.previewing import first_reading
from governance.models import CaptureHealth, Declaration, Document, Platform

logger = structlog.get_logger(__name__)
# Some hosts have dozens of documents, and the schedule asks them too.
PATIENCE = timedelta(minutes=10)
_TOO_LITTLE = frozenset(("thin", "empty", "selection", "links", "scanned"))
_NOT_THERE = frozenset(("missing", "error_page", "media_type"))


class SurveyKind(StrEnum):
    """What a first capture comes to, in a word."""

    GOOD = "good"
    THIN = "thin"  # it came, and holds too little to be the document
    BLOCKED = "blocked"
    WRONG = "wrong"  # something else stands at its address, or nothing
    NEEDS_BROWSER = "needs_browser"
    UNREACHABLE = "unreachable"
    NOT_ASKED = "not_asked"
    BROKEN = "broken"  # we could not cope with it: the log says why


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What came of a document. `code` is that of the check that decided, "" of a good one; `reason` a sentence."""

    document: Document
    kind: SurveyKind
    code: str
    reason: str
    word_count: int


def documents_to_survey(*, platform: str = "") -> "QuerySet[Document]":
    """Return documents with an address, without a declaration, and never read by us, in the order of the catalogue."""
    is_declared = Exists(Declaration.objects.filter(document=OuterRef("pk"), valid_until=None))
    was_read = Exists(CaptureHealth.objects.filter(document=OuterRef("pk"), good_capture__isnull=False))
    documents = Document.objects.filter(~is_declared, ~was_read, platform__is_demonstration=False)
    documents = documents.exclude(source_urls=[]).exclude(state=Document.State.RETIRED)
    documents = documents.exclude(platform__status__in=(Platform.Status.MERGED, Platform.Status.DEFUNCT))
    if platform:
        documents = documents.filter(platform__slug=platform)
    return documents.select_related("platform").order_by("platform__slug", "document_type", "pk")


def survey(
    documents: Sequence[Document], *, open_fetcher: OpenFetcher, clock: Clock, sleep: Sleep
) -> Iterator[Surveyed]:
    """Fetch the pages of these documents once, and yield what each document comes to as soon as that is known.

    A page of several documents is fetched once.
    """
    needing: dict[WantedPage, list[Document]] = {}
    for document in documents:
        try:
            for address in document.source_urls:
                read_source({"fetch": address, "select": "body"}, own_pages=settings.CAPTURE_DEVELOPMENT_HOSTS)
        except BadDeclaration as error:
            yield Surveyed(document, SurveyKind.UNREACHABLE, "address", str(error), 0)
            continue
        for page in _pages(document):
            needing.setdefault(page, []).append(document)
    wanted = list(needing)
    came: dict[WantedPage, Outcome | NotAsked] = {}
    for place, outcome in fetch_out_of_turn(
        wanted, open_fetcher=open_fetcher, clock=clock, sleep=sleep, patience=PATIENCE
    ):
        came[wanted[place]] = outcome
        for document in list(needing[wanted[place]]):
            pages = _pages(document)
            if all(page in came for page in pages):
                yield _surveyed(document, [came[page] for page in pages])
                for page in pages:  # nobody holds the bodies of a thousand pages
                    needing[page].remove(document)
                    if not needing[page]:
                        del came[page]


def _pages(document: Document) -> list[WantedPage]:
    return [WantedPage(address, document.language) for address in dict.fromkeys(document.source_urls)]


def _surveyed(document: Document, outcomes: Sequence[Outcome | NotAsked]) -> Surveyed:
    fetched = [outcome for outcome in outcomes if not isinstance(outcome, NotAsked)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, NotAsked)]
    if refused:
        return Surveyed(document, SurveyKind.NOT_ASKED, "not_asked", str(refused[0]), 0)
    try:
        reading, verdict = first_reading(fetched, None, language=document.language)
    except Exception:  # one page that we can't cope with ends no survey of a thousand
        logger.exception("not_surveyed", document=document.public_id)
        return Surveyed(document, SurveyKind.BROKEN, "broken", "We could not cope with it: see the log.", 0)
    if verdict.is_good and is_mostly_links(reading):
        verdict = GateVerdict(AttemptState.SUSPECT, "links", "It is mostly links.")
    return Surveyed(document, _kind(verdict), verdict.code, verdict.reason, reading.word_count)


def _kind(verdict: GateVerdict) -> SurveyKind:
    if verdict.is_good:
        return SurveyKind.GOOD
    if verdict.state == AttemptState.BLOCKED:
        return SurveyKind.BLOCKED
    if verdict.state == AttemptState.NEEDS_BROWSER or verdict.code == "needs_scripts":
        return SurveyKind.NEEDS_BROWSER
    if verdict.code in _TOO_LITTLE:
        return SurveyKind.THIN
    if verdict.state == AttemptState.SUSPECT or verdict.code in _NOT_THERE:
        return SurveyKind.WRONG
    return SurveyKind.UNREACHABLE
