"""What a browser makes of the pages of the record: catalogue, platform, document, provision, change, prices."""

import gzip
from itertools import pairwise

import pytest
from django.test import Client

from governance.models import Change, Provision
from tests.browser.test_pages import CONTRASTS, LONG
from tests.histories import TEXTS

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]

HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3, h4')].map(e => Number(e.tagName[1]))"
MOST_BYTES, MOST_REQUESTS = 100_000, 10


@pytest.fixture
def paths(make_platform, make_document, make_history, collection):
    """The pages of a platform with long names, and of a document of seventy provisions."""
    platform = make_platform(name=f"Platform {LONG}", is_demonstration=True)
    document = make_document(platform, title=f"Terms of {LONG}", collection=collection)
    more = "".join(f"\n## Part {n}\n\nWe keep record number {n} for {n + 1} days.\n" for n in range(70))
    make_history(document, texts=(TEXTS[0] + more, TEXTS[1] + more))
    provision = Provision.objects.filter(changes__kind="modified").first()
    return [
        "/platforms/",
        f"/platforms/{platform.slug}/",
        f"/documents/{document.public_id}/",
        f"/provisions/{provision.public_id}/",
        f"/changes/{Change.objects.first().public_id}/",
        "/pricing/",
        "/",
        "/status/",
        *("/methodology/", "/regulations/", "/regulations/gdpr/", "/categories/", "/categories/retention/"),
        *("/compare/", "/compare/?category=retention&platform=acme&more=1"),
    ]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_each_page_fits_its_screen_and_can_be_read(open_page, paths, width, dark):
    for path in paths:
        page = open_page(path, width=width, dark=dark)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(CONTRASTS) == [], path
        assert page.locator("h1").count() == 1
        levels = page.evaluate(HEADINGS)
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)
        assert page.complaints == [], path


def sent(answer):
    """The bytes of an answer as a server sends them that compresses texts, as a site's front does."""
    body = answer.body()
    return len(body) if body.startswith(b"wOF2") else len(gzip.compress(body))


def test_the_first_view_of_each_page_is_light(browser, live_server, paths):
    for path in paths:
        context = browser.new_context()
        page, sizes = context.new_page(), []
        page.on("response", lambda answer, sizes=sizes: sizes.append(sent(answer)))
        page.goto(live_server.url + path, wait_until="networkidle")
        assert len(sizes) <= MOST_REQUESTS, path
        assert sum(sizes) <= MOST_BYTES, (path, sizes)
        context.close()


def test_a_provision_is_reached_from_the_summary_without_scripts(open_page, paths):
    page = open_page(paths[2], script=False)
    page.locator("ul.plain a").first.click()
    assert "#CW-P-" in page.url
    assert page.locator(":target").count() == 1
    page.get_by_role("link", name="Next 60").first.click()
    assert "Provisions 61 to" in page.locator("main").inner_text()


def test_the_differences_are_read_beside_each_other_and_printed(open_page, paths, make_user):
    client = Client()
    client.force_login(make_user(tier="watcher"))
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    page = open_page(paths[4], cookies=cookies)
    assert page.locator("del").count() >= 1
    page.get_by_role("link", name="Side by side").click()
    boxes = [page.locator(f".sides {side}").first.bounding_box() for side in (".before", ".after")]
    assert boxes[0]["y"] == boxes[1]["y"]
    page.emulate_media(media="print")
    assert not page.locator(".site-header nav").is_visible()
    assert page.complaints == []
