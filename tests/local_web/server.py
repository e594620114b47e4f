"""The server behind the local web: one loop in a thread of its own, one port for HTTP and one for HTTPS."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Self

from outbound.client import BlockingGuardedTransport, GuardedTransport
from outbound.guard import BlockingGuard, Guard
from outbound.ip_addresses import AddressRule, Endpoint, read_address
from outbound.resolving import NameNotResolved
from tests.local_web import certificates, dialling, http2
from tests.local_web.answers import Answer, Asked, Site

LOOPBACK = "127.0.0.1"
NOT_FOUND = Answer(b"<html><body>No such page.</body></html>", 404, (("Content-Type", "text/html"),))
PAUSE_BETWEEN_HINTS = 0.01


class LocalWeb:
    """Serves a site while it is entered. `asked` holds every request in the order in which they came.

        with LocalWeb({"a.example": {"/terms": html("<p>Hello")}}) as web:
            transport = web.transport()  # inside a loop

    Names of the site resolve to this server and no other name resolves; its ports are the only ones allowed. Hosts in
    `down` have an address where nobody listens. `site` and `down` may change at any time.
    `certified` are the names in its certificate, those of the site unless said otherwise. With `http2` its HTTPS is
    HTTP/2; how an answer misbehaves is then its `cut_after` (the stream is reset) and its `raw` only.
    """

    def __init__(self, site: Site, *, certified: Iterable[str] | None = None, http2: bool = False) -> None:
        self.site = site
        self._http2 = http2
        self.down: set[str] = set()
        self.asked: list[Asked] = []
        self.connections = 0
        self._certified = list(site) if certified is None else list(certified)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._servers: list[asyncio.Server] = []
        self._at_work: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self.certificate, context = certificates.serving(self._certified)
        context.set_alpn_protocols(["h2"] if self._http2 else ["http/1.1"])
        self._thread.start()
        self.endpoint = self._listen(None)
        self.tls_endpoint = self._listen(context)
        self._taken = socket.socket()
        self._taken.bind((LOOPBACK, 0))
        self._nobody = Endpoint(LOOPBACK, self._taken.getsockname()[1])
        dialling.permitted.update(self.rule.excepted)
        return self

    def __exit__(self, *error: object) -> None:
        dialling.permitted.difference_update(self.rule.excepted)
        self._taken.close()
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(120)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(120)
        self._loop.close()

    @property
    def rule(self) -> AddressRule:
        """The ordinary rule with this server's ports let through."""
        return AddressRule(excepted=frozenset({self.endpoint, self.tls_endpoint, self._nobody}))

    async def resolve(self, host: str, port: int) -> list[Endpoint]:
        return self.resolve_blocking(host, port)

    def resolve_blocking(self, host: str, port: int) -> list[Endpoint]:
        if read_address(host) is not None:
            return [Endpoint(host, port)]
        if host not in self.site:
            raise NameNotResolved(host, in_time=True)
        if host in self.down:
            return [self._nobody]
        return [self.tls_endpoint if port == 443 else self.endpoint]

    def tls_context(self) -> ssl.SSLContext:
        """What a client needs that is to trust this server."""
        return certificates.trusting(self.certificate)

    def transport(self) -> GuardedTransport:
        return GuardedTransport(Guard(resolve=self.resolve, allow=self.rule), tls=self.tls_context())

    def blocking_transport(self) -> BlockingGuardedTransport:
        guard = BlockingGuard(resolve=self.resolve_blocking, allow=self.rule)
        return BlockingGuardedTransport(guard, tls=self.tls_context())

    def paths_asked(self, host: str) -> list[str]:
        return [asked.path for asked in self.asked if asked.host == host]

    def _listen(self, context: ssl.SSLContext | None) -> Endpoint:
        starting = asyncio.start_server(self._serve, LOOPBACK, 0, ssl=context, limit=2**20)
        server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(120)
        self._servers.append(server)
        return Endpoint(LOOPBACK, server.sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._at_work:
            task.cancel()
        await asyncio.gather(*self._at_work, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._at_work.add(task)
        self.connections += 1
        is_tls = writer.get_extra_info("ssl_object") is not None
        try:
            if is_tls and self._http2:
                await http2.serve(reader, writer, self._answer)
            while (asked := await _read(reader, is_tls=is_tls)) is not None:
                if not await _send(writer, self._answer(asked)):
                    break
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # The client left, or the test is over.
        finally:
            self._at_work.discard(task)
            with suppress(RuntimeError):
                writer.close()

    def _answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        paths = self.site.get(asked.host, {})
        reply = paths.get(asked.path) or paths.get(asked.path.partition("?")[0])
        if reply is None:
            reply = paths.get("*", NOT_FOUND) if asked.path != "/robots.txt" else NOT_FOUND
        return reply if isinstance(reply, Answer) else reply(asked)


async def _read(reader: asyncio.StreamReader, *, is_tls: bool) -> Asked | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(method, headers.get("host", "").partition(":")[0], path, headers, body, is_tls)


async def _send(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    """Send the answer; whether the connection can be used again."""
    await asyncio.sleep(answer.wait)
    if answer.raw is not None:
        writer.write(answer.raw)
        await writer.drain()
        return False
    for _ in range(answer.early_hints):
        writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x.css>\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(PAUSE_BETWEEN_HINTS)
    for line in _head(answer):
        writer.write(line)
        if answer.slow_headers:
            await writer.drain()
            await asyncio.sleep(answer.slow_headers)
    return await _send_body(writer, answer)


def _head(answer: Answer) -> Iterable[bytes]:
    framing = {
        "length": f"Content-Length: {len(answer.body)}",
        "chunked": "Transfer-Encoding: chunked",
        "close": "Connection: close",
    }
    yield f"HTTP/1.1 {answer.status} Answer\r\n".encode()
    for name, value in answer.headers:
        yield f"{name}: {value}\r\n".encode("latin-1")
    yield b"\r\n" if answer.status == 304 else f"{framing[answer.framing]}\r\n\r\n".encode()


async def _send_body(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    body = answer.body if answer.cut_after is None else answer.body[: answer.cut_after]
    size, pause = answer.drip or (64 * 1024, 0.0)
    for start in range(0, len(body), size):
        part = body[start : start + size]
        writer.write(b"%x\r\n%s\r\n" % (len(part), part) if answer.framing == "chunked" else part)
        await writer.drain()
        if pause:
            await asyncio.sleep(pause)
    if answer.cut_after is None and answer.framing == "chunked":
        writer.write(b"0\r\n\r\n")
    await writer.drain()
    return answer.cut_after is None and answer.framing != "close"
