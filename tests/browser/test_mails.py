"""The mails as a phone and a desk show them."""

import pytest

from web.account_mail.samples import mails

pytestmark = [pytest.mark.browser, pytest.mark.pure, pytest.mark.real_clock]
MAILS = mails()
FIRST_LINK = "a[href*='/changes/']"


@pytest.mark.parametrize("width", [360, 700])
@pytest.mark.parametrize("name", MAILS)
def test_nothing_is_cut_at_the_side_and_the_first_link_is_on_the_first_screen(browser, name, width):
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    page.set_content(MAILS[name].html)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    link = page.locator(FIRST_LINK)
    if link.count():
        box = link.first.bounding_box()
        assert box["y"] + box["height"] <= 700
    context.close()


def test_the_colours_follow_the_readers_scheme(browser):
    grounds = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.set_content(MAILS["alert-one-change"].html)
        grounds[scheme] = page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")
        context.close()
    assert grounds == {"light": "rgb(255, 255, 255)", "dark": "rgb(29, 35, 41)"}
