"""Watchlists, alerts and digests over HTTP: what works, what a stranger sees, where the limit holds."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts import watchlists
from alerts.models import Alert, Digest, Unsubscription
from billing.models import Subscription

pytestmark = pytest.mark.django_db

LISTS = "/api/v1/watchlists/"


@pytest.fixture
def now():
    """The API reads the real clock."""
    return timezone.now()


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
        ({"paused": "perhaps"}, "paused"),
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
        "platform": "acme", "active": True, "inactive_reason": None,
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


def test_after_a_downgrade_items_say_why_they_are_inactive_and_the_person_chooses(api, make_user, make_platform, watch):
    user = make_user(tier="watcher")
    for days, slug in ((3, "a"), (2, "b"), (1, "c")):
        watch(user, make_platform(slug), at=timezone.now() - timedelta(days=days))
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


# --- Who may


def all_paths(watchlist, item, alert, digest):
    return [
        ("get", LISTS), ("post", LISTS),
        ("get", f"{LISTS}{watchlist}/"), ("patch", f"{LISTS}{watchlist}/"), ("delete", f"{LISTS}{watchlist}/"),
        ("get", f"{LISTS}{watchlist}/items/"), ("post", f"{LISTS}{watchlist}/items/"),
        ("delete", f"{LISTS}{watchlist}/items/{item}/"), ("post", f"{LISTS}{watchlist}/items/{item}/activate/"),
        ("get", "/api/v1/alerts/"), ("get", f"/api/v1/alerts/{alert}/"), ("post", f"/api/v1/alerts/{alert}/read/"),
        ("get", "/api/v1/digests/"), ("get", f"/api/v1/digests/{digest}/"),
    ]  # fmt: skip


@pytest.fixture
def owned(make_user, make_platform, watch, make_change, run, now):
    """A person with a list, an item, an alert and a digest."""
    user, platform = make_user(tier="watcher"), make_platform("acme")
    item = watch(user, platform)
    make_change(platform, published_at=now, clauses=[("ancient zebra", "modern quagga")])
    run(now)
    run(now + timedelta(days=8))
    return user, (item.watchlist_id, item.pk, Alert.objects.get().pk, Digest.objects.get().pk)


def test_a_stranger_finds_nothing_of_anothers(api, make_user, make_platform, owned):
    make_platform("bolt")
    client = api(make_user(tier="professional"))
    _, ids = owned
    for method, path in all_paths(*ids):
        if any(str(one) in path for one in ids):
            body = {"platform": "bolt"} if path.endswith("items/") else {}
            assert getattr(client, method)(path, body).status_code == 404, (method, path)
    for path in ("/api/v1/alerts/", "/api/v1/digests/"):
        assert client.get(path).json()["results"] == []
    user, _ = owned
    assert watchlists.usage(user).platforms == 1


def test_an_item_is_found_under_its_own_list_only(api, make_user, owned, now):
    user, (_, item, _, _) = owned
    other = watchlists.create_watchlist(user=user, wishes=watchlists.Wishes(name="Other"), now=now)
    client = api(user)
    assert client.delete(f"{LISTS}{other.pk}/items/{item}/").status_code == 404
    assert client.post(f"{LISTS}{other.pk}/items/{item}/activate/").status_code == 404


def test_nobody_gets_in_without_credentials(api, owned):
    _, ids = owned
    for method, path in all_paths(*ids):
        assert getattr(api(), method)(path).status_code == 401, (method, path)


def test_a_key_that_may_only_read_changes_nothing(api, owned):
    user, ids = owned
    client = api(user, scopes=("read",))
    for method, path in all_paths(*ids):
        answer = getattr(client, method)(path)
        assert answer.status_code == (200 if method == "get" else 403), (method, path)
        if method != "get":
            assert answer.json()["code"] == "scope_required"


# --- Alerts and digests


def test_an_alert_is_as_deep_as_the_tier_is_now_and_names_its_delivery(api, owned):
    user, (_, _, alert, _) = owned
    client = api(user)
    (listed,) = client.get("/api/v1/alerts/").json()["results"]
    assert listed == client.get(f"/api/v1/alerts/{alert}/").json()
    assert listed["change"]["headline"].startswith("Acme changed its terms")
    (clause,) = listed["change"]["summary"]["provisions"]
    assert (clause["before"]["text"], clause["after"]["text"]) == ("ancient zebra", "modern quagga")
    assert (listed["delivery"]["state"], listed["delivery"]["reason"]) == ("sent", "")
    assert listed["delivery"]["sent_at"]
    Subscription.objects.all().delete()
    for path in ("/api/v1/alerts/", f"/api/v1/alerts/{alert}/"):
        shown = client.get(path).content.decode()
        assert "zebra" not in shown
        assert "quagga" not in shown
        assert "A provision was" not in shown


def test_reading_an_alert_twice_keeps_the_first_time(api, owned):
    user, (_, _, alert, _) = owned
    client = api(user)
    path = f"/api/v1/alerts/{alert}/read/"
    first = client.post(path)
    assert first.status_code == 200
    assert first.json()["read_at"]
    assert client.post(path).json()["read_at"] == first.json()["read_at"]
    assert client.post(path, {"unread": True}).status_code == 400


def test_an_alert_that_was_not_sent_says_why(api, make_user, make_platform, watch, make_change, run, now):
    user, platform = make_user(tier="watcher"), make_platform()
    watch(user, platform)
    Unsubscription.objects.create(user=user, scope="alerts", at=now)
    make_change(platform, published_at=now)
    run(now)
    (alert,) = api(user).get("/api/v1/alerts/").json()["results"]
    assert alert["delivery"] == {
        "state": "withheld",
        "sent_at": None,
        "reason": "the person unsubscribed",
        "attempts": 0,
        "last_attempt_at": None,
    }


def test_a_digest_names_its_period_and_its_changes_at_the_tiers_depth(api, owned):
    user, (_, _, _, digest) = owned
    client = api(user)
    (listed,) = client.get("/api/v1/digests/").json()["results"]
    assert (listed["cadence"], listed["change_count"], listed["delivery"]["state"]) == ("weekly", 1, "sent")
    shown = client.get(f"/api/v1/digests/{digest}/").json()
    assert {k: v for k, v in shown.items() if k in listed} == listed
    assert shown["period_start"] < shown["period_end"]
    assert "quagga" in str(shown["entries"])
    Subscription.objects.all().delete()
    shown = client.get(f"/api/v1/digests/{digest}/").content.decode()
    assert "quagga" not in shown
    assert "Acme changed its terms" in shown


def test_a_digest_that_nobody_wanted_mailed_says_so(api, make_user, make_platform, watch, run, now):
    user = make_user(send_empty_digest=False)
    watch(user, make_platform())
    run(now + timedelta(days=8))
    (digest,) = api(user).get("/api/v1/digests/").json()["results"]
    assert (digest["change_count"], digest["delivery"]["state"]) == (0, "not_wanted")


def test_lists_cost_the_same_whatever_they_hold(api, make_user, make_platform, watch, make_change, run, now):
    user = make_user(tier="professional")
    client = api(user)

    def fill(count, at):
        for _ in range(count):
            platform = make_platform()
            watch(user, platform, at=at - timedelta(hours=1))
            make_change(platform, published_at=at)
            watchlists.create_watchlist(user=user, wishes=watchlists.Wishes(name="L", categories=["other"]), now=at)
        run(at)
        run(at + timedelta(days=8))

    def cost(path):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    def costs():
        return {
            "lists": cost(LISTS),
            "items": cost(items_of(client, watchlists.default_watchlist(user, now).pk)),
            "alerts": cost("/api/v1/alerts/"),
            "digests": cost("/api/v1/digests/"),
            "digest": cost(f"/api/v1/digests/{Digest.objects.latest('period_end').pk}/"),
        }

    fill(1, now)
    costs()  # the first use of a key writes when it was used
    few = costs()
    fill(6, now + timedelta(days=9))
    assert costs() == few
    assert few == {"lists": 7, "items": 6, "alerts": 7, "digests": 2, "digest": 9}


def test_alerts_are_paged_newest_first_without_loss(api, make_user, make_platform, watch, make_change, run, now):
    user, platform = make_user(tier="watcher"), make_platform()
    watch(user, platform)
    for _ in range(7):
        make_change(platform, published_at=now)
    run(now)
    client, path, seen = api(user), "/api/v1/alerts/?page_size=3", []
    while path:
        answer = client.get(path).json()
        seen += [row["id"] for row in answer["results"]]
        path = answer["next"]
    assert len(seen) == len(set(seen)) == 7
