"""Every page of the site and every state in Chromium: nothing grave by axe in light or dark, a light first view."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client

from tests.backend.routes import fill, routes
from tests.browser.conftest import listen
from tests.browser.demonstration_of_one import cookies_of_somebody
from tests.browser.test_record_pages import MOST_BYTES, MOST_REQUESTS, sent
from tests.web.crawling import crawl, kind_of
from web.states.showing import by_group

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]
GRAVE = ("serious", "critical")
# All rules, after the script of axe is in the page.
ALL_RULES = "() => axe.run(document, {resultTypes: ['violations']})"
# A state is a page as it is at times, and a gate one for each kind of reader: a title says what the page is.
GATES = "gates"
OF_STATES = ("states", GATES)


@pytest.fixture
def axe() -> Any:
    return pytest.importorskip("axe_playwright_python.sync_playwright", reason="see requirements-dev.txt").Axe()


@pytest.fixture
def paths_of(make_user, settings, tmp_path):
    """A path of each address that this reader comes to by links or that has no parameter, and their cookies."""
    settings.DATA_DIR = tmp_path / "data"

    def paths(who: str) -> tuple[list[str], dict[str, str]]:
        if who in OF_STATES:
            settings.DEV_MAIL = True
            keys = [state.key for _, states in by_group() for state in states]
            return [f"/dev/states/{key}/" for key in keys if key.startswith("gate-") == (who == GATES)], {}
        person = make_user(tier="professional", password="a long passphrase 42")
        cookies = cookies_of_somebody(person)
        client = Client()
        if who != "visitor":
            client.force_login(person)
        unlinked = [fill(route) for route, _ in routes() if "<" not in route]
        found = crawl(client, unlinked, most_of_a_kind=1)
        good = {path: page for path, page in found.items() if page.html and page.status == 200}
        once = {kind_of(page.landed): path for path, page in reversed(good.items())}
        return sorted(once.values()), cookies if who != "visitor" else {}

    return paths


@pytest.fixture
def opened(browser, live_server):
    """A page of its own at this path, opened with an empty cache: what it complains of, and all that it was sent."""

    @contextmanager
    def open_(path: str, cookies: dict[str, str]) -> Iterator[Any]:
        context = browser.new_context()
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = listen(context.new_page())
        page.answers = []
        page.on("response", lambda answer: page.answers.append(answer))
        page.goto(live_server.url + path)
        page.evaluate("document.fonts.ready")
        yield page
        context.close()

    return open_


def grave(violations: list[dict[str, Any]]) -> list[str]:
    """The rules that are broken gravely, each with the first place that breaks it."""
    return [f"{one['id']}: {one['nodes'][0]['html'][:150]}" for one in violations if one["impact"] in GRAVE]


def grave_in_both(page: Any, axe: Any) -> list[str]:
    """What all rules of axe find grave in light, then in dark, on the page that is open."""
    page.evaluate(axe.axe_script)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
        found += [f"in {scheme}: {one}" for one in grave(page.evaluate(ALL_RULES)["violations"])]
    return found


@pytest.mark.parametrize("who", ["visitor", "professional", "states", GATES])
def test_each_page_is_light_quiet_and_has_nothing_grave(paths_of, opened, axe, who):
    paths, cookies = paths_of(who)
    found, titles = {}, Counter()
    assert len(paths) > 20
    for path in paths:
        with opened(path, cookies) as page:
            weights = [sent(answer) for answer in page.answers if answer.status < 300]
            is_heavy = sum(weights) > MOST_BYTES or len(page.answers) > MOST_REQUESTS
            titles[page.title()] += 1
            broken = [*grave_in_both(page, axe), *page.complaints, *([f"weighs {weights}"] if is_heavy else ())]
        if broken:
            found[path] = broken
    assert found == {}
    assert who in OF_STATES or [title for title, times in titles.items() if times > 1] == []


def test_axe_notices_a_picture_without_words(browser, axe):
    page = browser.new_page()
    page.set_content("<html lang=en><title>A page</title><main><h1>A page</h1><img src='data:,'></main></html>")
    assert [one.partition(":")[0] for one in grave(axe.run(page).response["violations"])] == ["image-alt"]
    page.close()
