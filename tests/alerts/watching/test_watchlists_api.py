"""Watchlists and their items over HTTP: what works, and where the limit holds."""

import uuid
from datetime import timedelta

import pytest

from billing.models import Subscription

pytestmark = pytest.mark.django_db

LISTS = "/api/v1/watchlists/"
NEVER_CAPTURED = {
    "state": "not_captured",
    "reason": "None of its documents is known here yet, so no change can be noticed.",
    "documents_captured": 0,
    "documents": 0,
    "successor": None,
}


def default_of(client):
    return client.get(LISTS).json()["results"][0]["id"]


def items_of(client, watchlist):
    return f"{LISTS}{watchlist}/items/"


# --- Watchlists


def test_everybody_has_a_default_list_from_the_first_look(api, make_user):
    client = api(make_user())
    for _ in range(2):
        answer = client.get(LISTS).json()
        assert (answer["next"], answer["previous"], len(answer["results"])) == (None, None, 1)
    shown = answer["results"][0]
    assert {k: v for k, v in shown.items() if k not in ("id", "created_at")} == {
        "name": "My watchlist",
        "is_default": True,
        "cadence": "same_day",
        "effective_cadence": "weekly",
        "min_severity": "low",
        "categories": [],
        "document_types": [],
        "paused": False,
    }
    assert client.get(f"{LISTS}{shown['id']}/").json() == shown


def test_a_list_is_made_changed_and_deleted(api, make_user, make_document):
    make_document(document_type="privacy-policy")
    client = api(make_user(tier="watcher"))
    body = {
        "name": "Vendors",
        "min_severity": "high",
        "categories": ["ai_training_use"],
        "document_types": ["privacy-policy"],
    }
    made = client.post(LISTS, body)
    assert made.status_code == 201
    shown = made.json()
    assert {k: shown[k] for k in body} == body
    assert shown["effective_cadence"] == "same_day"
    path = f"{LISTS}{shown['id']}/"
    changed = client.patch(path, {"paused": True, "categories": []})
    assert changed.status_code == 200
    assert (changed.json()["paused"], changed.json()["categories"], changed.json()["min_severity"]) == (
        True,
        [],
        "high",
    )
    assert client.delete(path).status_code == 204
    assert client.delete(path).status_code == 404


def test_limits_of_lists_and_the_default_are_told_with_a_code(api, make_user):
    client = api(make_user())
    refused = client.post(LISTS, {"name": "Second"})
    assert refused.status_code == 403
    assert {k: refused.json()[k] for k in ("code", "limit", "tier", "upgrade_to")} == {
        "code": "watchlist_full", "limit": 1, "tier": "free", "upgrade_to": "watcher",
    }  # fmt: skip
    assert refused.json()["detail"] == "Your plan allows 1 watchlist, and you have 1."
    kept = client.delete(f"{LISTS}{default_of(client)}/")
    assert (kept.status_code, kept.json()["code"]) == (409, "default_watchlist")


@pytest.mark.parametrize(
    ("body", "tier"),
    [
        ({"cadence": "daily"}, "professional"),
        ({"min_severity": "high"}, "watcher"),
        ({"categories": ["ai_training_use"]}, "watcher"),
    ],
)
def test_what_the_tier_lacks_is_refused_with_the_tier_that_has_it(api, make_user, body, tier):
    client = api(make_user())
    path = f"{LISTS}{default_of(client)}/"
    refused = client.patch(path, body)
    assert refused.status_code == 403
    assert (refused.json()["code"], refused.json()["required_tier"]) == ("tier_required", tier)
    assert client.patch(path, {"cadence": "same_day", "min_severity": "low", "categories": []}).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "n" * 101}, "name"),
        ({"name": None}, "name"),
        ({"name": {"a": 1}}, "name"),
        ({"cadence": "hourly"}, "cadence"),
        ({"cadence": ["daily"]}, "cadence"),
        ({"min_severity": 3}, "min_severity"),
        ({"min_severity": {}}, "min_severity"),
        ({"categories": "ai_training_use"}, "categories"),
        ({"categories": ["no-such-thing"]}, "categories"),
        ({"categories": [["ai_training_use"]]}, "categories.0"),
        ({"document_types": ["no-such-type"]}, "document_types"),
        ({"document_types": ["a b"]}, "document_types.0"),
        ({"document_types": ["x"] * 201}, "document_types"),
        *(({"paused": word}, "paused") for word in ("perhaps", "yes", "n", "false", 0, 1, None)),
        ({"owner": "me"}, "owner"),
        ({"id": str(uuid.uuid4())}, "id"),
    ],
)
def test_a_bad_body_is_a_400_on_its_field(api, make_user, body, field):
    client = api(make_user(tier="professional"))
    answer = client.patch(f"{LISTS}{default_of(client)}/", body)
    assert answer.status_code == 400
    assert any(name == field or name.startswith(field) or field.startswith(name) for name in answer.json()["errors"])


# --- Items


def test_a_platform_is_added_once_refused_over_the_cap_and_removed(api, make_user, make_platform):
    client = api(make_user())
    first, second = make_platform("acme"), make_platform("bolt")
    path = items_of(client, default_of(client))
    added = client.post(path, {"platform": first.slug})
    assert added.status_code == 201
    item = added.json()
    assert {k: v for k, v in item.items() if k not in ("id", "added_at")} == {
        "platform": "acme", "active": True, "inactive_reason": None, "monitoring": NEVER_CAPTURED,
    }  # fmt: skip
    again = client.post(path, {"platform": first.slug})
    assert (again.status_code, again.json()) == (200, item)
    refused = client.post(path, {"platform": second.slug})
    assert refused.status_code == 403
    assert {k: refused.json()[k] for k in ("code", "limit", "tier", "upgrade_to")} == {
        "code": "watchlist_full", "limit": 1, "tier": "free", "upgrade_to": "watcher",
    }  # fmt: skip
    assert client.get(path).json()["results"] == [item]
    assert client.delete(f"{path}{item['id']}/").status_code == 204
    assert client.delete(f"{path}{item['id']}/").status_code == 404
    assert client.post(path, {"platform": second.slug}).status_code == 201


@pytest.mark.parametrize(
    "platform", ["nowhere", "", None, 7, True, ["acme"], {"slug": "acme"}, "a" * 5000, "é\u202e", "'; --"]
)
def test_an_unknown_or_malformed_platform_is_a_400(api, make_user, make_platform, platform):
    make_platform("acme")
    client = api(make_user())
    answer = client.post(items_of(client, default_of(client)), {"platform": platform}, format="json")
    assert answer.status_code == 400
    assert "platform" in answer.json()["errors"]


def test_after_a_downgrade_items_say_why_they_are_inactive_and_the_person_chooses(
    api, make_user, make_platform, watch, now
):
    user = make_user(tier="watcher")
    for days, slug in ((3, "a"), (2, "b"), (1, "c")):
        watch(user, make_platform(slug), at=now - timedelta(days=days))
    Subscription.objects.all().delete()
    client = api(user)
    path = items_of(client, default_of(client))

    def states():
        return {i["platform"]: (i["active"], i["inactive_reason"]) for i in client.get(path).json()["results"]}

    over = (False, "over_limit")
    assert states() == {"a": (True, None), "b": over, "c": over}
    last = client.get(path).json()["results"][-1]
    activated = client.post(f"{path}{last['id']}/activate/")
    assert (activated.status_code, activated.json()["active"]) == (200, True)
    assert states() == {"a": over, "b": over, "c": (True, None)}
    client.patch(path.removesuffix("items/"), {"paused": True})
    assert states() == {"a": over, "b": over, "c": (False, "paused")}
