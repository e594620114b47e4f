"""What is done to channels and category watches by two requests at once."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from alerts.channels.events import TEST, make_test_event
from alerts.channels.keeping import ChannelWishes, add_channel
from alerts.channels.owing import owe_one
from alerts.models import Batch, CategoryWatch, Channel, ChannelDelivery
from alerts.watching.category_watches import CategoryWishes, watch_category

_URL = "https://hooks.example/"
_ONE, _ENDPOINT = "api/v1/channels/<uuid:channel_id>/", "api/v1/webhook-endpoints/<uuid:channel_id>/"
_ENDPOINTS = "/api/v1/webhook-endpoints/"
_WATCH = "api/v1/category-watches/<uuid:watch_id>/"


def channel_acts(user: User, act: Callable[..., Any], now: Any) -> dict[tuple[str, str], Any]:
    """Each route and method of channels with what is done by it, each to a channel of its own."""
    added = [add_channel(user=user, kind="webhook", wishes=ChannelWishes(url=_URL), now=now)[0] for _ in range(8)]
    changed, removed, renewed, tested, replayed = (f"/api/v1/channels/{channel.pk}/" for channel in added[:5])
    renamed, dropped, tried = (f"{_ENDPOINTS}{channel.pk}/" for channel in added[5:])
    event = make_test_event(channel_id=added[4].pk, now=now)
    delivery = owe_one(channel=added[4], content=event, event_type=TEST, now=now)
    Batch.objects.filter(pk=delivery.batch_id).update(state=Batch.State.SENT, finished_at=now)
    chosen = {"deliveries": [str(delivery.pk)]}
    return {
        ("POST", "api/v1/channels/"): act(
            "POST",
            "/api/v1/channels/",
            {"kind": "webhook", "url": _URL, "name": "Both"},
            ({201},),
            lambda: Channel.objects.filter(name="Both").count() == 2,
        ),
        ("PATCH", _ONE): act("PATCH", changed, {"name": "New", "paused": True}),
        ("DELETE", _ONE): act("DELETE", removed, None, ({204}, {204, 404})),
        ("POST", f"{_ONE}secret/"): act("POST", f"{renewed}secret/", {}, ({201}, {201, 409})),
        ("POST", f"{_ONE}test/"): act(
            "POST",
            f"{tested}test/",
            {},
            ({201}, {200, 201}),
            lambda: ChannelDelivery.objects.filter(channel=added[3]).count() == 1,
        ),
        ("POST", f"{_ONE}replay/"): act(
            "POST",
            f"{replayed}replay/",
            chosen,
            ({200},),
            lambda: Batch.objects.get(pk=delivery.batch_id).state == Batch.State.PENDING,
        ),
        ("POST", "api/v1/webhook-endpoints/"): act(
            "POST",
            _ENDPOINTS,
            {"url": _URL, "name": "Endpoint"},
            ({201},),
            lambda: Channel.objects.filter(name="Endpoint", kind="webhook").count() == 2,
        ),
        ("PATCH", _ENDPOINT): act("PATCH", renamed, {"name": "New", "paused": True}),
        ("DELETE", _ENDPOINT): act("DELETE", dropped, None, ({204}, {204, 404})),
        ("POST", f"{_ENDPOINT}test/"): act(
            "POST",
            f"{tried}test/",
            {},
            ({201}, {200, 201}),
            lambda: ChannelDelivery.objects.filter(channel=added[7]).count() == 1,
        ),
    }


def category_watch_acts(user: User, act: Callable[..., Any], now: Any) -> dict[tuple[str, str], Any]:
    """Each route and method of category watches with what is done by it, each to a watch of its own."""
    changed, removed = (
        watch_category(user=user, category=category, wishes=CategoryWishes(), now=now)[0]
        for category in ("retention", "data_sharing")
    )
    return {
        ("POST", "api/v1/category-watches/"): act(
            "POST",
            "/api/v1/category-watches/",
            {"category": "ai_training_use", "cadence": "daily"},
            ({201}, {200, 201}),
            lambda: CategoryWatch.objects.filter(user=user, category="ai_training_use").count() == 1,
        ),
        ("PATCH", _WATCH): act("PATCH", f"/api/v1/category-watches/{changed.pk}/", {"paused": True}),
        ("DELETE", _WATCH): act("DELETE", f"/api/v1/category-watches/{removed.pk}/", None, ({204}, {204, 404})),
    }
