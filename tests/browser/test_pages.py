"""What a browser makes of the pages: their policy holds, nothing scrolls sideways, everything can be read."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from alerts.models import Alert
from alerts.opinions.opinion_links import opinion_links
from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.plans import Tier
from billing.services.grants import grant_tier
from governance.models import Change, Platform
from tests.histories import TEXTS
from tests.messages import message_to
from web.links import choose_url, keep_url

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]

LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 3
CONTRASTS = """() => {
  const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const numbers = color => color.match(/[\\d.]+/g).map(Number);
  const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const behind = e => { for (; e; e = e.parentElement) {
    const c = numbers(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] === 1) return c; }
    return [255, 255, 255]; };
  const shown = [...document.querySelectorAll('body *')].filter(e =>
    e.getClientRects().length && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  return shown.map(e => { const a = light(numbers(getComputedStyle(e).color)), b = light(behind(e));
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.textContent.trim().slice(0, 40)]; })
    .filter(([ratio]) => ratio < 4.5);
}"""


@pytest.fixture
def change_path(make_platform, make_document, make_history, collection):
    document = make_document(make_platform(is_demonstration=True), title=f"Terms of {LONG}", collection=collection)
    texts = (TEXTS[0], TEXTS[1].replace("opt out.", f"opt out of {LONG}."))
    versions = make_history(document, texts=texts)
    return f"/changes/{versions[1].change.public_id}/"


@pytest.fixture
def subscriber(make_user):
    client = Client()
    client.force_login(make_user(tier="watcher"))
    return {name: morsel.value for name, morsel in client.cookies.items()}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("who", ["visitor", "subscriber"])
def test_a_change_page_never_scrolls_sideways(open_page, change_path, subscriber, width, who):
    page = open_page(change_path, width=width, cookies=subscriber if who == "subscriber" else None)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    assert (page.locator("blockquote:not(.example blockquote)").count() > 0) == (who == "subscriber")
    assert page.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/", "/methodology/", "/privacy/", "/bot/"])
def test_the_other_pages_never_scroll_sideways(open_page, change_path, width, path):
    page = open_page(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []


@pytest.fixture
def linked_paths(make_user, make_platform):
    """The pages that the links of mails open, of somebody with much to choose from and a deletion under way."""
    now = datetime.now(UTC)
    user = make_user(tier="professional", erase_at=now + timedelta(days=3))
    for number in range(3):
        platform = make_platform(f"p-{number}", name=f"Platform {number} {LONG}")
        watch_platform(watchlist=default_watchlist(user, now), platform=platform, now=now)
    successor = make_platform("successor", name=f"Successor {LONG}")
    Platform.objects.filter(slug="p-1").update(status="merged", successor=successor)
    grant_tier(user=user, tier=Tier.FREE, until=None, now=now)
    return [url.removeprefix("http://testserver") for url in (choose_url(user.pk), keep_url(user))]


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_that_mails_link_to_never_scroll_sideways_and_can_be_read(open_page, linked_paths, width):
    for path in linked_paths:
        page = open_page(path, width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("h1").count() == 1
        assert page.evaluate(CONTRASTS) == []
        assert page.complaints == []
    page.get_by_role("button", name="Keep my account").click()
    assert page.locator("h1").inner_text() == "Your account stays"
    page = open_page(linked_paths[0], width=width)
    page.get_by_role("button", name="Put Platform 2").click()
    assert page.locator("li").first.inner_text().startswith("1. Platform 2")
    page.get_by_role("button", name="instead").click()
    assert "Successor" in page.locator("ol").inner_text()
    assert page.complaints == []


@pytest.fixture
def opinion_path(change_path, make_user):
    """The page where somebody says what they think of a change with a long headline."""
    now, user, change = datetime.now(UTC), make_user(), Change.objects.get()
    message = message_to(user, now)
    Alert.objects.create(user=user, change=change, message=message, created_at=now)
    Change.objects.update(severity=2)
    return f"{opinion_links()(message.pk)}{change.public_id}/".removeprefix("http://testserver")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_an_opinion_is_given_changed_and_taken_back_by_a_mails_link(open_page, opinion_path, width, dark):
    page = open_page(opinion_path, width=width, dark=dark, script=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRASTS) == []
    page.get_by_label("It was not worth telling").check()
    page.get_by_label("Why?").fill("Only a heading.")
    page.get_by_role("button", name="Send").click()
    assert "Thank you" in page.get_by_role("status").inner_text()
    assert page.get_by_label("It was not worth telling").is_checked()
    page.get_by_label("It should have weighed more").check()
    page.get_by_role("button", name="Send").click()
    assert "You said: it should have weighed more." in page.locator("main").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRASTS) == []
    page.get_by_role("button", name="Take my answer back").click()
    assert "taken back" in page.get_by_role("status").inner_text()
    assert page.complaints == []


@pytest.mark.parametrize("dark", [False, True])
def test_all_text_stands_out_from_what_is_behind_it(open_page, change_path, subscriber, dark):
    for path, cookies in (
        (change_path, None),
        (change_path, subscriber),
        ("/", None),
        ("/methodology/", None),
        ("/privacy/", None),
    ):
        page = open_page(path, dark=dark, cookies=cookies)
        assert page.evaluate(CONTRASTS) == []


def test_the_first_thing_a_keyboard_reaches_is_the_way_to_the_content(open_page, change_path):
    page = open_page(change_path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    box = page.locator(".skip").bounding_box()
    assert box["x"] >= 0


def test_the_api_reference_works_under_the_policy(open_page, db):
    page = open_page("/api/v1/docs/")
    page.wait_for_selector(".opblock")
    # The page draws what is looked at, and takes away what was scrolled past.
    wanted = page.locator(".opblock", has_text="/api/v1/categories/")
    seen: set[str] = set()
    for _ in range(200):
        seen |= set(page.evaluate("[...document.querySelectorAll('.opblock')].map(one => one.id)"))
        if wanted.count() and len(seen) > 20:
            break
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(200)
    assert len(seen) > 20
    wanted.first.scroll_into_view_if_needed()
    assert page.complaints == []
    page.locator(".opblock", has_text="/api/v1/categories/").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.wait_for_selector(".live-responses-table .response td.response-col_status")
    assert "200" in page.locator(".live-responses-table .response td.response-col_status").inner_text()
    # Swagger UI sets one decorative style attribute on an answer; the policy drops it and nothing is lost.
    assert all(complaint.startswith("Applying inline style") for complaint in page.complaints)


def test_the_exact_text_is_saved_and_never_shown(open_page, change_path):
    page = open_page(change_path)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the exact text").first.click()
    assert saved.value.suggested_filename.endswith(".md")
    with open(saved.value.path(), "rb") as file:
        assert file.read() == TEXTS[0].encode()


def test_the_mail_viewer_opens(open_page, db):
    page = open_page("/dev/mail/")
    assert page.locator("h1").count() == 1
    assert page.complaints == []
