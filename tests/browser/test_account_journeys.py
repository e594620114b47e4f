"""Journeys of a person in a browser: in, up to the cap, into the trial, to the checkout and back, out and in again."""

import re
from itertools import pairwise

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from accounts.models import User
from alerts.models import WatchItem
from billing.models import BillingAccount, Subscription
from tests.accounts.authenticator import code_of
from tests.accounts.test_signing_up import code_in
from tests.billing.conftest import stripe  # noqa: F401
from tests.browser.test_pages import CONTRASTS
from tests.browser.test_record_pages import HEADINGS
from tests.browser.test_sign_in import AUTHENTICATOR
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]

OWN = (
    *("/account/", "/account/keys/", "/account/data/", "/account/delete/", "/billing/"),
    *("/accounts/email/", "/accounts/password/change/", "/accounts/sessions/"),
    *("/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"),
)


@pytest.fixture
def sign_in(open_page, make_user):
    """A page of somebody who has just signed in by the form, opened there."""

    def enter(path, **options):
        if not User.objects.exists():
            make_user("reader@example.com", password=PASSWORD)
        page = open_page(f"/accounts/login/?next={path}", **options)
        page.get_by_label("Email").fill("reader@example.com")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        press(page, "Sign in")
        return page

    return enter


def press(page, name, role="button"):
    page.get_by_role(role, name=name, exact=True).first.click()
    page.wait_for_load_state()


def go(page, path):
    page.goto(re.match(r"https?://[^/]+", page.url)[0] + path)
    page.wait_for_load_state()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_each_page_of_an_account_fits_its_screen_and_can_be_read(sign_in, stripe, width, dark):  # noqa: F811
    page = sign_in("/account/", width=width, dark=dark)
    for path in OWN:
        go(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(CONTRASTS) == [], path
        assert page.locator("h1").count() == 1, path
        levels = page.evaluate(HEADINGS)
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)
    assert page.complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_from_signing_up_to_the_first_watch_the_cap_and_the_trial(open_page, make_platform, script):
    make_platform("acme", name="Acme")
    make_platform("bolt", name="Bolt")
    page = open_page("/platforms/acme/", width=360, script=script)
    press(page, "Watch Acme", role="link")
    page.get_by_label("Email").fill("new@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign up")
    page.get_by_label("Code").fill(code_in(mail.outbox[0]))
    press(page, "Continue")
    assert page.url.endswith("/platforms/acme/")
    press(page, "Watch Acme")
    assert "You watch Acme now." in page.locator("main").inner_text()
    go(page, "/platforms/bolt/")
    press(page, "Watch Bolt")
    assert page.get_by_role("status").inner_text() != ""
    assert WatchItem.objects.count() == 1
    go(page, "/billing/")
    assert "1 of 1 platform" in page.locator("main").inner_text()
    press(page, "Start Professional free trial", role="link")
    press(page, "Start Professional free trial")
    go(page, "/platforms/bolt/")
    press(page, "Watch Bolt")
    assert WatchItem.objects.count() == 2
    go(page, "/billing/")
    assert "14 days of your trial are left" in page.locator("main").inner_text()
    assert page.complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_from_the_trial_to_the_checkout_and_back_and_to_the_portal(sign_in, live_server, stripe, settings, script):  # noqa: F811
    settings.STRIPE_PAGES = [stripe.address]
    page = sign_in("/trial/", script=script)
    press(page, "Start Professional free trial")
    press(page, "Plan", role="link")
    page.get_by_label("190 USD a year").check()
    press(page, "Pay for Watcher")
    assert page.url.startswith(f"{stripe.address}/pay/")
    session = stripe.account.all("checkout.session")[0]
    assert session["metadata"]["price"] == stripe.prices[("watcher", "year")]["id"]
    stripe.account.pay(session["id"])
    BillingAccount.objects.update(synchronised_at=None)
    page.goto(session["success_url"].replace("http://testserver", live_server.url))
    bought = Subscription.objects.get(source=Subscription.Source.STRIPE)
    assert (bought.tier, bought.ended_at) == ("watcher", None)
    assert "You have bought Watcher" in page.locator("main").inner_text()
    go(page, "/billing/")
    assert "Billing portal" in page.locator("main").inner_text()
    press(page, "Open the billing portal")
    assert page.url.startswith(f"{stripe.address}/portal/")


def test_the_policy_lets_no_form_lead_to_another_site(sign_in, stripe, settings):  # noqa: F811
    page = sign_in("/billing/")
    settings.STRIPE_PAGES = ["https://checkout.stripe.com"]
    go(page, "/billing/")
    page.get_by_role("button", name="Pay for Watcher").click()
    page.wait_for_timeout(500)
    assert page.url.endswith("/billing/")
    assert any("form-action" in complaint for complaint in page.complaints)


@pytest.mark.parametrize("script", [True, False])
def test_an_account_is_deleted_and_kept_after_all(sign_in, script):
    page = sign_in("/account/", width=360, script=script)
    press(page, "Your data", role="link")
    press(page, "Delete my account", role="link")
    page.get_by_label("Your password").fill("not it")
    press(page, "Delete my account")
    assert page.get_by_role("alert").is_visible()
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Delete my account")
    assert User.objects.get().erase_at is not None
    assert "You are signed out everywhere." in page.locator("main").inner_text()
    press(page, "Keep my account")
    assert page.locator("h1").inner_text() == "Your account stays"
    assert User.objects.get().erase_at is None


def test_an_app_is_set_up_by_its_picture_and_asked_for_at_the_door(sign_in):
    page = sign_in("/accounts/2fa/", script=False)
    press(page, "Set up an app", role="link")
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    press(page, "Switch it on")
    assert page.locator(".codes li").count() == 10
    recovery = page.locator(".codes li").first.inner_text()
    press(page, "Sign out")
    page = sign_in("/account/", script=False)
    page.get_by_label("Code").fill(recovery)
    press(page, "Continue")
    assert page.url.endswith("/account/")


def test_a_passkey_is_added_under_the_policy_renamed_and_removed(sign_in):
    page = sign_in("/accounts/2fa/")
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    press(page, "Add a passkey", role="link")
    page.get_by_label("Name").fill("Phone")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/recovery-codes/")
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    go(page, "/accounts/2fa/webauthn/")
    assert "Phone" in page.locator("main").inner_text()
    press(page, "Rename Phone", role="link")
    page.get_by_label("Name").fill("Old phone")
    press(page, "Store the name")
    press(page, "Remove Old phone", role="link")
    press(page, "Remove it")
    assert not Authenticator.objects.filter(type="webauthn").exists()
    assert page.complaints == []
