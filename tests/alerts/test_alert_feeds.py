"""The private feed of alerts: at an address that only its person knows, headlines only, as long as the plan has it."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from alerts.models import Alert, AlertFeed
from alerts.watching.alert_feeds import make_alert_feed
from governance.models import Change

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
URL = "/api/v1/alerts/feed/"


@pytest.fixture
def person(make_user):
    return make_user("reader@example.com", tier="watcher")


@pytest.fixture
def alerted(person, make_document, make_history, now):
    make_history(make_document())
    for hours, change in enumerate(Change.objects.order_by("pk"), start=1):
        Alert.objects.create(user=person, change=change, created_at=now - timedelta(days=1) + timedelta(hours=hours))
    return list(Change.objects.order_by("-pk"))


def made(api, person):
    answer = api(person).post(URL, {}, format="json")
    assert answer.status_code == 201, answer.content
    return [answer.json()[name].partition("/api/v1")[2] for name in ("atom_url", "json_url")]


def test_a_feed_reader_has_the_alerts_the_newest_first(api, person, alerted):
    atom, feed = (api().get(f"/api/v1{path}") for path in made(api, person))
    assert [atom["Content-Type"], feed["Content-Type"]] == [
        "application/atom+xml; charset=utf-8",
        "application/feed+json",
    ]
    entries = ElementTree.fromstring(atom.content).findall(f"{ATOM}entry")
    headlines = [change.headline for change in alerted]
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == headlines
    items = json.loads(feed.content)["items"]
    assert [item["title"] for item in items] == headlines
    assert [item["id"] for item in items] == [entry.findtext(f"{ATOM}id") for entry in entries]
    for answer in (atom, feed):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "private" in answer["Cache-Control"]


def test_the_address_is_a_secret_and_stands_nowhere(api, person, alerted):
    atom, feed = made(api, person)
    token = atom.rpartition("/")[2].removesuffix(".atom")
    assert len(token) >= 40
    assert token not in AlertFeed.objects.get().token_sha256
    for path in (atom, feed):
        assert token not in api().get(f"/api/v1{path}").content.decode()
    assert api(person).get(URL).json().keys() == {"made_at"}


def test_who_has_the_feed_gets_304(api, person, alerted, now):
    for path in made(api, person):
        first = api().get(f"/api/v1{path}")
        again = api().get(f"/api/v1{path}", HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")


def test_a_new_address_ends_the_former_and_delete_ends_both(api, person, alerted):
    former = made(api, person)
    later = made(api, person)
    assert {api().get(f"/api/v1{path}").status_code for path in former} == {404}
    assert {api().get(f"/api/v1{path}").status_code for path in later} == {200}
    for _ in range(2):
        assert api(person).delete(URL).status_code == 204
    assert {api().get(f"/api/v1{path}").status_code for path in later} == {404}


def test_it_is_there_only_while_the_plan_has_it(api, person, alerted, make_user):
    paths = made(api, person)
    person.subscriptions.all().delete()
    answers = [api().get(f"/api/v1{path}") for path in paths]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 2
    for method in ("get", "post"):
        answer = getattr(api(person), method)(URL)
        assert (answer.status_code, answer.json()["code"]) == (403, "tier_required")


def test_a_closed_account_has_no_feed(api, person, alerted):
    (path, _) = made(api, person)
    person.is_active = False
    person.save()
    assert api().get(f"/api/v1{path}").status_code == 404


def test_nothing_of_anybody_else_is_in_it(api, person, alerted, make_user):
    token = make_alert_feed(user=make_user(tier="watcher"), now=timezone.now())
    feed = json.loads(api().get(f"/api/v1/feeds/{token}.json").content)
    assert feed["items"] == []
