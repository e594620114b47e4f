"""Fetches run in a loop on a thread of its own; the database is asked from the calling thread only.

So no fetch waits for the database, and no statement of it for a server.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from governance.capture.fetching.encrypted_first import fetch_encrypted_first
from governance.capture.fetching.fetched import Fetched, FetchFailed, Validators
from governance.capture.fetching.robots import RobotsCache
from governance.capture.schedule.politeness import SHORTEST_DELAY

Clock = Callable[[], datetime]


class FetchesPages(Protocol):
    """What gives a page of an address, or raises FetchFailed: plainly, or with a browser."""

    async def fetch(
        self,
        address: str,
        *,
        language: str | None = None,
        validators: Validators | None = None,
        awaited: Sequence[str] = (),
    ) -> Fetched:
        """Return the page. A plain reader has nothing to do with the selectors that a browser waits for."""


OpenFetcher = Callable[[RobotsCache, frozenset[str], Clock], AbstractAsyncContextManager[FetchesPages]]
Outcome = Fetched | FetchFailed
_Result = TypeVar("_Result")


def clock_from(now: datetime) -> Clock:
    """Return a clock that stands at `now` and goes on from there with the machine's monotonic one."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


async def fetched_or_failed(
    fetcher: FetchesPages,
    address: str,
    language: str,
    *,
    validators: Validators | None = None,
    answers_https: bool | None = None,
    awaited: Sequence[str] = (),
) -> Outcome:
    """Fetch a page, by https first where it isn't known which way it answers; return what came or why it failed."""

    def fetch(address: str) -> Coroutine[Any, Any, Fetched]:
        return fetcher.fetch(address, language=language, validators=validators, awaited=awaited)

    try:
        pause = SHORTEST_DELAY.total_seconds()
        return await fetch_encrypted_first(fetch, address, answers_https=answers_https, pause=pause)
    except FetchFailed as failed:
        return failed


Run = Callable[[Coroutine[Any, Any, _Result]], "Future[_Result]"]


@contextmanager
def loop_on_a_thread() -> Iterator[Callable[[Coroutine[Any, Any, Any]], "Future[Any]"]]:
    """Give what runs a coroutine in a loop on a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="fetching", daemon=True)
    thread.start()
    try:
        yield lambda coroutine: asyncio.run_coroutine_threadsafe(coroutine, loop)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def opened(
    run: Callable[[Coroutine[Any, Any, Any]], "Future[Any]"],
    open_fetcher: OpenFetcher,
    robots: RobotsCache,
    permitted: frozenset[str],
    clock: Clock,
) -> Iterator[FetchesPages]:
    """Give a fetcher that lives in the loop, and close it there."""
    opening = open_fetcher(robots, permitted, clock)
    fetcher: FetchesPages = run(opening.__aenter__()).result()
    try:
        yield fetcher
    finally:
        run(_closed(opening)).result()


async def _closed(opening: AbstractAsyncContextManager[FetchesPages]) -> None:
    await opening.__aexit__(None, None, None)
