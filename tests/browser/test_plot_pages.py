"""What a browser makes of plots: lifelines, the matrix of a comparison and the plot of risk, and who may read them."""

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from governance.models import Provision
from tests.browser.test_every_page import axe, grave  # noqa: F401  # the first is a fixture
from tests.browser.test_pages import CONTRASTS
from tests.browser.test_record_pages import HEADINGS

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]

LONG = "Gesellschaftsvertragsänderungsbenachrichtigungsdienst"
TEXT = "# Terms of {name}\n\n## Retention\n\nWe keep your account data for {days} days after you close your account.\n"
PARTS = "".join(f"\n## Part {n}\n\nWe keep record number {n} for {n + 1} days.\n" for n in range(20))


@pytest.fixture
def plots(make_platform, make_document, make_history, make_user) -> tuple[dict[str, str], dict[str, str]]:
    """The pages with plots, and the cookies of somebody whose plan has all of them."""
    for name in ("Acme", "Brisk", LONG):
        platform = make_platform(name=name, slug=name.lower()[:20])
        document = make_document(platform, title=f"Privacy of {name}", document_type="privacy-policy")
        make_history(document, texts=tuple(TEXT.format(name=name, days=days) + PARTS for days in (30, 60, 90)))
    make_platform(name="Nobody", slug="nobody")
    client = Client()
    client.force_login(make_user("plots@example.com", tier="professional"))
    changed = Provision.objects.filter(changes__kind="modified").order_by("-pk").first()
    slugs = f"acme,brisk,{LONG.lower()[:20]},nobody"
    paths = {
        "matrix": f"/compare/?category=retention&platforms={slugs}",
        "lifelines": f"/documents/{changed.document.public_id}/timeline/",
        "lifeline": f"/provisions/{changed.public_id}/",
        "risk": f"/documents/{changed.document.public_id}/analysis/",
    }
    return paths, {name: morsel.value for name, morsel in client.cookies.items()}


DRAWN = {"matrix": "table.states td", "lifelines": "table.lifelines td > svg", "lifeline": "table.lifelines td > svg",
         "risk": ".risks svg"}  # fmt: skip


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_each_plot_fits_its_screen_and_can_be_read(open_page, plots, axe, width, dark):  # noqa: F811
    paths, cookies = plots
    for name, path in paths.items():
        page = open_page(path, width=width, dark=dark, cookies=cookies)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(CONTRASTS) == [], path
        levels = page.evaluate(HEADINGS)
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)
        assert page.complaints == [], path
        drawn = page.locator(DRAWN[name])
        assert drawn.count() > 0, path
        assert all(_has_size(drawn.nth(place)) for place in range(min(drawn.count(), 3))), path
        if width != 768:
            assert grave(axe.run(page).response["violations"]) == [], path
        page.context.close()


def _has_size(drawn: Any) -> bool:
    box = drawn.bounding_box()
    return box is not None and box["width"] > 40 and box["height"] > 15


def test_marks_keep_their_size_on_a_phone(open_page, plots):
    paths, cookies = plots
    sizes = []
    for width in (360, 1280):
        page = open_page(paths["lifelines"], width=width, cookies=cookies)
        mark = page.locator("td.life .mark-high, td.life .mark-medium, td.life .mark-low").first
        sizes.append(round(mark.bounding_box()["width"], 1))
        page.context.close()
    assert sizes[0] == sizes[1] > 8


def test_a_platform_is_added_to_a_comparison_without_scripts(open_page, plots):
    page = open_page("/compare/?category=retention", script=False)
    assert page.locator("input[name=platform]").count() == 2
    page.locator("a.chip").first.click()
    assert page.locator("input[name=platform]").first.input_value() != ""
    page.get_by_role("button", name="Add another").click()
    assert page.locator("input[name=platform]").count() == 3
    page.locator("a.chip").first.click()
    assert page.locator("table.states").count() == 1


def test_two_wordings_are_chosen_and_compared_without_scripts(open_page, plots):
    paths, cookies = plots
    page = open_page(paths["lifeline"], script=False, cookies=cookies)
    page.locator("select[name=from]").select_option(index=0)
    page.locator("select[name=to]").select_option(index=2)
    page.get_by_role("button", name="Compare").click()
    assert (
        page.locator("del").inner_text().strip().startswith("removed: 30") or "30" in page.locator("del").inner_text()
    )
    assert "90" in page.locator("ins").inner_text()
