"""Receivers on loopback, channels that lead there, and a person with something to be told of."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from alerts.channels import keeping, posting
from alerts.channels.keeping import ChannelWishes
from alerts.channels.sending import deliver_to_channels
from alerts.models import Channel, ChannelDelivery
from alerts.owed.fan_out import fan_out_due
from alerts.watching.watchlists import default_watchlist
from tests.local_web import dialling
from tests.local_web.answers import Answer, Asked
from tests.local_web.server import LocalWeb

TAKEN = Answer(b"ok")
HOSTS = ("hooks.example", "other.example", "third.example")


@pytest.fixture
def web(monkeypatch) -> Iterator[LocalWeb]:
    """Receivers that take everything; `web.site[host]["*"]` says what one answers. Nothing else is dialled."""
    with dialling.nothing_else(), LocalWeb({host: {"*": TAKEN} for host in HOSTS}) as web:
        monkeypatch.setattr(posting, "guarded_transport", lambda resolver: web.transport())
        yield web


@pytest.fixture
def make_channel(now):
    """A channel of the person for their default list. Its secret is `secret`."""
    numbers = count(1)

    def make(user: Any, *, kind: str = "webhook", host: str = "hooks.example", **wishes: Any) -> Channel:
        wishes.setdefault("watchlists", [default_watchlist(user, now)])
        asked = ChannelWishes(url=f"https://{host}/services/T{next(numbers):08}/secret-part-of-it", **wishes)
        channel, channel.secret = keeping.add_channel(user=user, kind=kind, wishes=asked, now=now)
        return channel

    return make


@pytest.fixture
def watcher(make_user, make_platform, watch):
    """Somebody on Professional who watches the platform `acme`."""
    user = make_user(tier="professional")
    user.platform = make_platform("acme")
    watch(user, user.platform)
    return user


@pytest.fixture
def tell(make_change, watcher) -> Callable[..., Any]:
    """Publish a change of the watched platform and fan it out; return the change."""

    def publish(at: Any, **fields: Any) -> Any:
        change = make_change(fields.pop("platform", watcher.platform), published_at=at, **fields)
        assert fan_out_due(at)["failed"] == 0
        return change

    return publish


def asked_of(web: LocalWeb, host: str = "hooks.example") -> list[Asked]:
    return [asked for asked in web.asked if asked.host == host]


def states(channel: Channel) -> list[str]:
    rows = ChannelDelivery.objects.filter(channel=channel).order_by("created_at", "pk")
    return list(rows.values_list("batch__state", flat=True))


__all__ = ["asked_of", "deliver_to_channels", "states"]
