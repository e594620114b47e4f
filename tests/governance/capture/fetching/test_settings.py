"""Who we say we are, and whom we may ask."""

import asyncio
from dataclasses import replace

import pytest

from governance.capture.fetching.fetched import FetchFailed
from governance.capture.fetching.fetcher import open_fetcher
from governance.capture.fetching.robots import RobotsInMemory
from governance.capture.fetching.settings import accept_language
from outbound.ip_addresses import AddressRule
from tests.governance.capture.fetching.reader import MOMENT, SETTINGS
from tests.local_web import LocalWeb, html

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    "wrong",
    [{"product": "Clausewatch/1"}, {"product": ""}, {"product": "Clause watch"}, {"version": "1 (x"}]
    + [
        {"contact_page": text}
        for text in ("https://a.example/b;c", "https://a.example/\r\nX: y", "https://a.example/é")
    ],
)
def test_what_can_not_stand_in_a_user_agent_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        replace(SETTINGS, **wrong)


@pytest.mark.parametrize(
    ("tag", "header"), [("en-GB", "en-GB,en;q=0.8"), ("de", "de"), ("zh-Hant-TW", "zh-Hant-TW,zh;q=0.8")]
)
def test_one_language_is_asked_for(tag: str, header: str) -> None:
    assert accept_language(tag) == header


def test_a_fetcher_of_ones_own_dials_the_public_internet_and_what_is_excepted() -> None:
    async def fetch(rule: AddressRule | None, ports: frozenset[int], address: str) -> str | None:
        settings = replace(SETTINGS, ports=ports)
        async with open_fetcher(settings=settings, robots=RobotsInMemory(), rule=rule, now=lambda: MOMENT) as fetcher:
            return (await fetcher.fetch(address)).text

    with LocalWeb({"127.0.0.1": {"/": html("Hello")}}) as web:
        port = web.endpoint.port
        address = f"http://127.0.0.1:{port}/"
        assert "Hello" in (asyncio.run(fetch(web.rule, frozenset({80, 443, port}), address)) or "")
        asked = len(web.asked)
        for rule, ports in ((None, frozenset({port})), (web.rule, SETTINGS.ports)):
            with pytest.raises(FetchFailed) as caught:
                asyncio.run(fetch(rule, ports, address))
            assert caught.value.code == "address"
        assert len(web.asked) == asked
