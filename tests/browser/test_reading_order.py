"""What a screen reader is told of a page, and in which order."""

import pytest

from governance.models import Change
from tests.browser.reading_order import landmarks_and_headings, steps

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def change_path(make_history):
    make_history()
    return f"/changes/{Change.objects.latest('pk').public_id}/"


def test_a_change_is_told_from_its_headline_by_its_clauses_to_what_is_known_of_it(
    open_page, change_path, cookies_of, make_user
):
    page = open_page(change_path, cookies=cookies_of(make_user(tier="professional")))
    told = landmarks_and_headings(page)
    order = [
        "banner",
        "navigation “Site”",
        "main",
        f"heading “{page.locator('h1').inner_text()}” level 1",
        "region “What changed, clause by clause”",
        "heading “What changed, clause by clause” level 2",
        "heading “Terms of Service › Disputes” level 3",
        "region “Versions compared”",
        "heading “Versions compared” level 2",
        "heading “Before” level 3",
        "heading “After” level 3",
        "complementary “About this change”",
        "heading “The change” level 2",
        "contentinfo",
    ]
    assert list(dict.fromkeys(step for step in told if step in order)) == order
    named = [step for step in told if not step.startswith(("heading", "form"))]
    assert len(named) == len(set(named)), named


def test_links_that_lead_to_different_places_are_told_apart(open_page, change_path, cookies_of, make_user):
    page = open_page(change_path, cookies=cookies_of(make_user(tier="professional")))
    saves = [step.strip() for step in steps(page) if "Save the exact text" in step]
    assert len(saves) == len(set(saves)) == 2
