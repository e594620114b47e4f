"""Pages speak the language of who reads them; what machines read is English."""

import re
from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.models import User
from alerts.channels.addresses import NotForAChannel, checked_address
from alerts.watching.refused_addresses import REFUSALS
from billing.entitlements import Feature, TierRequired
from tests.accounts.test_signing_up import code_in
from tests.backend.routes import sample_paths
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-DE,de;q=0.9,en;q=0.5"}
_LANG = re.compile(r'<html lang="([a-z-]+)">')
MACHINES = "/api/ /_allauth/ /webhooks/ /admin/ /dev/mail/ /log/ /.well-known/ /metrics /robots.txt /sitemap"


def spoken(answer):
    (found,) = _LANG.findall(answer.content.decode())
    assert answer["Content-Language"] == found
    return found


def signed_in(user, **headers):
    client = Client(**headers)
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.1", "de"),
        ("fr-FR,fr;q=0.9,de;q=0.5", "de"),
        ("fr", "en"),
        ("*", "en"),
        ("../../etc/passwd", "en"),
        ("de-" + "x-" * 5_000 + "x", "en"),
        (",".join(["xx;q=0.5"] * 2_000) + ",de", "en"),
    ],
)
def test_a_visitor_is_answered_in_the_language_that_the_browser_asks_for(header, language):
    answer = Client().get("/privacy/", HTTP_ACCEPT_LANGUAGE=header)
    assert (answer.status_code, spoken(answer)) == (200, language)
    assert {"accept-language", "cookie"} <= {name.strip().lower() for name in answer["Vary"].split(",")}
    assert not answer.cookies  # a visitor's page may be kept by a cache, beside one in another language


@pytest.mark.parametrize(("cookie", "language"), [("en", "en"), ("de", "de"), ("fr", "de"), ("../x", "de"), ("", "de")])
def test_the_choice_of_a_visitor_goes_before_what_the_browser_asks_for(cookie, language):
    client = Client(**GERMAN)
    client.cookies["language"] = cookie
    assert spoken(client.get("/privacy/")) == language


def test_a_visitor_switches_without_a_token_and_is_led_back():
    client = Client(enforce_csrf_checks=True)
    html = client.get("/platforms/?q=a&page=1").content.decode()
    assert "csrfmiddlewaretoken" not in html
    (here,) = re.findall(r'name="here" value="([^"]*)"', html)
    answer = client.post("/language/", {"language": "de", "here": here.replace("&amp;", "&")})
    assert (answer.status_code, answer["Location"]) == (302, "/platforms/?q=a&page=1")
    assert answer.cookies["language"]["httponly"]
    assert spoken(client.get("/platforms/")) == "de"


@pytest.mark.parametrize("code", ["", "fr", "de-DE", "DE", "x" * 10_000, "de\r\nSet-Cookie: a=b"])
def test_a_language_that_is_none_of_ours_changes_nothing(code, make_user):
    user = make_user()
    for client in (Client(), signed_in(user)):
        answer = client.post("/language/", {"language": code, "here": "/privacy/"})
        assert (answer["Location"], "language" in answer.cookies) == ("/privacy/", False)
    user.refresh_from_db()
    assert user.locale == "en"


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http://[", "", "///x"],
)
def test_the_switch_leads_to_no_other_site(place):
    assert Client().post("/language/", {"language": "de", "here": place})["Location"] == "/"


def test_a_persons_own_language_goes_before_what_the_browser_asks_for(make_user):
    reader = signed_in(make_user(locale="de"))
    assert spoken(reader.get("/dashboard/")) == "de"
    assert spoken(reader.get("/nothing/")) == "de"  # no view, so nobody asked who it is
    assert spoken(signed_in(make_user(), **GERMAN).get("/dashboard/")) == "en"


def test_a_language_that_the_site_no_longer_speaks_stops_no_page(make_user):
    user = make_user()
    User.objects.filter(pk=user.pk).update(locale="xx")
    assert spoken(signed_in(user, **GERMAN).get("/dashboard/")) == "de"


def test_a_person_who_switches_has_it_stored_and_needs_the_token(make_user):
    user = make_user()
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    html = client.get("/account/").content.decode()
    wanted = {"language": "de", "here": "/account/"}
    assert client.post("/language/", wanted).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', html)[1]
    assert client.post("/language/", wanted | {"csrfmiddlewaretoken": token}).status_code == 302
    user.refresh_from_db()
    assert user.locale == "de"
    assert spoken(client.get("/account/")) == "de"


@pytest.mark.parametrize(
    ("told", "kept"), [("Europe/Berlin", "Europe/Berlin"), ("Mars/Base", "UTC"), ("localtime", "UTC"), (None, "UTC")]
)
def test_somebody_new_has_the_time_zone_of_their_browser_if_it_is_one(told, kept):
    given = {"email": "new@example.com", "password1": PASSWORD} | ({"timezone": told} if told else {})
    Client().post("/accounts/signup/", given)
    assert User.objects.get().timezone == kept


def test_somebody_who_signs_up_on_a_german_page_is_addressed_in_german():
    client = Client(**GERMAN)
    client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD})
    assert User.objects.get().locale == "de"
    client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0])})
    assert spoken(client.get("/dashboard/", HTTP_ACCEPT_LANGUAGE="en")) == "de"


def test_settings_store_the_language_and_answer_in_it(make_user):
    user = make_user()
    client = signed_in(user)
    form = {"timezone": "UTC", "digest_weekday": "0", "digest_hour": "8", "locale": "de"}
    assert spoken(client.post("/account/", form, follow=True)) == "de"
    user.refresh_from_db()
    assert user.locale == "de"
    assert client.post("/account/", form | {"locale": "fr"}).status_code == 400
    user.refresh_from_db()
    assert user.locale == "de"


def test_the_language_is_a_setting_of_the_api_too(make_user, api):
    user = make_user()
    assert api(user).patch("/api/v1/me/", {"locale": "de"}).json()["locale"] == "de"
    refused = api(user).patch("/api/v1/me/", {"locale": "fr"}, HTTP_ACCEPT_LANGUAGE="de")
    assert refused.json()["errors"] == {"locale": ['"fr" is not a valid choice.']}
    user.refresh_from_db()
    assert user.locale == "de"


@pytest.mark.parametrize("locale", ["en", "de"])
def test_machines_are_answered_in_english_whoever_asks(api, make_user, locale):
    client, plain = api(make_user(locale=locale)), api(make_user())
    for path in sample_paths():
        if not path.startswith(tuple(MACHINES.split())):
            continue
        answer = client.get(path, **GERMAN)
        assert answer.get("Content-Language", "en") == "en", path
        assert "accept-language" not in answer.get("Vary", "").lower(), path
    body = {"digest_hour": "x", "timezone": None, "display_name": "x" * 101}
    told = client.patch("/api/v1/me/", body, **GERMAN).json()
    assert told == plain.patch("/api/v1/me/", body).json()
    assert "Ensure this field has no more than 100 characters." in str(told)


def test_a_request_in_german_leaves_the_process_in_english():
    before = translation.get_language()
    assert spoken(Client(**GERMAN).get("/privacy/")) == "de"
    assert translation.get_language() == before


def test_each_month_has_its_german_name():
    with translation.override("de"):
        said = [date_format(date(2026, month, 1), "F") for month in range(1, 13)]
    assert said == [
        *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August"),
        *("September", "Oktober", "November", "Dezember"),
    ]


def test_another_site_changes_no_ones_language(client, settings):
    answer = client.post("/language/", {"language": "de", "here": "/"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 302
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_a_refusal_is_german_on_a_page_and_english_in_the_api(api, make_user, make_platform):
    make_platform("acme")
    user = make_user(locale="de")
    page = signed_in(user, **GERMAN)
    refused = page.post("/lists/new/", {"name": "Zweite", "cadence": "weekly", "min_severity": "1"})
    assert "Ihr Tarif erlaubt 1 Beobachtungsliste, und Sie haben 1." in refused.content.decode()
    told = api(user).post("/api/v1/watchlists/", {"name": "Zweite"}, **GERMAN)
    assert told.json()["detail"] == "Your plan allows 1 watchlist, and you have 1."


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("category=retention&platforms=acme,nowhere", "„nowhere“ gibt es hier nicht."),
        ("category=retention&platforms=acme", "Geben Sie 2 bis 10 verschiedene Plattformen an."),
        ("category=nothing&platforms=acme,bolt", "Wählen Sie eine Kategorie, die sich vergleichen lässt."),
        ("category=retention&platform=acme&platform=nowhere", "Es gibt keine Plattform „nowhere“."),
        ("category=retention&platform=acme&platform=acme", "Nennen Sie mindestens zwei verschiedene Plattformen."),
    ],
)
def test_what_can_not_be_compared_is_refused_in_german_on_the_page_and_in_english_by_the_api(
    api, make_platform, query, said
):
    make_platform("acme")
    make_platform("bolt")
    html = Client(**GERMAN).get(f"/compare/?{query}").content.decode()
    assert said in html
    told = api().get(f"/api/v1/compare/?{query}", **GERMAN)
    assert told.status_code in (400, 404)
    assert said not in str(told.json())


def test_what_is_refused_before_any_view_is_german_on_a_page_and_english_in_the_api(settings, monkeypatch):
    body = {"data": b"x" * 400_000, "content_type": "text/plain"}
    page, told = (Client(**GERMAN).post(path, **body) for path in ("/language/", "/api/v1/watchlists/"))
    assert (page.status_code, told.status_code) == (413, 413)
    assert re.search(r"Gesendet wurden mehr als \d+ Byte", page.content.decode())
    assert told.json()["detail"].startswith("The body is larger than ")
    settings.RATE_LIMITS = "on"
    monkeypatch.setattr("backend.request_limits.PAGES_PER_MINUTE", 0)
    assert "Zu viele Anfragen. Versuchen Sie es in" in Client(**GERMAN).get("/privacy/").content.decode()


def test_refusals_are_told_in_the_language_that_is_spoken_when_they_are_raised():
    with translation.override("de"):
        assert str(TierRequired(Feature.ALERT_FILTERS)) == "Das gehört zum Tarif Watcher: Filter für Meldungen."
        with pytest.raises(NotForAChannel, match=r"^Die Adresse enthält einen Benutzernamen oder ein Passwort\.$"):
            checked_address("https://a:b@example.com/")
    assert str(TierRequired(Feature.ALERT_FILTERS)) == "This is part of Watcher: alert filters."
    with pytest.raises(NotForAChannel, match=r"^The address holds a user name or password\.$"):
        checked_address("https://a:b@example.com/")


def test_each_feature_and_each_refusal_of_an_address_is_in_german():
    with translation.override("de"):
        for words in (*(feature.in_words for feature in Feature), *REFUSALS):
            assert gettext(words) != words
