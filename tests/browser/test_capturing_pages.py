"""What a capture takes of a page that runs scripts, and what it says where there is none to take."""

import pytest

from governance.capture.browser import fetcher as browser_fetcher
from tests.browser.capturing import CapturingBrowser, needs_chromium
from tests.governance.capture.fetching.reader import SETTINGS
from tests.local_web import Answer, LocalWeb, html, redirect, text, unavailable

pytestmark = [pytest.mark.pure, pytest.mark.browser, pytest.mark.real_clock]
CLAUSES = "".join(f"<p>We may ask owl number {number} to carry your letters.</p>" for number in range(30))


@pytest.fixture(autouse=True)
def _chromium() -> None:
    needs_chromium()


def scripted(script: str, body: str = "<main id=place></main>") -> Answer:
    return html(f"<html lang=en><head><title>Terms</title></head><body>{body}<script>{script}</script></body></html>")


def later(markup: str, milliseconds: int = 300) -> str:
    return f"setTimeout(() => {{ document.getElementById('place').innerHTML = `{markup}` }}, {milliseconds});"


def test_text_that_scripts_make_is_taken_with_open_shadow_roots() -> None:
    shadow = "document.body.append(box); box.attachShadow({mode: 'open'}).innerHTML = '<p>In the shadow</p>';"
    page = scripted(f"alert('Hello'); const box = document.createElement('div'); {shadow} {later(CLAUSES)}")
    with LocalWeb({"a.example": {"/terms": page}}) as web:
        fetched = CapturingBrowser(web).render("http://a.example/terms")
    assert (fetched.requested, fetched.final, fetched.status) == (*["http://a.example/terms"] * 2, 200)
    assert fetched.text is not None
    assert "owl number 29" in fetched.text
    assert '<template shadowrootmode="open"><p>In the shadow</p></template>' in fetched.text
    assert fetched.body.decode() == fetched.text
    assert (fetched.media_type, fetched.peer, fetched.validators) == ("text/html", "127.0.0.1", None)


def test_the_browser_says_who_we_are_and_in_which_language() -> None:
    with LocalWeb({"a.example": {"/terms": scripted("", CLAUSES)}}) as web:
        fetched = CapturingBrowser(web).render("http://a.example/terms", language="de-DE")
        asked = web.asked[-1]
    assert asked.headers["user-agent"] == fetched.user_agent == SETTINGS.user_agent
    assert asked.headers["accept-language"] == fetched.accept_language == "de-DE,de;q=0.9"
    assert not [name for name in asked.headers if name.startswith("sec-ch")]
    assert "proxy-authorization" not in asked.headers


def test_what_is_waited_for_is_what_a_selector_finds() -> None:
    page = scripted(
        later(f"<div class=terms>{CLAUSES}</div>", 1_200), f"<main id=place></main><aside>{CLAUSES}</aside>"
    )
    with LocalWeb({"a.example": {"/terms": page}}) as web:
        fetched = CapturingBrowser(web).render("http://a.example/terms", awaited=[".terms", "p[", "main"])
    assert fetched.text is not None
    assert '<div class="terms">' in fetched.text


def test_what_comes_by_a_request_is_waited_for() -> None:
    script = "fetch('/part').then(one => one.text()).then(one => { document.getElementById('place').innerHTML = one });"
    site = {"/terms": scripted(script, f"<main id=place></main>{CLAUSES}"), "/part": Answer(b"<p>Last part", wait=0.9)}
    with LocalWeb({"a.example": site}) as web:
        fetched = CapturingBrowser(web).render("http://a.example/terms")
    assert fetched.text is not None
    assert "Last part" in fetched.text


def test_pictures_and_frames_are_not_loaded() -> None:
    page = scripted("", f"{CLAUSES}<img src=/a.png><iframe src=/frame></iframe><video src=/film></video>")
    with LocalWeb({"a.example": {"/terms": page}}) as web:
        CapturingBrowser(web).render("http://a.example/terms")
        assert set(web.paths_asked("a.example")) <= {"/robots.txt", "/terms"}


def test_redirects_are_followed_and_written_down() -> None:
    site = {"/old": redirect("/terms", 301), "/terms": scripted("", CLAUSES)}
    with LocalWeb({"a.example": site}) as web:
        fetched = CapturingBrowser(web).render("http://a.example/old")
    assert [(hop.status, hop.address, hop.location) for hop in fetched.hops] == [
        (301, "http://a.example/old", "http://a.example/terms")
    ]
    assert fetched.moved_to == fetched.final == "http://a.example/terms"


@pytest.mark.parametrize(
    "first",
    [
        scripted("", CLAUSES),
        redirect("/secret/terms"),
        scripted("location = '/secret/terms'"),
        html("<html><head><meta http-equiv=refresh content='0;url=/secret/terms'></head></html>"),
    ],
)
def test_what_robots_txt_forbids_is_never_opened(first: Answer) -> None:
    forbidden = "/secret" if first.body != scripted("", CLAUSES).body else "/"
    site = {
        "/robots.txt": text(f"User-agent: *\nDisallow: {forbidden}"),
        "/terms": first,
        "/secret/terms": scripted("", CLAUSES),
    }
    with LocalWeb({"a.example": site}) as web:
        assert CapturingBrowser(web).fail("http://a.example/terms").code == "robots"
        assert "/secret/terms" not in web.paths_asked("a.example")


def test_pages_that_send_one_another_round_are_given_up() -> None:
    with LocalWeb({"a.example": {"*": lambda asked: redirect(f"{asked.path}x")}}) as web:
        assert CapturingBrowser(web).fail("http://a.example/").code == "redirects"


def test_an_error_page_is_no_page_and_comes_along() -> None:
    with LocalWeb({"a.example": {"/terms": unavailable(429, "120")}}) as web:
        failed = CapturingBrowser(web).fail("http://a.example/terms")
    assert (failed.code, failed.status) == ("status", 429)
    assert failed.retry_after is not None
    assert failed.retry_after.total_seconds() == 120
    assert failed.answer is not None
    assert "Not now." in str(failed.answer.text)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://b.example/terms", "refused"),
        ("https://b.example/terms", "refused"),
        ("http://b.example:8080/terms", "address"),
        ("http://user:word@a.example/terms", "address"),
        ("file:///etc/passwd", "address"),
        ("http://a.example/inside", "address"),
        ("https://a.example/terms", "tls"),
        ("http://a.example/film", "protocol"),
        ("http://a.example/scan.pdf", "protocol"),
        ("http://a.example/large", "too_large"),
    ],
)
def test_why_there_is_no_page_is_said_by_a_code(address: str, code: str) -> None:
    site = {
        "/robots.txt": text(""),
        "/inside": redirect("http://10.0.0.1/"),
        "/film": Answer(b"x" * 99, headers=(("Content-Disposition", "attachment"), ("Content-Type", "video/mp4"))),
        "/scan.pdf": Answer(b"%PDF-1.4", headers=(("Content-Type", "application/pdf"),)),
        "/large": html("x" * 9_000_000),
    }
    with LocalWeb({"a.example": site, "b.example": {}}) as web:
        web.down.add("b.example")
        browser = CapturingBrowser(web)
        # Robots.txt can't be had where nobody listens, which is said before the browser is asked.
        assert browser.fail(address).code == code


def test_a_page_that_never_ends_is_left_and_the_next_one_is_read() -> None:
    site = {"/endless": scripted("while (true);", CLAUSES), "/terms": scripted("", CLAUSES)}

    async def work(fetcher: browser_fetcher.BrowserFetcher) -> str:
        try:
            await fetcher.render("http://a.example/endless")
        except browser_fetcher.FetchFailed as failed:
            assert (await fetcher.render("http://a.example/terms")).status == 200
            return failed.code
        return ""

    with LocalWeb({"a.example": site}) as web:
        quick = SETTINGS.__class__(**{**SETTINGS.__dict__, "total_seconds": 12})
        assert CapturingBrowser(web, quick).run(work) == "timeout"
