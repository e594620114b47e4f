"""What a browser makes of the pages of what a team keeps, and the journeys through them."""

import json
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from alerts.memos.making import make_due_memos
from tests.browser.record_of_a_team import team  # noqa: F401  # a fixture
from tests.browser.test_pages import CONTRASTS
from tests.browser.test_record_pages import HEADINGS

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "dark"), [(360, False), (768, True), (1280, False)])
def test_each_page_fits_its_screen_and_can_be_read(open_page, team, width, dark):  # noqa: F811
    for path in team.paths.values():
        page = open_page(path, width=width, dark=dark, cookies=team.cookies)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(CONTRASTS) == [], path
        assert page.locator("h1").count() == 1
        levels = page.evaluate(HEADINGS)
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)
        assert page.complaints == [], path


@pytest.mark.parametrize("script", [True, False])
def test_a_change_is_decided_on_and_signed_off(open_page, team, script):  # noqa: F811
    page = open_page(f"/changes/{team.changes[0].public_id}/", cookies=team.cookies, script=script)
    page.get_by_role("button", name="Decide on this change").click()
    page.get_by_label("Decision").select_option("object")
    page.get_by_role("link", name="Go to the sign-off").click()
    assert "Before it is signed off this is needed" in page.locator("main").inner_text()
    page.get_by_role("link", name="Fill it in").click()
    page.get_by_label("Decision").select_option("object")
    page.get_by_label("Reason").fill("It binds us to arbitration.")
    page.get_by_label("Decided by").fill("Ada Lovelace")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("status").inner_text() == "Saved."
    page.get_by_role("link", name="Go to the sign-off").click()
    assert "Nobody can change or undo it afterwards" in page.locator("main").inner_text()
    page.get_by_label("Signed off by").fill("Grace Hopper")
    page.get_by_role("button", name="Sign off").click()
    assert "Signed off by Grace Hopper" in page.locator("main").inner_text()
    assert page.get_by_label("Reason").count() == 0
    page.get_by_role("link", name="Reviews").click()
    assert page.complaints == []
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the log as CSV").click()
    with open(saved.value.path(), encoding="utf-8") as file:
        assert "It binds us to arbitration." in file.read()


@pytest.mark.parametrize("script", [True, False])
def test_an_agreement_is_kept_its_drift_read_and_it_is_removed(open_page, team, script):  # noqa: F811
    page = open_page(f"/documents/{team.document.public_id}/", cookies=team.cookies, script=script)
    page.get_by_role("link", name="I agreed to this version").click()
    first = team.document.versions.order_by("sequence").first()
    page.get_by_label("Day of the agreement").fill("2001-01-01")
    page.get_by_role("button", name="Keep it").click()
    assert "No version of this document is recorded from that day" in page.get_by_role("alert").inner_text()
    assert "400 (Bad Request)" in page.complaints.pop()  # Chromium says so of each refusal
    page.get_by_label("Day of the agreement").fill(f"{first.captured_at:%Y-%m-%d}")
    page.get_by_label("Reference").fill("Contract 7")
    page.get_by_role("button", name="Keep it").click()
    assert page.locator("h1").inner_text() == "What has changed since you agreed"
    assert page.locator("del").count() >= 1
    page.get_by_role("link", name="Side by side").click()
    boxes = [page.locator(f".sides {side}").first.bounding_box() for side in (".before", ".after")]
    assert boxes[0]["y"] == boxes[1]["y"]
    page.get_by_role("link", name="Remove this agreement").click()
    page.get_by_role("button", name="Remove it").click()
    assert page.get_by_role("status").inner_text() == "The agreement is removed."
    assert page.complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_a_memo_is_asked_for_made_and_saved(open_page, team, script):  # noqa: F811
    page = open_page(f"/documents/{team.document.public_id}/", cookies=team.cookies, script=script)
    page.get_by_role("link", name="Make a memo").click()
    page.get_by_label("File").select_option("json")
    page.get_by_role("button", name="Make the memo").click()
    assert "It waits for its turn." in page.get_by_role("status").inner_text()
    make_due_memos(datetime.now(UTC))
    page.get_by_role("link", name="Look now").click()
    assert page.complaints == []
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the file").click()
    with open(saved.value.path(), encoding="utf-8") as file:
        assert team.document.public_id in json.dumps(json.load(file))
