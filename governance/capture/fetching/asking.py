"""One request and its answer: sent by the guarded transport, within the time that each step may take."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import httpx2

from governance.capture.fetching.fetched import FailureCode, FetchFailed
from governance.capture.fetching.settings import FetchSettings
from outbound.bodies import BodyRefused, ReadBody, read_body
from outbound.client import TlsFailed
from outbound.guard import DialRefused
from outbound.resolving import NameNotResolved
from outbound.web_addresses import WebAddress, WebAddressRefused

BROKEN_OFF = (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError)
REDIRECTS = (301, 302, 303, 307, 308)


class Asking:
    """Sends requests. It keeps connections, and nothing else, from one request to the next."""

    def __init__(self, *, transport: httpx2.AsyncBaseTransport, settings: FetchSettings) -> None:
        self._transport = transport
        self._timeouts = {
            "connect": settings.connect_seconds,
            "read": settings.read_seconds,
            "write": settings.read_seconds,
            "pool": settings.total_seconds,
        }

    @asynccontextmanager
    async def ask(
        self, address: WebAddress, headers: Mapping[str, str], *, cookies: httpx2.Cookies | None = None
    ) -> AsyncIterator[httpx2.Response]:
        """Give the answer with its headers read and its body not; the connection is let go at the end."""
        try:
            request = httpx2.Request("GET", str(address), headers=headers, extensions={"timeout": self._timeouts})
        except httpx2.InvalidURL as error:
            raise WebAddressRefused("The address can't be read.") from error
        if cookies:
            cookies.set_cookie_header(request)
        response = await self._send(request)
        try:
            yield response
        finally:
            await response.aclose()

    async def _send(self, request: httpx2.Request) -> httpx2.Response:
        """Send it once more where the connection ends before an answer: the server may have given up a kept one just
        then, and asking twice changes nothing (RFC 9112, 9.3.1).
        """
        try:
            return await self._transport.handle_async_request(request)
        except BROKEN_OFF:
            return await self._transport.handle_async_request(request)


async def read_answer(response: httpx2.Response, *, limit: int, may_be_cut: bool = False) -> ReadBody:
    """Return the body of the answer, or raise BodyRefused: one that breaks off is truncated, not a short one."""
    try:
        return await read_body(
            response.aiter_raw(),
            content_encoding=response.headers.get("content-encoding", ""),
            content_length=response.headers.get("content-length", ""),
            wire_limit=limit,
            decoded_limit=limit,
            may_be_cut=may_be_cut,
        )
    except (httpx2.RemoteProtocolError, httpx2.ReadError) as error:
        raise BodyRefused("truncated", f"The connection broke off within the body: {error}.") from error


@contextmanager
def failures_by_code() -> Iterator[None]:
    """Raise whatever may go wrong on the way to a page as FetchFailed with its code."""
    try:
        yield
    except (WebAddressRefused, DialRefused) as error:
        raise FetchFailed(FailureCode.ADDRESS, str(error)) from error
    except NameNotResolved as error:
        raise FetchFailed(FailureCode.DNS, str(error)) from error
    except BodyRefused as error:
        raise FetchFailed(FailureCode(error.code), str(error)) from error
    except TlsFailed as error:
        raise FetchFailed(FailureCode.TLS, f"The encryption can't be trusted: {error}") from error
    except httpx2.TimeoutException as error:
        raise FetchFailed(FailureCode.TIMEOUT, "The server took too long.") from error
    except httpx2.ConnectError as error:
        raise FetchFailed(FailureCode.REFUSED, f"Nobody takes the connection: {error}") from error
    except httpx2.HTTPError as error:
        raise FetchFailed(FailureCode.PROTOCOL, f"The answer is not HTTP, or broke off: {error}") from error
