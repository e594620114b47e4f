"""The browser's way out: whoever passes is known, is counted, and reaches nothing that the guard refuses."""

import asyncio
import base64
import socket
import ssl
from dataclasses import replace
from typing import Any

import pytest

from outbound.ip_addresses import AddressRule, Endpoint
from outbound.resolving import Resolver
from tests.local_web import Answer, LocalWeb, html, redirect
from tests.outbound.forbidden import FORBIDDEN_IPV4, FORBIDDEN_IPV6, SPELLINGS_OF_LOOPBACK, web_address_of
from tests.outbound.proxied import AMPLE, Client, status, through_proxy

pytestmark = pytest.mark.pure
PAGE = html("<p>These terms are between you and us.")
SITE: dict[str, Any] = {"a.example": {"/terms": PAGE, "/big": Answer(b"x" * 300_000)}, "b.example": {"/terms": PAGE}}


def leading_to(*addresses: str) -> Any:
    """What resolves every name to these addresses."""
    return Resolver(
        look_up=lambda host, port, **kind: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in addresses]
    ).resolve


def test_a_page_comes_through_and_is_counted() -> None:
    async def work(client: Client) -> None:
        answer = await client.get("http://a.example/terms?x=1", "Accept-Language: en", "Proxy-Connection: keep-alive")
        assert status(answer) == 200
        assert answer.endswith(PAGE.body)
        assert b"Connection: close" in answer
        assert client.passage.request_count == 1
        assert client.passage.byte_count > len(PAGE.body)
        assert client.passage.peers == {"a.example": "127.0.0.1"}

    with LocalWeb(SITE) as web:
        through_proxy(web, work)
        [asked] = web.asked
        assert (asked.method, asked.host, asked.path) == ("GET", "a.example", "/terms?x=1")
        assert asked.headers == {"host": "a.example", "accept-language": "en", "connection": "close"}


def test_a_tunnel_carries_tls_that_the_proxy_does_not_see() -> None:
    async def work(client: Client, web: LocalWeb) -> bytes:
        reader, writer = await asyncio.open_connection(client.endpoint.address, client.endpoint.port)
        writer.write(f"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n{client.credentials}\r\n".encode())
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 200 Connected\r\n\r\n"
        await writer.start_tls(web.tls_context(), server_hostname="a.example")
        writer.write(b"GET /terms HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")
        answer = await reader.readuntil(b"us.</body></html>")
        writer.close()
        return answer

    with LocalWeb(SITE) as web:
        assert status(through_proxy(web, lambda client: work(client, web))) == 200
        assert web.asked[0].is_tls


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Proxy-Authorization: Basic\r\n",
        "Proxy-Authorization: Basic ????\r\n",
        f"Proxy-Authorization: Basic {base64.b64encode(b'someone:else').decode()}\r\n",
        "Authorization: {credentials}\r\n",
        "Proxy-Authorization: {credentials}\r\nProxy-Authorization: {credentials}\r\n",
    ],
)
@pytest.mark.parametrize("asked", ["GET http://a.example/terms", "CONNECT a.example:443", "CONNECT 127.0.0.1:22"])
def test_without_credentials_nobody_passes_and_no_name_is_looked_up(header: str, asked: str) -> None:
    async def work(client: Client) -> None:
        ours = client.credentials.partition(": ")[2].strip()
        answer = await client.send(f"{asked} HTTP/1.1\r\n{header.replace('{credentials}', ours)}\r\n")
        assert status(answer) == 407
        assert b'Proxy-Authenticate: Basic realm="capture"' in answer

    with LocalWeb({}) as web:
        through_proxy(web, work, resolve=None)
        assert web.connections == 0


def test_credentials_are_good_for_nothing_once_dismissed() -> None:
    async def work(client: Client) -> None:
        await client.proxy.dismiss(client.passage)
        assert status(await client.get("http://a.example/terms")) == 407

    with LocalWeb(SITE) as web:
        through_proxy(web, work)
        assert web.asked == []


def test_dismissing_ends_what_is_under_way() -> None:
    async def work(client: Client) -> None:
        waiting = asyncio.create_task(client.get("http://a.example/slow"))
        while not web.asked:
            await asyncio.sleep(0.01)
        await client.proxy.dismiss(client.passage)
        assert await waiting == b""

    with LocalWeb({"a.example": {"/slow": replace(PAGE, wait=AMPLE)}}) as web:
        through_proxy(web, work)


@pytest.mark.parametrize("address", [web_address_of(one) for one in FORBIDDEN_IPV4 + FORBIDDEN_IPV6])
def test_an_address_that_is_not_public_is_refused_both_ways(address: str) -> None:
    async def work(client: Client) -> None:
        http = address.replace("https://", "http://")
        assert status(await client.get(http)) == 403
        host = address.partition("//")[2].rstrip("/")
        assert status(await client.connect(f"{host}:443")) == 403
        assert len(client.passage.refused) == 2

    with LocalWeb({}) as web:
        through_proxy(web, work, allow=AddressRule(), resolve=leading_to())


@pytest.mark.parametrize("text", SPELLINGS_OF_LOOPBACK)
def test_no_spelling_of_loopback_leads_there(text: str) -> None:
    async def work(client: Client) -> None:
        http = text.replace("https://", "http://")
        assert status(await client.send(f"GET {http} HTTP/1.1\r\n{client.credentials}\r\n".encode())) in (400, 403)

    with LocalWeb({}) as web:
        through_proxy(web, work, allow=AddressRule(), resolve=leading_to())


@pytest.mark.parametrize("addresses", [("10.0.0.1",), ("8.8.8.8", "169.254.169.254"), ("::1", "8.8.8.8")])
def test_a_name_that_leads_inside_is_refused_and_its_address_not_told(addresses: tuple[str, ...]) -> None:
    async def work(client: Client) -> None:
        for answer in (await client.get("http://inside.example/"), await client.connect("inside.example:443")):
            assert status(answer) == 403
            assert not any(one.encode() in answer for one in addresses)

    with LocalWeb({}) as web:
        through_proxy(web, work, allow=AddressRule(), resolve=leading_to(*addresses))


def test_a_name_that_changes_its_address_is_looked_up_once_and_dialled_as_checked() -> None:
    looked_up = []

    async def rebinding(host: str, port: int) -> list[Endpoint]:
        looked_up.append(host)
        return [web.endpoint] if len(looked_up) == 1 else [Endpoint("127.0.0.1", 1)]

    async def work(client: Client) -> None:
        assert status(await client.get("http://a.example/terms")) == 200
        assert len(looked_up) == 1
        assert status(await client.get("http://a.example/terms")) == 403

    with LocalWeb(SITE) as web:
        through_proxy(web, work, resolve=rebinding)


@pytest.mark.parametrize("port", [22, 25, 3306, 5432, 6379, 8080, 0, 65536, 99999])
def test_only_the_ports_of_the_web_are_dialled(port: int) -> None:
    async def work(client: Client) -> None:
        assert status(await client.get(f"http://a.example:{port}/terms")) == 403
        assert status(await client.connect(f"a.example:{port}")) == 403

    with LocalWeb(SITE) as web:
        through_proxy(web, work)
        assert web.connections == 0


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("GET http://me:secret@a.example/terms", 403),
        ("GET http://a.example@b.example/terms", 403),
        ("GET https://a.example/terms", 400),
        ("GET ftp://a.example/terms", 400),
        ("GET /terms", 400),
        ("GET //a.example/terms", 400),
        ("GET http:///terms", 403),
        ("GET http://a.example\\@b.example/", 403),
        ("POST http://a.example/terms", 405),
        ("OPTIONS *", 405),
        ("TRACE http://a.example/terms", 405),
        ("CONNECT a.example", 400),
        ("CONNECT me@a.example:443", 400),
        ("CONNECT a.example:443/terms", 400),
        ("CONNECT http://a.example:443", 400),
        ("CONNECT [::1]x:443", 400),
        ("CONNECT gone.example:443", 502),
        ("get http://a.example/terms", 400),
        ("GET  http://a.example/terms", 400),
    ],
)
def test_what_is_asked_for_oddly_is_refused(asked: str, answered: int) -> None:
    async def work(client: Client) -> None:
        assert status(await client.send(f"{asked} HTTP/1.1\r\nHost: x\r\n{client.credentials}\r\n")) == answered

    with LocalWeb(SITE) as web:
        through_proxy(web, work)
        assert web.connections == 0


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 0\r\nContent-Length: 9\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Accept: a\r\n folded: b\r\n",
        "Accept: a\nHost: b.example\r\n",
        "Accept: a\rHost: b.example\r\n",
        "Accept: a\0b\r\n",
        "no colon\r\n",
        ": no name\r\n",
    ],
)
def test_headers_that_two_readers_could_take_differently_are_refused(headers: str) -> None:
    async def work(client: Client) -> None:
        answer = await client.send(f"GET http://a.example/terms HTTP/1.1\r\n{client.credentials}{headers}\r\n")
        assert status(answer) == 400

    with LocalWeb(SITE) as web:
        through_proxy(web, work)
        assert web.connections == 0


def test_a_second_request_behind_the_first_is_never_sent() -> None:
    async def work(client: Client) -> None:
        second = f"GET http://b.example/terms HTTP/1.1\r\n{client.credentials}\r\n"
        answer = await client.send(f"GET http://a.example/terms HTTP/1.1\r\n{client.credentials}\r\n{second}")
        assert answer.count(b"HTTP/1.1 200") == 1

    with LocalWeb(SITE) as web:
        through_proxy(web, work)
        assert [asked.host for asked in web.asked] == ["a.example"]


def test_what_a_client_names_as_hop_by_hop_goes_no_further_and_the_host_is_that_of_the_address() -> None:
    async def work(client: Client) -> None:
        await client.get("http://a.example/terms", "Host: b.example", "Connection: X-Secret", "X-Secret: 1", "TE: gzip")

    with LocalWeb(SITE) as web:
        through_proxy(web, work)
        assert web.asked[0].headers == {"host": "a.example", "connection": "close"}


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
        b"<html>no head</html>",
        b"HTTP/1.1 103 Early\r\n\r\n" * 30,
        b"X" * 200_000,
        b"",
    ],
)
def test_an_answer_that_is_none_is_not_passed_on(raw: bytes) -> None:
    async def work(client: Client) -> None:
        answer = await client.get("http://a.example/terms")
        assert status(answer) == 502
        assert b"realm=x" not in answer

    with LocalWeb({"a.example": {"/terms": Answer(raw=raw)}}) as web:
        through_proxy(web, work)


def test_a_redirect_is_passed_on_and_not_followed() -> None:
    async def work(client: Client) -> None:
        answer = await client.get("http://a.example/terms")
        assert status(answer) == 302
        assert b"Location: http://127.0.0.1/" in answer

    with LocalWeb({"a.example": {"/terms": redirect("http://127.0.0.1/")}}) as web:
        through_proxy(web, work)


def test_a_server_that_takes_no_connection_is_said_to() -> None:
    async def work(client: Client) -> None:
        assert status(await client.get("http://a.example/terms")) == 502
        assert status(await client.connect("a.example:443")) == 502

    with LocalWeb(SITE) as web:
        web.down.add("a.example")
        through_proxy(web, work)


def test_a_certificate_of_another_name_is_the_clients_to_refuse() -> None:
    async def work(client: Client, web: LocalWeb) -> None:
        reader, writer = await asyncio.open_connection(client.endpoint.address, client.endpoint.port)
        writer.write(f"CONNECT b.example:443 HTTP/1.1\r\n{client.credentials}\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        with pytest.raises(ssl.SSLCertVerificationError):
            await writer.start_tls(web.tls_context(), server_hostname="b.example")

    with LocalWeb(SITE, certified=["a.example"]) as web:
        through_proxy(web, lambda client: work(client, web))
