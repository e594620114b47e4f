"""Deliveries are sent again, and forgotten after a while."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from alerts.channels.keeping import remove_deliveries, wake
from alerts.delivery import batches
from alerts.models import Batch, Channel, ChannelDelivery

MOST_REPLAYED = 1_000
KEPT = timedelta(days=60)
_FORGOTTEN_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Range:
    """From a moment on, and before another: of when something was first owed."""

    since: datetime
    until: datetime


@transaction.atomic
def replay(*, channel: Channel, chosen: Collection[UUID] | Range, now: datetime) -> int:
    """Send what has ended again, under the ids it had; return how many. What still waits stays as it is.

    What tells a change that is deleted is not sent again. Of a range the oldest MOST_REPLAYED are taken.
    """
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    deliveries = of_range(channel, chosen) if isinstance(chosen, Range) else channel.deliveries.filter(pk__in=chosen)
    deleted = ChannelDelivery.objects.without_their_change().filter(channel=channel)
    ended = deliveries.exclude(pk__in=deleted.values("pk")).filter(
        batch__state__in=(Batch.State.SENT, Batch.State.FAILED)
    )
    found = list(ended.order_by("created_at", "pk").values_list("batch", flat=True)[:MOST_REPLAYED])
    wake(channel)
    return batches.replay(found, now)


def of_range(channel: Channel, chosen: Range) -> "QuerySet[ChannelDelivery]":
    """Return what the channel was owed in the range."""
    return channel.deliveries.filter(created_at__gte=chosen.since, created_at__lt=chosen.until)


def forget_old_deliveries(now: datetime) -> dict[str, int]:
    """Remove deliveries that ended and were first owed longer ago than KEPT; return how many."""
    old = ChannelDelivery.objects.filter(give_up_at__lt=now - KEPT)
    ended = old.filter(batch__state__in=(Batch.State.SENT, Batch.State.FAILED)).order_by("give_up_at")
    found = list(ended.values_list("batch", flat=True)[:_FORGOTTEN_AT_ONCE])
    remove_deliveries(found)
    return {"channel_deliveries": len(found)}
