"""Nothing is dialled that was not checked: through the whole client, down to the socket."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress

import httpcore2
import httpx2
import pytest

from outbound.client import BlockingGuardedTransport, GuardedTransport, tls_context
from outbound.guard import BlockingGuard, DialRefused, Guard, choose_endpoints
from outbound.ip_addresses import AddressRule, Endpoint
from outbound.resolving import NameNotResolved, Resolver
from outbound.web_addresses import check_web_address
from tests.local_web import LocalWeb, dialling, html
from tests.local_web.dialling import Dialled, nothing_else
from tests.outbound.forbidden import FORBIDDEN_IPV4, FORBIDDEN_IPV6, SPELLINGS_OF_LOOPBACK, ZONES, web_address_of

pytestmark = pytest.mark.pure
TLS = tls_context()
PUBLIC = "8.8.8.8"


def resolver_with(*addresses: str) -> Resolver:
    return Resolver(
        look_up=lambda host, port, **kind: [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses
        ]
    )


def ask(address: str, resolver: Resolver) -> None:
    async def send() -> None:
        transport = GuardedTransport(Guard(resolve=resolver.resolve, allow=AddressRule()), tls=TLS)
        async with httpx2.AsyncClient(transport=transport, trust_env=False) as client:
            await client.get(address)

    try:
        asyncio.run(send())
    finally:
        resolver.close()


def ask_blocking(address: str, resolver: Resolver) -> None:
    guard = BlockingGuard(resolve=resolver.resolve_blocking, allow=AddressRule())
    try:
        with httpx2.Client(transport=BlockingGuardedTransport(guard, tls=TLS), trust_env=False) as client:
            client.get(address)
    finally:
        resolver.close()


@pytest.mark.parametrize("send", [ask, ask_blocking])
@pytest.mark.parametrize("address", [web_address_of(one) for one in FORBIDDEN_IPV4 + FORBIDDEN_IPV6])
def test_an_address_written_out_is_refused_before_a_socket_is_opened(
    address: str, send: Callable[[str, Resolver], None]
) -> None:
    with pytest.raises(DialRefused):
        send(address, resolver_with())


@pytest.mark.parametrize("text", SPELLINGS_OF_LOOPBACK)
def test_every_spelling_of_loopback_is_refused(text: str) -> None:
    with pytest.raises(DialRefused):
        ask(str(check_web_address(text)), resolver_with())


@pytest.mark.parametrize("address", FORBIDDEN_IPV4 + FORBIDDEN_IPV6 + ZONES)
def test_a_name_that_leads_there_is_refused_before_a_socket_is_opened(address: str) -> None:
    with pytest.raises(DialRefused) as caught:
        ask("https://evil.example/", resolver_with(address))
    assert caught.value.endpoint == Endpoint(address, 443)
    assert address not in str(caught.value)


@pytest.mark.parametrize("addresses", [(PUBLIC, "10.0.0.1"), ("10.0.0.1", PUBLIC), (*[PUBLIC] * 9, "::1")])
def test_one_forbidden_address_among_several_refuses_all(addresses: tuple[str, ...]) -> None:
    with pytest.raises(DialRefused):
        ask("https://evil.example/", resolver_with(*addresses))


def test_a_name_that_changes_its_address_is_asked_once_and_dialled_where_it_was_checked() -> None:
    asked: list[str] = []
    with LocalWeb({"a.example": {"/": html("Hello")}}) as web:

        async def rebinding(host: str, port: int) -> list[Endpoint]:
            asked.append(host)
            return [web.endpoint] if len(asked) == 1 else [Endpoint("169.254.169.254", port)]

        async def send() -> str:
            transport = GuardedTransport(Guard(resolve=rebinding, allow=web.rule), tls=TLS)
            async with httpx2.AsyncClient(transport=transport) as client:
                first = await client.get("http://a.example/")
                await transport._pool.aclose()
                with pytest.raises(DialRefused):
                    await client.get("http://a.example/")
            return first.text

        assert "Hello" in asyncio.run(send())
    assert asked == ["a.example"] * 2
    assert len(web.asked) == 1


def test_a_unix_socket_is_refused() -> None:
    guard = Guard(resolve=resolver_with().resolve, allow=AddressRule())
    with pytest.raises(DialRefused):
        asyncio.run(guard.connect_unix_socket("/run/docker.sock"))
    with pytest.raises(DialRefused):
        BlockingGuard(resolve=resolver_with().resolve_blocking, allow=AddressRule()).connect_unix_socket("/run/x.sock")


def test_a_host_without_endpoints_is_not_resolved() -> None:
    async def nobody(host: str, port: int) -> list[Endpoint]:
        return []

    with pytest.raises(NameNotResolved):
        asyncio.run(Guard(resolve=nobody, allow=AddressRule()).connect_tcp("a.example", 443))


def test_at_most_three_are_dialled_and_both_families_are_among_them() -> None:
    six = [Endpoint(f"2606:4700::{number}", 443) for number in range(1, 5)]
    four = [Endpoint(f"8.8.8.{number}", 443) for number in range(1, 5)]
    assert choose_endpoints("a.example", six + four, AddressRule()) == [six[0], six[1], four[0]]
    assert choose_endpoints("a.example", four, AddressRule()) == four[:3]
    assert choose_endpoints("a.example", four[:1], AddressRule()) == four[:1]


@pytest.fixture
def down() -> Iterator[Endpoint]:
    """A port of loopback that is taken, and where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        endpoint = Endpoint(*taken.getsockname())
        dialling.permitted.add(endpoint)
        yield endpoint
        dialling.permitted.discard(endpoint)


def test_an_endpoint_that_is_down_leaves_the_next_one(down: Endpoint) -> None:
    async def connect(endpoints: list[Endpoint]) -> None:
        async def several(host: str, port: int) -> list[Endpoint]:
            return endpoints

        guard = Guard(resolve=several, allow=lambda endpoint: True)
        await (await guard.connect_tcp("a.example", 80, timeout=20)).aclose()

    with LocalWeb({}) as web:
        asyncio.run(connect([down, web.endpoint]))
        with pytest.raises(httpcore2.ConnectError):
            asyncio.run(connect([down, down]))


def test_without_a_loop_too(down: Endpoint) -> None:
    def connect(endpoints: list[Endpoint]) -> None:
        guard = BlockingGuard(resolve=lambda host, port: endpoints, allow=lambda endpoint: True)
        guard.connect_tcp("a.example", 80, timeout=20).close()

    with LocalWeb({}) as web:
        connect([down, web.endpoint])
        with pytest.raises(httpcore2.ConnectError):
            connect([down, down])


@pytest.mark.parametrize(
    "leave",
    [
        lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
        lambda: socket.getaddrinfo("a.example", 80),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
        lambda: socket.socket(socket.AF_UNIX).connect("/run/none.sock"),
        lambda: asyncio.run(asyncio.open_connection("127.0.0.1", 9)),
    ],
)
def test_whatever_a_test_would_dial_beside_its_own_server_fails_it(leave: Callable[[], object]) -> None:
    def caught_inside() -> None:
        with nothing_else(), suppress(Dialled):
            leave()

    with pytest.raises(Dialled, match="about to be dialled"):
        caught_inside()
