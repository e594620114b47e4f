"""The whole site as a visitor and on each plan: no link is broken, no page is badly made, none says too much."""

import html
import re
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import resolve

from alerts.answering.answers import set_answers
from alerts.models import Baseline, Review
from alerts.vendors.lists import import_vendors
from billing.plans import Tier
from billing.services.grants import grant_tier
from governance.models import Platform, ProvisionChange
from tests.backend.routes import fill, routes
from tests.browser.demonstration_of_one import cookies_of_somebody
from tests.conftest import AS_OF, WEDNESDAY, person_with
from tests.web.crawling import NO_PAGES, SITE, crawl, kind_of
from tests.web.faults_in_html import faults_of, parsed
from web.states.showing import by_group

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]
READERS = ("visitor", *Tier)
SOURCED = re.compile(r'<div class="sourced">\s*<p>([^<]*)</p>(.*?)</div>', re.DOTALL)
TITLE = re.compile(r"<title>([^<]+)</title>")
# What mails lead to, steps of a form, what programs ask for, and what only a form leads to.
NOT_LINKED = re.compile(
    r"account/(choose|keep|not-me)/|unsubscribe/|feedback/|accounts/|billing/|log/|\.well-known/|metrics|webhooks/"
    r"|favicon\.ico|robots\.txt|sitemap|imprint/|account/keys/|feeds/\w+/|deadlines/calendar/"
)


@pytest.fixture(scope="module")
def crawls(django_db_setup, django_db_blocker, tmp_path_factory):
    """What each reader came to: a visitor, and one person who made one of everything, on each plan in turn."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(AS_OF or WEDNESDAY, tick=False), pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.conf.settings.DATA_DIR", tmp_path_factory.mktemp("data"))
            yield _crawls(AS_OF or WEDNESDAY)
        transaction.set_rollback(True)


def _crawls(now):
    person = person_with("somebody@example.com", tier="professional")
    cookies_of_somebody(person)
    import_vendors(user=person, name="Vendors", data=b"name\nCANARY of a vendor\n", now=now)
    set_answers(user=person, platform=Platform.objects.earliest("pk"), answers={"retention.1": "yes"}, now=now)
    Review.objects.update(reason="CANARY of a reason", decision="accept", decided_at=now)
    Baseline.objects.update(note="CANARY of a note")
    found = {"visitor": crawl(Client(raise_request_exception=False))}
    for tier in reversed(Tier):
        person.subscriptions.all().delete()
        if tier is not Tier.FREE:
            grant_tier(user=person, tier=tier, until=None, now=now)
        client = Client(raise_request_exception=False)
        client.force_login(person)
        found[tier] = crawl(client)
    return found


@pytest.mark.parametrize("reader", READERS)
def test_every_link_leads_to_a_page_and_to_a_place_on_it(crawls, reader):
    pages, broken = crawls[reader], []
    assert len(pages) > 60
    for path, page in pages.items():
        if page.status != 200:
            broken.append(f"{page.origin} leads to {path}: {page.status}")
        for link in page.links:
            to, fragment = urldefrag(link)
            there = pages.get(to.removeprefix(SITE)) if to.startswith(SITE) else None
            if fragment and there and unquote(fragment) not in there.ids:
                broken.append(f"{path} leads to {link}: there is no such place")
        for action in page.actions:
            if action.startswith(SITE):
                resolve(urlsplit(action).path)
    assert broken == []


@pytest.mark.parametrize("reader", READERS)
def test_the_html_of_every_page_is_as_the_standard_has_it(crawls, reader):
    found = {path: page.faults for path, page in crawls[reader].items() if page.faults}
    assert found == {}


@pytest.mark.parametrize("reader", ["visitor", Tier.PROFESSIONAL])
def test_no_two_addresses_have_the_same_title(crawls, reader):
    """An address with another query is the same page in another part or order; a gate is the same for each row."""
    addresses: dict[str, set[str]] = {}
    for page in crawls[reader].values():
        if page.html and page.status == 200:
            addresses.setdefault(TITLE.search(page.html)[1], set()).add(page.landed.partition("?")[0])
    assert [f"{title}: {sorted(paths)}" for title, paths in addresses.items() if len(paths) > 1] == []


def test_the_html_of_every_state_is_as_the_standard_has_it():
    """Without the rows of the ones above: these are the states of `/dev/states/`, some of which no row brings about."""
    client = Client(HTTP_HOST="127.0.0.1:8000")
    paths = [f"/dev/states/{state.key}/" for _, states in by_group() for state in states]
    found = {path: faults_of(*parsed(client.get(path).content.decode())) for path in ("/dev/states/", *paths)}
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p>One<div>Two</div></p>", "unexpected-end-tag"),
        ("<ul><div>One</div></ul>", "<div> as a child of <ul>"),
        ("<h3>Three</h3>", "h3 follows h1"),
        ("<h1>Two</h1>", "2 h1"),
        ("<p id=a>One<p id=a>Two", "the id 'a' is there 2 times"),
        ('<p aria-describedby="b">One', "names an id that is not there"),
        ('<input name="x">', "has no label"),
        ("<button></button>", "an empty button"),
        ('<a href="/"></a>', "a link without words"),
        ('<p style="color: red">One', "<p style="),
        ('<p onclick="x()">One', "<p onclick="),
        ("<script>x()</script>", "<script> in the page"),
        ('<a href="JavaScript:x()">One</a>', "<a href="),
        ("<table><tr><p>One", "unexpected"),
        ("<a href=/>One<button>Two</button></a>", "<button> in <a>"),
        ('<img src="/x">', "an image without alt"),
        ("<figure><p>One</p><figcaption>A</figcaption><p>Two</p></figure>", "<figcaption> in the middle"),
        ("<main>Two</main>", "2 <main>"),
    ],
)
def test_a_fault_in_a_page_is_noticed(html, fault):
    page = "<!doctype html><html lang=en><title>A</title><main><h1>A</h1>{}</main></html>"
    assert faults_of(*parsed(page.format(""))) == []
    assert [one for one in faults_of(*parsed(page.format(html))) if fault in one]


def test_every_page_is_led_to_by_a_link(crawls):
    reached = {kind_of(path) for pages in crawls.values() for path in pages}
    others = {
        route
        for route, _ in routes()
        if route not in reached and not f"/{route}".startswith(NO_PAGES) and not NOT_LINKED.match(route)
    }
    client = Client()
    assert {route for route in others if client.get(fill(route)).status_code != 405} == set()


@pytest.mark.parametrize("reader", ["visitor", Tier.FREE, Tier.WATCHER])
def test_no_page_has_a_word_of_what_the_plan_lacks(crawls, reader):
    analyses = [page.html for path, page in crawls[Tier.PROFESSIONAL].items() if path.endswith("/analysis/")]
    analysed = {
        sentence for page in analyses for sentence, source in SOURCED.findall(page) if "Source: our table" not in source
    }
    told = {html.escape(one) for one in ProvisionChange.objects.values_list("sentence", flat=True)}
    higher = " ".join(page.html for page in crawls[Tier.PROFESSIONAL].values())
    assert len(analysed) > 5
    assert "CANARY of a reason" in higher
    assert any(sentence in higher for sentence in told)
    forbidden = {"CANARY", *analysed} | (set() if reader is Tier.WATCHER else told)
    for path, page in crawls[reader].items():
        assert [words for words in forbidden if words in page.html] == [], path
