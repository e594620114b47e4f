"""What a tier lacks is refused in the same words, whether it is there or not, and nothing of it is anywhere else."""

import json
from typing import Any

import pytest

from alerts.models import Baseline, Review, Vendor
from billing.plans import PLANS, Feature, Tier
from billing.services.grants import grant_tier
from governance.models import ProvisionChange
from tests.backend.api.endpoints import ALL, Endpoint, each, send

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]

FOR_PROFESSIONAL = (
    *(
        "baselines/",
        "category-watches/",
        "certificates/",
        "channels/",
        "deadlines/",
        "law-changes/<str:public_id>/clauses/",
        "memos/",
        "reviews/",
        "vendor-lists/",
        "webhook-endpoints/",
    ),
    *(
        "documents/<str:public_id>/analysis/",
        "changes/<str:public_id>/analysis/",
        "watchlists/<uuid:watchlist_id>/analysis/",
    ),
    *(
        "documents/<str:public_id>/sub-processors/",
        "documents/<str:public_id>/timeline/",
        "platforms/<str:slug>/answers/",
    ),
    *("platforms/<str:slug>/pre-answers/", "platforms/<str:slug>/timeline/", "categories/<str:category>/timeline/"),
    *(
        "provisions/<str:public_id>/history/",
        "provisions/<str:public_id>/diff/",
        "provisions/<str:public_id>/timeline/",
    ),
)
GATED_OF_A_PERSON = (
    *(
        "alerts/feed/",
        "baselines/<",
        "category-watches/<",
        "certificates/<",
        "channels/<",
        "deadlines/feed/",
        "memos/<",
        "vendor-lists/<",
    ),
    "webhook-endpoints/<",
    "platforms/<str:slug>/answers/",
)
LOWER = {"free": Tier.FREE, "watcher": Tier.WATCHER}


def with_tier(person: Any, tier: Tier, now: Any) -> Any:
    person.subscriptions.all().delete()
    if tier is not Tier.FREE:
        grant_tier(user=person, tier=tier, until=None, now=now)
    return person


def is_gate(answer: Any) -> bool:
    return answer.status_code == 403 and answer.json()["code"] == "tier_required"


@each
@pytest.mark.parametrize("tier", LOWER.values(), ids=LOWER)
def test_a_gate_says_only_what_is_missing_whatever_is_behind_it(names, person, api, now, endpoint, tier):
    client = api(with_tier(person, tier, now), by="session")
    for method in endpoint.methods:
        answer = send(client, method, endpoint.path(names))
        if not is_gate(answer):
            continue
        body = answer.json()
        assert set(body) == {"detail", "code", "required_tier", "feature"}
        required = Tier(body["required_tier"])
        assert required.rank > tier.rank
        assert body["detail"] == f"This is part of {PLANS[required].name}: {Feature(body['feature']).in_words}."
        assert not {"ETag", "Link", "Last-Modified", "Content-Disposition"} & set(answer.headers)
        # The same refusal for what is not there, and whatever a filter or an order asks for.
        nobody_s = send(client, method, endpoint.path())
        assert (nobody_s.status_code, nobody_s.content) == (answer.status_code, answer.content)


OWN = [one for one in ALL if "DELETE" in one.methods and any(part in one.route for part in GATED_OF_A_PERSON)]


@pytest.mark.parametrize("endpoint", OWN, ids=str)
def test_what_is_one_s_own_can_be_removed_on_any_plan(names, person, api, now, endpoint):
    client = api(with_tier(person, Tier.FREE, now), by="session")
    path = endpoint.path(names)
    assert is_gate(send(client, "GET", path))
    assert send(client, "DELETE", path).status_code == 204
    assert is_gate(send(client, "GET", path))


def test_these_are_all_that_can_be_removed():
    assert len(OWN) == len(GATED_OF_A_PERSON)


def answers(client: Any, names: dict[str, str]) -> dict[str, str]:
    """Every answer to a GET that is no refusal, by its route."""
    found = {}
    for endpoint in ALL:
        if "GET" in endpoint.methods and not endpoint.is_for_operators:
            answer = send(client, "GET", endpoint.path(names))
            if answer.status_code == 200:
                found[endpoint.route] = (answer.getvalue() if answer.streaming else answer.content).decode()
    return found


def sentences_of(value: Any) -> set[str]:
    """The sentences of an analysis that rest on a text, on the record or on the person, as JSON has them."""
    if isinstance(value, list):
        return set().union(*map(sentences_of, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    own = (
        {json.dumps(value["sentence"], ensure_ascii=False)[1:-1]}
        if value.get("source") in ("text", "record", "you")
        else set()
    )
    return own.union(*map(sentences_of, value.values())) if value else own


@pytest.fixture
def endpoint() -> Endpoint:
    """One with names, so that the fixture `names` makes one of everything."""
    return next(one for one in ALL if "<" in one.route)


@pytest.mark.parametrize("tier", LOWER.values(), ids=LOWER)
def test_no_answer_to_a_lower_tier_has_a_word_of_what_is_gated(names, person, api, now, tier):
    Review.objects.update(reason="CANARY of a reason", decision="accept", decided_at=now)
    Baseline.objects.update(note="CANARY of a note")
    Vendor.objects.update(name="CANARY of a vendor")
    higher = answers(api(person, by="session"), names)
    gated = [route for route in higher if route.endswith("analysis/")]
    analysed = set().union(*(sentences_of(json.loads(higher[route])) for route in gated))
    told = {
        json.dumps(sentence, ensure_ascii=False)[1:-1]
        for sentence in ProvisionChange.objects.values_list("sentence", flat=True)
    }
    assert len(gated) >= 3
    assert len(analysed) > 5
    assert told
    assert any(sentence in text for sentence in told for text in higher.values())
    lower = answers(api(with_tier(person, tier, now), by="session"), names)
    assert len(lower) > 20
    forbidden = {"CANARY", *analysed} | (set() if tier is Tier.WATCHER else told)
    for route, text in lower.items():
        if route != "api/v1/me/export/":  # everything that is held about the person, whatever they pay
            assert not [words for words in forbidden if words in text], route


def test_each_route_of_professional_has_a_gate(names, person, api, now):
    client = api(with_tier(person, Tier.FREE, now), by="session")
    read = [endpoint for endpoint in ALL if "GET" in endpoint.methods]
    refused = {one.route for one in read if is_gate(send(client, "GET", one.path(names)))}
    assert {f"api/v1/{route}" for route in FOR_PROFESSIONAL} <= refused
