"""Signing in by a provider in a browser: with script and without, a new account, one that is there, a second factor."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount

from accounts.models import User
from tests.accounts.authenticator import code_of
from tests.accounts.by_provider.conftest import provider  # noqa: F401
from tests.browser.test_account_journeys import go, press
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def at_the_provider(provider, live_server, settings):  # noqa: F811
    """The provider with a page of its own; it leads back to the site that the browser sees."""
    settings.BASE_URL = live_server.url
    provider.asks = True
    return provider


def text_of(page):
    return page.locator("main").inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_a_visitor_comes_by_the_provider_to_a_free_account(open_page, at_the_provider, script):
    page = open_page("/accounts/signup/?next=/pricing/", width=360, script=script)
    press(page, "Continue with Company")
    assert page.url.startswith(f"{at_the_provider.issuer}/authorize?")
    press(page, "Allow", role="link")
    assert page.url.endswith("/pricing/")
    assert User.objects.get().email == "reader@example.com"
    go(page, "/billing/")
    assert "Free" in text_of(page)
    assert page.complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_who_has_an_account_is_refused_connects_and_signs_in_with_both_factors(
    open_page, at_the_provider, make_user, script
):
    user = make_user("reader@example.com", password=PASSWORD)
    page = open_page("/accounts/login/", script=script)
    press(page, "Continue with Company")
    press(page, "Allow", role="link")
    assert "This address has an account already" in text_of(page)
    press(page, "Back to signing in", role="link")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    go(page, "/accounts/ways/")
    press(page, "Connect Company")
    press(page, "Allow", role="link")
    assert "You can sign in with Company now." in text_of(page)
    assert SocialAccount.objects.get().user == user
    press(page, "Sign out")
    TOTP.activate(user, SECRET)
    go(page, "/accounts/login/")
    press(page, "Continue with Company")
    press(page, "Allow", role="link")
    page.get_by_label("Code").fill(code_of(SECRET))
    press(page, "Continue")
    go(page, "/accounts/ways/")
    press(page, "Disconnect Company")
    assert not SocialAccount.objects.exists()


def test_the_policy_lets_the_button_lead_to_its_provider_alone(open_page, at_the_provider, settings):
    (one,) = settings.SIGN_IN_PROVIDERS
    settings.SIGN_IN_PROVIDERS = (type(one)(one.id, one.name, one.issuer, one.client_id, one.client_secret, ()),)
    page = open_page("/accounts/login/")
    press(page, "Continue with Company")
    assert "Company didn’t answer as it should" in text_of(page)
