"""What is done by two requests at once on the pages of what a person watches and is told."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from alerts.channels import keeping
from alerts.channels.keeping import ChannelWishes
from alerts.models import (
    Alert,
    AlertFeed,
    CategoryWatch,
    Channel,
    DigestEntry,
    Opinion,
    PlatformAsking,
    WatchItem,
    Watchlist,
)
from alerts.watching.category_watches import CategoryWishes, watch_category
from governance.models import Platform

_LIST, _WATCH, _CHANNEL = "lists/<uuid:list_id>/", "category-watches/<uuid:watch_id>/", "channels/<uuid:channel_id>/"
_ENTRY = "digests/<uuid:digest_id>/changes/<str:change_id>/"
_GONE = ({302}, {302, 404})
WATCHING_PAGES = (
    *("alerts/<uuid:alert_id>/", "alerts/<uuid:alert_id>/read/", _ENTRY, "asked-platforms/"),
    *("category-watches/new/", _WATCH, f"{_WATCH}pause/", f"{_WATCH}delete/"),
    *("channels/new/", f"{_CHANNEL}settings/", f"{_CHANNEL}pause/", f"{_CHANNEL}secret/", f"{_CHANNEL}delete/"),
    *(f"{_CHANNEL}test/", f"{_CHANNEL}replay/"),
    *("feeds/alerts/", "feeds/alerts/end/", "feeds/deadlines/", "feeds/deadlines/end/"),
    *("lists/new/", f"{_LIST}add/", f"{_LIST}settings/", f"{_LIST}pause/", f"{_LIST}delete/"),
    f"{_LIST}items/<uuid:item_id>/",
)


def watching_page_acts(user: User, act: Callable[..., Any], other: Platform) -> dict[tuple[str, str], Any]:
    """Each page with what is done by it: what is deleted once is unknown to the second request."""
    now = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)
    alert, entry, item = Alert.objects.get(), DigestEntry.objects.get(), WatchItem.objects.get()
    spare = Watchlist.objects.create(user=user, name="Spare", created_at=now)
    watch, _ = watch_category(user=user, category="liability", wishes=CategoryWishes(), now=now)
    wishes = ChannelWishes(url="https://hooks.example/")
    channel, _ = keeping.add_channel(user=user, kind="webhook", wishes=wishes, now=now)
    said, settings = {"verdict": "not_worth_telling"}, {"cadence": "weekly", "min_severity": "2"}
    address = {"kind": "webhook", "url": "https://hooks.example/", "name": "By a page"}
    of_list, of_watch, of_channel = f"/lists/{spare.pk}/", f"/category-watches/{watch.pk}/", f"/channels/{channel.pk}/"
    is_said, own = lambda: Opinion.objects.count() == 1, Channel.objects.filter(name="By a page")
    rows = (
        ("alerts/<uuid:alert_id>/", f"/alerts/{alert.pk}/", said, ({302},), is_said),
        ("alerts/<uuid:alert_id>/read/", f"/alerts/{alert.pk}/read/", {}, ({302},), None),
        (_ENTRY, f"/digests/{entry.digest_id}/changes/{entry.change.public_id}/", said, ({302},), is_said),
        (
            "asked-platforms/",
            "/asked-platforms/",
            {"name": "Northwind", "url": "https://northwind.example"},
            ({302},),
            lambda: PlatformAsking.objects.filter(user=user, name="Northwind").count() == 1,
        ),
        (
            "category-watches/new/",
            "/category-watches/new/",
            settings | {"category": "ai_training_use"},
            ({302},),
            lambda: CategoryWatch.objects.filter(user=user, category="ai_training_use").count() == 1,
        ),
        (_WATCH, of_watch, settings, ({302},), None),
        (f"{_WATCH}pause/", f"{of_watch}pause/", {"paused": "yes"}, ({302},), None),
        (f"{_WATCH}delete/", f"{of_watch}delete/", {}, _GONE, None),
        ("channels/new/", "/channels/new/", address, ({200},), lambda: own.count() == 2),
        (f"{_CHANNEL}settings/", f"{of_channel}settings/", {"name": "New", "url": ""}, ({302},), None),
        (f"{_CHANNEL}pause/", f"{of_channel}pause/", {"paused": "yes"}, ({302},), None),
        (f"{_CHANNEL}secret/", f"{of_channel}secret/", {}, ({200}, {200, 302}), None),
        (f"{_CHANNEL}delete/", f"{of_channel}delete/", {}, _GONE, None),
        (f"{_CHANNEL}test/", f"{of_channel}test/", {}, ({302},), lambda: channel.deliveries.count() == 1),
        (f"{_CHANNEL}replay/", f"{of_channel}replay/", {"delivery": str(channel.pk)}, ({302},), None),
        ("feeds/alerts/", "/feeds/alerts/", {}, ({200},), lambda: AlertFeed.objects.count() == 1),
        ("feeds/alerts/end/", "/feeds/alerts/end/", {}, ({302},), None),
        ("feeds/deadlines/", "/feeds/deadlines/", {}, ({200},), None),
        ("feeds/deadlines/end/", "/feeds/deadlines/end/", {}, ({302},), None),
        ("lists/new/", "/lists/new/", settings | {"name": "By a page"}, ({302},), None),
        (
            f"{_LIST}add/",
            f"{of_list}add/",
            {"platform": other.slug},
            ({302},),
            lambda: spare.items.filter(platform=other).count() == 1,
        ),
        (f"{_LIST}settings/", f"{of_list}settings/", settings | {"name": "New"}, ({302},), None),
        (f"{_LIST}pause/", f"{of_list}pause/", {"paused": "yes"}, ({302},), None),
        (f"{_LIST}delete/", f"{of_list}delete/", {}, _GONE, None),
        (
            f"{_LIST}items/<uuid:item_id>/",
            f"/lists/{item.watchlist_id}/items/{item.pk}/",
            {"act": "remove"},
            _GONE,
            lambda: not WatchItem.objects.filter(pk=item.pk).exists(),
        ),
    )
    return {
        ("POST", route): act("POST", path, body, statuses, holds or (lambda: True), form=True)
        for route, path, body, statuses, holds in rows
    }
