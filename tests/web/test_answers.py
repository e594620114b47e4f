"""Answers to the risk questions: one's own, one set for each platform, and nothing that is no answer."""

import pytest

from alerts.models import RiskAnswers
from billing.entitlements import Tier
from billing.services.grants import grant_tier
from governance.analysis.risk_questions import answerable

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def client(api, person):
    return api(person)


@pytest.fixture
def url(make_platform):
    return f"/api/v1/platforms/{make_platform('owl').slug}/answers/"


def test_nothing_is_answered_at_first_and_every_question_is_named(client, url):
    assert client.get(url).json() == dict.fromkeys(answerable())


def test_answers_take_the_place_of_those_before(client, url):
    first = client.put(url, {"retention.1": "yes", "retention.2": "no"}, format="json")
    assert (first.status_code, first.json()["retention.1"]) == (200, "yes")
    second = client.put(url, {"retention.2": "yes", "retention.3": None}, format="json").json()
    assert {question: answer for question, answer in second.items() if answer} == {"retention.2": "yes"}
    assert client.get(url).json() == second
    assert RiskAnswers.objects.count() == 1


def test_deleting_forgets_them_and_twice_is_once(client, url):
    client.put(url, {"retention.1": "yes"}, format="json")
    assert [client.delete(url).status_code for _ in range(2)] == [204, 204]
    assert not RiskAnswers.objects.exists()


@pytest.mark.parametrize(
    ("body", "at_fault"),
    [
        ({"retention.99": "yes"}, "retention.99"), ({"retention.1": "maybe"}, "retention.1"),
        ({"retention.1": True}, "retention.1"), ({"retention.1": ["yes"]}, "retention.1"),
        ({"data_collection.3": "yes"}, "data_collection.3"), ({"x" * 300: None}, "x" * 100),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_by_its_question(client, url, body, at_fault):
    answer = client.put(url, {"retention.2": "no", **body}, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [at_fault])
    assert not RiskAnswers.objects.exists()


def test_they_are_of_one_person_and_one_platform(client, url, api, make_user, make_platform):
    client.put(url, {"retention.1": "yes"}, format="json")
    assert api(make_user(tier="professional")).get(url).json()["retention.1"] is None
    assert client.get(f"/api/v1/platforms/{make_platform('bolt').slug}/answers/").json()["retention.1"] is None
    assert client.get("/api/v1/platforms/nobody/answers/").status_code == 404


@pytest.mark.parametrize("tier", ["free", "watcher"])
def test_a_lower_tier_is_told_what_is_missing_and_nothing_is_lost(api, make_user, url, tier, now):
    user = make_user(tier="professional")
    api(user).put(url, {"retention.1": "yes"}, format="json")
    grant_tier(user=user, tier=Tier(tier), until=None, now=now)
    for answer in (api(user).get(url), api(user).put(url, {}, format="json")):
        assert answer.status_code == 403
        assert answer.json() == {
            "detail": answer.json()["detail"],
            "code": "tier_required",
            "required_tier": "professional",
            "feature": "institutional_analysis",
        }
    assert RiskAnswers.objects.get().answers == {"retention.1": "yes"}
    assert api(user).delete(url).status_code == 204
    assert not RiskAnswers.objects.exists()


def test_where_and_as_what_people_do_business_is_a_closed_list(client):
    changed = client.patch(
        "/api/v1/me/", {"jurisdictions": ["US-CA", "EU", "EU"], "roles": ["processor"]}, format="json"
    )
    assert (changed.json()["jurisdictions"], changed.json()["roles"]) == (["EU", "US-CA"], ["processor"])
    for body in ({"jurisdictions": ["Mars"]}, {"roles": ["king"]}, {"roles": "processor"}, {"roles": None}):
        refused = client.patch("/api/v1/me/", body, format="json")
        assert refused.status_code == 400
        assert all(name.startswith(tuple(body)) for name in refused.json()["errors"])
    assert client.get("/api/v1/me/").json()["jurisdictions"] == ["EU", "US-CA"]
