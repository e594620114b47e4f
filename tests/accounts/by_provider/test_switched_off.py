"""Without a provider in the settings nothing differs: no page answers, no button is there, nothing is asked for."""

import pytest

from tests.accounts.by_provider.conftest import as_configured
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
PAGES = ("/accounts/ways/", "/accounts/provider/company/", "/accounts/provider/company/back/?code=x&state=x")
OVER_HTTP = ("account/providers", "auth/provider/signup", "auth/provider/redirect", "auth/provider/token")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_of_it_answers(client, make_user, path, method):
    assert getattr(client, method)(path).status_code == 404
    client.force_login(make_user(password=PASSWORD))
    assert getattr(client, method)(path).status_code == 404


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/reauthenticate/", "/account/"])
def test_no_page_has_a_button_or_leads_elsewhere(client, make_user, path):
    if "login" not in path and "signup" not in path:
        client.force_login(make_user(password=PASSWORD))
    page = client.get(path)
    assert "form-action 'self';" in page["Content-Security-Policy"] + ";"
    assert "/accounts/provider/" not in page.content.decode()
    assert "Ways to sign in" not in page.content.decode()


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/"])
def test_the_buttons_cost_no_query(client, django_assert_num_queries, provider, path):
    with django_assert_num_queries(0):
        page = client.get(path)
    assert "Continue with Company" in page.content.decode()
    assert f"form-action 'self' {provider.issuer}" in page["Content-Security-Policy"]
    assert "form-action 'self';" in client.get("/pricing/")["Content-Security-Policy"] + ";"


@pytest.mark.parametrize("path", OVER_HTTP)
@pytest.mark.parametrize("kind", ["app", "browser"])
def test_over_http_there_are_no_providers(client, provider, path, kind):
    for method in (client.get, client.post, client.put, client.delete):
        answer = method(f"/_allauth/{kind}/v1/{path}", content_type="application/json")
        assert answer.status_code == 404
    config = client.get(f"/_allauth/{kind}/v1/config").json()
    assert "socialaccount" not in config["data"]


def test_a_provider_that_is_not_named_is_not_there(client, provider, settings):
    assert client.post("/accounts/provider/other/").status_code == 404
    assert client.get("/accounts/provider/other/back/").status_code == 404
    assert client.post("/accounts/provider/openid_connect/").status_code == 404
    settings.SIGN_IN_PROVIDERS = (as_configured(provider, "other", "Other"),)
    assert client.post("/accounts/provider/company/").status_code == 404
    assert client.post("/accounts/provider/other/").status_code == 302


def test_sign_ins_that_are_begun_are_counted(client, provider, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    statuses = [client.post("/accounts/provider/company/").status_code for _ in range(3)]
    assert statuses == [302, 302, 429]
