"""The last step before a socket: all addresses of a host are checked, and exactly what was checked is dialled.

There is no second lookup, so that a name which changes its address in between (DNS rebinding) gains nothing. TLS stays
with the name: httpcore2 calls `start_tls` with the host of the request.
"""

from collections.abc import Callable, Iterable
from ipaddress import IPv6Address
from typing import Any, NoReturn

import anyio
import httpcore2

from outbound.ip_addresses import Endpoint, read_address
from outbound.resolving import NameNotResolved, Resolve, ResolveBlocking

Allow = Callable[[Endpoint], bool]
MOST_DIALLED = 3


class DialRefused(Exception):
    """The host leads, or may lead, to where nothing of ours is to connect.

    The message names the host only: which private address a name has is nothing to tell whoever wrote it.
    """

    def __init__(self, host: str, endpoint: Endpoint | None = None) -> None:
        super().__init__(f"{host} is not on the public internet")
        self.host = host
        self.endpoint = endpoint


class Guard(httpcore2.AsyncNetworkBackend):
    """Dials for an httpcore2 pool. Whoever has a pool with a guard can reach nothing that `allow` refuses."""

    def __init__(self, *, resolve: Resolve, allow: Allow) -> None:
        self._resolve = resolve
        self._allow = allow
        self._dialler = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to a checked address of the host, or raise NameNotResolved, DialRefused or httpcore2's errors."""
        endpoints = choose_endpoints(host, await self._resolve(host, port), self._allow)
        error: Exception | None = None
        for endpoint in endpoints:
            try:
                return await self._dialler.connect_tcp(
                    endpoint.address, endpoint.port, _share(timeout, endpoints), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                error = failed
        raise error or NameNotResolved(host, in_time=True)

    async def connect_unix_socket(self, path: str, *arguments: Any, **named: Any) -> NoReturn:
        """Refuse: what listens on a Unix socket is this machine."""
        raise DialRefused(path)

    async def sleep(self, seconds: float) -> None:
        """Wait, where httpcore2 does."""
        await anyio.sleep(seconds)


class BlockingGuard(httpcore2.NetworkBackend):
    """The same for code without a loop."""

    def __init__(self, *, resolve: ResolveBlocking, allow: Allow) -> None:
        self._resolve = resolve
        self._allow = allow
        self._dialler = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to a checked address of the host, or raise NameNotResolved, DialRefused or httpcore2's errors."""
        endpoints = choose_endpoints(host, self._resolve(host, port), self._allow)
        error: Exception | None = None
        for endpoint in endpoints:
            try:
                return self._dialler.connect_tcp(
                    endpoint.address, endpoint.port, _share(timeout, endpoints), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                error = failed
        raise error or NameNotResolved(host, in_time=True)

    def connect_unix_socket(self, path: str, *arguments: Any, **named: Any) -> NoReturn:
        """Refuse: what listens on a Unix socket is this machine."""
        raise DialRefused(path)


def choose_endpoints(host: str, endpoints: list[Endpoint], allow: Allow) -> list[Endpoint]:
    """Return the few to dial, in the resolver's order and both families among them, or raise DialRefused.

    One that is not allowed refuses all: a name that has a private address beside a public one is not to be trusted.
    """
    for endpoint in endpoints:
        if not allow(endpoint):
            raise DialRefused(host, endpoint)
    chosen = endpoints[:MOST_DIALLED]
    families = {_is_ipv6(endpoint) for endpoint in chosen}
    other = next((one for one in endpoints[MOST_DIALLED:] if _is_ipv6(one) not in families), None)
    return [*chosen[:-1], other] if other else chosen


def _is_ipv6(endpoint: Endpoint) -> bool:
    return isinstance(read_address(endpoint.address), IPv6Address)


def _share(timeout: float | None, endpoints: list[Endpoint]) -> float | None:
    """The seconds for one of the endpoints, so that one that hangs leaves time for the others."""
    return timeout / len(endpoints) if timeout else timeout
