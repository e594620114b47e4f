"""What is in sight on a phone, what is left on paper, and what is seen where colours are forced."""

import pypdfium2
import pytest

from tests.browser.record_of_a_team import team  # noqa: F401  # a fixture

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]

OUT_OF_SIGHT = """selector => [...document.querySelectorAll(selector)].filter(one => one.checkVisibility())
  .filter(one => { const box = one.getBoundingClientRect(); return box.left < 0 || box.right > innerWidth; })
  .map(one => one.textContent.trim())"""
SCROLLING_TABLES = """() => [...document.querySelectorAll('.scroll:has(table.list):not(details *)')]
  .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent.trim().slice(0, 40))"""
LEFT_EDGES = """() => ['.brand', 'h1', '.site-footer p'].map(one =>
  Math.round(document.querySelector(one).getBoundingClientRect().left))"""
EDGES = """selector => [...document.querySelectorAll(selector)].map(one => getComputedStyle(one))
  .map(style => [style.borderBottomStyle, parseFloat(style.borderBottomWidth)])"""
LISTS = ("/dashboard/", "/reviews/", "/baselines/", "/memos/", "/platforms/lumenfold/", "/status/")


def test_every_link_of_the_navigation_is_in_sight_on_a_phone(open_page, team):  # noqa: F811
    for path, cookies in (("/", {}), ("/", team.cookies), ("/reviews/", team.cookies), ("/account/", team.cookies)):
        page = open_page(path, width=360, cookies=cookies)
        assert page.evaluate(OUT_OF_SIGHT, ".site-header a, .site-header button, .own a, .parts a") == [], path
    links = open_page("/", width=360).locator(".site-header a")
    assert "Sign in" in links.all_inner_texts()


def test_lists_fold_into_cards_on_a_phone_instead_of_hiding_columns(open_page, team):  # noqa: F811
    for path in (*LISTS, team.paths["analysis"]):
        page = open_page(path, width=360, cookies=team.cookies)
        assert page.evaluate(SCROLLING_TABLES) == [], path
        assert page.locator("table.folds").count() >= 1, path


def test_no_list_is_wider_than_a_tablet(open_page, team):  # noqa: F811
    for path in (*LISTS, "/platforms/", "/regulations/", "/pricing/"):
        page = open_page(path, width=768, cookies=team.cookies)
        assert page.evaluate("document.documentElement.scrollWidth") <= 768, path


def test_a_page_begins_where_the_brand_and_the_footer_begin(open_page, team):  # noqa: F811
    for path in ("/", "/privacy/", "/status/", "/categories/", "/dashboard/"):
        edges = open_page(path, cookies=team.cookies).evaluate(LEFT_EDGES)
        assert len(set(edges)) == 1, (path, edges)


def test_paper_has_nothing_to_press_and_nothing_folded_shut(open_page, team):  # noqa: F811
    document = f"/documents/{team.document.public_id}/"
    pressed = {
        f"/changes/{team.changes[1].public_id}/": ("Decide on this change", "Make a memo", "For your records"),
        document: ("I agreed to this version", "The numbers"),
        f"{document}timeline/": ("The numbers", "Any severity"),
        "/": ("Find it", "Sign out"),
        "/pricing/": ("14 days free, no card",),
    }
    for path, words in pressed.items():
        page = open_page(path, cookies=team.cookies)
        heading = page.locator("h1").inner_text().split()[0]
        assert all(one in page.content() for one in words), path
        printed = pypdfium2.PdfDocument(page.pdf(format="A4"))
        sheets = [" ".join(one.get_textpage().get_text_bounded().split()) for one in printed]
        assert heading in sheets[0], path
        assert [one for one in (*words, "Deutsch", "Methodology API") if one in " ".join(sheets)] == [], path


def test_paper_has_the_whole_of_an_analysis(open_page, team):  # noqa: F811
    page = open_page(team.paths["analysis"], cookies=team.cookies)
    assert not page.get_by_text("Keep as evidence:").first.is_visible()
    printed = pypdfium2.PdfDocument(page.pdf(format="A4"))
    assert "Keep as evidence:" in " ".join(one.get_textpage().get_text_bounded() for one in printed)


def test_forced_colours_leave_buttons_their_edges_and_say_where_one_is(open_page, team):  # noqa: F811
    for path in ("/dashboard/", "/lists/new/", f"/changes/{team.changes[1].public_id}/"):
        page = open_page(path, cookies=team.cookies)
        page.emulate_media(forced_colors="active")
        edges = page.evaluate(EDGES, ".button, .own a[aria-current]")
        assert edges
        assert all(style == "solid" and width >= 1 for style, width in edges), (path, edges)
