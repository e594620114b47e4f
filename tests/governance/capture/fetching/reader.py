"""Who fetches from the local web in these tests."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from governance.capture.fetching.fetched import Fetched, FetchFailed
from governance.capture.fetching.fetcher import Fetcher
from governance.capture.fetching.robots import RobotsInMemory
from governance.capture.fetching.settings import FetchSettings
from tests.local_web import LocalWeb

SETTINGS = FetchSettings(
    product="Clausewatch", contact_page="https://watch.example/bot", contact_address="bot@watch.example"
)
MOMENT = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)


class Reader:
    """Fetches from a site as often as asked, by a clock and a memory of robots.txt of its own."""

    def __init__(self, web: LocalWeb, **settings: Any) -> None:
        self.web = web
        self.settings = replace(SETTINGS, **settings)
        self.robots = RobotsInMemory()
        self.permissions: set[str] = set()
        self.now = MOMENT

    def pass_time(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)

    def fetch(self, address: str, **how: Any) -> Fetched:
        return self.run(lambda fetcher: fetcher.fetch(address, **how))

    def fail(self, address: str, **how: Any) -> FetchFailed:
        with pytest.raises(FetchFailed) as caught:
            self.fetch(address, **how)
        return caught.value

    def fail_document(self, addresses: list[str], **how: Any) -> FetchFailed:
        with pytest.raises(FetchFailed) as caught:
            self.run(lambda fetcher: fetcher.fetch_document(addresses, **how))
        return caught.value

    def run(self, work: Callable[[Fetcher], Any]) -> Any:
        async def fetch() -> Any:
            transport = self.web.transport()
            fetcher = Fetcher(
                transport=transport,
                settings=self.settings,
                robots=self.robots,
                permissions=self.permissions,
                now=lambda: self.now,
            )
            try:
                return await work(fetcher)
            finally:
                await transport.aclose()

        return asyncio.run(fetch())
