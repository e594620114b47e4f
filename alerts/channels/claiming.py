"""Which channel may be posted to and what it is owed first; and what an answer means for the channel.

The states of what is owed are in `alerts.delivery.batches`. A channel has besides: one worker at a time, which makes
one request after the other, a rest after each failure that doubles, and an end after days without a success.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.retrying import LEASE
from accounts.services.notices import owe
from alerts.channels.posting import ChannelAnswer
from alerts.delivery import batches
from alerts.delivery.transports.base import SendVerdict
from alerts.models import Batch, Channel, ChannelDelivery, Message, SendingPause
from billing.entitlements import Feature, has_feature

logger = structlog.get_logger(__name__)

CHANNELS_AT_ONCE = 500
DISABLED_AFTER = timedelta(days=5)
# A mail tells of a failure that has lasted so long, and again after half of what a channel has.
WARNED_AFTER = (timedelta(hours=1), DISABLED_AFTER / 2)
CHANNEL_FAILING, CHANNEL_DISABLED = "channel_failing", "channel_disabled"
KNOWING_WHAT_COMES_TWICE = frozenset({Channel.Kind.WEBHOOK})
_MOST_COUNTED = 30_000
# What a channel is after a success.
_WELL: dict[str, Any] = {"failing_since": None, "resting_until": None, "failure_count": 0, "warning_count": 0}


def ready_channels(now: datetime) -> list[UUID]:
    """Return the channels that are owed something now and may be posted to, the one tried longest ago first."""
    owed = _due(now).values("channel_delivery__channel")
    ready = _entitled(now).filter(pk__in=owed)
    ordered = ready.order_by(F("tried_at").asc(nulls_first=True), "pk")
    return list(ordered.values_list("pk", flat=True)[:CHANNELS_AT_ONCE])


@dataclass(slots=True)
class ChannelClaim:
    """What one worker may post to one channel until its lease is over, the longest owed first.

    Each batch has its attempt, its `channel_delivery` and its content. What is settled leaves `waiting`.
    """

    channel: Channel
    waiting: list[Batch]
    until: datetime


@transaction.atomic
def claim(channel_id: UUID, now: datetime, *, most: int) -> ChannelClaim | None:
    """ChannelClaim the channel and what it has been owed longest; None if nothing is due or the channel is taken.

    Of a webhook up to `most` at once. A chat room gets one: it doesn't know what comes twice, so that no more than one
    message may be in doubt when a worker dies.
    """
    channel = _entitled(now).filter(pk=channel_id).select_for_update(skip_locked=True, of=("self",)).first()
    if channel is None:
        return None
    due = _due(now).filter(channel_delivery__channel=channel).order_by("not_before", "pk")
    locked = due.select_related("channel_delivery", "content").select_for_update(of=("self",))
    owed = list(locked[: most if channel.kind in KNOWING_WHAT_COMES_TWICE else 1])
    if not owed:
        return None
    batches.begin_attempts(batches=owed, transport=channel.kind, now=now)
    channel.tried_at, channel.busy_until = now, now + LEASE
    channel.save(update_fields=["tried_at", "busy_until"])
    return ChannelClaim(channel, owed, channel.busy_until)


@transaction.atomic
def settle(
    claim: ChannelClaim,
    *,
    taken: Collection[Batch],
    failed: tuple[Batch, ChannelAnswer] | None,
    ends: bool,
    now: datetime,
) -> bool:
    """Mark what was told, and the channel by it; return whether the claim goes on, with the channel as it is now.

    It ends by a failure, and where the channel was paused, changed its plan or was removed. What then still waits is
    given back as if it had not been claimed.
    """
    channel = Channel.objects.select_for_update().filter(pk=claim.channel.pk).first()
    if taken:
        batches.mark_all_sent(batches=taken, now=now)
    if failed is not None:
        _mark_failed(*failed, now)
    told = {batch.pk for batch in taken} | ({failed[0].pk} if failed else set())
    claim.waiting = [batch for batch in claim.waiting if batch.pk not in told]
    goes_on = not ends and failed is None and channel is not None and _may_be_posted_to(channel, now)
    if not goes_on:
        batches.unclaim(batches=claim.waiting)
    if channel is None:  # it was removed meanwhile, and what it was owed with it
        return False
    claim.channel = channel
    if taken:
        channel.last_success_at = now
        for name, value in _WELL.items():
            setattr(channel, name, value)
    if failed is not None:
        _note_failure(channel, failed[1], now)
    if not goes_on and channel.busy_until == claim.until:  # else its lease was over, and it is another worker's
        channel.busy_until = None
    channel.save()
    return goes_on


def take_back_overrun(now: datetime) -> int:
    """Give back what workers died over: it is tried again under the same ids. Return the number."""
    overrun = Batch.objects.overrun(now).filter(kind=Message.Kind.CHANNEL)
    by_channel: dict[UUID, list[Batch]] = {}
    for batch in overrun.select_related("channel_delivery"):
        by_channel.setdefault(batch.channel_delivery.channel_id, []).append(batch)
    return sum(_take_back(channel_id, held, now) for channel_id, held in by_channel.items())


@transaction.atomic
def _take_back(channel_id: UUID, held: list[Batch], now: datetime) -> int:
    list(Channel.objects.select_for_update().filter(pk=channel_id).values_list("pk"))
    reason = "The worker ended before the answer came."
    return batches.mark_all_unanswered(batches=held, reason=reason, now=now)


def _due(now: datetime) -> "QuerySet[Batch]":
    deleted = ChannelDelivery.objects.without_their_change().filter(batch=OuterRef("pk"))
    return Batch.objects.filter(
        ~Exists(_pauses()), ~Exists(deleted), kind=Message.Kind.CHANNEL, state=Batch.State.PENDING, not_before__lte=now
    )


def _pauses() -> "QuerySet[SendingPause]":
    return SendingPause.objects.running().filter(kind=Message.Kind.CHANNEL)


def _entitled(now: datetime) -> "QuerySet[Channel]":
    return Channel.objects.ready(now).filter(Q(has_feature(Feature.WEBHOOKS, now, user="user_id")))


def _may_be_posted_to(channel: Channel, now: datetime) -> bool:
    entitled = Channel.objects.open().filter(Q(has_feature(Feature.WEBHOOKS, now, user="user_id")), pk=channel.pk)
    return entitled.filter(~Exists(_pauses())).exists()


def _mark_failed(batch: Batch, answer: ChannelAnswer, now: datetime) -> None:
    outcome = answer.outcome
    if outcome.verdict is SendVerdict.UNKNOWN:
        batches.mark_unanswered(batch=batch, reason=outcome.detail, now=now)
    else:
        batches.mark_postponed(batch=batch, reason=outcome.detail, now=now, pause=answer.pause)


def _note_failure(channel: Channel, answer: ChannelAnswer, now: datetime) -> None:
    channel.failing_since = channel.failing_since or now
    channel.failure_count = min(channel.failure_count + 1, _MOST_COUNTED)
    channel.resting_until = now + batches.CHANNEL_RETRIES.pause(channel.failure_count, asked=answer.pause)
    logger.warning("channel_not_reached", channel=str(channel.pk), failures=channel.failure_count)
    if channel.state != Channel.State.ACTIVE:  # its person paused it meanwhile
        return
    lasting = now - channel.failing_since
    if answer.is_gone or lasting >= DISABLED_AFTER:
        because = Channel.DisabledBecause.GONE if answer.is_gone else Channel.DisabledBecause.FAILING
        channel.state, channel.disabled_because = Channel.State.DISABLED, because
        _tell(channel, CHANNEL_DISABLED, now)
        logger.warning("channel_disabled", channel=str(channel.pk), because=because)
    elif channel.warning_count < len(WARNED_AFTER) and lasting >= WARNED_AFTER[channel.warning_count]:
        channel.warning_count = sum(lasting >= after for after in WARNED_AFTER)
        _tell(channel, CHANNEL_FAILING, now)


def _tell(channel: Channel, kind: str, now: datetime) -> None:
    owe(user=channel.user, kind=kind, about_at=now, facts={"channel": str(channel.pk)}, now=now)
