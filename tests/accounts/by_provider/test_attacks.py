"""What somebody may try at a sign-in by a provider, and what a provider may answer wrongly: nothing is done by it."""

import threading

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User
from accounts.signing_in.by_provider import asking
from tests.accounts.by_provider.conftest import as_configured, who, words
from tests.conftest import PASSWORD
from tests.contract.openid_server import OpenIdServer

pytestmark = pytest.mark.django_db
FAILED, ONCE_MORE = (400, "Company didn’t answer as it should"), (400, "Begin once more")


def outcome(answer):
    return answer.status_code, words(answer)


def test_a_sign_in_is_begun_by_a_form_alone(client, provider):
    assert client.get("/accounts/provider/company/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/accounts/provider/company/").status_code == 403
    assert provider.requests == []


def test_a_state_is_good_once_and_in_its_own_browser(begin, client):
    back = begin(client)
    assert outcome(Client().get(back)) == ONCE_MORE
    assert client.get(back).status_code == 302
    client.post("/accounts/logout/")
    assert outcome(client.get(back)) == ONCE_MORE
    assert who(client) is None


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x&code=x", "?error=access_denied", "?state=&code=&iss="])
def test_an_answer_that_nobody_asked_for_is_refused(client, provider, query):
    assert outcome(client.get(f"/accounts/provider/company/back/{query}")) == ONCE_MORE
    assert provider.requests == []


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another site"},
        {"aud": ["another site"]},
        {"azp": "another site"},
        {"aud": ["clausewatch-of-the-tests", "another site"]},
        {"iss": "https://accounts.example.com"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 9_999_999_999},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "\ud800"},
        {"email": "a\ud800@example.com"},
    ],
    ids=str,
)
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(sign_in, provider, claims):
    provider.claims = claims
    assert outcome(sign_in()) == FAILED
    assert not User.objects.exists()


@pytest.mark.parametrize(("key", "algorithm"), [("another", "RS256"), ("right", "HS256"), ("right", "none")])
def test_an_id_token_with_a_wrong_signature_is_refused(sign_in, provider, key, algorithm):
    provider.signed_with, provider.algorithm = key, algorithm
    assert outcome(sign_in()) == FAILED
    assert not User.objects.exists()


@pytest.mark.parametrize("tokens", [{"id_token": None}, {"id_token": "x.y.z"}, {"id_token": 7}, {"access_token": None}])
def test_without_an_id_token_nobody_is_signed_in(sign_in, provider, tokens):
    provider.tokens = tokens
    answer = sign_in()
    # An access token asks for the address, which the id token holds here.
    assert outcome(answer) == FAILED if "id_token" in tokens else answer.status_code == 302


@pytest.mark.parametrize("token", [None, 7, "", "ü", "\ud800", "x\r\nX-Y: z"], ids=ascii)
def test_a_token_that_cannot_be_sent_on_is_refused(sign_in, provider, token):
    provider.in_id_token, provider.tokens = False, {"access_token": token}
    assert outcome(sign_in()) == FAILED
    assert not User.objects.exists()


def test_a_userinfo_about_somebody_else_is_refused(sign_in, provider, make_user):
    make_user("victim@example.com", password=PASSWORD)
    provider.in_id_token, provider.userinfo = False, {"sub": "of another", "email": "victim@example.com"}
    assert outcome(sign_in()) == FAILED
    assert not SocialAccount.objects.exists()


def test_an_answer_of_another_provider_is_refused(begin, client):
    assert outcome(client.get(begin(client) + "&iss=https%3A%2F%2Fevil.example")) == FAILED
    assert who(client) is None


@pytest.mark.parametrize(
    "leads_to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_next_leads_to_another_site(sign_in, leads_to):
    assert sign_in(next=leads_to)["Location"] == "/dashboard/"


def test_who_asks_chooses_neither_scope_nor_parameters(client, provider):
    answer = client.post("/accounts/provider/company/?scope=admin&auth_params=prompt%3Dnone&process=connect")
    assert "admin" not in answer["Location"]
    assert "prompt" not in answer["Location"]


def test_what_one_began_to_connect_is_not_connected_to_another(begin, make_user):
    began, other = make_user(password=PASSWORD), make_user(password=PASSWORD)
    client = Client()
    client.force_login(began)
    back = begin(client, process="connect")
    states = client.session["socialaccount_states"]
    client.force_login(other)
    session = client.session
    session["socialaccount_states"] = states  # as if it had survived
    session.save()
    assert outcome(client.get(back)) == ONCE_MORE
    assert not SocialAccount.objects.exists()


def test_a_victim_is_not_led_to_connect_what_an_attacker_began(begin, make_user):
    attacker, victim = Client(), Client()
    attacker.force_login(make_user(password=PASSWORD))
    victim.force_login(make_user(password=PASSWORD))
    assert outcome(victim.get(begin(attacker, process="connect"))) == ONCE_MORE
    assert not SocialAccount.objects.exists()


def test_another_issuer_under_the_same_name_has_other_people(sign_in, provider, settings, begin):
    sign_in()
    elsewhere = OpenIdServer()
    try:
        elsewhere.person["email"] = "thief@example.com"
        settings.SIGN_IN_PROVIDERS = (as_configured(elsewhere),)
        provider.issuer = elsewhere.issuer
        client = Client()
        sign_in(client)
    finally:
        elsewhere.stop()
    assert User.objects.get(pk=who(client)).email == "thief@example.com"
    assert User.objects.count() == 2


def slow(handler):
    """Sends one byte after the other, for longer than anybody waits."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        threading.Event().wait(0.1)


def hangs(handler):
    threading.Event().wait(3)


GARBAGE = {
    "html": (200, {"Content-Type": "text/html"}, b"<p>Hello"),
    "a list": (200, {}, b"[]"),
    "nothing": (200, {}, b""),
    "deep": (200, {}, b"[" * 100_000),
    "not utf-8": (200, {}, b"\xff\xfe{}"),
    "huge": (200, {}, b" " * 1_000_000),
    "not packed": (200, {"Content-Encoding": "gzip"}, b"not gzip"),
    "away": (503, {}, b"{}"),
    "forbidden": (403, {}, b"{}"),
    "led elsewhere": (302, {"Location": "http://127.0.0.1:9/"}, b"{}"),
    "late": hangs,
}
ASKED = ("/.well-known/openid-configuration", "/token", "/keys", "/userinfo")


@pytest.mark.real_clock
@pytest.mark.parametrize("path", ASKED)
@pytest.mark.parametrize("answer", GARBAGE.values(), ids=GARBAGE)
def test_garbage_delays_and_errors_end_in_a_page_that_says_so(client, begin, provider, monkeypatch, path, answer):
    monkeypatch.setattr(asking, "SECONDS_EACH", 0.3)
    provider.in_id_token = False
    back = begin(client)
    provider.instead[path] = answer
    assert outcome(client.get(back)) == FAILED
    assert not User.objects.exists()


@pytest.mark.real_clock
@pytest.mark.parametrize("answer", [slow, GARBAGE["html"], GARBAGE["away"]], ids=["slow", "html", "away"])
def test_a_provider_that_is_away_when_one_begins_is_told_of(client, provider, monkeypatch, answer):
    monkeypatch.setattr(asking, "SECONDS_IN_ALL", 0.5)
    provider.instead["/.well-known/openid-configuration"] = answer
    assert outcome(client.post("/accounts/provider/company/")) == FAILED


def test_nobody_listens(client, provider):
    provider.stop()
    assert outcome(client.post("/accounts/provider/company/")) == FAILED
    provider.stop = lambda: None


@pytest.mark.parametrize(
    "config",
    [
        {"issuer": "https://accounts.example.com"},
        {"issuer": None},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "https://evil.example/authorize"},
        {"authorization_endpoint": ["x"]},
        {"authorization_endpoint": "http://[::1"},
        {"token_endpoint": "http://[::1"},
        {"token_endpoint": "http://127.0.0.1:99999/"},
        {"token_endpoint": "http:///token"},
        {"jwks_uri": "http://127.0.0.1/\r\nSet-Cookie: x=y"},
        {"userinfo_endpoint": "http://127.0.0.1/\ud800"},
        {"token_endpoint_auth_methods_supported": None},
        {"token_endpoint_auth_methods_supported": [7]},
    ],
    ids=ascii,
)
def test_a_configuration_that_is_not_the_issuers_is_refused(client, provider, config):
    provider.config = config
    assert outcome(client.post("/accounts/provider/company/")) == FAILED


def test_who_turns_back_is_told_that_nothing_was_done(sign_in, provider):
    provider.cancels = True
    assert outcome(sign_in()) == (200, "You turned back at Company")
    assert not User.objects.exists()


def test_no_secret_and_no_token_is_logged(sign_in, provider, caplog, capfd):
    provider.tokens = {"id_token": "a token that leaked"}
    sign_in()
    said = caplog.text + "".join(capfd.readouterr())
    assert "sign_in_provider_failed" in said
    for secret in ("a token that leaked", "a secret: of the tests", "code="):
        assert secret not in said
