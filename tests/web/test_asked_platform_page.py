"""The page on which a person asks for a platform that is missing."""

import pytest
from django.test import Client

from alerts.models import PlatformAsking
from alerts.watching.platform_requests import MOST_OPEN, ask_for_platform

HOSTILE = "<script>alert('x')</script>"
PATH = "/asked-platforms/"
ASKED = {"name": "Northwind", "url": "https://www.northwind.example/terms"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def person(make_user):
    return make_user()


@pytest.fixture
def client(person):
    client = Client()
    client.force_login(person)
    return client


def test_what_is_asked_for_is_kept_once_and_shown(client, person, make_user, now):
    ask_for_platform(user=make_user(), now=now, **ASKED)
    for said in ("You are told once when it is added.", "You asked for it before."):
        assert said in client.post(PATH, ASKED, follow=True).content.decode()
    assert PlatformAsking.objects.filter(user=person).count() == 1
    assert "Waits; 2 people asked for it" in client.get(PATH).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": ""}, "name"), ({"url": ""}, "url"), ({"url": "http://localhost/"}, "url"), ({"name": "a\nb"}, "name")],
)
def test_what_can_be_no_platform_is_said_by_the_field(client, wrong, field):
    answer = client.post(PATH, ASKED | wrong)
    assert answer.status_code == 400
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not PlatformAsking.objects.exists()


def test_what_is_here_leads_to_its_page(client, make_platform, make_document, make_history):
    make_history(make_document(make_platform(name="Northwind", slug="northwind")))
    assert client.post(PATH, ASKED).headers["Location"] == "/platforms/northwind/"


def test_nobody_waits_for_more_than_the_most(client, person, now):
    for number in range(MOST_OPEN):
        ask_for_platform(user=person, now=now, name=f"N {number}", url=f"https://n{number}.example/")
    assert f"You have asked for {MOST_OPEN} platforms" in client.post(PATH, ASKED).content.decode()


def test_names_are_text_and_others_are_not_shown(client, make_user, now):
    ask_for_platform(user=make_user(), name="Of somebody else", url="https://else.example/", now=now)
    client.post(PATH, ASKED | {"name": HOSTILE})
    shown = client.get(PATH).content.decode()
    assert HOSTILE not in shown
    assert "alert(" in shown
    assert "Of somebody else" not in shown


def test_the_catalogue_leads_there_with_the_name_that_was_searched(client):
    assert f'href="{PATH}?name=nord%26wind"' in client.get("/platforms/?q=nord%26wind").content.decode()
    assert 'value="nord&amp;wind"' in client.get(f"{PATH}?name=nord%26wind").content.decode()


def test_visitors_sign_in_first():
    assert Client().get(PATH).headers["Location"] == f"/accounts/login/?next={PATH}"
