"""The pages on which people sign up, sign in and out and set a new password, without JavaScript."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import get_resolver
from django.utils.html import escape

from accounts.models import User
from accounts.verified_addresses import is_verified
from tests.accounts.test_signing_up import code_in
from tests.backend.routes import fill
from tests.conftest import PASSWORD
from web.links import keep_url

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]
CLAUSE_WORDS = "models without your consent"
OF_PROVIDERS = ("sign-in-by-provider", "back-from-provider", "ways-to-sign-in")  # which are not there as shipped
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ELSEWHERE = (
    *("https://evil.example/", "//evil.example/", "///evil.example/", "http:///evil.example/", "/\\evil.example/"),
    *("\\\\evil.example/", "https:evil.example", "http://testserver@evil.example/", "http://testserver.evil.example/"),
    *("javascript:alert(1)", "data:text/html,x", "\thttps://evil.example/", "ftp://testserver/"),
    # Another service of the same host, and what a browser can't open.
    *("http://testserver:8443/", "https://testserver/", "http://localhost/", "//"),
    # What can't be parsed.
    *(
        "http://[",
        "//[",
        "http://[::1",
        "//]",
        "http://a]b",
        "http://[x]/",
        "http://\u2100.com/",
        "http://ex\uff0fample.com",
    ),
)


@pytest.fixture
def change_path(make_history):
    return f"/changes/{make_history()[1].change.public_id}/"


@pytest.fixture
def reader(make_user):
    return make_user("reader@example.com", tier="watcher", password=PASSWORD)


def links(answer, words):
    """Where the links with these words lead."""
    return re.findall(rf'<a [^>]*href="([^"]+)"[^>]*>{words}</a>', answer.content.decode())


def fields(answer):
    """The values of the page's hidden fields, as a browser sends them with the form."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode()))


def sign_in(client, next_="", password=PASSWORD, email="reader@example.com"):
    return client.post("/accounts/login/", {"login": email, "password": password, "next": next_})


def test_the_link_in_the_mail_of_a_paying_reader_ends_at_the_full_change(client, reader, change_path):
    gate = client.get(change_path)
    assert CLAUSE_WORDS not in gate.content.decode()
    offers = re.findall(r">(Sign in|Sign up|Start Professional free trial)<", gate.content.decode().split("gate")[1])
    assert offers == ["Sign in", "Sign up", "Start Professional free trial"]
    for way_in in links(gate, "Sign in"):  # in the header and at the gate
        page = client.get(way_in)
        assert fields(page)["next"] == change_path
    answer = sign_in(client, change_path)
    assert (answer.status_code, answer.url) == (302, change_path)
    shown = client.get(change_path).content.decode()
    assert CLAUSE_WORDS in shown
    assert "Sign in" not in shown


def test_signing_up_from_a_change_ends_at_the_change(client, change_path):
    (way_in,) = links(client.get(change_path), "Sign up")
    page = client.get(way_in)
    wanted = {"email": "new@example.com", "password1": PASSWORD, "next": fields(page)["next"]}
    answer = client.post("/accounts/signup/", wanted, follow=True)
    assert "new@example.com" in answer.content.decode()
    assert not is_verified(User.objects.get())
    answer = client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0])})
    assert (answer.status_code, answer.url) == (302, change_path)
    assert is_verified(User.objects.get())
    assert "new@example.com" in client.get(change_path).content.decode()


def test_a_new_password_leads_back_over_signing_in_to_where_the_reader_came_from(client, reader, change_path):
    page = client.get(f"/accounts/login/?next={change_path}")
    (way,) = links(page, "Forgot your password\\?")
    page = client.get(way.replace("&amp;", "&"))
    here = fields(page)["next"]
    page = client.post("/accounts/password/reset/", {"email": reader.email, "next": here}, follow=True)
    page = client.post(page.request["PATH_INFO"], {"code": code_in(mail.outbox[0]), "next": here}, follow=True)
    assert "Choose a new password" in page.content.decode()
    wanted = {"password1": "another passphrase 43", "password2": "another passphrase 43", "next": here}
    page = client.post("/accounts/password/reset/complete/", wanted, follow=True)
    assert page.request["PATH_INFO"] == "/accounts/login/"
    assert "Your password is set." in page.content.decode()
    answer = sign_in(client, fields(page)["next"], password="another passphrase 43")
    assert answer.url == change_path


def test_a_new_password_for_somebody_from_nowhere_ends_at_the_way_in(client, reader):
    client.post("/accounts/password/reset/", {"email": reader.email})
    client.post("/accounts/password/reset/confirm/", {"code": code_in(mail.outbox[0])})
    wanted = {"password1": "another passphrase 43", "password2": "another passphrase 43"}
    page = client.post("/accounts/password/reset/complete/", wanted, follow=True)
    assert links(page, "Sign in") == ["/accounts/login/"]
    assert client.get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_sent_to_another_site(client, reader, elsewhere):
    answer = sign_in(client, elsewhere)
    assert (answer.status_code, answer.url) == (302, "/dashboard/")
    assert client.get("/accounts/login/", {"next": elsewhere}).url == "/dashboard/"  # who is signed in already
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": elsewhere}).url == "/dashboard/"
    assert client.post("/accounts/logout/", {"next": elsewhere}).url == "/"
    client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD, "next": elsewhere})
    assert client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0])}).url == "/dashboard/"


def test_a_hostile_next_is_shown_as_text_only(client):
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        for elsewhere in ELSEWHERE:
            assert client.get(path, {"next": elsewhere}).status_code == 200
        shown = client.get(path, {"next": '"><script>alert(1)</script>'}).content.decode()
        assert "<script>alert" not in shown


def totp_code():
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


@pytest.mark.parametrize("way", ["app", "recovery code"])
def test_the_second_step_is_asked_before_the_change_is_shown(client, reader, change_path, now, time_machine, way):
    time_machine.move_to(now + timedelta(days=300), tick=False)
    TOTP.activate(reader, SECRET)
    recovery = RecoveryCodes.activate(reader).get_unused_codes()[0]
    answer = sign_in(client, change_path)
    assert answer.url == "/accounts/2fa/authenticate/"
    assert "Second step" in client.get(answer.url).content.decode()
    assert CLAUSE_WORDS not in client.get(change_path).content.decode()
    wrong = client.post(answer.url, {"code": "000000"})
    assert wrong.status_code == 200
    assert "Incorrect code." in wrong.content.decode()
    answer = client.post(answer.url, {"code": totp_code() if way == "app" else recovery})
    assert answer.url == change_path
    assert CLAUSE_WORDS in client.get(change_path).content.decode()


def test_a_passkey_is_no_second_step_for_who_has_none(client, reader):
    assert "Sign in with a passkey" in client.get("/accounts/login/").content.decode()
    TOTP.activate(reader, SECRET)
    sign_in(client)
    assert "Use a passkey" not in client.get("/accounts/2fa/authenticate/").content.decode()


def test_who_is_signed_in_sees_it_and_signs_out_by_a_button(client, reader, change_path):
    sign_in(client)
    for path in ("/", "/methodology/", change_path, "/accounts/reauthenticate/", "/nothing-here/"):
        shown = client.get(path).content.decode()
        assert "reader@example.com" in shown
        assert "Sign out" in shown
    asked = client.get("/accounts/logout/")
    assert "Sign out?" in asked.content.decode()
    assert client.get("/api/v1/me/").status_code == 200
    assert client.post("/accounts/logout/").url == "/"
    assert "You are signed out." in client.get("/").content.decode()
    assert client.get("/api/v1/me/").status_code == 401


def test_forms_need_their_token(reader):
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403
    page = strict.get("/accounts/login/")
    token = fields(page)["csrfmiddlewaretoken"]
    given = {"login": reader.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert strict.post("/accounts/login/", given).status_code == 302
    assert strict.post("/accounts/logout/").status_code == 403


def page_without_tokens(answer, email):
    shown = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return shown.replace(escape(email), "ADDRESS")


@pytest.mark.parametrize(
    ("path", "fields_of"),
    [
        ("/accounts/signup/", lambda email: {"email": email, "password1": PASSWORD}),
        ("/accounts/password/reset/", lambda email: {"email": email}),
    ],
)
def test_known_and_unknown_addresses_see_the_same_pages(reader, path, fields_of):
    shown = []
    for email in (reader.email, "nobody@example.com"):
        visitor = Client()
        first = visitor.post(path, fields_of(email))
        second = visitor.get(first.url)
        third = visitor.post(first.url, {"code": "AAAA-AAAA"})
        odd = visitor.post(first.url, {"action": "change", "email": "third@example.com"})
        seen = [page_without_tokens(answer, email) for answer in (second, third, odd)]
        shown.append((first.status_code, first.url, set(first.headers), *seen))
    assert shown[0] == shown[1]


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, reader):
    wrong = sign_in(client, password="not the password")
    unknown = sign_in(client, email="nobody@example.com")
    shown = [page_without_tokens(a, e) for a, e in ((wrong, reader.email), (unknown, "nobody@example.com"))]
    assert shown[0] == shown[1]
    assert "<title>Error: Sign in" in shown[0]
    assert 'role="alert"' in shown[0]


def test_an_account_that_is_closed_is_told_so(client, make_user):
    make_user("gone@example.com", password=PASSWORD, is_active=False)
    answer = client.post("/accounts/login/", {"login": "gone@example.com", "password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    assert client.get("/accounts/inactive/").status_code == 200


def test_mails_link_to_the_pages(client, reader):
    client.post("/accounts/signup/", {"email": reader.email, "password1": PASSWORD}, headers={"host": "testserver"})
    client.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    already, unknown = mail.outbox
    assert "http://testserver/accounts/password/reset/" in already.body
    assert "http://testserver/accounts/signup/" in unknown.body
    for path in ("/accounts/password/reset/", "/accounts/signup/"):
        assert Client().get(path).status_code == 200


def test_too_many_attempts_are_a_page(client, reader, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip", "login_failed": "10/m/ip"}
    sign_in(client, password="wrong")
    answer = sign_in(client, password="wrong")
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()


@pytest.mark.parametrize("signed_in", [False, True])
def test_every_page_answers_whoever_comes_whenever(client, reader, signed_in):
    if signed_in:
        sign_in(client)
    for pattern in get_resolver("web.account_urls").url_patterns:
        path = fill(f"accounts/{pattern.pattern}")
        for answer in (client.get(path), client.post(path)):
            nothing_there = (404,) if signed_in or pattern.name in OF_PROVIDERS else ()
            assert answer.status_code in (200, 302, 405, *nothing_there), (pattern.name, answer.status_code)
        if signed_in and pattern.name == "account_logout":
            sign_in(client)


@pytest.mark.parametrize(
    "path", ["password/set/", "2fa/trust/", "2fa/webauthn/signup/", "login/code/", "phone/change/", "3rdparty/"]
)
def test_allauths_other_pages_are_not_here(client, reader, path):
    sign_in(client)
    assert client.get(f"/accounts/{path}").status_code == 404


def test_pages_of_accounts_are_never_kept_by_a_cache(client, db):
    for path in ("login", "signup", "password/reset"):
        assert "no-store" in client.get(f"/accounts/{path}/")["Cache-Control"]


def test_wherever_a_page_says_to_sign_in_it_leads_there(client, make_user, now, settings):
    settings.BILLING_BACKEND = "stripe"
    user = make_user(erase_at=now + timedelta(days=3))
    kept = client.post(keep_url(user).removeprefix("http://testserver"))
    unknown = client.get("/account/choose/nonsense/")
    for answer in (kept, unknown, client.get("/billing/done/"), client.get("/")):
        beneath_the_header = answer.content.decode().split("<main")[1]
        assert re.search(r'<a href="/accounts/login/[^"]*">[Ss]ign in</a>', beneath_the_header), answer.request


def test_whoever_left_a_sign_up_is_shown_the_form_of_signing_in(client):
    for _ in range(2):
        client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD})
        page = client.get("/accounts/confirm-email/")
        assert "/accounts/login/" in links(page, "sign in")
        assert links(page, "set a new password") == ["/accounts/password/reset/"]
        for _ in range(2):
            page = client.get("/accounts/login/")
            assert (page.status_code, "<h1>Sign in</h1>" in page.content.decode()) == (200, True)
        client.post("/accounts/logout/")


def test_whoever_left_a_second_sign_up_signs_in_after_it(client, reader, change_path):
    for _ in range(2):
        client.post("/accounts/signup/", {"email": reader.email, "password1": PASSWORD})
    assert client.get("/accounts/login/").status_code == 200
    assert sign_in(client, change_path).url == change_path


def test_a_new_password_ends_what_was_begun_before_it(client):
    client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD})
    EmailAddress.objects.update(verified=True)  # on another device
    client.post("/accounts/password/reset/", {"email": "new@example.com"})
    client.post("/accounts/password/reset/confirm/", {"code": code_in(mail.outbox[-1])})
    wanted = {"password1": "another passphrase 43", "password2": "another passphrase 43"}
    assert client.post("/accounts/password/reset/complete/", wanted).status_code == 302
    assert not {"account_login", "account_email_verification_code"} & set(client.session.keys())
    assert sign_in(client, password="another passphrase 43", email="new@example.com").url == "/dashboard/"


def test_no_page_claims_a_mail_that_may_not_have_been_sent(client, reader):
    page = client.post("/accounts/signup/", {"email": reader.email, "password1": PASSWORD}, follow=True)
    shown = page.content.decode()
    assert "We have sent" not in shown
    assert f"If <strong>{reader.email}</strong> is new here" in shown


def test_signing_in_before_the_deletion_shows_how_to_keep_the_account(client, make_user, now):
    make_user("reader@example.com", password=PASSWORD, erase_at=now + timedelta(days=3))
    sign_in(client)
    for path in ("/", "/methodology/", "/privacy/"):
        page = client.get(path)
        assert "Your account will be deleted on" in page.content.decode()
    (way,) = links(page, "Keep it")
    kept = client.post(way.removeprefix("http://testserver")).content.decode()
    assert "Your account stays" in kept
    assert "will be deleted" not in kept + client.get("/").content.decode()
    assert User.objects.get().erase_at is None


def test_a_form_without_its_token_is_answered_in_our_words_with_a_way_on(reader):
    answer = sign_in(Client(enforce_csrf_checks=True))
    shown = answer.content.decode()
    assert answer.status_code == 403
    assert "DEBUG" not in shown
    assert "This form couldn’t be accepted" in shown
    assert "/accounts/login/" in links(answer, "Sign in")


def test_the_page_about_privacy_holds_no_trace_of_a_merge(client):
    assert not re.search(r"<{7}|>{7}|={7}|&lt;{7}", client.get("/privacy/").content.decode())
