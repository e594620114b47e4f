"""Documents that nobody has read are tried once, as their hosts allow, and nothing is kept of them."""

import json
from collections import Counter
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command

from governance.capture import surveying
from governance.capture.previewing import first_reading
from governance.capture.schedule.leases import lease_hosts
from governance.capture.sources import declare, host_of, read_by_itself
from governance.capture.surveying import documents_to_survey, survey
from governance.management.commands import survey as command
from governance.models import (
    Capture,
    CaptureHealth,
    CaptureHost,
    Document,
    Fetch,
    PageOfDocument,
    RawBody,
    SourcePage,
    Version,
)
from tests.governance.capture.site import CLAUSES, LINKS, policy
from tests.local_web import html, redirect, text, unavailable

pytestmark = pytest.mark.django_db
SITE = {
    "good.example": {"/terms": policy(), "/privacy": policy(title="Privacy Policy")},
    "thin.example": {"/terms": policy(*CLAUSES[:3])},
    "links.example": {"/terms": LINKS},
    "empty.example": {"/terms": html("<p></p>")},
    "wall.example": {"/terms": unavailable(403)},
    "robots.example": {"/terms": policy(), "/robots.txt": text("User-agent: *\nDisallow: /")},
    "gone.example": {"/terms": unavailable(404)},
    "moved.example": {"/terms": redirect("http://moved.example/"), "/": policy()},
    "down.example": {"/terms": unavailable(500)},
    "script.example": {
        "/terms": html("<div id=app></div><noscript>Enable JavaScript.</noscript><script src=/a.js></script>")
    },
}


@pytest.fixture
def catalogued(watched, make_platform):
    """A web with these sites, and a listed document of each of their pages."""

    def make(site=SITE):
        web = watched(site)
        for host, pages in site.items():
            platform = make_platform(host.partition(".")[0])
            for path in pages:
                if path not in ("/", "/robots.txt"):
                    Document.objects.create(
                        platform=platform,
                        document_type=path[1:],
                        title=path[1:].title(),
                        source_urls=[f"http://{host}{path}"],
                    )
        return web

    return make


def run(web, documents=None):
    documents = list(documents_to_survey()) if documents is None else documents
    return list(survey(documents, open_fetcher=web.open, clock=lambda: web.now, sleep=web.sleep))


def test_each_document_has_a_verdict_and_a_reason(catalogued):
    web = catalogued()
    found = {(one.document.platform.slug, one.document.document_type): (one.kind, one.code) for one in run(web)}
    assert found == {
        ("good", "terms"): ("good", ""),
        ("good", "privacy"): ("good", ""),
        ("thin", "terms"): ("thin", "thin"),
        ("links", "terms"): ("thin", "links"),
        ("empty", "terms"): ("thin", "empty"),
        ("wall", "terms"): ("blocked", "refused"),
        ("robots", "terms"): ("blocked", "robots"),
        ("gone", "terms"): ("wrong", "missing"),
        ("moved", "terms"): ("wrong", "front_page"),
        ("down", "terms"): ("unreachable", "status"),
        ("script", "terms"): ("needs_browser", "needs_scripts"),
    }
    assert all(one.reason for one in run(web) if one.code)


def test_nothing_is_kept_and_nothing_is_read_from_then_on(catalogued):
    run(catalogued())
    for model in (Version, Capture, CaptureHealth, Fetch, RawBody, SourcePage, PageOfDocument):
        assert not model.objects.exists(), model
    assert set(Document.objects.values_list("state", flat=True)) == {"listed"}


def test_the_pages_of_a_host_are_asked_for_a_pause_apart(catalogued):
    web = catalogued({"good.example": {f"/{n}": policy() for n in range(6)}})
    begun, asked = web.now, []
    for one in survey(list(documents_to_survey()), open_fetcher=web.open, clock=lambda: web.now, sleep=web.sleep):
        asked.append(web.now)
        assert one.kind == "good"
    pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(asked)]
    assert min(pauses) >= 7
    assert (web.now - begun).total_seconds() < 6 * 14
    assert CaptureHost.objects.get().next_allowed_at > web.now


def test_a_host_that_is_leased_elsewhere_is_left_alone(catalogued):
    web = catalogued({"good.example": {"/terms": policy()}, "other.example": {"/terms": policy()}})
    host_of("http://good.example/", web.now)
    while lease_hosts(["good.example"], limit=1, now=web.now):
        pass
    CaptureHost.objects.update(lease_until=web.now.replace(year=web.now.year + 1))
    found = {one.document.platform.slug: one.kind for one in run(web)}
    assert found == {"good": "not_asked", "other": "good"}
    assert web.web.paths_asked("good.example") == []


def test_a_page_of_two_documents_is_fetched_once_and_one_of_two_pages_needs_both(catalogued, make_platform):
    web = catalogued(
        {"good.example": {"/terms": policy(), "/privacy": policy()}, "down.example": {"/more": unavailable(500)}}
    )
    Document.objects.create(
        platform=make_platform(),
        document_type="both",
        title="Both",
        source_urls=["http://good.example/terms", "http://down.example/more"],
    )
    found = {one.document.document_type: one.kind for one in run(web)}
    assert found == {"terms": "good", "privacy": "good", "more": "unreachable", "both": "unreachable"}
    assert Counter(web.web.paths_asked("good.example"))["/terms"] == 1


def test_a_page_that_we_can_not_cope_with_ends_no_survey(catalogued, monkeypatch):
    def breaks(outcomes, *args, **options):
        if "thin" in outcomes[0].requested:
            raise ZeroDivisionError
        return first_reading(outcomes, *args, **options)

    monkeypatch.setattr(surveying, "first_reading", breaks)
    found = {one.document.platform.slug: one.kind for one in run(catalogued())}
    assert (found["thin"], found["good"]) == ("broken", "good")


def test_what_is_declared_was_read_or_is_over_is_not_tried(catalogued, make_platform):
    pages = {f"/{n}": policy(*CLAUSES[n:], title=f"Terms {n}") for n in range(1, 5)}
    web = catalogued({"good.example": pages})
    declared, read, retired, left = Document.objects.order_by("document_type")
    declare(declared, {"fetch": declared.source_urls[0], "select": "main"}, now=web.now)
    read_by_itself(read, read.source_urls, now=web.now)
    web.read()
    web.pass_time(minutes=1)
    web.read()
    Document.objects.filter(pk=retired.pk).update(state="retired")
    for facts in ({"status": "defunct"}, {"is_demonstration": True}):
        Document.objects.create(
            platform=make_platform(**facts), document_type="a", title="A", source_urls=["http://x.example/"]
        )
    Document.objects.create(platform=make_platform(), document_type="a", title="A")
    assert list(documents_to_survey()) == [left]
    assert list(documents_to_survey(platform="nobody")) == []


def test_the_command_prints_counts_and_reasons(catalogued, monkeypatch):
    web = catalogued()
    monkeypatch.setattr(command, "open_our_fetcher", web.open)
    monkeypatch.setattr(command.timezone, "now", lambda: web.now)
    monkeypatch.setattr(command.time, "sleep", web.sleep)

    def printed(*options):
        out = StringIO()
        call_command("survey", *options, stdout=out)
        return out.getvalue()

    said = printed()
    assert "wrong: " in said
    *_, tried, good, thin, blocked, wrong, browser, unreachable = said.splitlines()
    assert (tried, good, unreachable) == ("11 documents tried.", "2 good", "1 unreachable: 1 status")
    assert thin.startswith("3 thin: ")
    assert "1 robots" in blocked
    assert "1 missing" in wrong
    assert browser == "1 needs browser: 1 needs_scripts"
    facts = json.loads(printed("--json", "--platform", "good", "--limit", "1"))
    assert facts["counts"] == {
        **dict.fromkeys(("thin", "blocked", "wrong", "needs_browser", "unreachable", "not_asked", "broken"), 0),
        "good": 1,
    }
    assert (facts["documents"][0]["verdict"], facts["documents"][0]["platform"]) == ("good", "good")
    with pytest.raises(CommandError, match="no platform"):
        printed("--platform", "nobody")
    with pytest.raises(CommandError):
        printed("--limit", "0")
