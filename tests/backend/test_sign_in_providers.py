"""The settings of providers: each right one is read, and each wrong one is refused in a sentence."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from backend.environment import Environment
from backend.sign_in_providers import sign_in_providers

pytestmark = pytest.mark.pure
RIGHT = {
    "SIGN_IN_PROVIDERS": "company",
    "SIGN_IN_COMPANY_ISSUER": "https://login.example.com/realms/staff/",
    "SIGN_IN_COMPANY_NAME": "Company, Ltd.",
    "SIGN_IN_COMPANY_CLIENT_ID": "clausewatch",
    "SIGN_IN_COMPANY_CLIENT_SECRET": "very$secret",
}


@pytest.fixture
def read(monkeypatch):
    """The providers that these variables name, on a production site or another."""

    def given(production=True, **variables):
        env = Environment()
        monkeypatch.setattr(env, "ENVIRON", RIGHT | variables)
        return sign_in_providers(env, env.words("SIGN_IN_PROVIDERS"), production=production)

    return given


def test_as_shipped_there_are_none(read):
    assert read(SIGN_IN_PROVIDERS="") == ()


def test_each_provider_has_variables_of_its_own(read):
    more = {name.replace("COMPANY", "B2"): value for name, value in RIGHT.items() if "COMPANY" in name}
    first, second = read(
        **{**more, "SIGN_IN_PROVIDERS": "company, b2", "SIGN_IN_B2_PAGES": "https://a.example,https://b.example:8443"}
    )
    assert (first.id, first.name, first.issuer) == (
        "company",
        "Company, Ltd.",
        "https://login.example.com/realms/staff",
    )
    assert first.pages == ("https://login.example.com",)
    assert second.pages == ("https://a.example", "https://b.example:8443")


def test_the_secret_is_not_shown(read):
    (found,) = read()
    assert found.client_secret == "very$secret"
    assert "very$secret" not in repr(found)


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"SIGN_IN_PROVIDERS": "Company"}, "SIGN_IN_PROVIDERS holds 'Company'. Give each provider another id"),
        ({"SIGN_IN_PROVIDERS": "company,company"}, "SIGN_IN_PROVIDERS holds 'company'. Give each provider another id"),
        ({"SIGN_IN_PROVIDERS": "a-b"}, "of small letters and digits, such as company."),
        ({"SIGN_IN_COMPANY_ISSUER": ""}, "SIGN_IN_COMPANY_ISSUER is not set. SIGN_IN_PROVIDERS names company"),
        ({"SIGN_IN_COMPANY_NAME": " "}, "SIGN_IN_COMPANY_NAME is not set."),
        ({"SIGN_IN_COMPANY_CLIENT_ID": ""}, "SIGN_IN_COMPANY_CLIENT_ID is not set."),
        ({"SIGN_IN_COMPANY_CLIENT_SECRET": ""}, "SIGN_IN_COMPANY_CLIENT_SECRET is not set."),
        ({"SIGN_IN_COMPANY_ISSUER": "login.example.com"}, "is not an http or https address."),
        ({"SIGN_IN_COMPANY_ISSUER": "http://login.example.com"}, "A production site needs one."),
        ({"SIGN_IN_COMPANY_ISSUER": "https://me:pw@login.example.com"}, "SIGN_IN_COMPANY_ISSUER holds a user or"),
        ({"SIGN_IN_COMPANY_CLIENT_SECRET": "two words"}, "SIGN_IN_COMPANY_CLIENT_SECRET holds a blank"),
        ({"SIGN_IN_COMPANY_PAGES": "https://a.example/path"}, "Give https addresses without a path"),
        ({"SIGN_IN_COMPANY_PAGES": "http://a.example"}, "Give https addresses without a path"),
        ({"SIGN_IN_COMPANY_PAGES": "https://a.example;script-src"}, "Give https addresses without a path"),
    ],
)
def test_a_wrong_value_is_refused_in_a_sentence(read, variables, said):
    with pytest.raises(ImproperlyConfigured) as refused:
        read(**variables)
    assert said in str(refused.value)
    assert "very$secret" not in str(refused.value)
    assert "two words" not in str(refused.value)


def test_on_ones_own_machine_a_provider_may_be_asked_in_the_clear(read):
    (found,) = read(production=False, SIGN_IN_COMPANY_ISSUER="http://127.0.0.1:8081")
    assert found.pages == ("http://127.0.0.1:8081",)
