"""A German journey in a browser: from an English page by the switch of language to the first platform watched."""

import pytest
from django.core import mail

from accounts.models import User
from alerts.models import WatchItem
from tests.accounts.test_signing_up import code_in
from tests.browser.test_account_journeys import go, press
from tests.browser.test_pages import CONTRASTS
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False])
def test_from_the_switch_of_language_over_signing_up_to_the_first_watch(open_page, make_platform, script):
    make_platform("acme", name="Acme")
    page = open_page("/platforms/acme/", width=360, script=script, zone="Europe/Berlin")
    press(page, "Deutsch")
    assert page.url.endswith("/platforms/acme/")
    press(page, "Acme beobachten", role="link")
    page.get_by_label("E-Mail-Adresse").fill("neu@example.com")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    press(page, "Registrieren")
    page.get_by_label("Code").fill(code_in(mail.outbox[0]))
    press(page, "Weiter")
    assert page.url.endswith("/platforms/acme/")
    press(page, "Acme beobachten")
    assert "Sie beobachten jetzt Acme." in page.locator("main").inner_text()
    assert WatchItem.objects.count() == 1
    somebody = User.objects.get()
    assert (somebody.locale, somebody.timezone) == ("de", "Europe/Berlin" if script else "UTC")
    go(page, "/account/")
    page.get_by_label("Sprache").select_option("en")
    press(page, "Einstellungen speichern")
    assert "Your settings are stored." in page.locator("main").inner_text()
    assert page.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_german_words_fit_their_screens(open_page, make_user, cookies_of, make_platform, width):
    make_platform("acme", name="Acme")
    page = open_page("/dashboard/", width=width, cookies=cookies_of(make_user(locale="de", tier="professional")))
    for path in (
        "/dashboard/",
        "/account/",
        "/lists/",
        "/reviews/",
        "/channels/",
        "/pricing/",
        "/platforms/",
        "/privacy/",
    ):
        go(page, path)
        assert page.locator("html").get_attribute("lang") == "de", path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(CONTRASTS) == [], path
    assert page.complaints == []
