"""What a browser makes of the pages of vendors, answers and mutes, and the way of a list of vendors to a watchlist."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from alerts.models import Digest, VendorList
from alerts.vendors.lists import import_vendors
from governance.record.platforms import set_facts
from tests.browser.record_of_a_team import team  # noqa: F401  # a fixture
from tests.browser.test_pages import CONTRASTS, LONG
from tests.browser.test_record_pages import HEADINGS

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]
LIST = (
    "name,website,subprocessor\n"
    f"Acmebox,https://acme.example/,yes\n{LONG[:200]},https://{LONG[:40]}.example/{LONG},\nAcmebax,,no\nOwl Post,,\n"
)


@pytest.fixture
def paths(team, make_platform):  # noqa: F811
    now = datetime.now(UTC)
    acme = make_platform("acmebox", name="Acmebox", homepage="https://acme.example")
    set_facts(acme)
    acme.save()
    stored, _ = import_vendors(user=team.user, name=LONG[:100], data=LIST.encode(), now=now)
    period = {"period_start": now - timedelta(days=7), "period_end": now, "created_at": now}
    Digest.objects.create(user=team.user, cadence="weekly", **period)
    answers = "/platforms/lumenfold/answers/"
    of_list = f"/vendors/{stored.pk}/"
    return ["/vendors/", of_list, f"{of_list}delete/", answers, f"{answers}delete/", "/dashboard/"]


@pytest.mark.parametrize(("width", "dark"), [(360, False), (768, True), (1280, False)])
def test_each_page_fits_its_screen_and_can_be_read(open_page, live_server, team, paths, width, dark):  # noqa: F811
    page = open_page("/lists/", width=width, dark=dark, cookies=team.cookies)
    for path in paths:
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(CONTRASTS) == [], path
        assert page.locator("h1").count() == 1
        levels = page.evaluate(HEADINGS)
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)
    assert page.complaints == []


def test_a_list_of_vendors_becomes_a_watchlist_a_question_is_answered_and_a_platform_muted(open_page, team, paths):  # noqa: F811
    VendorList.objects.all().delete()
    page = open_page("/vendors/", cookies=team.cookies, script=False)
    page.get_by_role("button", name="Read the list").click()
    file = {"name": "vendors.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_label("Name of the list").fill("Ours")
    page.get_by_role("button", name="Read the list").click()
    assert page.get_by_role("status").inner_text() == "The list is read and matched with the platforms."
    page.get_by_role("link", name="Suggested").click()
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("button", name="Ask for them").click()
    assert "asked for" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Make a watchlist").click()
    assert page.locator("h1").inner_text() == "Ours"
    page.get_by_role("button", name="Mute Acmebox").click()
    assert page.get_by_text("Muted: you get no alerts or digests about it.", exact=True).count() == 1
    page.get_by_role("button", name="Unmute Acmebox").click()
    page.goto(page.url.split("/lists/")[0] + team.paths["analysis"])
    page.get_by_role("link", name="Answer it").first.click()
    asked = page.locator(f"[id='{page.url.split('#')[1]}']")
    asked.get_by_label("Yes").check()
    page.get_by_role("button", name="Save the answers").click()
    assert "Your answers are saved." in page.get_by_role("status").inner_text()
    assert "1 of 117 questions" in page.locator(".rail").inner_text()
    assert page.complaints == []
