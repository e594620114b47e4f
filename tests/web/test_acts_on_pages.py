"""What an act on a page takes: yes or no where it asks for that, acts that there are, and what is one's own."""

import pytest

from alerts.channels import keeping
from alerts.channels.keeping import ChannelWishes
from alerts.models import Channel, WatchedPlatform, WatchItem, Watchlist
from alerts.watching.category_watches import CategoryWishes, watch_category
from alerts.watching.watchlists import default_watchlist, watch_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def paths(person, make_platform, now):
    """A muted platform, a paused list, category watch and channel of the person, with the addresses that undo it."""
    watchlist = default_watchlist(person, now)
    watch_platform(watchlist=watchlist, platform=make_platform("acme"), now=now)
    WatchedPlatform.objects.update(muted_at=now)
    Watchlist.objects.update(paused=True)
    watch, _ = watch_category(user=person, category="liability", wishes=CategoryWishes(paused=True), now=now)
    wishes = ChannelWishes(url="https://hooks.example/", paused=True)
    channel, _ = keeping.add_channel(user=person, kind="webhook", wishes=wishes, now=now)
    return {
        "/platforms/acme/mute/": "muted",
        f"/lists/{watchlist.pk}/pause/": "paused",
        f"/category-watches/{watch.pk}/pause/": "paused",
        f"/channels/{channel.pk}/pause/": "paused",
    }


@pytest.mark.parametrize("value", [None, "", "true", "on", "YES"])
def test_what_is_neither_yes_nor_no_is_refused_and_undoes_nothing(signed_in, person, paths, value):
    client = signed_in(person)
    for path, name in paths.items():
        assert client.post(path, {} if value is None else {name: value}).status_code == 400, path
    assert WatchedPlatform.objects.get().muted_at is not None
    assert Watchlist.objects.get().paused
    assert Channel.objects.get().state == "paused"


def test_no_undoes_what_yes_did(signed_in, person, paths):
    for path, name in paths.items():
        assert signed_in(person).post(path, {name: "no"}).status_code == 302
    assert WatchedPlatform.objects.get().muted_at is None
    assert Channel.objects.get().state == "active"


def test_an_unknown_act_on_a_platform_of_a_list_is_refused(signed_in, person, paths):
    item = WatchItem.objects.get()
    for body in ({}, {"act": "burn"}):
        assert signed_in(person).post(f"/lists/{item.watchlist_id}/items/{item.pk}/", body).status_code == 400


def test_a_platform_on_three_lists_is_left_with_one_message_and_then_is_unknown(signed_in, person, paths, now):
    platform = WatchItem.objects.get().platform
    for name in ("Two", "Three"):
        made = Watchlist.objects.create(user=person, name=name, created_at=now)
        watch_platform(watchlist=made, platform=platform, now=now)
    client = signed_in(person)
    page = client.post("/platforms/acme/leave/", follow=True).content.decode()
    assert page.count("You no longer watch Acme.") == 1
    assert not WatchItem.objects.exists()
    for slug in ("acme", "nosuch", "no\0such"):
        assert client.post(f"/platforms/{slug}/leave/").status_code in (400, 404)


def test_a_memo_of_several_subjects_is_refused(signed_in, person):
    for query in (
        "change=CW-C-1&document=CW-D-1",
        "document=CW-D-1&document=CW-D-2",
        "change=CW-C-1&category=liability",
    ):
        assert signed_in(person).get(f"/memos/ask/?{query}").status_code == 400
