"""No link on a page or in a mail is a dead end: each within the site is followed, to the place on the page it names."""

import re
from collections import deque
from datetime import timedelta
from html import unescape
from urllib.parse import unquote, urldefrag, urljoin
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client

from accounts.services.security_log import Kind, note_and_tell
from alerts.models import Alert
from alerts.opinions.opinion_links import opinion_links
from alerts.watching.unsubscribing import Scope, unsubscribe_url
from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.services.trials import start_trial
from governance.models import Change
from tests.accounts.test_signing_up import code_in
from tests.conftest import PASSWORD
from tests.messages import message_to
from tests.openapi import reference
from web.account_mail import samples
from web.links import choose_url, keep_url, not_me_url

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]
SITE = "http://testserver"
_LINK = re.compile(r'<(?:a|link|img|script)\b[^>]*?\b(?:href|src)="([^"]*)"')
_ADDRESS_IN_TEXT = re.compile(rf"{re.escape(SITE)}[^\s<>\"]*[^\s<>\".,;:)]")
_TRIAL = "/trial/"


@pytest.fixture
def reader(make_user, make_platform, make_document, make_history, collection, now):
    """Somebody on Free who watches a platform whose change is published, and whose account is about to be deleted."""
    user = make_user("reader@example.com")
    document = make_document(make_platform(), collection=collection)
    versions = make_history(document)
    watch_platform(watchlist=default_watchlist(user, now), platform=document.platform, now=now)
    user.change_path = f"/changes/{versions[1].change.public_id}/"
    user.erase_at = now + timedelta(days=7)
    user.save()
    return user


@pytest.fixture
def personal(reader, make_user, now):
    """The pages that a mail leads one person to, by the beginnings of their addresses."""
    event = note_and_tell(kind=Kind.PASSWORD_CHANGED, user=reader, now=now)
    urls = (
        choose_url(reader.pk),
        keep_url(reader),
        not_me_url(str(UUID(str(event.pk)))),
        unsubscribe_url(reader.pk, Scope.DIGESTS),
        SITE + reader.change_path,
    )
    pages = {url.removeprefix(SITE).rsplit("/", 2)[0] + "/": url for url in urls}
    return {**pages, "/feedback/": told(make_user(), reader.change_path, now)}  # of an account that stays


def told(user, change_path, now):
    """The link by which a person says what they think of a change, of which they had an alert."""
    change = Change.by_public_id(change_path.split("/")[2])
    message = message_to(user, now)
    Alert.objects.create(user=user, change=change, message=message, created_at=now)
    return f"{opinion_links()(message.pk)}{change.public_id}/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def links_of(html):
    return [unescape(link) for link in _LINK.findall(html)]


def dead_ends(client, links):
    """Follow the links, and those on the pages that they lead to: what is wrong with each that leads nowhere."""
    found, pages = [], {}
    waiting, known = deque((link, "a mail or the test") for link in links), set()
    while waiting:
        link, origin = waiting.popleft()
        address, fragment = urldefrag(link)
        if not address.startswith(SITE) or link in known:
            continue
        known.add(link)
        if address not in pages:
            answer = client.get(address.removeprefix(SITE), follow=True)
            is_html = answer.headers.get("Content-Type", "").startswith("text/html")
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            pages[address] = answer.status_code, body.decode() if is_html else ""
            # What the site's shell leads to is followed, not what it names for others.
            waiting.extend((urljoin(address, one), address) for one in links_of(pages[address][1]))
        status, html = pages[address]
        if status != 200:
            found.append(f"{origin} links {link}: {status}")
        elif fragment and not leads_somewhere(html, fragment):
            found.append(f"{origin} links {link}: there is no such place")
    assert len(pages) > 5
    return found


def leads_somewhere(html, fragment):
    """Whether the page has the place; on the API's reference a fragment names an operation by its tag and id."""
    if not fragment.startswith("/"):
        return f'id="{unquote(fragment)}"' in html
    operations = [
        f"/{tag}/{operation['operationId']}"
        for methods in reference()["paths"].values()
        for operation in methods.values()
        if isinstance(operation, dict) and "operationId" in operation
        for tag in operation["tags"]
    ]
    return 'id="swagger-ui"' in html and unquote(fragment) in operations


PAGES = "/ /methodology/ /bot/ /privacy/ /billing/done/ /accounts/signup/ /accounts/password/reset/"
FROM_HERE = PAGES.split()


# Without payments the whole site is gone through in test_whole_site.py.
@pytest.mark.parametrize(
    ("tier", "payments"), [(None, "local"), (None, "stripe"), ("free", "stripe"), ("watcher", "stripe")]
)
def test_every_link_on_every_page_leads_somewhere(reader, personal, make_user, settings, tier, payments):
    settings.BILLING_BACKEND = payments
    client = Client() if tier is None else signed_in(reader if tier == "free" else make_user(tier=tier))
    assert dead_ends(client, [*(SITE + path for path in FROM_HERE), *personal.values()]) == []


@pytest.mark.parametrize(
    "path", ["/nothing/", "/unsubscribe/x/", "/account/keep/x/", "/account/choose/x/", "/feedback/x/x/", "/nothing/%00"]
)
def test_every_link_on_a_page_that_refuses_leads_somewhere(db, path):
    client = Client()
    answer = client.get(path)
    html = answer.content.decode()
    assert answer.status_code == (400 if "%00" in path else 404)
    assert all(leads_somewhere(html, link[1:]) for link in links_of(html) if link.startswith("#"))
    ours = [link for link in links_of(html) if link.startswith("/")]
    assert len(ours) > 5
    assert {link: status for link in ours if (status := client.get(link, follow=True).status_code) != 200} == {}


def test_every_link_in_every_mail_leads_somewhere(personal, settings):
    """The samples' fictional addresses stand for those of one person."""

    def real(address):
        beginning = next((known for known in personal if address.startswith(SITE + known)), None)
        return personal[beginning] if beginning else address

    found = []
    for name, letter in samples.mails().items():
        in_html = links_of(letter.html)
        in_text = _ADDRESS_IN_TEXT.findall(letter.text)
        assert {link for link in in_html if link.startswith(SITE)} <= {*in_text, SITE, f"{SITE}/"}, name
        found += [real(link) for link in (*in_html, *in_text)]
    assert dead_ends(Client(), found) == []


def ways_in(answer, words):
    return re.findall(rf'<a [^>]*href="([^"]+)"[^>]*>{words}</a>', answer.content.decode())


OFFERS = [
    ("Start Professional free trial", "change_path"),
    ("14 days free, no card", "/"),
]


@pytest.mark.parametrize(("words", "path"), OFFERS)
def test_the_offer_of_a_trial_leads_to_what_starts_it_by_way_of_signing_up(reader, make_user, client, words, path):
    path = getattr(reader, path, path)
    assert ways_in(signed_in(make_user()).get(path), words) == [_TRIAL]
    (way,) = ways_in(client.get(path), words)
    form = client.get(way)
    assert (form.status_code, form.request["PATH_INFO"]) == (200, "/accounts/signup/")
    (ends_at,) = re.findall(r'name="next" value="([^"]*)"', form.content.decode())
    wanted = {"email": "new@example.com", "password1": PASSWORD, "next": ends_at}
    client.post("/accounts/signup/", wanted)
    assert client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0])}).url == _TRIAL
    assert "Start Professional free trial" in client.get(_TRIAL).content.decode()
    assert "Your trial of Professional has begun." in client.post(_TRIAL, follow=True).content.decode()


def test_who_had_the_trial_is_led_to_what_can_be_done(reader, make_user, settings, now):
    user = make_user()
    start_trial(user=user, now=now - timedelta(days=30))
    client = signed_in(user)
    assert ways_in(client.get(reader.change_path), "Upgrade to Watcher") == ["/billing/"]
    settings.BILLING_BACKEND = "stripe"
    (way,) = ways_in(client.get(reader.change_path), "Upgrade to Watcher")
    assert way == "/billing/"
    assert dead_ends(client, [SITE + way]) == []
