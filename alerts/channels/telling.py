"""What a mail says of a channel that can't be reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.channels.claiming import DISABLED_AFTER
from alerts.models import Batch, Channel


@dataclass(frozen=True, slots=True)
class ChannelNews:
    """A channel that fails or was disabled: what it is called, since when, what waits for it, and when it ends."""

    called: str
    is_disabled: bool
    is_gone: bool
    since: datetime
    waiting_count: int
    ends_at: datetime


def channel_news(*, facts: Mapping[str, str], is_disabled: bool) -> ChannelNews | None:
    """Return what the mail is to say; None if it is not true any more."""
    channel = Channel.objects.filter(pk=facts["channel"]).first()
    wanted = Channel.State.DISABLED if is_disabled else Channel.State.ACTIVE
    if channel is None or channel.state != wanted or channel.failing_since is None:
        return None
    return ChannelNews(
        called=f"{channel.name or channel.get_kind_display()} ({channel.shown_url})",
        is_disabled=is_disabled,
        is_gone=channel.disabled_because == Channel.DisabledBecause.GONE,
        since=channel.failing_since,
        waiting_count=channel.deliveries.filter(batch__state__in=Batch.UNFINISHED).count(),
        ends_at=channel.failing_since + DISABLED_AFTER,
    )
