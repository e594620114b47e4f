"""A client that speaks to the proxy by hand, so that it can say what no client would."""

import asyncio
import base64
from collections.abc import Callable
from typing import Any

from outbound.ip_addresses import Endpoint
from outbound.proxy import ForwardProxy, ProxyLimits, ProxyPass
from tests.local_web import LocalWeb, dialling

# As long as a machine may need that has other work; nothing waits for it.
AMPLE = 20.0


class Client:
    """What the proxy at `endpoint` answers to bytes. `passage` is ours unless a test sends other credentials."""

    def __init__(self, proxy: ForwardProxy, endpoint: Endpoint, passage: ProxyPass) -> None:
        self.proxy, self.endpoint, self.passage = proxy, endpoint, passage

    @property
    def credentials(self) -> str:
        pair = base64.b64encode(f"{self.passage.user}:{self.passage.password}".encode()).decode()
        return f"Proxy-Authorization: Basic {pair}\r\n"

    async def send(self, data: str | bytes) -> bytes:
        """Everything that comes back until the proxy closes the connection."""
        async with asyncio.timeout(AMPLE):
            reader, writer = await asyncio.open_connection(self.endpoint.address, self.endpoint.port)
            writer.write(data.encode("latin-1") if isinstance(data, str) else data)
            try:
                return await reader.read(-1)
            except ConnectionResetError:
                return b""
            finally:
                writer.close()

    async def get(self, address: str, *headers: str) -> bytes:
        lines = "".join(f"{header}\r\n" for header in headers)
        return await self.send(f"GET {address} HTTP/1.1\r\nHost: x\r\n{self.credentials}{lines}\r\n")

    async def connect(self, authority: str, then: str = "") -> bytes:
        """What comes back to CONNECT and to what is sent behind it, in the tunnel if there is one."""
        return await self.send(f"CONNECT {authority} HTTP/1.1\r\nHost: x\r\n{self.credentials}\r\n{then}")


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def through_proxy(
    web: LocalWeb, work: Callable[[Client], Any], *, limits: ProxyLimits | None = None, **how: Any
) -> Any:
    """Run the work with a client of a proxy that reaches this web only."""

    async def run() -> Any:
        proxy = ForwardProxy(**{"resolve": web.resolve, "allow": web.rule, **how})
        endpoint = await proxy.start()
        dialling.permitted.add(endpoint)
        try:
            return await work(Client(proxy, endpoint, proxy.admit(limits)))
        finally:
            await proxy.close()
            dialling.permitted.discard(endpoint)

    return asyncio.run(run())
