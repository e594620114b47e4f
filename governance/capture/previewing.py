"""Shows what would be read of a document before it is read for good: two fetches that must agree, and the text."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from governance.capture.declarations.sources import DeclaredSource
from governance.capture.fetching.fetched import Fetched, FetchFailed
from governance.capture.fetching.robots import RobotsInMemory
from governance.capture.gate.attempts import AttemptState, DocumentReading, GateVerdict, Known
from governance.capture.gate.checks import CaptureAttempt, judge_attempt
from governance.capture.reading import body_fetched, read_document
from governance.capture.rounds import Clock, FetchesPages, OpenFetcher
from governance.capture.schedule.intervals import INTERVAL
from governance.capture.schedule.politeness import SHORTEST_DELAY, USUAL_SERVICE, delay_that_bears
from governance.comparison import parse
from governance.comparison.text.languages import name_of_language
from governance.models import CaptureHost, SourcePage


@dataclass(frozen=True, slots=True)
class Preview:
    """What two fetches of a document came to. `text` is what the first one gave, "" where it gave nothing."""

    text: str
    title: str
    verdict: GateVerdict
    warnings: list[str]

    @property
    def is_good(self) -> bool:
        """Whether the document can be read from now on without another thought."""
        return self.verdict.is_good and not self.warnings


def preview(
    addresses: Sequence[str],
    declared: DeclaredSource | None,
    *,
    language: str,
    open_fetcher: OpenFetcher,
    clock: Clock,
    pause: float = SHORTEST_DELAY.total_seconds(),
) -> Preview:
    """Fetch the pages twice and return what was read and what is odd about it. Nothing is stored.

    `pause` is the seconds between two requests.
    """
    permitted = frozenset(CaptureHost.objects.exclude(permission="").values_list("name", flat=True))
    rounds = asyncio.run(_fetched(addresses, language, permitted, open_fetcher, clock, pause))
    readings, verdicts = [], []
    for outcomes in rounds:
        bodies = [body_fetched(outcome) for outcome in outcomes]
        is_whole = not any(isinstance(outcome, FetchFailed) for outcome in outcomes)
        reading = read_document(bodies, declared) if is_whole else DocumentReading()
        attempt = CaptureAttempt(
            [body.answer for body in bodies], reading, Known(), expected_language=name_of_language(language)
        )
        readings.append(reading)
        verdicts.append(judge_attempt(attempt))
    verdict = next((found for found in verdicts if not found.is_good), verdicts[0])
    warnings = [*_differences(readings, verdicts), *_of_pages(rounds[0]), *_load(addresses)]
    return Preview(readings[0].markdown, readings[0].title, verdict, warnings)


async def _fetched(
    addresses: Sequence[str],
    language: str,
    permitted: frozenset[str],
    open_fetcher: OpenFetcher,
    clock: Clock,
    pause: float,
) -> list[list[Fetched | FetchFailed]]:
    async with open_fetcher(RobotsInMemory(), permitted, clock) as fetcher:
        first = await _once(fetcher, addresses, language, pause)
        await asyncio.sleep(pause)
        return [first, await _once(fetcher, addresses, language, pause)]


async def _once(
    fetcher: FetchesPages, addresses: Sequence[str], language: str, pause: float
) -> list[Fetched | FetchFailed]:
    outcomes: list[Fetched | FetchFailed] = []
    for place, address in enumerate(addresses):
        if place:
            await asyncio.sleep(pause)
        try:
            outcomes.append(await fetcher.fetch(address, language=language))
        except FetchFailed as failed:
            outcomes.append(failed)
    return outcomes


def _differences(readings: Sequence[DocumentReading], verdicts: Sequence[GateVerdict]) -> list[str]:
    if any(verdict.state in (AttemptState.FAILING, AttemptState.BLOCKED) for verdict in verdicts):
        return []
    first, second = (parse(reading.markdown) for reading in readings)
    return [] if first.digest == second.digest else ["Two fetches in a row gave two texts."]


def _of_pages(outcomes: Sequence[Fetched | FetchFailed]) -> list[str]:
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
    for name in sorted({(urlsplit(address).hostname or "").lower() for address in addresses}):
        known = SourcePage.objects.filter(host__name=name, due_at__isnull=False).exclude(address__in=addresses).count()
        if delay_that_bears(known + len(addresses), USUAL_SERVICE, INTERVAL) is None:
            said.append(f"{name} has so many pages that they can't all be read every six hours.")
    return said
