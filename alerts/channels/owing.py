"""Owes published changes to the channels of the lists and category watches that tell them.

Called in the transaction of their fan-out.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet

from alerts.channels.events import ensure_change_events
from alerts.delivery.batches import YOUNG
from alerts.models import CHANGE_PUBLISHED, Batch, Channel, ChannelDelivery, Content, Message
from alerts.watching.audience import monitored_items, telling
from alerts.watching.category_audience import active_watches, telling_of_category
from billing.entitlements import Feature, has_feature
from governance.models import Change

_PERSON = "watchlist__user_id"
_CHANNEL = "watchlist__channel_choices__channel_id"
_CHANNEL_OF_WATCH = "channel_choices__channel_id"
# Channel, its person, what is told, and the change if it is one.
Owed = tuple[UUID, UUID, int, int | None]


def owe_to_channels(
    changes: "QuerySet[Change]", *, after: UUID | None, last: UUID | None, now: datetime, watches_categories: bool
) -> int:
    """Owe these changes to the channels of people with ids in (after, last]; return how many deliveries that makes.

    A list or a category watch tells its channels whatever its cadence is: that is the rhythm of mail. What it covers,
    its filters and its pause count. What comes by several of them is owed once. `watches_categories` says whether
    anybody watches a category of these changes.
    """
    items = monitored_items(now).filter(has_feature(Feature.WEBHOOKS, now, user=_PERSON))
    told = telling(items, changes, now).filter(**{f"{_CHANNEL}__isnull": False})
    rows = _rows(told, (_CHANNEL, _PERSON, "platform__changes__id"), after, last)
    if watches_categories:
        watches = active_watches(now).filter(has_feature(Feature.WEBHOOKS, now))
        by_category = telling_of_category(watches, changes).filter(**{f"{_CHANNEL_OF_WATCH}__isnull": False})
        rows |= _rows(by_category, (_CHANNEL_OF_WATCH, "user_id", "touched__change_id"), after, last)
    if not rows:
        return 0
    contents = ensure_change_events({change_id for *_, change_id in rows}, now)
    owed = [(channel, user, contents[change], change) for channel, user, change in sorted(rows, key=str)]
    return owe(_not_owed_yet(owed), event_type=CHANGE_PUBLISHED, now=now)


def _rows(
    told: "QuerySet[Any]", columns: tuple[str, str, str], after: UUID | None, last: UUID | None
) -> set[tuple[UUID, UUID, int]]:
    """Return each channel, its person (the second of the columns) and the change once, of people in (after, last]."""
    person = columns[1]
    if after is not None:
        told = told.filter(**{f"{person}__gt": after})
    if last is not None:
        told = told.filter(**{f"{person}__lte": last})
    return set(told.order_by().values_list(*columns).distinct())


def owe(owed: Sequence[Owed], *, event_type: str, now: datetime) -> int:
    """Write a batch, its message and its delivery for each of these; return how many."""
    batches = Batch.objects.bulk_create(
        [Batch(kind=Message.Kind.CHANNEL, content_id=row[2], not_before=now, created_at=now) for row in owed],
        batch_size=500,
    )
    messages = Message.objects.bulk_create(
        [
            Message(id=uuid4(), user_id=row[1], kind=Message.Kind.CHANNEL, batch=batch, created_at=now)
            for row, batch in zip(owed, batches, strict=True)
        ],
        batch_size=500,
    )
    ChannelDelivery.objects.bulk_create(
        [
            ChannelDelivery(
                message=message,
                batch_id=message.batch_id,
                channel_id=channel,
                content_id=content,
                change_id=change,
                event_type=event_type,
                created_at=now,
                give_up_at=now + YOUNG,
            )
            for (channel, _, content, change), message in zip(owed, messages, strict=True)
        ],
        batch_size=500,
    )
    return len(owed)


def owe_one(*, channel: Channel, content: Content, event_type: str, now: datetime) -> ChannelDelivery:
    """Owe the channel this event, and return the delivery."""
    owe([(channel.pk, channel.user_id, content.pk, None)], event_type=event_type, now=now)
    return ChannelDelivery.objects.select_related("batch").get(channel=channel, content=content)


def _not_owed_yet(owed: Iterable[Owed]) -> list[Owed]:
    rows = list(owed)
    contents = {content for _, _, content, _ in rows}
    known = set(ChannelDelivery.objects.filter(content__in=contents).values_list("channel", "content"))
    return [row for row in rows if (row[0], row[2]) not in known]
