"""Shows what would be read of a document before it is read for good: two fetches that must agree, and the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from governance.capture.adding import Proposal
from governance.capture.declarations.sources import DeclaredSource
from governance.capture.fetching.fetched import Fetched, FetchFailed
from governance.capture.fetching_loop import Clock, OpenFetcher, Outcome
from governance.capture.gate.attempts import AttemptState, DocumentReading, GateVerdict, Known
from governance.capture.gate.checks import CaptureAttempt, is_mostly_links, judge_attempt
from governance.capture.gate.left_out import said_of_left_out
from governance.capture.out_of_turn import NotAsked, Sleep, WantedPage, fetch_out_of_turn
from governance.capture.reading import body_fetched, read_document
from governance.capture.schedule.intervals import INTERVAL
from governance.capture.schedule.politeness import SHORTEST_DELAY, time_for_all
from governance.comparison import parse
from governance.comparison.text.languages import name_of_language
from governance.models import CaptureHost, SourcePage

# So that a worker of duties, which has five minutes, ends by itself.
LONGEST = timedelta(minutes=2)


class NotPreviewed(Exception):
    """Nothing can be said of a document, since it was not asked for; the message says why."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What two fetches of a document came to. `text` is what the first one gave, "" where it gave nothing."""

    text: str
    title: str
    verdict: GateVerdict
    warnings: list[str]


def preview(proposal: Proposal, *, open_fetcher: OpenFetcher, clock: Clock, sleep: Sleep) -> Preview:
    """Fetch the pages twice, as their hosts allow it, and return what was read and what is odd about it.

    Nothing is stored. Raises BadDeclaration, and NotPreviewed if a host can't be asked within two minutes.
    """
    proposal = proposal.as_asked()
    declared = proposal.checked()
    count = len(proposal.addresses)
    awaited = [page.awaited for page in declared.pages] if declared else [()] * count
    pages = [WantedPage(*page) for page in zip(proposal.addresses, [proposal.language] * count, awaited, strict=True)]
    wanted = pages * 2
    came: dict[int, Outcome] = {}
    ends_at = clock() + LONGEST
    for place, outcome in fetch_out_of_turn(
        wanted, open_fetcher=open_fetcher, clock=clock, sleep=sleep, ends_at=ends_at
    ):
        if isinstance(outcome, NotAsked):
            raise NotPreviewed(str(outcome))
        came[place] = outcome
    rounds = [[came[place] for place in range(count)], [came[count + place] for place in range(count)]]
    readings, verdicts = [], []
    for outcomes in rounds:
        reading, verdict = first_reading(outcomes, declared, language=proposal.language)
        readings.append(reading)
        verdicts.append(verdict)
    verdict = next((found for found in verdicts if not found.is_good), verdicts[0])
    warnings = [*_differences(readings, verdicts), *_of_pages(rounds[0]), *_load(proposal.addresses)]
    if any(map(is_mostly_links, readings)):
        warnings.insert(0, "It is mostly links: a list of documents, perhaps, and not one of them.")
    if said := said_of_left_out(readings[0].left_out):
        warnings.insert(0, said)
    return Preview(readings[0].markdown, readings[0].title, verdict, warnings)


def first_reading(
    outcomes: Sequence[Outcome], declared: DeclaredSource | None, *, language: str
) -> tuple[DocumentReading, GateVerdict]:
    """Return the text of a document of which nothing is known yet, made of what its pages gave, and the verdict."""
    bodies = [body_fetched(outcome) for outcome in outcomes]
    is_whole = not any(isinstance(outcome, FetchFailed) for outcome in outcomes)
    reading = read_document(bodies, declared) if is_whole else DocumentReading()
    answers = [body.answer for body in bodies]
    attempt = CaptureAttempt(answers, reading, Known(), expected_language=name_of_language(language))
    return reading, judge_attempt(attempt)


def _differences(readings: Sequence[DocumentReading], verdicts: Sequence[GateVerdict]) -> list[str]:
    if any(verdict.state in (AttemptState.FAILING, AttemptState.BLOCKED) for verdict in verdicts):
        return []
    first, second = (parse(reading.markdown) for reading in readings)
    return [] if first.digest == second.digest else ["Two fetches in a row gave two texts."]


def _of_pages(outcomes: Sequence[Outcome]) -> list[str]:
    said = []
    for outcome in outcomes:
        if isinstance(outcome, Fetched):
            said += [f"{outcome.requested}: {str(warning).replace('_', ' ')}." for warning in outcome.warnings]
            if outcome.moved_to:
                said.append(f"{outcome.requested} has moved for good to {outcome.moved_to}.")
    return said


def _load(addresses: Sequence[str]) -> list[str]:
    """Say of hosts with very many pages that these will be read more rarely than was promised."""
    said = []
    names = [(urlsplit(address).hostname or "").lower() for address in addresses]
    for name in sorted(set(names)):
        known = SourcePage.objects.filter(host__name=name, due_at__isnull=False).exclude(address__in=addresses).count()
        host = CaptureHost.objects.filter(name=name).first()
        crawl_delay = host.crawl_delay if host else None
        if time_for_all(known + names.count(name), SHORTEST_DELAY, crawl_delay) > INTERVAL:
            said.append(f"{name} has so many pages that they can't all be read every six hours.")
    return said
