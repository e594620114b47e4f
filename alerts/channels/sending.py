"""Posts to channels what they are owed: claims, commits, makes its requests one by one, marks what it claimed."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from queue import Empty, SimpleQueue
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connections

from alerts.channels import claiming
from alerts.channels.claiming import ChannelClaim
from alerts.channels.kinds import request_of
from alerts.channels.letters import ToldEvent
from alerts.channels.posting import ChannelAnswer, Poster
from alerts.delivery import batches
from alerts.delivery.sending import LATEST_START
from alerts.delivery.transports.base import SendOutcome, SendVerdict
from alerts.models import Batch, Channel
from alerts.timing.clock import RunningClock

logger = structlog.get_logger(__name__)

DRAIN_SECONDS = 60
# A channel that is owed much lets the others have a turn.
MOST_AT_ONCE = 50
# So many are claimed in one transaction, and marked in one as long as that is not too long after the first answer.
MOST_CLAIMED = 25
SETTLED_EVERY = 1.0
_COUNTED = ("sent", "postponed", "given_up", "taken_back")


def deliver_to_channels(now: datetime) -> dict[str, int]:
    """Post what is due, each channel's one after another and several channels at once; return the counts."""
    clock = RunningClock(now)
    counts = Counter(
        taken_back=claiming.take_back_overrun(now), given_up=batches.give_up_old(now) + batches.give_up_deleted(now)
    )
    deadline = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < deadline and (ready := claiming.ready_channels(clock())):
        told = _tell_all(ready, clock, deadline)
        counts += told
        if not told:  # others are at it
            break
    return {**dict.fromkeys(_COUNTED, 0), **counts}


def _tell_all(ready: list[UUID], clock: RunningClock, deadline: float) -> Counter[str]:
    waiting: SimpleQueue[UUID] = SimpleQueue()
    for channel_id in ready:
        waiting.put(channel_id)
    at_once = min(len(ready), settings.DELIVERY_CONNECTIONS)
    if at_once == 1:
        return _drain(waiting, clock, deadline)
    with ThreadPoolExecutor(at_once, thread_name_prefix="channels") as threads:
        done = threads.map(lambda _: _drain_in_thread(waiting, clock, deadline), range(at_once))
        return sum(done, Counter())


def _drain_in_thread(waiting: "SimpleQueue[UUID]", clock: RunningClock, deadline: float) -> Counter[str]:
    try:
        return _drain(waiting, clock, deadline)
    finally:
        connections.close_all()  # the database's, of which each thread has its own


def _drain(waiting: "SimpleQueue[UUID]", clock: RunningClock, deadline: float) -> Counter[str]:
    counts: Counter[str] = Counter()
    with Poster() as poster:
        while True:
            try:
                channel_id = waiting.get_nowait()
            except Empty:
                return counts
            left = MOST_AT_ONCE
            while left > 0:
                if time.monotonic() > deadline:
                    return counts
                claim = claiming.claim(channel_id, clock(), most=min(left, MOST_CLAIMED))
                if claim is None:
                    break
                left -= len(claim.waiting)
                counts += _post_claimed(claim, poster, clock, deadline)


def _post_claimed(claim: ChannelClaim, poster: Poster, clock: RunningClock, deadline: float) -> Counter[str]:
    """Post what was claimed in its order until one fails, and mark it, every SETTLED_EVERY seconds and at the end."""
    counts: Counter[str] = Counter()
    last_start = min(deadline, time.monotonic() + LATEST_START.total_seconds())
    goes_on = True
    while goes_on:
        taken: list[Batch] = []
        failed = None
        settled_at = time.monotonic() + SETTLED_EVERY
        for batch in claim.waiting:
            answer = _told(claim.channel, batch, poster, clock, last_start)
            if answer is None:
                goes_on = False
                break
            if answer.outcome.verdict is not SendVerdict.ACCEPTED:
                failed = (batch, answer)
                break
            taken.append(batch)
            if time.monotonic() > settled_at:
                break
        ends = not goes_on or len(taken) == len(claim.waiting)
        goes_on = claiming.settle(claim, taken=taken, failed=failed, ends=ends, now=clock())
        counts.update(sent=len(taken), postponed=int(failed is not None))
    return counts


def _told(
    channel: Channel, batch: Batch, poster: Poster, clock: RunningClock, last_start: float
) -> ChannelAnswer | None:
    """Make the request of a claimed batch and return what became of it; None if it is too late to begin one."""
    try:
        event = ToldEvent(batch.channel_delivery.pk, batch.content.text.encode(), clock())
        request = request_of(channel, event)
    except Exception as error:  # nothing was sent yet; the other channels go on
        logger.exception("channel_request_not_made", batch=batch.pk)
        return ChannelAnswer(SendOutcome(SendVerdict.POSTPONED, f"The request can't be made: {type(error).__name__}."))
    if time.monotonic() > last_start:
        return None
    try:
        return poster.post(request, now=clock())
    except Exception as error:  # noqa: BLE001 - logged without its text, which may repeat the address
        logger.error("channel_request_broke", batch=batch.pk, error=type(error).__name__)
        return ChannelAnswer(SendOutcome(SendVerdict.UNKNOWN, "The request broke off."))
