"""A forward proxy on loopback that dials through the guard only: the one way out of a browser.

Whoever passes has a name and a password of their own, good for one capture, so that bytes and requests are counted for
each and cut at its limits. It speaks HTTP/1.1 as RFC 9110 (9.3.6, CONNECT) and RFC 9112 (3.2.2, absolute-form) have it,
and less of it than they allow: one request on a connection, and outside of a tunnel GET and HEAD only, without a body.
"""

import asyncio
import base64
import hmac
import secrets
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outbound.guard import Allow, DialRefused, choose_endpoints
from outbound.ip_addresses import WEB_PORTS, Endpoint
from outbound.proxy_messages import (
    STATUS_LINE,
    Fields,
    NotPassed,
    ProxyRequest,
    address_of,
    head_of,
    length_in,
    passed_on,
    read_fields,
    read_request,
)
from outbound.resolving import NameNotResolved, Resolve
from outbound.web_addresses import WebAddress

LONGEST_HEAD = 64 * 1024
LOOPBACK = "127.0.0.1"
MOST_INTERIM_ANSWERS = 10
MOST_NOTED = 50
MOST_NOTED_LETTERS = 300
NO_BODY = (204, 205, 304)
_READ = 64 * 1024


@dataclass(frozen=True, slots=True)
class ProxyLimits:
    """How much one capture may move in both directions together, how often it may ask, and for how long."""

    most_bytes: int = 8_000_000
    most_requests: int = 200
    seconds: float = 60


@dataclass(slots=True)
class ProxyPass:
    """What one capture has from the proxy: its credentials, and what was counted of it.

    `cut` names the limit that ended it (`bytes`, `requests`, `seconds`), "" while it is within. `peers` are the
    addresses that were dialled, by host. `refused` says of a host and port (`example.com:443`), or of an address that
    can't be read, why nothing was passed on at the last attempt: the error as RFC 9209 (2.3) names it, and a sentence.
    """

    limits: ProxyLimits
    ends_at: float
    user: str = field(default_factory=lambda: secrets.token_hex(8))
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    byte_count: int = 0
    request_count: int = 0
    cut: str = ""
    peers: dict[str, str] = field(default_factory=dict)
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)

    def _count_request(self) -> None:
        self.request_count += 1
        if self.cut or self.request_count > self.limits.most_requests:
            self.cut = self.cut or "requests"
            raise NotPassed(429, f"This capture is over its limit of {self.cut}.", "connection_limit_reached")

    def _count_bytes(self, count: int) -> None:
        self.byte_count += count
        if self.byte_count > self.limits.most_bytes:
            self.cut = self.cut or "bytes"
            raise _Cut

    def _note_refused(self, where: str, refused: "NotPassed") -> None:
        if len(self.refused) < MOST_NOTED:
            self.refused[where[:MOST_NOTED_LETTERS]] = (refused.error, str(refused))


class _Cut(Exception):
    """The capture has moved more than it may: its connections end."""


class ForwardProxy:
    """Listens on a loopback port or a Unix socket from `start` to `close`; nobody passes without what `admit` gives."""

    def __init__(
        self,
        *,
        resolve: Resolve,
        allow: Allow,
        ports: frozenset[int] = WEB_PORTS,
        connect_seconds: float = 10,
        head_seconds: float = 10,
    ) -> None:
        self._resolve = resolve
        self._allow = allow
        self._ports = ports
        self._connect_seconds = connect_seconds
        self._head_seconds = head_seconds
        self._passages: dict[str, ProxyPass] = {}
        self._at_work: dict[asyncio.Task[None], str] = {}
        self._server: asyncio.Server | None = None

    async def start(self) -> Endpoint:
        """Listen, and return where."""
        self._server = await asyncio.start_server(self._serve, LOOPBACK, 0, limit=LONGEST_HEAD)
        return Endpoint(LOOPBACK, self._server.sockets[0].getsockname()[1])

    async def start_at(self, path: Path) -> None:
        """Listen on a Unix socket at this path in place of a port, open to every user who can reach it."""
        self._server = await asyncio.start_unix_server(self._serve, path, limit=LONGEST_HEAD)
        path.chmod(0o666)

    async def close(self) -> None:
        """Listen no more, and end every connection."""
        if self._server is not None:
            self._server.close()
        self._passages.clear()
        await self._end(list(self._at_work))

    def admit(self, limits: ProxyLimits | None = None) -> ProxyPass:
        """Return credentials for one capture, good from now until its seconds are over or it is dismissed."""
        limits = limits or ProxyLimits()
        passage = ProxyPass(limits, asyncio.get_running_loop().time() + limits.seconds)
        self._passages[passage.user] = passage
        return passage

    async def dismiss(self, passage: ProxyPass) -> None:
        """Refuse these credentials from now on, and end the connections that were made with them."""
        self._passages.pop(passage.user, None)
        await self._end([task for task, user in self._at_work.items() if user == passage.user])

    async def _end(self, tasks: list[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._at_work[task] = ""
        try:
            async with asyncio.timeout(self._head_seconds):
                request = await read_request(reader)
            passage = self._passage_of(request)
            self._at_work[task] = passage.user
            await self._pass(request, passage, reader, writer)
        except NotPassed as refused:
            _say(writer, refused.status, refused.reason)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            pass  # The client left, or never said what it wants.
        except (_Cut, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            del self._at_work[task]
            with suppress(RuntimeError):
                writer.close()

    def _passage_of(self, request: ProxyRequest) -> ProxyPass:
        """Return whose credentials these are (RFC 7617), or refuse with 407: no host is looked up before."""
        sent = request.values("proxy-authorization")
        for passage in self._passages.values() if len(sent) == 1 else ():
            pair = base64.b64encode(f"{passage.user}:{passage.password}".encode()).decode()
            if hmac.compare_digest(sent[0].encode("latin-1"), f"Basic {pair}".encode()):
                return passage
        raise NotPassed(407, "Who asks?")

    async def _pass(
        self, request: ProxyRequest, passage: ProxyPass, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        where = request.target
        try:
            async with asyncio.timeout_at(passage.ends_at):
                passage._count_request()
                address = address_of(request, self._ports)
                where = f"{address.host}:{address.port}"
                upstream_reader, upstream = await self._dial(address, passage)
                try:
                    if request.method == "CONNECT":
                        await _tunnel(passage, reader, writer, upstream_reader, upstream)
                    else:
                        await _relay(passage, request, address, reader, writer, upstream_reader, upstream)
                finally:
                    upstream.transport.abort()
        except NotPassed as refused:
            passage._note_refused(where, refused)
            raise
        except TimeoutError:
            passage.cut = passage.cut or "seconds"
            raise _Cut from None

    async def _dial(self, address: WebAddress, passage: ProxyPass) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to a checked address of the host: exactly what was checked, without a second lookup."""
        try:
            endpoints = choose_endpoints(address.host, await self._resolve(address.host, address.port), self._allow)
        except DialRefused as refused:
            raise NotPassed(403, str(refused), "destination_ip_prohibited") from refused
        except NameNotResolved as unknown:
            raise NotPassed(502, str(unknown), "dns_error") from unknown
        for endpoint in endpoints:
            connecting = asyncio.open_connection(endpoint.address, endpoint.port, limit=LONGEST_HEAD)
            try:
                connected = await asyncio.wait_for(connecting, self._connect_seconds / len(endpoints))
            except OSError:
                continue
            passage.peers[address.host] = endpoint.address
            passage.refused.pop(f"{address.host}:{address.port}", None)
            return connected
        raise NotPassed(502, "Nobody takes the connection.", "connection_refused")


async def _tunnel(
    passage: ProxyPass,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    upstream_reader: asyncio.StreamReader,
    upstream: asyncio.StreamWriter,
) -> None:
    """Pass bytes both ways until either side is done."""
    writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
    await _until_one_ends(_pump(reader, upstream, passage), _pump(upstream_reader, writer, passage))


async def _relay(
    passage: ProxyPass,
    request: ProxyRequest,
    address: WebAddress,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    upstream_reader: asyncio.StreamReader,
    upstream: asyncio.StreamWriter,
) -> None:
    """Send the request on in a form of our own, and its answer back; the connection ends with it.

    Whatever the client sends after its request is thrown away, so that no second one can hide behind it.
    """
    head = head_of(
        f"{request.method} {address.target} HTTP/1.1",
        [("Host", address.origin.partition("://")[2]), *passed_on(request.fields)],
    )
    passage._count_bytes(len(head))
    upstream.write(head)
    answered, fields = await _read_answer_head(upstream_reader, passage)
    writer.write(head_of(f"HTTP/1.1 {answered} Answer", passed_on(fields)))
    if request.method == "HEAD" or answered in NO_BODY:
        return
    pump = _pump(upstream_reader, writer, passage, length_in(fields))
    await _until_one_ends(pump, _throw_away(reader))


async def _until_one_ends(*works: Coroutine[Any, Any, None]) -> None:
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read_answer_head(reader: asyncio.StreamReader, passage: ProxyPass) -> tuple[int, Fields]:
    for _ in range(MOST_INTERIM_ANSWERS):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.LimitOverrunError, asyncio.IncompleteReadError, OSError) as error:
            raise NotPassed(502, "The server did not answer in HTTP.", "http_protocol_error") from error
        passage._count_bytes(len(head))
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        answered = STATUS_LINE.fullmatch(first)
        # 407 would ask the client for the credentials of this proxy.
        if answered is None or answered[1] in ("101", "407"):
            break
        if answered[1] >= "200":
            return int(answered[1]), read_fields(lines, 502)
    raise NotPassed(502, "The server did not answer in HTTP.", "http_protocol_error")


async def _pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passage: ProxyPass, length: int | None = None
) -> None:
    left = length
    while left != 0 and (data := await reader.read(_READ if left is None else min(left, _READ))):
        passage._count_bytes(len(data))
        writer.write(data)
        await writer.drain()
        left = None if left is None else left - len(data)


async def _throw_away(reader: asyncio.StreamReader) -> None:
    while await reader.read(_READ):
        pass


def _say(writer: asyncio.StreamWriter, status: int, reason: str) -> None:
    """Answer ourselves."""
    extra: Mapping[int, list[tuple[str, str]]] = {407: [("Proxy-Authenticate", 'Basic realm="capture"')]}
    fields = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(reason.encode())))]
    writer.write(head_of(f"HTTP/1.1 {status} Refused", [*fields, *extra.get(status, [])]) + reason.encode())
