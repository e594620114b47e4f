"""The operator's pages and the admin in a browser: nothing grave for axe, no complaint, nothing wider than a phone."""

import pytest
from django.test import Client

from alerts.models import Suppression
from backend.operating.pages import PLACES
from tests.alerts.conftest import make_change  # noqa: F401
from tests.backend.operating.conftest import trouble  # noqa: F401
from tests.browser.test_every_page import axe, grave  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]

PAGES = ("/admin/operating/", *(f"/admin/operating/{place}/" for place in PLACES))
OF_DJANGO = ("/admin/", "/admin/alerts/batch/", "/admin/billing/subscription/add/", "/admin/alerts/opinion/rules/")
# What Django's own templates break: its headings, its labels and its regions are not ours to mend.
LEFT_TO_DJANGO = ("empty-table-header", "label", "select-name")


@pytest.fixture
def operator(make_user, request):
    client = Client()
    client.force_login(make_user("operator@example.com", is_staff=True, is_superuser=True))
    request.getfixturevalue("trouble")(2)
    return {name: morsel.value for name, morsel in client.cookies.items()}


@pytest.mark.parametrize(("dark", "width"), [(False, 360), (True, 1280)])
def test_the_pages_are_for_everybody_and_fit(open_page, operator, request, dark, width):
    looks, broken = request.getfixturevalue("axe"), {}
    suppressed = f"/admin/alerts/suppression/{Suppression.objects.order_by('pk')[0].pk.replace('@', '%40')}/delete/"
    for path in (*PAGES, *OF_DJANGO, suppressed):
        page = open_page(path, width=width, dark=dark, cookies=operator)
        complaints = list(page.complaints)  # before axe, which sets styles of its own
        found = [one for one in grave(looks.run(page).response["violations"]) if not one.startswith(LEFT_TO_DJANGO)]
        too_wide = page.evaluate("document.documentElement.scrollWidth") > width and path in PAGES
        if found or complaints or too_wide:
            broken[path] = (found, complaints, too_wide)
        page.context.close()
    assert broken == {}


def test_the_theme_of_the_admin_is_chosen_by_hand_too(open_page, operator):
    page = open_page("/admin/operating/", cookies=operator)

    def paper():
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    light = paper()
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert paper() == "rgb(20, 24, 27)"
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    assert paper() == light == "rgb(251, 250, 247)"
