"""What one capture may take of the proxy: bytes, requests, seconds."""

from dataclasses import replace
from typing import Any

import pytest

from outbound.proxy import ProxyLimits
from tests.local_web import Answer, LocalWeb, html
from tests.outbound.proxied import AMPLE, Client, status, through_proxy

pytestmark = pytest.mark.pure
PAGE = html("<p>These terms are between you and us.")
SITE: dict[str, Any] = {"a.example": {"/terms": PAGE, "/big": Answer(b"x" * 300_000)}}


def test_a_capture_that_takes_too_much_is_cut() -> None:
    async def work(client: Client) -> None:
        assert len(await client.get("http://a.example/big")) < 300_000
        assert client.passage.cut == "bytes"
        assert status(await client.get("http://a.example/terms")) == 429

    with LocalWeb(SITE) as web:
        through_proxy(web, work, limits=ProxyLimits(most_bytes=100_000))
        assert len(web.asked) == 1


def test_bytes_in_a_tunnel_count_both_ways() -> None:
    async def work(client: Client) -> None:
        await client.connect("a.example:443", "x" * 200_000)
        assert client.passage.cut == "bytes"

    with LocalWeb(SITE) as web:
        through_proxy(web, work, limits=ProxyLimits(most_bytes=100_000))


def test_a_capture_that_asks_too_often_is_cut_and_another_is_not() -> None:
    async def work(client: Client) -> None:
        answers = [status(await client.get("http://a.example/terms")) for _ in range(4)]
        assert answers == [200, 200, 200, 429]
        assert client.passage.cut == "requests"
        client.passage = client.proxy.admit()
        assert status(await client.get("http://a.example/terms")) == 200
        assert client.passage.request_count == 1

    with LocalWeb(SITE) as web:
        through_proxy(web, work, limits=ProxyLimits(most_requests=3))


@pytest.mark.parametrize("slow", [{"wait": AMPLE}, {"drip": (1, 0.05)}, {"slow_headers": 0.2}])
def test_a_capture_that_takes_too_long_is_cut(slow: dict[str, Any]) -> None:
    async def work(client: Client) -> None:
        await client.get("http://a.example/slow")
        assert client.passage.cut == "seconds"

    with LocalWeb({"a.example": {"/slow": replace(PAGE, **slow)}}) as web:
        through_proxy(web, work, limits=ProxyLimits(seconds=0.3))


def test_a_client_that_never_says_what_it_wants_is_left() -> None:
    async def work(client: Client) -> None:
        assert await client.send("GET http://a.example/") == b""

    with LocalWeb(SITE) as web:
        through_proxy(web, work, head_seconds=0.2)


def test_a_head_without_end_is_refused() -> None:
    async def work(client: Client) -> None:
        answer = await client.send("GET http://a.example/ HTTP/1.1\r\n" + "A: b\r\n" * 20_000)
        assert answer == b"" or status(answer) == 431

    with LocalWeb(SITE) as web:
        through_proxy(web, work)
