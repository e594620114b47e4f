"""What keyboards, forced colours, still screens and paper make of the pages."""

import pypdfium2
import pytest

from tests.browser.record_of_a_team import team  # noqa: F401  # a fixture

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]

# What Tab is to reach, in the order of the page: one radio of a group, nothing in details that are closed.
STOPS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter(one => one.type !== 'hidden' && !one.disabled && one.checkVisibility())
  .filter((one, at, all) => one.type !== 'radio' || one === (all.find(other => other.name === one.name && other.checked)
    || all.find(other => other.name === one.name)))"""
FOCUSED = """stops => { const one = document.activeElement, style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return { at: stops.indexOf(one), words: (one.textContent || one.name).trim().slice(0, 40), tag: one.tagName,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    shown: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth }; }"""
MOVING = """() => [...document.querySelectorAll('*')].filter(one => { const style = getComputedStyle(one);
  return parseFloat(style.transitionDuration) || parseFloat(style.animationDuration)
    || style.scrollBehavior === 'smooth'; }).length + document.getAnimations().length"""
DECORATIONS = "selector => getComputedStyle(document.querySelector(selector)).textDecorationLine"
SHAPES = """() => [...document.querySelectorAll('[class*="severity-"]')].map(one =>
  [one.className.match(/severity-(\\w+)/)[1], getComputedStyle(one, '::before').content.slice(1, 2)])"""


@pytest.fixture
def paths(team):  # noqa: F811
    change = f"/changes/{team.changes[1].public_id}/"
    return ["/", f"/documents/{team.document.public_id}/", change, "/dashboard/", "/lists/new/"]


def test_tab_reaches_the_skip_link_first_and_then_everything_in_the_order_of_the_page(open_page, team, paths):  # noqa: F811
    for path in paths:
        page = open_page(path, cookies=team.cookies)
        stops = page.evaluate_handle(STOPS)
        total, reached = page.evaluate("stops => stops.length", stops), []
        for _ in range(total * 2 + 10):
            page.keyboard.press("Tab")
            one = page.evaluate(FOCUSED, stops)
            if one["at"] < 0:
                break
            if reached and reached[-1] == one["at"]:  # a date has a stop for each of its parts
                continue
            assert one["outlined"], (path, one)
            assert one["shown"], (path, one)
            reached.append(one["at"])
            if one["at"] == total - 1:
                break
        assert reached == list(range(total)), (path, reached)
        assert page.locator("a[href], button").first.get_attribute("class") == "skip"
        page.keyboard.press("Escape")
        assert page.complaints == []


def test_forced_colours_keep_what_tells_added_from_removed_and_severities_apart(open_page, team, paths):  # noqa: F811
    page = open_page(f"/changes/{team.changes[0].public_id}/", cookies=team.cookies)
    page.emulate_media(forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert "underline" in page.evaluate(DECORATIONS, "ins")
    assert "line-through" in page.evaluate(DECORATIONS, "del")
    shapes = {"high": "●", "medium": "◆", "low": "○"}
    found = page.evaluate(SHAPES)
    assert found
    assert all(shapes[severity] == shape for severity, shape in found), found


def test_nothing_moves_for_who_asks_for_less_motion(open_page, team, paths):  # noqa: F811
    for path in paths:
        page = open_page(path, cookies=team.cookies)
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(MOVING) == 0, path


def test_a_change_is_printed_without_the_navigation(open_page, team, paths):  # noqa: F811
    page = open_page(paths[2], cookies=team.cookies)
    headline = page.locator("h1").inner_text()
    printed = pypdfium2.PdfDocument(page.pdf(format="A4"))
    text = " ".join("".join(one.get_textpage().get_text_bounded() for one in printed).split())
    assert headline.split()[0] in text
    assert "What changed, clause by clause" in text
    for gone in ("Skip to the content", "Methodology API", "Sign out", "Dashboard", "Side by side"):
        assert gone not in text, gone
