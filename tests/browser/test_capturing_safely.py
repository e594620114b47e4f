"""What a hostile page can reach from the browser of a capture, as whom it runs, and what is left of it."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from governance.capture.browser import fetcher as browser_fetcher
from tests.browser.capturing import CapturingBrowser, needs_chromium, processes_of
from tests.local_web import LocalWeb, html

pytestmark = [pytest.mark.pure, pytest.mark.browser, pytest.mark.real_clock]
WORDS = "<p>" + "These terms are between you and us. " * 40
SPELLINGS = ("127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0.0.0.0", "[::ffff:127.0.0.1]", "x.localhost")


@pytest.fixture(autouse=True)
def _chromium() -> None:
    needs_chromium()


@pytest.fixture
def heard() -> Iterator[tuple[int, list[str]]]:
    """A port of this machine, TCP and UDP, and what was heard there."""
    found: list[str] = []
    tcp, udp = socket.create_server(("", 0)), socket.socket(type=socket.SOCK_DGRAM)
    port = tcp.getsockname()[1]
    udp.bind(("", port))

    def accept() -> None:
        while True:
            try:
                tcp.accept()[0].close()
            except OSError:
                return
            found.append("TCP")

    def receive() -> None:
        while True:
            try:
                udp.recvfrom(2_000)
            except OSError:
                return
            found.append("UDP")

    for listen in (accept, receive):
        threading.Thread(target=listen, daemon=True).start()
    yield port, found
    for one in (tcp, udp):
        one.shutdown(socket.SHUT_RDWR) if one is tcp else None
        one.close()


def test_no_page_reaches_this_machine(heard: tuple[int, list[str]]) -> None:
    port, found = heard
    tries = "".join(
        f"""
        fetch('http://{host}:{port}/', {{mode: 'no-cors'}}).catch(() => 0);
        try {{ new WebSocket('ws://{host}:{port}/'); }} catch (error) {{}}
        document.write('<img src="http://{host}:{port}/i"><iframe src="http://{host}:{port}/f"></iframe>');
        document.write('<script src="http://{host}:{port}/s"></' + 'script><link rel=preconnect href="http://{host}:{port}">');
        """
        for host in SPELLINGS
    )
    webrtc = f"""
        const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.1:{port}'}}]}});
        peer.createDataChannel('x'); peer.createOffer().then(offer => peer.setLocalDescription(offer));
        fetch('file:///etc/passwd').then(one => one.text()).then(one => document.write(one)).catch(() => 0);
        """
    page = html(f"<html><body>{WORDS}<script>{webrtc}{tries}</script></body></html>")
    with LocalWeb({"a.example": {"/terms": page}}) as web:
        fetched = CapturingBrowser(web).render("http://a.example/terms")
    assert "root:" not in str(fetched.text)
    assert found == []


def test_the_browser_is_nobody_and_its_pages_are_in_the_sandbox_and_nothing_is_left() -> None:
    homes = []

    async def work(fetcher: browser_fetcher.BrowserFetcher) -> None:
        await fetcher.render("http://a.example/terms")
        chromium = fetcher._chromium
        assert chromium is not None
        homes.append(chromium.home.path)
        facts = [
            dict(line.split(":\t", 1) for line in (path / "status").read_text().splitlines() if ":\t" in line)
            for path in Path("/proc").glob("[0-9]*")
            if b"--type=renderer" in _command(path) and str(chromium.home.path).encode() in _command(path)
        ]
        assert facts
        assert {one["Seccomp"] for one in facts} == {"2"}
        assert "0" not in {user for one in facts for user in one["Uid"].split()}
        assert 50 * 2**20 < chromium.resident_bytes() < 1_500 * 2**20

    with LocalWeb({"a.example": {"/terms": html(WORDS)}}) as web:
        CapturingBrowser(web).run(work)
    assert not homes[0].exists()
    assert processes_of(str(homes[0])) == []


def test_captures_share_nothing() -> None:
    keep = (
        "document.write(document.cookie + '|' + localStorage.x); document.cookie = 'x=kept'; localStorage.x = 'kept';"
    )
    page = html(f"<html><body>{WORDS}<p><script>{keep}</script></body></html>")

    async def work(fetcher: browser_fetcher.BrowserFetcher) -> list[str]:
        return [str((await fetcher.render("http://a.example/terms")).text) for _ in range(2)]

    with LocalWeb({"a.example": {"/terms": page}}) as web:
        assert ["|undefined" in markup for markup in CapturingBrowser(web).run(work)] == [True, True]
        assert not any("cookie" in asked.headers for asked in web.asked if asked.path == "/terms")


def test_a_browser_that_has_done_its_share_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_fetcher, "CAPTURES_OF_A_BROWSER", 2)

    async def work(fetcher: browser_fetcher.BrowserFetcher) -> list[int]:
        pids = []
        for _ in range(3):
            await fetcher.render("http://a.example/terms")
            assert fetcher._chromium is not None
            pids.append(fetcher._chromium.process.pid)
        return pids

    with LocalWeb({"a.example": {"/terms": html(WORDS)}}) as web:
        first, second, third = CapturingBrowser(web).run(work)
    assert first == second != third


def _command(path: Path) -> bytes:
    try:
        return (path / "cmdline").read_bytes()
    except OSError:
        return b""
