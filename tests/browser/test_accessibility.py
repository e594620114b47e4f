"""What axe finds on every page: nothing serious or critical, for a visitor in light, for a person in dark."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from alerts.watching.watchlists import default_watchlist, watch_platform
from governance.models import Change, Document, Platform, Provision
from web.account_urls import urlpatterns as account_patterns
from web.urls import urlpatterns

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]

# No pages, or what others than readers ask for.
NO_PAGES = {"favicon", "robots", "sitemaps", "sendgrid-events", "stripe-events", "account_email"}
GRAVE = ("serious", "critical")


def _addresses() -> list[str]:
    """The address of each page that has no parameter."""
    own = [(pattern, "/") for pattern in urlpatterns if isinstance(pattern, URLPattern)]
    of_accounts = [(pattern, "/accounts/") for pattern in account_patterns if isinstance(pattern, URLPattern)]
    named = [(before + str(one.pattern), one.name) for one, before in own + of_accounts]
    return sorted(path for path, name in named if "<" not in path and name not in NO_PAGES)


@pytest.fixture
def of_the_record(make_history, make_user, now) -> tuple[list[str], dict[str, str]]:
    """The pages of a platform, its document, a provision and a change; and the cookies of somebody who watches it."""
    document = make_history()[1].document
    person = make_user("reader@example.com", tier="professional", password="a long passphrase 42")
    watch_platform(watchlist=default_watchlist(person, now), platform=document.platform, now=now)
    client = Client()
    client.force_login(person)
    paths = [
        f"/platforms/{Platform.objects.get().slug}/",
        f"/documents/{Document.objects.get().public_id}/",
        f"/provisions/{Provision.objects.filter(changes__kind='modified').first().public_id}/",
        f"/changes/{Change.objects.first().public_id}/",
        "/categories/arbitration/",
        "/regulations/eu-gdpr/",
    ]
    return paths, {name: morsel.value for name, morsel in client.cookies.items()}


@pytest.fixture
def axe() -> Any:
    return pytest.importorskip("axe_playwright_python.sync_playwright", reason="see requirements-dev.txt").Axe()


def grave(found: Any) -> list[str]:
    """The rules that are broken gravely, each with the first place that breaks it."""
    broken = [one for one in found.response["violations"] if one["impact"] in GRAVE]
    return [f"{one['id']}: {one['nodes'][0]['html'][:150]}" for one in broken]


@pytest.mark.parametrize("who", ["visitor", "professional"])
def test_axe_finds_nothing_grave_on_any_page(open_page, of_the_record, axe, who):
    """A visitor's pages in light, and in dark those that only somebody who is signed in has, or has more on."""
    paths, cookies = of_the_record
    is_open = {path: Client().get(path).status_code == 200 for path in _addresses()}
    wanted = [path for path, is_public in is_open.items() if is_public == (who == "visitor")]
    found = {}
    for path in paths + wanted:
        page = open_page(path, dark=who != "visitor", cookies=None if who == "visitor" else cookies)
        found[path] = grave(axe.run(page))
        page.context.close()
    assert len(found) > 10
    assert {path: rules for path, rules in found.items() if rules} == {}


def test_axe_notices_a_picture_without_words(browser, axe):
    page = browser.new_page()
    page.set_content("<html lang=en><title>A page</title><main><h1>A page</h1><img src='data:,'></main></html>")
    assert [one.partition(":")[0] for one in grave(axe.run(page))] == ["image-alt"]
    page.close()
