"""Names into addresses: on threads of its own, within a deadline, and remembered for a minute."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from outbound.ip_addresses import Endpoint, read_address

# Says where a host and port can be reached. Whoever dials checks each of the endpoints and dials one of them.
Resolve = Callable[[str, int], Awaitable[list[Endpoint]]]
ResolveBlocking = Callable[[str, int], list[Endpoint]]
MOST_REMEMBERED = 10_000


class NameNotResolved(Exception):
    """The name has no address, or nobody said so in time; `in_time` tells which."""

    def __init__(self, host: str, *, in_time: bool) -> None:
        super().__init__(f"{host} has no address" if in_time else f"nobody said in time which address {host} has")
        self.host = host
        self.in_time = in_time


class Resolver:
    """The machine's own resolver. One for a run; close it after.

    Threads of its own, since the loop's are few and a lookup can't be cancelled: one that hangs takes no other work
    down with it. The machine's resolver is not asked about an address that is written out.
    """

    def __init__(
        self,
        *,
        seconds: float = 5.0,
        remembered_seconds: float = 60.0,
        threads: int = 16,
        look_up: Callable[..., list[Any]] = socket.getaddrinfo,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._remembered_seconds = remembered_seconds
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="resolver")
        self._look_up = look_up
        self._clock = clock
        self._remembered: dict[str, tuple[float, tuple[str, ...]]] = {}

    async def resolve(self, host: str, port: int) -> list[Endpoint]:
        """Return the endpoints of the host, or raise NameNotResolved."""
        addresses = self._known(host)
        if addresses is None:
            lookup = asyncio.wrap_future(self._ask(host))
            try:
                async with asyncio.timeout(self._seconds):
                    addresses = self._learn(host, await lookup)
            except (OSError, UnicodeError) as error:
                raise NameNotResolved(host, in_time=not isinstance(error, TimeoutError)) from error
        return [Endpoint(address, port) for address in addresses]

    def resolve_blocking(self, host: str, port: int) -> list[Endpoint]:
        """Return what `resolve` does, to code without a loop."""
        addresses = self._known(host)
        if addresses is None:
            lookup = self._ask(host)
            try:
                addresses = self._learn(host, lookup.result(self._seconds))
            except (OSError, UnicodeError) as error:
                lookup.cancel()
                raise NameNotResolved(host, in_time=not isinstance(error, TimeoutError)) from error
        return [Endpoint(address, port) for address in addresses]

    def close(self) -> None:
        """Let the threads go; a lookup under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _known(self, host: str) -> tuple[str, ...] | None:
        if read_address(host) is not None:
            return (host,)
        until, addresses = self._remembered.get(host, (0.0, ()))
        return addresses if addresses and self._clock() < until else None

    def _ask(self, host: str) -> "Future[list[Any]]":
        # The port has no part in the answer, and a name must not be taken for a number in another spelling.
        return self._threads.submit(self._look_up, host, None, type=socket.SOCK_STREAM)

    def _learn(self, host: str, answers: list[Any]) -> tuple[str, ...]:
        addresses = tuple(dict.fromkeys(str(answer[4][0]) for answer in answers))
        if not addresses:
            raise OSError("no address")
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[host] = (self._clock() + self._remembered_seconds, addresses)
        return addresses
