"""Every page of the site in Chromium: nothing grave by axe, in light and in dark, and a light first view."""

from typing import Any

import pytest
from django.test import Client

from tests.backend.routes import fill, routes
from tests.browser.demonstration_of_one import cookies_of_somebody
from tests.browser.test_record_pages import MOST_BYTES, MOST_REQUESTS, sent
from tests.web.crawling import crawl, kind_of
from web.states.showing import by_group

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]
GRAVE = ("serious", "critical")
# What a colour scheme changes is colours.
IN_DARK = "() => axe.run(document, {runOnly: ['color-contrast'], resultTypes: ['violations']})"
# The gates of one kind of reader differ by a sentence.
GATES_LOOKED_AT = 3


@pytest.fixture
def axe() -> Any:
    return pytest.importorskip("axe_playwright_python.sync_playwright", reason="see requirements-dev.txt").Axe()


@pytest.fixture
def paths_of(make_user, settings, tmp_path):
    """A path of each address that this reader comes to by links or that has no parameter, and their cookies."""
    settings.DATA_DIR = tmp_path / "data"
    person = make_user(tier="professional", password="a long passphrase 42")
    cookies = cookies_of_somebody(person)

    def paths(who: str) -> tuple[list[str], dict[str, str]]:
        if who == "states":
            settings.DEV_MAIL = True
            keys = [state.key for _, states in by_group() for state in states]
            gates = [key for key in keys if key.startswith("gate-")]
            return [f"/dev/states/{key}/" for key in keys if key not in gates[GATES_LOOKED_AT:]], {}
        client = Client()
        if who != "visitor":
            client.force_login(person)
        unlinked = [fill(route) for route, _ in routes() if "<" not in route]
        found = crawl(client, unlinked, most_of_a_kind=1)
        good = {path: page for path, page in found.items() if page.html and page.status == 200}
        once = {kind_of(page.landed): path for path, page in reversed(good.items())}
        return sorted(once.values()), cookies if who != "visitor" else {}

    return paths


def grave(violations: list[dict[str, Any]]) -> list[str]:
    """The rules that are broken gravely, each with the first place that breaks it."""
    return [f"{one['id']}: {one['nodes'][0]['html'][:150]}" for one in violations if one["impact"] in GRAVE]


@pytest.mark.parametrize("who", ["visitor", "professional", "states"])
def test_each_page_is_light_and_has_nothing_grave(browser, live_server, paths_of, axe, who):
    paths, cookies = paths_of(who)
    assert len(paths) > 15
    found, heavy = {}, {}
    for path in paths:
        context = browser.new_context()
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page, sizes = context.new_page(), []
        page.on("response", lambda answer, sizes=sizes: sizes.append(answer))
        page.goto(live_server.url + path)
        page.evaluate("document.fonts.ready")
        weights = [sent(answer) for answer in sizes if answer.status < 300]
        if sum(weights) > MOST_BYTES or len(sizes) > MOST_REQUESTS:
            heavy[path] = weights
        broken = grave(axe.run(page, options={"resultTypes": ["violations"]}).response["violations"])
        page.emulate_media(color_scheme="dark")
        broken += [f"in dark: {one}" for one in grave(page.evaluate(IN_DARK)["violations"])]
        if broken:
            found[path] = broken
        context.close()
    assert (found, heavy) == ({}, {})


def test_axe_notices_a_picture_without_words(browser, axe):
    page = browser.new_page()
    page.set_content("<html lang=en><title>A page</title><main><h1>A page</h1><img src='data:,'></main></html>")
    assert [one.partition(":")[0] for one in grave(axe.run(page).response["violations"])] == ["image-alt"]
    page.close()
