"""A browser of capture's own on the local web: what it may reach, and what the test's other listeners heard."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from governance.capture.browser.fetcher import BrowserFetcher, listening
from governance.capture.browser.program import why_no_browser
from governance.capture.browser.rendering import PagePatience
from governance.capture.fetching.asking import Asking
from governance.capture.fetching.fetched import Fetched, FetchFailed
from governance.capture.fetching.robots import Robots, RobotsInMemory
from outbound.proxy import ForwardProxy, ProxyLimits
from tests.governance.capture.fetching.reader import MOMENT, SETTINGS
from tests.local_web import LocalWeb

CHROMIUM = os.environ.get("CAPTURE_BROWSER", "/usr/lib/chromium/chromium")
# No test waits for a clock: these only bound what goes wrong.
QUICK = PagePatience(load=10, settled=3)


def needs_chromium() -> None:
    """Skip the test where no browser can be run, with the reason."""
    reason = why_no_browser(CHROMIUM)
    if reason:
        pytest.skip(f"{reason} apt-get install chromium")


class CapturingBrowser:
    """Renders pages of a web with one browser, which is ended after the work."""

    def __init__(self, web: LocalWeb, settings: Any = SETTINGS, **how: Any) -> None:
        self.web, self.settings, self.how = web, settings, how

    def render(self, address: str, **how: Any) -> Fetched:
        return self.run(lambda fetcher: fetcher.render(address, **how))

    def fail(self, address: str, **how: Any) -> FetchFailed:
        with pytest.raises(FetchFailed) as caught:
            self.render(address, **how)
        return caught.value

    def run(self, work: Callable[[BrowserFetcher], Any]) -> Any:
        async def run() -> Any:
            proxy = ForwardProxy(resolve=self.web.resolve, allow=self.web.rule)
            transport = self.web.transport()
            robots = Robots(
                asking=Asking(transport=transport, settings=self.settings),
                settings=self.settings,
                cache=RobotsInMemory(),
                permissions=frozenset(),
                now=lambda: MOMENT,
            )
            given = {"program": CHROMIUM, "patience": QUICK, "limits": ProxyLimits(seconds=60)} | self.how
            try:
                async with listening(proxy) as endpoint:
                    fetcher = BrowserFetcher(
                        proxy=proxy,
                        endpoint=endpoint,
                        robots=robots,
                        settings=self.settings,
                        now=lambda: MOMENT,
                        **given,
                    )
                    try:
                        return await work(fetcher)
                    finally:
                        await fetcher.close()
            finally:
                await proxy.close()
                await transport.aclose()

        # On a thread of its own: a page that playwright opened in this one has left its loop running here.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(run())).result()


def processes_of(home: str) -> list[str]:
    """The command lines of processes that work in this folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if home in line:
            found.append(line)
    return found
