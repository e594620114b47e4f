"""Watching what can't be heard of, and moving a watch to the platform that carries another one on."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from alerts.models import Digest, WatchedPlatform, WatchItem
from alerts.owed.digests import compose_due_digests
from alerts.watching import watchlists
from alerts.watching.watchlists import Wishes, create_watchlist, default_watchlist, follow_successor, watch_platform
from web.links import choose_url

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def items_path(client):
    list_id = client.get("/api/v1/watchlists/").json()["results"][0]["id"]
    return f"/api/v1/watchlists/{list_id}/items/"


def order_of(user):
    return list(
        WatchedPlatform.objects.filter(user=user).order_by("position").values_list("platform__slug", "position")
    )


# --- Over the API


def test_a_watch_on_what_nobody_captures_says_so(api, make_user, make_document, make_platform, time_machine, now):
    make_document(make_platform("quiet"), "privacy-policy")
    client = api(make_user())
    path = items_path(client)
    answer = client.post(path, {"platform": "quiet"})
    assert answer.status_code == 201
    assert answer.json()["monitoring"] == {
        "state": "not_captured",
        "reason": "Its one document has never been captured, so no change can be noticed.",
        "documents_captured": 0,
        "documents": 1,
        "successor": None,
    }
    assert client.get(path).json()["results"][0] == answer.json()
    for shown in (client.get("/api/v1/platforms/quiet/").json(), client.get("/api/v1/platforms/").json()["results"][0]):
        assert shown["monitoring"] == answer.json()["monitoring"]


def test_a_live_platform_is_monitored(api, make_user, make_history, make_document, make_platform, time_machine, now):
    make_history(make_document(make_platform("loud")))
    time_machine.move_to(now, tick=False)
    client = api(make_user())
    shown = client.post(items_path(client), {"platform": "loud"}).json()["monitoring"]
    assert (shown["state"], shown["reason"], shown["documents_captured"], shown["documents"]) == (
        "monitored", None, 1, 1,
    )  # fmt: skip


def test_a_watch_moves_to_the_successor_and_asking_twice_is_asking_once(api, make_user, old, new):
    client = api(make_user())  # on Free, whose one place it keeps
    path = items_path(client)
    item = client.post(path, {"platform": "le-chat"}).json()
    assert item["monitoring"]["successor"] == "vibe"
    moved = client.patch(f"{path}{item['id']}/", {"platform": "vibe"})
    assert moved.status_code == 200
    assert (moved.json()["platform"], moved.json()["id"], moved.json()["active"]) == ("vibe", item["id"], True)
    again = client.patch(f"{path}{item['id']}/", {"platform": "vibe"})
    assert (again.status_code, again.json()) == (200, moved.json())
    assert client.get(path).json()["results"] == [moved.json()]


def test_a_watch_moves_nowhere_else(api, make_user, make_platform, old, new):
    make_platform("other")
    client = api(make_user())
    path = items_path(client)
    item = client.post(path, {"platform": "le-chat"}).json()
    refused = client.patch(f"{path}{item['id']}/", {"platform": "other"})
    assert refused.status_code == 400
    assert refused.json()["errors"] == {"platform": ["A watch can only be moved to the platform's successor."]}
    for body in ({}, {"platform": None}, {"platform": ["vibe"]}, {"platform": "vibe", "more": 1}):
        assert client.patch(f"{path}{item['id']}/", body).status_code == 400
    stranger = api(make_user())
    assert stranger.patch(f"{path}{item['id']}/", {"platform": "vibe"}).status_code == 404
    assert client.get(path).json()["results"][0]["platform"] == "le-chat"


# --- The move itself


def test_it_moves_on_every_list_and_the_earlier_place_and_date_stay(person, make_platform, old, new):
    first, second = (
        default_watchlist(person, MONDAY),
        create_watchlist(user=person, wishes=Wishes(name="Second"), now=MONDAY),
    )
    for number, (watchlist, platform) in enumerate(
        ((first, make_platform("a")), (first, old), (second, old), (first, make_platform("b")), (first, new))
    ):
        watch_platform(watchlist=watchlist, platform=platform, now=MONDAY + number * DAY)
    kept = WatchItem.objects.get(watchlist=first, platform=old).pk
    assert order_of(person) == [("a", 1), ("le-chat", 2), ("b", 3), ("vibe", 4)]
    for _ in range(2):
        follow_successor(user=person, platform=old, now=MONDAY + 9 * DAY)
    assert order_of(person) == [("a", 1), ("vibe", 2), ("b", 3)]
    rows = WatchItem.objects.filter(platform=new).order_by("added_at").values_list("watchlist_id", "added_at")
    assert list(rows) == [(first.pk, MONDAY + 4 * DAY), (second.pk, MONDAY + 9 * DAY)]
    assert WatchItem.objects.get(platform=new, watchlist=first).pk == kept
    assert not WatchItem.objects.filter(platform=old).exists()


def test_what_is_owed_of_the_old_name_is_told_after_the_move(person, old, new, make_change, watch):
    item = watch(person, old, at=MONDAY - DAY)
    watchlists.change_watchlist(watchlist=item.watchlist, wishes=Wishes(cadence="weekly"), now=MONDAY - DAY)
    compose_due_digests(MONDAY)
    change = make_change(old, published_at=MONDAY + DAY)
    before = make_change(new, published_at=MONDAY + DAY)
    follow_successor(user=person, platform=old, now=MONDAY + 2 * DAY)
    after = make_change(new, published_at=MONDAY + 3 * DAY)
    compose_due_digests(MONDAY + 7 * DAY)
    told = set(Digest.objects.latest("period_end").entries.values_list("change_id", flat=True))
    assert told == {change.pk, after.pk}
    assert before.pk not in told


# --- The page that mails link to


@pytest.fixture
def page(client, person, settings):
    return choose_url(person.pk).removeprefix(settings.BASE_URL)


def test_the_page_says_what_is_not_heard_of_and_moves_a_watch(client, person, page, old, make_platform, watch, now):
    watch(person, make_platform("quiet"), at=now - DAY)
    watch(person, old, at=now)
    shown = client.get(page).content.decode()
    assert "2 of your platforms have never been captured" in shown
    assert "It was merged into or renamed to Vibe." in shown
    assert "Watch <bdi>Vibe</bdi> instead" in shown
    for _ in range(2):
        assert client.post(page, {"move": "le-chat"}).status_code == 302
    assert order_of(person) == [("quiet", 1), ("vibe", 2)]
    assert "instead" not in client.get(page).content.decode()


@pytest.mark.parametrize("slug", ["", "quiet", "nowhere", "le-chat\x00", "a" * 5000, "é"])
def test_the_page_moves_nothing_else(client, person, page, old, make_platform, watch, now, slug):
    watch(person, make_platform("quiet"), at=now - DAY)
    watch(person, old, at=now)
    for name in ("move", "platform"):
        assert client.post(page, {name: slug}).status_code == 302
    assert order_of(person) == [("quiet", 1), ("le-chat", 2)]


def test_a_person_with_four_hundred_platforms_costs_no_more_statements(
    client, person, page, make_platform, now, django_assert_max_num_queries
):
    platforms = [make_platform() for _ in range(400)]
    watchlist = default_watchlist(person, now)
    WatchItem.objects.bulk_create(WatchItem(watchlist=watchlist, platform=p, added_at=now) for p in platforms)
    WatchedPlatform.objects.bulk_create(
        WatchedPlatform(user=person, platform=p, position=n) for n, p in enumerate(platforms, start=1)
    )
    with django_assert_max_num_queries(10):
        shown = client.get(page).content.decode()
    assert "400 of your platforms have never been captured" in shown
    assert User.objects.count() == 1
