"""The guarded transports against a server: what comes back, and by which error one learns that nothing does."""

import asyncio
import ssl

import httpx2
import pytest
from h2.exceptions import FrameTooLargeError

from outbound.client import TlsFailed, _AsyncStream, machine_has_authorities
from outbound.guard import DialRefused
from outbound.resolving import NameNotResolved
from tests.local_web import Answer, LocalWeb, html, redirect

pytestmark = pytest.mark.pure
SITE = {
    "a.example": {"/": html("Hello"), "/moved": redirect("http://127.0.0.1/"), "/broken": Answer(raw=b"SSH-2.0-x\r\n")},
    "b.example": {"/": html("Good day")},
}


def get(web: LocalWeb, *addresses: str, follow: bool = False) -> list[httpx2.Response]:
    async def send() -> list[httpx2.Response]:
        async with httpx2.AsyncClient(transport=web.transport(), follow_redirects=follow) as client:
            return [await client.get(address) for address in addresses]

    return asyncio.run(send())


def get_blocking(web: LocalWeb, *addresses: str, follow: bool = False) -> list[httpx2.Response]:
    with httpx2.Client(transport=web.blocking_transport(), follow_redirects=follow) as client:
        return [client.get(address) for address in addresses]


either = pytest.mark.parametrize("get", [get, get_blocking])


@either
def test_each_name_is_answered_by_its_own_host_over_one_address(get) -> None:
    with LocalWeb(SITE) as web:
        texts = [answer.text for answer in get(web, "https://a.example/", "https://b.example/", "http://a.example/")]
    assert ["Hello" in text for text in texts] == [True, False, True]
    assert [asked.host for asked in web.asked] == ["a.example", "b.example", "a.example"]


@either
def test_a_connection_is_used_again(get) -> None:
    with LocalWeb(SITE) as web:
        get(web, "https://a.example/", "https://a.example/")
        assert web.connections == 1


@either
def test_a_certificate_of_another_name_is_refused(get) -> None:
    with LocalWeb(SITE, certified=["a.example"]) as web:
        with pytest.raises(TlsFailed, match="certificate"):
            get(web, "https://b.example/")
        assert web.asked == []


@either
def test_a_client_that_follows_redirects_is_guarded_at_each(get) -> None:
    with LocalWeb(SITE) as web, pytest.raises(DialRefused):
        get(web, "http://a.example/moved", follow=True)


@either
def test_other_failures_are_those_of_httpx2(get) -> None:
    with LocalWeb(SITE) as web:
        with pytest.raises(httpx2.RemoteProtocolError):
            get(web, "http://a.example/broken")
        with pytest.raises(NameNotResolved):
            get(web, "http://c.example/")
        with pytest.raises(httpx2.UnsupportedProtocol):
            get(web, "ftp://a.example/")


@either
def test_no_proxy_of_the_environment_is_used(get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with LocalWeb(SITE) as web:
        assert get(web, "http://a.example/")[0].status_code == 200


def test_whether_the_machine_knows_authorities_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    real = ssl.get_default_verify_paths()
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: real._replace(cafile=None, capath=str(tmp_path)))
    assert not machine_has_authorities()
    (tmp_path / "one.pem").touch()
    assert machine_has_authorities()


@pytest.mark.parametrize("error", [ssl.SSLError("bad record"), ConnectionResetError(), FrameTooLargeError("frame")])
def test_what_goes_wrong_within_a_body_is_an_error_of_httpx2_too(error: Exception) -> None:
    async def parts():
        yield b"x"
        raise error

    async def read() -> list[bytes]:
        return [part async for part in _AsyncStream(parts())]

    with pytest.raises(httpx2.TransportError):
        asyncio.run(read())


def test_http_2_is_spoken_where_the_server_does() -> None:
    with LocalWeb({name: {"/": html(name * 9_999)} for name in ("a.example", "b.example")}, http2=True) as web:
        answers = get(web, *[f"https://{name}.example/" for name in "abab"])
        assert [answer.http_version for answer in answers] == ["HTTP/2"] * 4
        assert ["a.example" in answer.text for answer in answers] == [True, False] * 2
        assert web.connections == 2


@pytest.mark.parametrize("value", ["a\0b", "a\nb", "x: y\r\nz: 1"])
@pytest.mark.parametrize("name", ["server", "x-odd"])
def test_what_no_header_may_hold_is_no_answer_in_http_2_either(name: str, value: str) -> None:
    site = {"a.example": {"/": html("Hello").with_headers((name, value))}}
    malformed = pytest.raises(httpx2.RemoteProtocolError, match="zero byte or a line break")
    with LocalWeb(site, http2=True) as web, malformed:
        get(web, "https://a.example/")
