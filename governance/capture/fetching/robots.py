"""What a host's robots.txt lets us ask for (RFC 9309), and how long its answer is good for."""

import asyncio
import math
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

import httpx2
from protego import Protego

from governance.capture.fetching.asking import REDIRECTS, Asking, failures_by_code, read_answer
from governance.capture.fetching.fetched import FailureCode, FetchFailed, RobotsDecision
from governance.capture.fetching.retry_after import read_retry_after
from governance.capture.fetching.settings import FetchSettings
from outbound.web_addresses import WebAddress, check_web_address, follow

MOST_REDIRECTS = 5  # RFC 9309, 2.3.1.2
TOO_MANY_REQUESTS = 429
# Above this it is parsed on a thread: 500 KB take a fifth of a second.
PARSED_AT_ONCE = 32 * 1024
FORBIDDEN = (RobotsDecision.DISALLOWED, RobotsDecision.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class KnownRobots:
    """What is known of an origin's robots.txt. `text` is the last copy that could be had, "" where there is none to
    have (4xx), and None before the first; `failing_since` is when it first couldn't be had after that.
    """

    text: str | None
    checked_at: datetime
    failing_since: datetime | None = None


class RobotsCache(Protocol):
    """Where what is known is kept, by origin (`https://example.com`)."""

    async def get(self, origin: str) -> KnownRobots | None:
        """Return what was put last, or None."""

    async def put(self, origin: str, known: KnownRobots) -> None:
        """Keep it in place of what was there."""


class RobotsInMemory:
    """A cache for one run."""

    def __init__(self) -> None:
        self.known: dict[str, KnownRobots] = {}

    async def get(self, origin: str) -> KnownRobots | None:
        return self.known.get(origin)

    async def put(self, origin: str, known: KnownRobots) -> None:
        self.known[origin] = known


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """Whether a page may be asked for, why, and how long its host wants between two requests."""

    decision: RobotsDecision
    crawl_delay: timedelta | None = None
    failure: FetchFailed | None = None

    def check(self) -> None:
        """Raise FetchFailed where the page may not be asked for.

        Where the host can't be reached at all, that is the reason, and not its robots.txt.
        """
        if self.decision not in FORBIDDEN:
            return
        if self.failure is not None:
            raise self.failure
        raise FetchFailed(FailureCode.ROBOTS, "The host's robots.txt asks us not to read this page.")


class Robots:
    """Asks each host for its robots.txt when it is due, and says what it lets us read.

    `permissions` holds the hosts that let us read them by agreement, as the operator recorded it.
    """

    def __init__(
        self,
        *,
        asking: Asking,
        settings: FetchSettings,
        cache: RobotsCache,
        permissions: Container[str],
        now: Callable[[], datetime],
    ) -> None:
        self._asking = asking
        self._settings = settings
        self._cache = cache
        self._permissions = permissions
        self._now = now

    async def ask(self, address: WebAddress) -> RobotsAnswer:
        """Return what robots.txt says of the page: a copy of at most a day, or the last one while there is no other."""
        known, failure = await self._known(address)
        if known.text is None:
            assert known.failing_since is not None
            is_given_up = self._now() - known.failing_since >= self._settings.robots_given_up_after
            answer = RobotsAnswer(
                RobotsDecision.GIVEN_UP if is_given_up else RobotsDecision.UNREACHABLE, failure=failure
            )
        else:
            rules = await _parse(known.text)
            is_allowed = rules.can_fetch(str(address), self._settings.product)
            decision = RobotsDecision.ALLOWED if is_allowed else RobotsDecision.DISALLOWED
            answer = RobotsAnswer(decision, _delay(rules.crawl_delay(self._settings.product)))
        if answer.decision in FORBIDDEN and address.host in self._permissions:
            return RobotsAnswer(RobotsDecision.PERMITTED, answer.crawl_delay)
        return answer

    async def _known(self, address: WebAddress) -> tuple[KnownRobots, FetchFailed | None]:
        now = self._now()
        known = await self._cache.get(address.origin)
        if known and known.failing_since is None and now - known.checked_at < self._settings.robots_stay_fresh:
            return known, None
        failure = None
        try:
            known = KnownRobots(await self._fetch(address), now)
        except FetchFailed as failed:
            failure = failed
            since = known.failing_since if known and known.failing_since else now
            known = KnownRobots(known.text if known else None, now, since)
        await self._cache.put(address.origin, known)
        return known, failure

    async def _fetch(self, address: WebAddress) -> str:
        """Return the file's text, "" where there is none, or raise FetchFailed where that can't be known."""
        try:
            async with asyncio.timeout(self._settings.robots_seconds):
                with failures_by_code():
                    return await self._follow(
                        check_web_address(f"{address.origin}/robots.txt", ports=frozenset({address.port}))
                    )
        except TimeoutError as error:
            raise FetchFailed(FailureCode.TIMEOUT, "The server took too long over its robots.txt.") from error

    async def _follow(self, address: WebAddress) -> str:
        for _ in range(MOST_REDIRECTS + 1):
            async with self._asking.ask(address, self._settings.headers(None) | {"Accept": "text/plain"}) as response:
                if response.status_code in REDIRECTS and "location" in response.headers:
                    address = follow(address, response.headers["location"], ports=self._settings.ports)
                    continue
                return await self._text(response)
        return ""

    async def _text(self, response: httpx2.Response) -> str:
        status = response.status_code
        if status == TOO_MANY_REQUESTS or status >= 500:
            raise FetchFailed(
                FailureCode.ROBOTS,
                f"The host answered {status} for its robots.txt, so that nothing may be read now.",
                status=status,
                retry_after=read_retry_after(response.headers.get("retry-after", ""), now=self._now()),
            )
        if not 200 <= status < 300:
            return ""
        body = await read_answer(response, limit=self._settings.robots_bytes, may_be_cut=True)
        text = body.decoded.decode("utf-8", "replace").removeprefix("\ufeff")
        # A rule that was cut in two would say something else.
        return text[: max(text.rfind("\n"), text.rfind("\r")) + 1] if body.was_cut else text


async def _parse(text: str) -> Protego:
    return _rules(text) if len(text) < PARSED_AT_ONCE else await asyncio.to_thread(_rules, text)


@lru_cache(maxsize=64)
def _rules(text: str) -> Protego:
    return Protego.parse(text)


def _delay(seconds: float | None) -> timedelta | None:
    if seconds is None or not math.isfinite(seconds) or seconds <= 0:
        return None
    return timedelta(seconds=min(seconds, 24 * 3600))
