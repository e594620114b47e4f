"""A document is looked at before it is read: two fetches that must agree, on a row that a duty works on."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from governance.capture.adding import NotToBeAdded, Proposal
from governance.capture.declarations.sources import BadDeclaration
from governance.capture.preview_jobs import (
    MOST_ATTEMPTS,
    MOST_PAGES,
    _claimed,
    add_previewed,
    ask_for_preview,
    forget_previews,
    look_again,
    run_previews,
)
from governance.capture.previewing import LONGEST
from governance.capture.schedule.leases import lease_hosts
from governance.models import (
    CaptureHost,
    Declaration,
    Document,
    DocumentPreview,
    PageOfDocument,
    Platform,
    SourcePage,
    Version,
)
from tests.governance.capture.site import CLAUSES, LINKS, policy
from tests.local_web import in_turn, redirect, text, unavailable

pytestmark = pytest.mark.django_db
OLGA = "olga@example.com"
TERMS = "http://owl.example/terms"


def proposal(**facts):
    given = {"platform_name": "Owl Post", "title": "Terms of Service", "addresses": (TERMS,)}
    return Proposal(**(given | facts))


@pytest.fixture
def looked_at(watched):
    """Asks for a preview of a site and works on it; the web and the row."""

    def look(site=None, **facts):
        web = watched(site)
        row = ask_for_preview(proposal(**facts), by=OLGA, now=web.now)
        run(web)
        return web, DocumentPreview.objects.get(pk=row.pk)

    return look


def run(web, **how):
    return run_previews(web.now, open_fetcher=web.open, sleep=web.sleep, clock=lambda: web.now, **how)


def test_two_fetches_a_pause_apart_are_shown_and_nothing_is_stored_of_them(looked_at):
    web, row = looked_at()
    assert (row.state, row.is_good, row.verdict, row.warnings, row.asked_by) == ("read", True, "", [], OLGA)
    assert row.text.startswith("# Terms of Service\n\nWe may ask owl number 1")
    assert row.word_count > 200
    assert web.web.paths_asked("owl.example") == ["/robots.txt", "/terms", "/terms"]
    assert (web.now - row.asked_at) >= CaptureHost.objects.get().delay * 0.7
    assert not Document.objects.exists()
    assert not SourcePage.objects.exists()
    assert not Version.objects.exists()


def test_what_was_looked_at_is_read_from_then_on_and_once_only(looked_at):
    web, row = looked_at(select=("main",), remove=("footer",))
    document, added = add_previewed(row.pk, accepts_warnings=False, by=OLGA, now=web.now)
    assert (added.state, added.added_by, added.document) == ("added", OLGA, document)
    assert Declaration.objects.get().source == {"fetch": TERMS, "select": ["main"], "remove": ["footer"]}
    assert add_previewed(row.pk, accepts_warnings=False, by=OLGA, now=web.now)[0] == document
    web.pass_time(minutes=1)
    web.read()
    assert web.health(document) == ("verified", "")


def test_what_is_read_is_what_was_looked_at(looked_at):
    web, row = looked_at(in_browser=False)
    add_previewed(row.pk, accepts_warnings=False, by=OLGA, now=web.now)
    assert not Declaration.objects.exists()
    web.pass_time(minutes=1)
    web.read()
    assert Version.objects.get().text == row.text


def test_a_document_for_a_browser_is_found_by_structure_too(watched):
    web = watched()
    row = ask_for_preview(proposal(in_browser=True), by=OLGA, now=web.now)
    assert run(web) == {"read": 0, "failed": 0}
    assert run(web, in_browser=True, browser="") == {"read": 0, "failed": 1}
    row.refresh_from_db()
    assert row.reason == "No browser is installed."
    DocumentPreview.objects.update(state="read", is_good=True)
    add_previewed(row.pk, accepts_warnings=False, by=OLGA, now=web.now)
    assert SourcePage.objects.get().route == "browser"
    assert not Declaration.objects.exists()


@pytest.mark.parametrize(
    ("answer", "verdict", "reason"),
    [
        (unavailable(403), "refused", "refuses to show"),
        (unavailable(500), "status", "answers 500"),
        (policy("Too little."), "thin", ""),
    ],
)
def test_what_is_not_the_document_can_not_be_added(looked_at, answer, verdict, reason):
    web, row = looked_at({"owl.example": {"/terms": answer}})
    assert not row.is_good
    assert reason in row.reason
    with pytest.raises(NotToBeAdded):
        add_previewed(row.pk, accepts_warnings=True, by=OLGA, now=web.now)
    assert not Document.objects.exists()


def test_a_list_of_links_is_a_warning(looked_at):
    _, row = looked_at({"owl.example": {"/terms": LINKS}})
    assert row.is_good
    assert row.warnings == ["It is mostly links: a list of documents, perhaps, and not one of them."]


def test_warnings_are_to_be_accepted_first(looked_at):
    two_texts = in_turn(policy(), policy(*CLAUSES[:-1]))
    web, row = looked_at(
        {"owl.example": {"/old": redirect(TERMS, status=301), "/terms": two_texts}},
        addresses=("http://owl.example/old",),
    )
    assert row.warnings == [
        "Two fetches in a row gave two texts.",
        f"https://owl.example/old has moved for good to {TERMS}.",
    ]
    with pytest.raises(NotToBeAdded, match="accepted first"):
        add_previewed(row.pk, accepts_warnings=False, by=OLGA, now=web.now)
    add_previewed(row.pk, accepts_warnings=True, by=OLGA, now=web.now)
    assert PageOfDocument.objects.count() == 1


def test_the_load_of_the_host_is_looked_at(looked_at, watched):
    web = watched()
    host = CaptureHost.objects.create(name="owl.example", delay=timedelta(seconds=2), next_allowed_at=web.now)
    SourcePage.objects.bulk_create(
        SourcePage(host=host, address=f"http://owl.example/{number}", language="en", due_at=web.now)
        for number in range(6_000)
    )
    row = ask_for_preview(proposal(), by=OLGA, now=web.now)
    run(web)
    row.refresh_from_db()
    assert "owl.example has so many pages that they can't all be read every six hours." in row.warnings


def test_robots_txt_holds_for_a_look_too(looked_at):
    web, row = looked_at({"owl.example": {"/terms": policy(), "/robots.txt": text("User-agent: *\nDisallow: /")}})
    assert (row.verdict, row.is_good) == ("robots", False)
    assert web.web.paths_asked("owl.example") == ["/robots.txt"]


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/", "http://10.0.0.1/"]
)
def test_a_look_leads_nowhere_inside(looked_at, watched, address):
    with pytest.raises(BadDeclaration, match="public internet"):
        looked_at(addresses=(address,))
    web = watched()
    DocumentPreview.objects.create(addresses=[address], asked_at=web.now)  # as one that was asked for earlier
    assert run(web) == {"read": 0, "failed": 1}
    assert web.web.asked == []


def test_a_language_that_was_stored_unchecked_fails_its_preview_only(watched):
    web = watched()
    DocumentPreview.objects.create(addresses=[TERMS], language="é", asked_at=web.now)
    ask_for_preview(proposal(), by=OLGA, now=web.now)
    assert run(web) == {"read": 1, "failed": 1}


def test_a_host_that_somebody_else_asks_is_waited_for_and_not_for_ever(watched):
    web = watched()
    host = CaptureHost.objects.create(name="owl.example", delay=timedelta(seconds=10), next_allowed_at=web.now)
    assert lease_hosts(["owl.example"], limit=1, now=web.now)
    row = ask_for_preview(proposal(), by=OLGA, now=web.now)
    assert run(web) == {"read": 0, "failed": 1}
    row.refresh_from_db()
    assert (row.state, web.web.asked) == ("failed", [])
    assert "Try again later" in row.reason
    CaptureHost.objects.filter(pk=host.pk).update(lease_until=None, next_allowed_at=web.now + timedelta(seconds=40))
    again = look_again(row, by=OLGA, now=web.now)
    begun = web.now
    assert run(web) == {"read": 1, "failed": 0}
    assert web.now - begun >= timedelta(seconds=40)
    again.refresh_from_db()
    assert again.is_good


def test_nobody_else_asks_a_host_while_it_is_looked_at(watched):
    web = watched()
    document = web.document()
    row = ask_for_preview(proposal(title="Privacy Policy"), by=OLGA, now=web.now)
    run(web)
    assert CaptureHost.objects.get().next_allowed_at > web.now
    assert web.read_once()["fetched"] == 0
    web.pass_time(minutes=1)
    assert web.read_once()["fetched"] == 1
    assert web.health(document)[0] in ("verified", "suspect")
    row.refresh_from_db()
    assert row.is_good


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"addresses": ("ftp://owl.example/",)}, "must begin with http"),
        ({"addresses": ("http://127.0.0.1:8000/",)}, "must use port"),
        ({"addresses": ("http://olga:secret@owl.example/",)}, "no user name"),
        ({"addresses": tuple(f"http://owl.example/{n}" for n in range(MOST_PAGES + 1))}, "add_document"),
        ({"addresses": ()}, "at least one page"),
        ({"select": ("p[[",)}, "no CSS selector"),
        ({"remove": ("nav",)}, "needs select too"),
    ],
)
def test_what_can_not_be_fetched_is_refused_at_once(db, now, facts, said):
    with pytest.raises(BadDeclaration, match=said):
        ask_for_preview(proposal(**facts), by=OLGA, now=now)
    assert not DocumentPreview.objects.exists()


def test_nothing_is_added_to_a_platform_that_has_ended(make_platform, now):
    barn = make_platform(name="Barn Post")
    make_platform(name="Owl Post", status=Platform.Status.MERGED, successor=barn)
    with pytest.raises(NotToBeAdded, match="renamed to Barn Post: add it there"):
        ask_for_preview(proposal(), by=OLGA, now=now)


def test_a_job_whose_worker_dies_is_taken_up_again_and_not_for_ever(watched):
    web = watched()
    row = ask_for_preview(proposal(), by=OLGA, now=web.now)

    def dies(seconds):
        raise KeyboardInterrupt

    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            run_previews(web.now, open_fetcher=web.open, sleep=dies, clock=lambda: web.now)
        assert run(web) == {"read": 0, "failed": 0}
        web.pass_time(minutes=11)
    assert run(web) == {"read": 0, "failed": 1}
    row.refresh_from_db()
    assert "tried three times" in row.reason


def test_previews_are_forgotten_after_a_week(looked_at):
    _, row = looked_at()
    assert forget_previews(row.asked_at + timedelta(days=6)) == 0
    assert forget_previews(row.asked_at + timedelta(days=8)) == 1


def test_a_worker_whose_clock_is_ahead_does_not_fetch_what_another_is_fetching(watched):
    web = watched()
    row = ask_for_preview(proposal(), by=OLGA, now=web.now)
    nested = []

    def open_and_run_elsewhere(*arguments, **options):
        if not nested:
            nested.append(True)
            ahead = web.now + LONGEST + timedelta(minutes=5)
            assert run_previews(ahead, open_fetcher=web.open, sleep=web.sleep) == {"read": 0, "failed": 0}
        return web.open(*arguments, **options)

    run_previews(web.now, open_fetcher=open_and_run_elsewhere, sleep=web.sleep, clock=lambda: web.now)
    assert nested
    assert DocumentPreview.objects.get(pk=row.pk).attempt_count == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_each_preview_has_one(now):
    for number in range(6):
        ask_for_preview(proposal(title=f"Terms {number}"), by=OLGA, now=now + timedelta(seconds=number))
    claimed, barrier = [], threading.Barrier(4)

    def work():
        try:
            barrier.wait()
            while row := _claimed(now + timedelta(minutes=1), in_browser=False):
                claimed.append(row.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert len(claimed) == len(set(claimed)) == 6


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_several_who_add_one_preview_add_one_document(now):
    row = ask_for_preview(proposal(), by=OLGA, now=now)
    DocumentPreview.objects.update(state="read", is_good=True)
    added, barrier = [], threading.Barrier(4)

    def add():
        try:
            barrier.wait()
            added.append(add_previewed(row.pk, accepts_warnings=False, by=OLGA, now=now)[0].pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert len(added) == 4
    assert set(added) == {Document.objects.get().pk}
