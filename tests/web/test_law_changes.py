"""Changes of the law in the API: what they say is public, the watched clauses are Professional."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.watching.watchlists import default_watchlist, watch_platform
from governance.law_record import follow_law
from governance.models import LawChange, Provision

pytestmark = pytest.mark.django_db

URL = "/api/v1/law-changes/"
FIRST = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def now():
    return FIRST + 60 * DAY


@pytest.fixture
def reached(db, now):
    follow_law(FIRST)
    follow_law(now)
    return LawChange.objects.get(regulation="eu_ai_act")


@pytest.fixture
def document(make_document, make_platform, make_history):
    document = make_document(make_platform("acme", name="Acme"))
    make_history(document)
    Provision.objects.filter(document=document).update(category="ai_training_use")
    return document


@pytest.fixture
def watch():
    def put(user, platform, *, at):
        return watch_platform(watchlist=default_watchlist(user, at), platform=platform, now=at)

    return put


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


def test_everybody_reads_what_changed_newest_first(api, reached):
    rows = api().get(URL).json()["results"]
    assert [row["regulation"] for row in rows] == ["eu_data_act", "us_co_admt", "eu_ai_act"]
    assert [row["id"] for row in api().get(URL, {"regulation": "eu_ai_act"}).json()["results"]] == [reached.public_id]
    assert api().get(URL, {"kind": "tables_renewed"}).json()["results"] == []
    shown = api().get(f"{URL}{reached.public_id}/").json()
    assert shown["concerned"]
    assert shown["concerned"][0]["rationale"]
    assert api().get(f"{URL}CW-L-999999/").status_code == 404


@pytest.mark.parametrize("query", ["regulation=none", "kind=none", "burnt=1"])
def test_what_a_filter_does_not_know_is_refused(api, query):
    assert api().get(f"{URL}?{query}").status_code == 400


def test_a_person_reads_which_watched_clauses_it_is_about_and_why(api, reached, document, person, watch, now):
    address = f"{URL}{reached.public_id}/clauses/"
    assert api(person).get(address).json()["results"] == []
    watch(person, document.platform, at=now - DAY)
    rows = api(person).get(address).json()["results"]
    assert {row["id"] for row in rows} == {clause.public_id for clause in Provision.objects.in_force()}
    for row in rows:
        assert row["engages"] == [one for one in reached.concerned if one["category"] == "ai_training_use"]
    Provision.objects.update(category="contact_entity")
    assert api(person).get(address).json()["results"] == []


def test_what_a_persons_jurisdictions_leave_out_is_not_listed(api, reached, document, person, watch, now):
    address = f"{URL}{reached.public_id}/clauses/"
    watch(person, document.platform, at=now - DAY)
    for jurisdictions, is_listed in ((["US"], False), (["EU"], True), ([], True)):
        person.jurisdictions = jurisdictions
        person.save()
        assert bool(api(person).get(address).json()["results"]) == is_listed


def test_lower_tiers_and_strangers_read_no_clause(api, reached, document, make_user, watch, now):
    address = f"{URL}{reached.public_id}/clauses/"
    assert api().get(address).status_code == 401
    for tier in ("free", "watcher"):
        user = make_user(tier=tier)
        watch(user, document.platform, at=now - DAY)
        answer = api(user).get(address)
        assert (answer.status_code, answer.json()["code"]) == (403, "tier_required")
        assert answer.json()["required_tier"] == "professional"
    assert api(make_user(tier="professional")).get(address).json()["results"] == []


def test_the_clauses_take_as_many_statements_however_many_there_are(
    api, reached, document, make_document, make_history, person, watch, now
):
    address = f"{URL}{reached.public_id}/clauses/"
    watch(person, document.platform, at=now - DAY)
    client = api(person)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    for _ in range(3):
        other = make_document()
        make_history(other)
        watch(person, other.platform, at=now - DAY)
    Provision.objects.update(category="ai_training_use")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
