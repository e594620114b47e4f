"""Transports for httpx2 that dial through the guard only: no proxy of the environment, no retries, no redirects."""

import re
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpcore2
import httpx2
from h2.exceptions import H2Error

from outbound.guard import BlockingGuard, Guard

_HTTPCORE_ERRORS = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.UnsupportedProtocol,
)


_NEVER_IN_FIELDS = re.compile(rb"[\0\r\n]")
_MALFORMED = "a field of the answer holds a zero byte or a line break"


class TlsFailed(httpx2.ConnectError):
    """The connection stands and its encryption doesn't: a wrong name, an unknown authority, an old protocol."""


def tls_context() -> ssl.SSLContext:
    """What verifies a server by the machine's own authorities. Make it once: that takes milliseconds."""
    return ssl.create_default_context()


def machine_has_authorities() -> bool:
    """Whether the machine knows any certificate authority. Without the package ca-certificates every HTTPS fails."""
    paths = ssl.get_default_verify_paths()
    return bool(paths.cafile) or (paths.capath is not None and any(Path(paths.capath).iterdir()))


class GuardedTransport(httpx2.AsyncBaseTransport):
    """A transport that dials through the guard, for `httpx2.AsyncClient(transport=…)` or to be called by itself.

    Raises httpx2's errors, TlsFailed among them, and the guard's DialRefused and NameNotResolved.
    """

    def __init__(self, guard: Guard, *, tls: ssl.SSLContext, connections: int = 64, kept: int = 16) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=tls,
            http1=True,
            http2=True,
            max_connections=connections,
            max_keepalive_connections=kept,
            keepalive_expiry=5,
            retries=0,
            network_backend=guard,
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request. The caller reads the stream of the response, or closes it."""
        with _told_by_httpx2():
            response = await self._pool.handle_async_request(_for_httpcore(request))
            if _is_malformed(response.headers):
                await response.aclose()
                raise httpcore2.RemoteProtocolError(_MALFORMED)
        assert isinstance(response.stream, AsyncIterable)
        return httpx2.Response(
            response.status,
            headers=response.headers,
            stream=_AsyncStream(response.stream),
            extensions=dict(response.extensions),
            request=request,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()


class BlockingGuardedTransport(httpx2.BaseTransport):
    """The same for `httpx2.Client`."""

    def __init__(self, guard: BlockingGuard, *, tls: ssl.SSLContext, connections: int = 64, kept: int = 16) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls,
            max_connections=connections,
            max_keepalive_connections=kept,
            keepalive_expiry=5,
            retries=0,
            network_backend=guard,
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request. The caller reads the stream of the response, or closes it."""
        with _told_by_httpx2():
            response = self._pool.handle_request(_for_httpcore(request))
            if _is_malformed(response.headers):
                response.close()
                raise httpcore2.RemoteProtocolError(_MALFORMED)
        assert isinstance(response.stream, Iterable)
        return httpx2.Response(
            response.status,
            headers=response.headers,
            stream=_Stream(response.stream),
            extensions=dict(response.extensions),
            request=request,
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _AsyncStream(httpx2.AsyncByteStream):
    def __init__(self, parts: AsyncIterable[bytes]) -> None:
        self._parts = parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _told_by_httpx2():
            async for part in self._parts:
                yield part

    async def aclose(self) -> None:
        if hasattr(self._parts, "aclose"):
            await self._parts.aclose()


class _Stream(httpx2.SyncByteStream):
    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        with _told_by_httpx2():
            yield from self._parts

    def close(self) -> None:
        if hasattr(self._parts, "close"):
            self._parts.close()


def _is_malformed(fields: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a field holds what none may hold (RFC 9113, 8.2.1). For HTTP/1.1 h11 looks; for HTTP/2 nobody does."""
    return any(_NEVER_IN_FIELDS.search(part) for field in fields for part in field)


def _for_httpcore(request: httpx2.Request) -> httpcore2.Request:
    url = request.url
    return httpcore2.Request(
        request.method,
        httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


@contextmanager
def _told_by_httpx2() -> Iterator[None]:
    """Raise an error of httpcore2 as the one of the same name in httpx2, and a failed handshake as TlsFailed."""
    try:
        yield
    except _HTTPCORE_ERRORS as error:
        if error.args and isinstance(error.args[0], ssl.SSLError):
            raise TlsFailed(str(error)) from error
        raise getattr(httpx2, type(error).__name__)(str(error)) from error
    except H2Error as error:  # httpcore2 maps these up to the headers only, and not within a body
        raise httpx2.RemoteProtocolError(str(error)) from error
    except OSError as error:  # such as an ssl.SSLError within a body
        raise httpx2.ReadError(str(error)) from error
