"""Which way a page is read: plainly first, in a browser where that gives nothing, and plainly again after a week."""

import pytest

from governance.capture import routes
from governance.capture.duties import fetch_pages_in_browser
from governance.capture.fetching.fetcher import Fetcher
from governance.models import Capture, CaptureHealth, CaptureHost, Fetch, SourcePage, Version
from tests.governance.capture.site import CLAUSES, policy
from tests.local_web import html, text, unavailable

pytestmark = pytest.mark.django_db
CLAUSES_IN_HTML = "".join(f"<p>{clause}</p>" for clause in CLAUSES)
NEEDS_SCRIPTS = html("<html lang=en><body><div id=root></div><script src=/app.js></script></body></html>")


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has a browser."""
    monkeypatch.setattr(routes, "why_no_browser", lambda program: "")


def route() -> str:
    return SourcePage.objects.get().route


@pytest.mark.parametrize("answer", [*(unavailable(status) for status in (403, 406, 429, 502)), NEEDS_SCRIPTS])
@pytest.mark.usefixtures("chromium")
def test_what_gives_nothing_plainly_is_opened_in_a_browser(watched, answer):
    web = watched({"owl.example": {"/terms": answer}})
    document = web.document()
    web.read()
    assert route() == "browser"
    assert Capture.objects.count() == 0
    assert web.health(document)[0] == "never"
    assert web.read()["fetched"] == 0
    web.site["owl.example"]["/terms"] = policy()
    web.pass_time(minutes=5)
    assert web.open_in_browser()["fetched"] == 1
    assert web.health(document) == ("verified", "")
    assert list(Fetch.objects.order_by("pk").values_list("route", flat=True)) == ["plain", "browser"]


@pytest.mark.parametrize("answer", [unavailable(500), unavailable(404), unavailable(401), html("")])
@pytest.mark.usefixtures("chromium")
def test_what_a_browser_would_not_change_stays_plain(watched, answer):
    web = watched({"owl.example": {"/terms": answer}})
    web.document()
    web.read()
    assert route() == "plain"
    assert Capture.objects.count() == 1


@pytest.mark.usefixtures("chromium")
def test_what_robots_txt_forbids_is_not_tried_in_a_browser(watched):
    web = watched({"owl.example": {"/terms": policy(), "/robots.txt": text("User-agent: *\nDisallow: /")}})
    document = web.document()
    web.read()
    assert (route(), web.health(document)) == ("plain", ("blocked", "robots"))


@pytest.mark.usefixtures("chromium")
def test_a_host_that_refuses_the_browser_too_is_blocked(watched):
    web = watched({"owl.example": {"/terms": unavailable(403)}})
    document = web.document()
    web.read()
    web.pass_time(minutes=5)
    web.open_in_browser()
    assert web.health(document) == ("blocked", "refused")


def test_without_a_browser_it_is_said_that_one_is_needed(watched):
    web = watched({"owl.example": {"/terms": NEEDS_SCRIPTS}})
    document = web.document()
    web.read()
    assert (route(), web.health(document)) == ("plain", ("needs_browser", "needs_scripts"))
    assert fetch_pages_in_browser(web.now) == {"to_plain": 0}


def test_where_the_browser_is_taken_away_its_pages_are_asked_for_plainly(watched):
    web = watched()
    web.document()
    SourcePage.objects.update(route="browser", route_since=web.now)
    assert fetch_pages_in_browser(web.now) == {"to_plain": 1}
    assert web.read()["verified"] == 1


@pytest.mark.usefixtures("chromium")
def test_after_a_week_a_page_is_asked_for_plainly_and_stays_so_where_that_gives_it(watched):
    web = watched()
    web.document()
    SourcePage.objects.update(route="browser", route_since=web.now)
    web.open_in_browser()
    web.pass_time(days=6, hours=23)
    web.open_in_browser()
    assert route() == "browser"
    web.pass_time(hours=6)
    assert web.open_in_browser()["fetched"] == 0
    assert web.read()["verified"] == 1
    assert route() == "plain"
    assert Version.objects.count() == 1


@pytest.mark.usefixtures("chromium")
def test_trying_plainly_in_vain_says_nothing_of_the_document(watched):
    web = watched()
    document = web.document()
    SourcePage.objects.update(route="browser", route_since=web.now)
    web.open_in_browser()
    web.pass_time(days=8)
    web.site["owl.example"]["/terms"] = unavailable(403)
    web.open_in_browser()
    assert web.read()["failed"] == 1
    assert (route(), web.health(document)) == ("browser", ("verified", ""))
    web.site["owl.example"]["/terms"] = policy()
    web.pass_time(minutes=5)
    assert web.open_in_browser()["verified"] == 1


DECLARED = {"fetch": "http://owl.example/terms", "select": "#terms", "executeClientScripts": True}


def test_without_a_browser_a_document_that_is_declared_for_one_says_so_before_anything_is_fetched(watched):
    web = watched({"owl.example": {"/terms": policy()}})
    document = web.document(source=DECLARED)
    assert web.health(document) == ("never", "")
    assert fetch_pages_in_browser(web.now) == {"to_plain": 1}
    assert web.health(document) == ("needs_browser", "needs_scripts")
    assert CaptureHealth.objects.get().reason.startswith("It is to be opened in a browser. No browser")
    assert (CaptureHost.objects.get().fence, Fetch.objects.count()) == (0, 0)
    web.read()
    assert web.health(document) == ("needs_browser", "needs_scripts")
    web.site["owl.example"]["/terms"] = html(f"<main id=terms>{CLAUSES_IN_HTML}</main>")
    web.pass_time(hours=6)
    web.read()
    assert web.health(document) == ("verified", "")


@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize("source", [DECLARED, None])
@pytest.mark.parametrize("answer", [html("<main><h1>Terms</h1><p>Soon.</p></main>"), unavailable(404)])
def test_after_a_week_a_page_goes_back_to_the_browser_whatever_came_plainly(watched, source, answer):
    web = watched({"owl.example": {"/terms": html(f"<main id=terms>{CLAUSES_IN_HTML}</main>")}})
    document = web.document(source=source)
    SourcePage.objects.update(route="browser", route_since=web.now)
    web.open_in_browser()
    assert web.health(document) == ("verified", "")
    web.pass_time(days=8)
    web.site["owl.example"]["/terms"] = answer
    web.open_in_browser()
    web.read_once()
    assert (route(), web.health(document)) == ("browser", ("verified", ""))


@pytest.mark.usefixtures("chromium")
def test_a_browser_waits_for_what_all_documents_of_a_page_select(watched, monkeypatch):
    told = []
    real = Fetcher.fetch

    async def fetch(self, address, **how):
        told.append(how.get("awaited"))
        return await real(self, address, **how)

    monkeypatch.setattr(Fetcher, "fetch", fetch)
    web = watched()
    web.document(source=DECLARED)
    part = {"startAfter": "h1", "endBefore": "footer"}
    web.document("Privacy Policy", source={**DECLARED, "select": ["main", part], "remove": ".gone"})
    web.open_in_browser()
    web.read_once()
    assert told == [("#terms", "main", "h1", "footer", "body")]
    SourcePage.objects.update(route="plain")
    web.pass_time(hours=6)
    web.read_once()
    assert told[1:] == [()]
