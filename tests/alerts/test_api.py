"""Alerts and digests over HTTP, and what a stranger sees of anybody's lists, alerts and digests."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert, Digest, Unsubscription
from alerts.watching import watchlists
from billing.models import Subscription

pytestmark = pytest.mark.django_db

LISTS = "/api/v1/watchlists/"


def items_of(client, watchlist):
    return f"{LISTS}{watchlist}/items/"


# --- Who may


def all_paths(watchlist, item, alert, digest):
    return [
        ("get", LISTS), ("post", LISTS),
        ("get", f"{LISTS}{watchlist}/"), ("patch", f"{LISTS}{watchlist}/"), ("delete", f"{LISTS}{watchlist}/"),
        ("get", f"{LISTS}{watchlist}/items/"), ("post", f"{LISTS}{watchlist}/items/"),
        ("delete", f"{LISTS}{watchlist}/items/{item}/"), ("post", f"{LISTS}{watchlist}/items/{item}/activate/"),
        ("get", "/api/v1/alerts/"), ("get", f"/api/v1/alerts/{alert}/"), ("post", f"/api/v1/alerts/{alert}/read/"),
        ("get", f"/api/v1/alerts/{alert}/feedback/"), ("post", f"/api/v1/alerts/{alert}/feedback/"),
        ("delete", f"/api/v1/alerts/{alert}/feedback/"),
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
            body = {"platform": "bolt"} if path.endswith("items/") and method == "post" else {}
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


def test_a_key_that_may_only_write_is_told_that_it_is_done_and_nothing_of_what_was_there(
    api, owned, make_platform, now
):
    user, (watchlist, item, alert, _) = owned
    client = api(user, scopes=("write",))
    make_platform("acme-next")
    for method, path, body in [
        ("patch", f"{LISTS}{watchlist}/", {"paused": False}),
        ("post", items_of(client, watchlist), {"platform": "acme"}),
        ("patch", f"{LISTS}{watchlist}/items/{item}/", {"platform": "acme"}),
        ("post", f"{LISTS}{watchlist}/items/{item}/activate/", {}),
        ("post", f"/api/v1/alerts/{alert}/read/", {}),
    ]:
        answer = getattr(client, method)(path, body)
        assert (answer.status_code, answer.content) == (204, b""), (method, path)
        assert getattr(api(user), method)(path, body).status_code == 200
    assert Alert.objects.get().read_at is not None
    assert client.post(LISTS, {"name": "Made"}).json()["name"] == "Made"
    made = client.post(items_of(client, watchlist), {"platform": "acme-next"})
    assert (made.status_code, made.json()["platform"], made.json()["active"]) == (201, "acme-next", True)


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
    """A digest that names documents which could not be verified asks for them once, however many they are."""
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
        digest = Digest.objects.latest("period_end")
        return {
            "lists": cost(LISTS),
            "items": cost(items_of(client, watchlists.default_watchlist(user, now).pk)),
            "alerts": cost("/api/v1/alerts/"),
            "digests": cost("/api/v1/digests/"),
            "digest": cost(f"/api/v1/digests/{digest.pk}/") - bool(digest.unverified),
        }

    fill(1, now)
    costs()  # the first use of a key writes when it was used
    few = costs()
    fill(6, now + timedelta(days=9))
    assert costs() == few
    assert few == {"lists": 7, "items": 7, "alerts": 7, "digests": 2, "digest": 8}


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
