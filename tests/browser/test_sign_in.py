"""Signing up, in and out in a browser: with script and without, by password, code and passkey."""

import pytest
from django.core import mail

from tests.accounts.test_signing_up import code_in
from tests.browser.test_pages import CONTRASTS
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/")
ADD_PASSKEY = """async () => {
  const path = '/_allauth/browser/v1/account/authenticators/webauthn';
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  const options = (await (await fetch(path)).json()).data.creation_options;
  options.publicKey.authenticatorSelection = {residentKey: 'required', userVerification: 'required'};
  const credential = await webauthnJSON.create(options);
  const answer = await fetch(path, {method: 'POST', body: JSON.stringify({name: 'Key', credential}),
    headers: {'Content-Type': 'application/json', 'X-CSRFToken': token}});
  await answer.text();
  return answer.status;
}"""
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def reader(make_user):
    return make_user("reader@example.com", tier="watcher", password=PASSWORD)


@pytest.fixture
def change_path(make_history):
    return f"/changes/{make_history()[1].change.public_id}/"


def fill_in(page, email=""):
    if email:
        page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main form").first.get_by_role("button").click()
    page.wait_for_load_state()  # with its styles, which hide what needs script


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_can_be_read_and_never_scroll_sideways(open_page, db, width, dark):
    for path in PAGES:
        page = open_page(path, width=width, dark=dark)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("h1").count() == 1
        assert page.evaluate(CONTRASTS) == []
        assert page.complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_a_reader_comes_from_the_gate_and_goes_back_to_the_change(open_page, reader, change_path, script):
    page = open_page(change_path, width=360, script=script)
    page.locator(".gate").get_by_role("link", name="Sign in").click()
    page.wait_for_load_state()
    assert page.get_by_role("button", name="Sign in with a passkey").is_visible() == script
    fill_in(page, "nobody@example.com")
    assert page.get_by_role("alert").is_visible()
    assert page.title().startswith("Error: ")
    fill_in(page, reader.email)
    assert page.url.endswith(change_path)
    assert page.locator("blockquote").count() > 0
    assert page.get_by_text(reader.email).is_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert page.get_by_text("You are signed out.").is_visible()
    assert page.get_by_role("link", name="Sign in").first.is_visible()
    assert page.complaints == []


def test_somebody_new_signs_up_without_script_and_ends_at_the_change(open_page, change_path):
    page = open_page(change_path, width=360, script=False)
    page.locator(".gate").get_by_role("link", name="Sign up").click()
    page.wait_for_load_state()
    fill_in(page, "new@example.com")
    page.get_by_label("Code").fill(code_in(mail.outbox[0]))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_load_state()
    assert page.url.endswith(change_path)
    assert page.get_by_text("new@example.com", exact=True).is_visible()


def test_a_passkey_opens_the_door_under_the_policy_and_is_asked_again(open_page, reader, change_path):
    page = open_page(f"/accounts/login/?next=/accounts/reauthenticate/?next={change_path}")
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    fill_in(page, reader.email)
    fill_in(page)  # that it is really them
    assert page.url.endswith(change_path)
    page.add_script_tag(url="/static/mfa/js/webauthn-json.js")
    assert page.evaluate(ADD_PASSKEY) == 200

    site = page.url.removesuffix(change_path)
    page.goto(f"{site}/accounts/reauthenticate/?next={change_path}")
    page.get_by_role("link", name="Use a security key").click()
    page.wait_for_load_state()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_load_state()
    page.wait_for_url(site + change_path)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()

    page.goto(f"{site}/accounts/login/?next={change_path}")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_load_state()
    page.wait_for_url(site + change_path)
    assert page.locator("blockquote").count() > 0
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()

    page.goto(f"{site}/accounts/login/?next={change_path}")
    fill_in(page, reader.email)
    page.get_by_role("button", name="Use a passkey instead").click()
    page.wait_for_load_state()
    page.wait_for_url(site + change_path)
    # Icons that were still on their way when the next page was opened are no complaint of the policy.
    assert [complaint for complaint in page.complaints if "ERR_ABORTED" not in complaint] == []
