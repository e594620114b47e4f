"""From a page on a server to a change in the record, by the service's own duties."""

from datetime import timedelta

import pytest

from governance.capture import findings
from governance.capture.sources import declare
from governance.models import Capture, CaptureHealth, Change, Fetch, SourcePage, Version
from tests.governance.capture.site import CLAUSES, LINKS, policy
from tests.local_web import conditional, html, in_turn, redirect, text, unavailable

pytestmark = pytest.mark.django_db
RAISED = CLAUSES[2].replace("3 coins", "9 coins")
CHANGED = (*CLAUSES[:2], RAISED, *CLAUSES[3:])


def test_a_page_becomes_a_version_and_its_change_is_news(watched):
    web = watched()
    document = web.document()
    assert web.read() == {"fetched": 1, "unchanged": 0, "failed": 0, "verified": 1}
    assert web.health(document) == ("verified", "")
    [version] = Version.objects.all()
    assert version.text.startswith("# Terms of Service\n\nWe may ask owl number 1")
    assert version.captured_at == web.now
    web.site["owl.example"]["/terms"] = policy(*CHANGED)
    web.pass_time(hours=6)
    web.read()
    [change] = Change.objects.all()
    assert change.is_alertable
    assert change.published_at == web.now
    assert "coins" in change.provision_changes.get().sentence


def test_a_document_that_cannot_be_judged_keeps_no_other_waiting_and_the_error_is_raised(watched, monkeypatch):
    web = watched({"owl.example": {"/terms": policy()}, "elk.example": {"/terms": policy(title="Terms of Elks")}})
    first, second = web.document(), web.document("Terms of Elks", host="elk.example")
    real = findings.read_document

    def read(bodies, declared, *, before):
        if bodies[0].answer.requested == "http://owl.example/terms":
            raise KeyError("nobody expected this")
        return real(bodies, declared, before=before)

    monkeypatch.setattr(findings, "read_document", read)
    with pytest.raises(KeyError, match="nobody expected this"):
        web.read_once()
    assert (web.health(first)[0], web.health(second)[0]) == ("never", "verified")


def test_nothing_is_fetched_before_it_is_due(watched):
    web = watched()
    web.document()
    web.read()
    web.pass_time(hours=5)
    assert web.read() == {"fetched": 0, "unchanged": 0, "failed": 0}
    web.pass_time(hours=1)
    assert web.read()["fetched"] == 1


def test_a_text_that_stays_is_verified_again_and_makes_no_version(watched):
    web = watched()
    document = web.document()
    web.read()
    web.pass_time(hours=6)
    web.read()
    document.refresh_from_db()
    assert Version.objects.count() == 1
    assert document.last_verified_at == web.now
    assert Capture.objects.count() == 2


def test_a_server_that_says_nothing_changed_is_believed_within_a_day(watched):
    web = watched({"owl.example": {"/terms": conditional(policy(), etag='"1"')}})
    document = web.document()
    kinds = []
    for _ in range(6):
        counts = web.read()
        kinds.append("unchanged" if counts["unchanged"] else "fetched")
        web.pass_time(hours=6)
    assert kinds == ["fetched", "unchanged", "unchanged", "unchanged", "fetched", "unchanged"]
    assert web.health(document) == ("verified", "")
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("answer", "health"),
    [
        (unavailable(503), ("failing", "later")),
        (unavailable(403), ("blocked", "refused")),
        (unavailable(500), ("failing", "status")),
        (html("<h1>Page not found</h1><p>Nothing is here any more.</p>"), ("failing", "error_page")),
        (html(""), ("failing", "empty")),
        (redirect("http://owl.example/login"), ("blocked", "wall")),
    ],
)
def test_what_is_no_document_is_health_and_no_version(watched, answer, health):
    web = watched()
    document = web.document()
    web.read()
    web.site["owl.example"] |= {"/terms": answer, "/login": html("<form><input type=password></form>" + "word " * 400)}
    web.pass_time(hours=6)
    web.read()
    assert web.health(document) == health
    assert Version.objects.count() == 1
    web.site["owl.example"]["/terms"] = policy(*CHANGED)
    web.pass_time(hours=6)
    web.read()
    assert web.health(document) == ("verified", "")
    assert Change.objects.get().is_alertable


def test_what_robots_txt_forbids_is_not_read(watched):
    web = watched({"owl.example": {"/terms": policy(), "/robots.txt": text("User-agent: *\nDisallow: /")}})
    document = web.document()
    web.read()
    assert web.health(document) == ("blocked", "robots")
    assert web.web.paths_asked("owl.example") == ["/robots.txt"]


FEATHERS = [f"Feathers number {number} are cleaned by hand, and dried in the sun of the yard." for number in range(40)]


@pytest.mark.parametrize(
    ("title", "page", "code"),
    [
        (
            "Care of feathers and other works",
            policy(*FEATHERS, title="Care of feathers and other works"),
            "other_document",
        ),
        ("Terms of Service", LINKS, "links"),
    ],
)
def test_another_document_or_a_list_of_links_is_accepted_only_when_an_operator_declares_it(watched, title, page, code):
    web = watched()
    document = web.document()
    web.read()
    web.site["owl.example"]["/terms"] = page
    for _ in range(12):
        web.pass_time(hours=6)
        web.read()
        assert web.health(document) == ("suspect", code)
        assert Version.objects.count() == 1
    declare(document, {"fetch": "http://owl.example/terms", "select": "body main"}, now=web.now)
    web.read()
    web.pass_time(hours=6)
    web.read()
    assert web.health(document) == ("verified", "")
    document.refresh_from_db()
    assert document.current_version.text.startswith(f"# {title}")


def test_a_wording_that_only_some_requests_bring_is_not_told(watched):
    web = watched()
    document = web.document()
    web.read()
    web.pass_time(hours=6)
    web.site["owl.example"]["/terms"] = in_turn(policy(*CHANGED), policy())
    web.read_once()
    assert web.health(document) == ("suspect", "new_text")
    web.pass_time(minutes=2)
    web.read_once()
    assert web.health(document) == ("verified", "")
    assert Version.objects.count() == 1
    web.site["owl.example"]["/terms"] = policy(*CHANGED)
    for _ in range(5):
        web.pass_time(hours=6)
        web.read_once()
    assert Change.objects.get().is_alertable


def test_the_pages_of_a_document_are_fetched_together(watched):
    web = watched({"owl.example": {"/1": policy(), "/2": policy(title="Privacy of Letters")}})
    pages = [{"fetch": "http://owl.example/1"}, {"fetch": "http://owl.example/2"}]
    document = web.document()
    declare(document, {"combine": pages, "select": "main"}, now=web.now, is_urgent=False)
    SourcePage.objects.filter(address__endswith="/2").update(due_at=web.now + timedelta(hours=3))
    web.pass_time(hours=6)
    web.read()
    web.pass_time(seconds=15)
    web.read()
    assert SourcePage.objects.filter(places__document=document).values("due_at").distinct().count() == 1
    web.site["owl.example"]["/2"] = unavailable(500)
    web.pass_time(hours=6)
    web.read()
    web.pass_time(seconds=15)
    web.read()
    due = SourcePage.objects.filter(places__document=document).values_list("due_at", flat=True)
    assert len(set(due)) == 1
    assert due[0] < web.now + timedelta(minutes=16)


def test_a_document_of_two_pages_is_a_version_only_when_both_are_there(watched):
    web = watched({"owl.example": {"/1": policy(), "/2": policy(title="Privacy of Letters")}})
    pages = [{"fetch": "http://owl.example/1"}, {"fetch": "http://owl.example/2"}]
    document = web.document(source={"combine": pages, "select": "main"})
    web.read()
    assert Version.objects.count() == 0
    web.pass_time(seconds=15)
    web.read()
    assert Version.objects.get().source_count == 2
    assert "\n- - -\n" in Version.objects.get().text
    web.site["owl.example"]["/2"] = unavailable(500)
    for _ in range(2):
        web.pass_time(hours=6)
        web.read()
    assert web.health(document) == ("failing", "status")
    assert Version.objects.count() == 1


def test_a_page_of_two_documents_is_fetched_once(watched):
    web = watched()
    first, second = web.document(), web.document("Privacy Policy")
    assert web.read()["fetched"] == 1
    assert SourcePage.objects.count() == 1
    assert Fetch.objects.count() == 1
    assert web.health(first) == ("verified", "")
    assert CaptureHealth.objects.get(document=second).last_capture is not None


def test_another_way_of_reading_is_no_change_and_what_changed_meanwhile_is(watched):
    web = watched()
    document = web.document()
    web.read()
    declare(document, {"fetch": "http://owl.example/terms", "select": "main p"}, now=web.now)
    web.site["owl.example"]["/terms"] = policy(*CHANGED)
    web.pass_time(hours=6)
    web.read()
    versions = Version.objects.order_by("sequence")
    assert [version.is_technical for version in versions] == [False, True, False]
    [change] = Change.objects.filter(published_at__isnull=False, is_alertable=True)
    assert "coins" in change.provision_changes.get().sentence
