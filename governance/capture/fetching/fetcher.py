"""Fetches a page: robots.txt first, redirects by hand, one deadline around everything."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Container, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import httpx2

from governance.capture.fetching.asking import REDIRECTS, Asking, failures_by_code, read_answer
from governance.capture.fetching.fetched import (
    NOT_MODIFIED,
    PDF,
    FailureCode,
    Fetched,
    FetchFailed,
    Hop,
    Validators,
    after_hops,
)
from governance.capture.fetching.page import Visit, media_type_of, page_of, peer_of
from governance.capture.fetching.retry_after import read_retry_after
from governance.capture.fetching.robots import Robots, RobotsAnswer, RobotsCache
from governance.capture.fetching.settings import FetchSettings
from outbound.bodies import BodyRefused, ReadBody
from outbound.client import GuardedTransport, tls_context
from outbound.guard import Guard
from outbound.ip_addresses import AddressRule
from outbound.resolving import Resolver
from outbound.web_addresses import WebAddress, WebAddressRefused, check_web_address, follow

# 202 is what some walls against robots answer with, and 206 a part that nobody asked for.
GOOD = (200, 203)


class Fetcher:
    """Fetches pages by one transport. Pages have nothing in common but connections and what robots.txt said."""

    def __init__(
        self,
        *,
        transport: httpx2.AsyncBaseTransport,
        settings: FetchSettings,
        robots: RobotsCache,
        permissions: Container[str] = frozenset(),
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._now = now
        self._asking = Asking(transport=transport, settings=settings)
        self._robots = Robots(asking=self._asking, settings=settings, cache=robots, permissions=permissions, now=now)

    async def fetch(
        self,
        address: str,
        *,
        language: str | None = None,
        validators: Validators | None = None,
        awaited: Sequence[str] = (),
    ) -> Fetched:
        """Return the page, or raise FetchFailed.

        Validators are those of the accepted capture; give none where the text is wanted whatever happens. `awaited` is
        for browsers.
        """
        visit = Visit(
            requested=address,
            headers=self._settings.headers(language),
            validators=validators,
            started_at=self._now(),
        )
        try:
            async with asyncio.timeout(self._settings.total_seconds):
                with failures_by_code():
                    return await self._follow(visit)
        except TimeoutError:
            seconds = self._settings.total_seconds
            failed = FetchFailed(FailureCode.TIMEOUT, f"The page was not there after {seconds:g} seconds.")
        except FetchFailed as error:
            failed = error
        failed.requested, failed.hops = address, tuple(visit.hops)
        failed.reason = after_hops(failed.reason, failed.hops)
        failed.started_at, failed.ended_at = visit.started_at, self._now()
        raise failed

    async def fetch_document(
        self,
        addresses: Sequence[str],
        *,
        language: str | None = None,
        validators: Mapping[str, Validators] | None = None,
        pause: Callable[[], Awaitable[None]] | None = None,
    ) -> list[Fetched]:
        """Return all pages of a document in their order, or raise FetchFailed of the first that is not there.

        `pause` is awaited between two pages: they are mostly of one host. ValueError for a page that is given twice.
        """
        if len({str(check_web_address(address, ports=self._settings.ports)) for address in addresses}) < len(addresses):
            raise ValueError("A page stands in the document twice.")
        pages = []
        for part, address in enumerate(addresses):
            if part and pause:
                await pause()
            try:
                pages.append(await self.fetch(address, language=language, validators=(validators or {}).get(address)))
            except FetchFailed as failed:
                failed.part = part
                raise
        return pages

    async def _follow(self, visit: Visit) -> Fetched:
        address = check_web_address(visit.requested, ports=self._settings.ports)
        for _ in range(self._settings.most_redirects + 1):
            robots = await self._robots.ask(address)
            robots.check()
            headers = visit.headers | _conditions(address, visit.validators)
            async with self._asking.ask(address, headers, cookies=visit.cookies) as response:
                if response.status_code not in REDIRECTS or "location" not in response.headers:
                    return await self._take(visit, address, response, robots)
                following = self._following(address, response)
                visit.hops.append(Hop(response.status_code, str(address), str(following), peer_of(response)))
                if _same_site(address, following):
                    visit.cookies.extract_cookies(response)
                else:
                    visit.cookies = httpx2.Cookies()
                address = following
        raise FetchFailed(
            FailureCode.REDIRECTS, f"After {self._settings.most_redirects} redirects there is still no page."
        )

    def _following(self, address: WebAddress, response: httpx2.Response) -> WebAddress:
        location = response.headers["location"]
        try:
            return follow(address, location, ports=self._settings.ports)
        except WebAddressRefused as error:
            said = f"It is a redirect ({response.status_code}) to {location[:200]!a}, where we don't go. {error}"
            raise FetchFailed(FailureCode.ADDRESS, said, status=response.status_code) from error

    async def _take(
        self, visit: Visit, address: WebAddress, response: httpx2.Response, robots: RobotsAnswer
    ) -> Fetched:
        status = response.status_code
        if status == NOT_MODIFIED and _conditions(address, visit.validators):
            return page_of(visit, address, response, ReadBody(b"", 0), robots, now=self._now())
        if status == NOT_MODIFIED:
            raise FetchFailed(
                FailureCode.NOT_MODIFIED, "The server says that nothing changed, and was not asked.", status=status
            )
        if status in GOOD:
            is_pdf = media_type_of(response) == PDF
            limit = self._settings.pdf_bytes if is_pdf else self._settings.page_bytes
            body = await read_answer(response, limit=limit)
            return page_of(visit, address, response, body, robots, now=self._now())
        try:
            body = await read_answer(response, limit=self._settings.error_page_bytes, may_be_cut=True)
        except BodyRefused:
            body = ReadBody(b"", 0, was_cut=True)
        raise FetchFailed(
            FailureCode.STATUS,
            f"The server answered {status}.",
            status=status,
            retry_after=read_retry_after(response.headers.get("retry-after", ""), now=self._now()),
            answer=page_of(visit, address, response, body, robots, now=self._now()),
        )


@asynccontextmanager
async def open_fetcher(
    *,
    settings: FetchSettings,
    robots: RobotsCache,
    permissions: Container[str] = frozenset(),
    rule: AddressRule | None = None,
    now: Callable[[], datetime],
) -> AsyncIterator[Fetcher]:
    """Give a fetcher with a resolver, a guard and connections of its own; they are closed at the end."""
    resolver = Resolver()
    transport = GuardedTransport(Guard(resolve=resolver.resolve, allow=rule or AddressRule()), tls=tls_context())
    try:
        yield Fetcher(transport=transport, settings=settings, robots=robots, permissions=permissions, now=now)
    finally:
        await transport.aclose()
        resolver.close()


def _conditions(address: WebAddress, validators: Validators | None) -> dict[str, str]:
    """The headers that let the server say "not modified" (RFC 9110, 13), to the address they are from only."""
    if validators is None or validators.address != str(address):
        return {}
    both = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in both.items() if value}


def _same_site(one: WebAddress, other: WebAddress) -> bool:
    """Whether one host is the other or below it, and nothing goes from encrypted to plain: cookies may come along."""
    if one.scheme == "https" and other.scheme == "http":
        return False
    return one.host == other.host or one.host.endswith(f".{other.host}") or other.host.endswith(f".{one.host}")
