"""Reads pages in a browser, where `fetching.fetcher` reads them plainly: one at a time, each in its own context."""

import asyncio
from collections.abc import AsyncIterator, Callable, Container, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

import structlog

from governance.capture.browser.alone import folder_for_socket
from governance.capture.browser.devtools import DevToolsRefused
from governance.capture.browser.program import BrowserFailed, Chromium, start_chromium, why_no_own_network
from governance.capture.browser.rendering import PagePatience, RenderedPage, languages_sent
from governance.capture.fetching.asking import Asking
from governance.capture.fetching.fetched import FailureCode, Fetched, FetchFailed, Validators, after_hops
from governance.capture.fetching.fetcher import GOOD
from governance.capture.fetching.page import kept_headers
from governance.capture.fetching.retry_after import read_retry_after
from governance.capture.fetching.robots import Robots, RobotsCache
from governance.capture.fetching.settings import FetchSettings
from outbound.client import GuardedTransport, tls_context
from outbound.guard import Guard
from outbound.ip_addresses import AddressRule, Endpoint
from outbound.proxy import ForwardProxy, ProxyLimits, ProxyPass
from outbound.resolving import Resolver
from outbound.web_addresses import WebAddressRefused, check_web_address

logger = structlog.get_logger(__name__)
CAPTURES_OF_A_BROWSER = 50
MEMORY_OF_A_BROWSER = 600 * 2**20
# Within one capture: then the browser ends at once.
MOST_MEMORY = 1_500 * 2**20
_WATCHED_EVERY = 1.0
_CLOSE_SECONDS = 5.0


class BrowserFetcher:
    """Opens pages in a browser that starts with the first of them, and anew when it has done much or grown large."""

    def __init__(
        self,
        *,
        program: str,
        proxy: ForwardProxy,
        endpoint: Endpoint | Path,
        robots: Robots,
        settings: FetchSettings,
        now: Callable[[], datetime],
        patience: PagePatience | None = None,
        limits: ProxyLimits | None = None,
        more_flags: tuple[str, ...] = (),
    ) -> None:
        self._program = program
        self._proxy = proxy
        self._endpoint = endpoint
        self._robots = robots
        self._settings = settings
        self._now = now
        self._patience = patience or PagePatience()
        self._limits = limits or ProxyLimits(most_bytes=settings.page_bytes, seconds=settings.total_seconds)
        self._more_flags = more_flags
        self._turn = asyncio.Lock()
        self._chromium: Chromium | None = None
        self._captures = 0

    async def fetch(
        self,
        address: str,
        *,
        language: str | None = None,
        validators: Validators | None = None,
        awaited: Sequence[str] = (),
    ) -> Fetched:
        """Return the page as a plain fetcher does; a browser can't be told that nothing changed."""
        return await self.render(address, language=language, awaited=awaited)

    async def render(self, address: str, *, language: str | None = None, awaited: Sequence[str] = ()) -> Fetched:
        """Return the page as it stands when its text is still, or raise FetchFailed.

        `awaited` are CSS selectors: each must find something, and what they find must stand still.
        """
        async with self._turn:
            started_at, page = self._now(), None
            try:
                async with asyncio.timeout(self._settings.total_seconds):
                    check_web_address(address, ports=self._settings.ports)
                    chromium = await self._running()
                    passed = self._proxy.admit(self._limits)
                    async with _watched(chromium), self._context(chromium, passed) as page:
                        language = language or self._settings.language
                        markup = await page.open(address, language=language, awaited=awaited)
                        return await self._fetched(page, address, markup, language, started_at)
            except FetchFailed as error:
                failed = error
            except WebAddressRefused as refused:
                failed = FetchFailed(FailureCode.ADDRESS, str(refused))
            except TimeoutError:
                seconds = self._settings.total_seconds
                failed = FetchFailed(FailureCode.TIMEOUT, f"The page was not there after {seconds:g} seconds.")
            except BrowserFailed as error:
                failed = FetchFailed(FailureCode.PROTOCOL, str(error))
            except (ConnectionError, DevToolsRefused) as error:
                failed = FetchFailed(FailureCode.PROTOCOL, f"The browser gave the page up: {error}")
            failed.requested, failed.hops = address, tuple(page.hops) if page else ()
            failed.reason = after_hops(failed.reason, failed.hops)
            failed.started_at, failed.ended_at = started_at, self._now()
            raise failed

    async def close(self) -> None:
        """End the browser."""
        if self._chromium is not None:
            await self._chromium.end()
            self._chromium = None

    async def _running(self) -> Chromium:
        """Return the browser, a new one where the last has ended, done its share, or grown."""
        if self._chromium is not None:
            is_spent = self._captures >= CAPTURES_OF_A_BROWSER or not self._chromium.is_running
            if is_spent or await asyncio.to_thread(self._chromium.resident_bytes) > MEMORY_OF_A_BROWSER:
                await self.close()
        if self._chromium is None:
            self._captures = 0
            self._chromium = await start_chromium(
                self._program,
                proxy=self._endpoint,
                user_agent=self._settings.user_agent,
                more_flags=self._more_flags,
            )
        self._captures += 1
        return self._chromium

    @asynccontextmanager
    async def _context(self, chromium: Chromium, passed: ProxyPass) -> AsyncIterator[RenderedPage]:
        """Give an empty page that shares nothing with any other; all of it is gone at the end."""
        send = chromium.devtools.send
        context = ""
        try:
            context = (await send("Target.createBrowserContext", disposeOnDetach=True))["browserContextId"]
            await send("Browser.setDownloadBehavior", behavior="deny", browserContextId=context)
            made = await send("Target.createTarget", url="about:blank", browserContextId=context)
            target = made["targetId"]
            session = (await send("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
            # The first frame of a target has its name.
            yield RenderedPage(chromium.devtools, session, target, passed, self._robots, self._settings, self._patience)
        finally:
            await asyncio.shield(self._leave(chromium, context, passed))

    async def _leave(self, chromium: Chromium, context: str, passed: ProxyPass) -> None:
        await self._proxy.dismiss(passed)
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                if context:
                    await chromium.devtools.send("Target.disposeBrowserContext", browserContextId=context)
        except (TimeoutError, ConnectionError, DevToolsRefused):
            await self.close()

    async def _fetched(
        self, page: RenderedPage, address: str, markup: str, language: str, started_at: datetime
    ) -> Fetched:
        """Return what came, or raise FetchFailed with it where the answer was no good one."""
        response, robots = page.response, page.allowed
        if not response or robots is None:
            raise FetchFailed(FailureCode.PROTOCOL, "The browser has no page.")
        headers = {name.lower(): str(value) for name, value in response.get("headers", {}).items()}
        body = markup.encode("utf-8", "replace")
        protocol = str(response.get("protocol", ""))
        final = str(check_web_address(str(response["url"]), ports=self._settings.ports))
        # What is taken is UTF-8, whatever came; these say of the answer what isn't true of it.
        kept = kept_headers(headers) | {"content-type": "text/html; charset=utf-8"}
        for name in ("content-encoding", "content-length", "etag", "last-modified"):
            kept.pop(name, None)
        fetched = Fetched(
            requested=address,
            final=final,
            hops=tuple(page.hops),
            started_at=started_at,
            ended_at=self._now(),
            status=int(response["status"]),
            http_version={"h2": "HTTP/2"}.get(protocol, protocol.upper()),
            headers=kept,
            body=body,
            wire_length=page.passed.byte_count,
            media_type="text/html",
            charset="utf-8",
            text=markup,
            replacement_count=markup.count("\ufffd"),
            peer=page.passed.peers.get(check_web_address(final, ports=self._settings.ports).host, ""),
            tls=await page.tls(),
            user_agent=self._settings.user_agent,
            accept_language=languages_sent(language),
            validators=None,
            robots=robots.decision,
            crawl_delay=robots.crawl_delay,
            warnings=(),
        )
        if fetched.status in GOOD:
            return fetched
        raise FetchFailed(
            FailureCode.STATUS,
            f"The server answered {fetched.status}.",
            status=fetched.status,
            retry_after=read_retry_after(headers.get("retry-after", ""), now=self._now()),
            answer=fetched,
        )


@asynccontextmanager
async def _watched(chromium: Chromium) -> AsyncIterator[None]:
    """End the browser as soon as it takes far too much memory."""

    async def watch() -> None:
        while await asyncio.to_thread(chromium.resident_bytes) <= MOST_MEMORY:
            await asyncio.sleep(_WATCHED_EVERY)
        await chromium.end()

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


@asynccontextmanager
async def open_browser_fetcher(
    *,
    program: str,
    settings: FetchSettings,
    robots: RobotsCache,
    permissions: Container[str] = frozenset(),
    rule: AddressRule | None = None,
    now: Callable[[], datetime],
) -> AsyncIterator[BrowserFetcher]:
    """Give a fetcher with a proxy and, once it is needed, a browser of its own; all is ended at the end."""
    allow = rule or AddressRule()
    resolver = Resolver()
    transport = GuardedTransport(Guard(resolve=resolver.resolve, allow=allow), tls=tls_context())
    proxy = ForwardProxy(resolve=resolver.resolve, allow=allow, ports=settings.ports)
    asking = Asking(transport=transport, settings=settings)
    known = Robots(asking=asking, settings=settings, cache=robots, permissions=permissions, now=now)
    try:
        async with listening(proxy) as endpoint:
            fetcher = BrowserFetcher(
                program=program, proxy=proxy, endpoint=endpoint, robots=known, settings=settings, now=now
            )
            try:
                yield fetcher
            finally:
                await fetcher.close()
    finally:
        await proxy.close()
        await transport.aclose()
        resolver.close()


@asynccontextmanager
async def listening(proxy: ForwardProxy) -> AsyncIterator[Endpoint | Path]:
    """Let the proxy listen on a socket, where the browser can have a network of its own, else on a port; give where."""
    reason = await asyncio.to_thread(why_no_own_network)
    if reason:
        logger.warning("browser_shares_our_network", reason=reason)
        yield await proxy.start()
        return
    with folder_for_socket() as socket:
        await proxy.start_at(socket)
        yield socket
