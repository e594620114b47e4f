"""Five pages told step by step, as a screen reader tells them, and walked by the keyboard alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from tests.browser.reading_order import LANDMARKS, steps
from tests.browser.record_of_a_team import team  # noqa: F401  # a fixture

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]
NAMED = ("link", "button", "textbox", "searchbox", "checkbox", "radio", "combobox", "listbox")
# What each page tells after its navigation, in this order, beside what depends on its rows; numbers are levels.
FRONT = (
    *("search", "searchbox “A platform you depend on”", "button “Find it”"),
    *("heading “What a change looks like” 2", "heading “The record” 2", "heading “Tiers” 2"),
)
DOCUMENT = (
    *("heading “In plain words” 2", "heading “Provisions” 2", "heading “Changes” 2"),
    *("heading “Institutional analysis” 2", "complementary “About this document”"),
)
CHANGE = (
    *("heading “What changed, clause by clause” 2", "heading “Terms of Service › Disputes” 3", "figure"),
    *("heading “Versions compared” 2", "heading “Before” 3", "heading “After” 3"),
    *("complementary “About this change”", "heading “The change” 2"),
)
DASHBOARD = (
    *("navigation “Your pages”", "region “To look at”", "region “Newest changes of what you watch”"),
    *("region “What you watch”", "complementary “Your plan”"),
)
GATE = (
    *("navigation “Your pages”", "heading “Reviews” 1", "heading “Part of Professional” 3"),
    "link “Start Professional free trial”",
)
IS_FOCUSED = "one => one === document.activeElement"


@dataclass(frozen=True)
class Walk:
    """A page as this reader is told it, what the page is for, and the address to which that leads."""

    path: str
    cookies: dict[str, str] | None
    told: tuple[str, ...]
    wanted: Callable[[Any], Any]
    leads_to: str
    typed: str = ""


@pytest.fixture
def walk(team, make_user, cookies_of):  # noqa: F811
    """The walk of this name."""
    of_document, of_change = f"/documents/{team.document.public_id}/", f"/changes/{team.changes[1].public_id}/"
    walks = {
        "front": Walk("/", None, FRONT, lambda page: page.get_by_role("searchbox"), r"/platforms/\?q=Lumen$", "Lumen"),
        "document": Walk(
            of_document,
            team.cookies,
            DOCUMENT,
            lambda page: page.get_by_role("link", name="I agreed to this version"),
            rf"{of_document}agree/$",
        ),
        "change": Walk(
            of_change,
            team.cookies,
            CHANGE,
            lambda page: page.get_by_role("button", name="Decide on this change"),
            r"/reviews/[-0-9a-f]+/$",
        ),
        "dashboard": Walk(
            "/dashboard/",
            team.cookies,
            DASHBOARD,
            lambda page: page.get_by_role("region", name="To look at").get_by_role("link").first,
            r"/reviews/",
        ),
        "gate": Walk(
            "/reviews/",
            cookies_of(make_user("free@example.com")),
            GATE,
            lambda page: page.get_by_role("link", name="Start Professional free trial"),
            r"/trial/$",
        ),
    }
    return walks.__getitem__


WALKS = pytest.mark.parametrize("name", ["front", "document", "change", "dashboard", "gate"])


def not_told_in_order(told: list[str], order: tuple[str, ...]) -> list[str]:
    """What of this order isn't told after what comes before it."""
    left = iter(told)
    return [wanted for wanted in order if not any(step == wanted for step in left)]


@WALKS
def test_each_page_is_told_in_the_order_in_which_it_is_read(open_page, walk, name):
    one = walk(name)
    page = open_page(one.path, cookies=one.cookies)
    told = [step.strip().replace(" level ", " ") for step in steps(page)]
    shell = ("link “Skip to the content”", "banner", "navigation “Site”", "main"), ("contentinfo",)
    assert told[0] == shell[0][0]
    assert not_told_in_order(told, (*shell[0], *one.told, *shell[1])) == []
    assert [step for step in told if step in NAMED] == []
    headings = [int(step[-1]) for step in told if step.startswith("heading")]
    assert headings[0] == 1
    assert [after for before, after in pairwise(headings) if after > before + 1 or after == 1] == []
    landmarks = [step for step in told if step.split()[0] in LANDMARKS and not step.startswith("form")]
    assert len(landmarks) == len(set(landmarks)), landmarks


def focus_is_seen(page) -> bool:
    """Whether what has the focus looks otherwise than without it."""
    one = page.evaluate_handle("document.activeElement").as_element()
    box = one.bounding_box()
    left, top = max(box["x"] - 6, 0), max(box["y"] - 6, 0)
    clip = {"x": left, "y": top, "width": box["width"] + 12, "height": box["height"] + 12}
    focused = page.screenshot(clip=clip)
    one.evaluate("one => one.blur()")
    blurred = page.screenshot(clip=clip)
    one.focus()
    return focused != blurred


@WALKS
def test_a_keyboard_alone_does_what_the_page_is_for_and_sees_where_it_is(open_page, walk, name):
    one = walk(name)
    page = open_page(one.path, cookies=one.cookies)
    wanted, unseen = one.wanted(page), []
    for _ in range(80):
        page.keyboard.press("Tab")
        if not focus_is_seen(page):
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 100)"))
        if wanted.evaluate(IS_FOCUSED):
            break
    assert wanted.evaluate(IS_FOCUSED)
    assert unseen == []
    page.keyboard.type(one.typed)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(one.leads_to))
    assert page.get_by_role("heading", level=1).is_visible()
    page.go_back()
    assert page.complaints == []


@WALKS
def test_the_skip_link_leads_past_the_navigation(open_page, walk, name):
    one = walk(name)
    page = open_page(one.path, cookies=one.cookies)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_links_that_lead_to_different_places_are_told_apart(open_page, walk):
    one = walk("change")
    page = open_page(one.path, cookies=one.cookies)
    saves = [step.strip() for step in steps(page) if "Save the exact text" in step]
    assert len(saves) == len(set(saves)) == 2
