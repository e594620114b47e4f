"""Batches and their states. Every transition is here, and each names the state and the attempt it starts from.

pending   → sending    a worker claims it: an attempt and a lease, committed before the request
sending   → sent       the provider accepted
sending   → pending    certainly not accepted: again later, as often as RETRIES allows
sending   → pending    certainly not accepted, and divided into two batches
sending   → failed     refused for good
sending   → withheld   nobody is left to send it to
sending   → uncertain  the request went out and no answer came, or the lease is over
uncertain → sent       the transport's evidence, or an event of the attempt
uncertain → pending    the transport knows better, or the events have moved past without one of the attempt
uncertain → held       nobody can know, or a day has passed
held, pending → sent   an event of the latest attempt came after all
held, failed → pending               by the operator

A receiver of a channel knows what comes twice by its id, so there a doubt is no state of its own:

sending      → pending  no answer, or the lease is over: again later, under the same id, as long as it is young
sending      → pending  claimed with others and certainly not sent, since one before it failed: as if never claimed
pending      → failed   it is not young any more, or its change was deleted
sent, failed → pending  by the person, who has it replayed
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from accounts.retrying import LEASE, Retries
from alerts.database.temporary_tables import TemporaryTable, change, execute, fill, stored
from alerts.delivery.scrubbing import without_secrets
from alerts.models import Attempt, Batch, ChannelDelivery, Evidence, Message, Withheld

State = Batch.State
# About a day.
RETRIES = Retries(30, first_pause=timedelta(minutes=1), longest_pause=timedelta(hours=1), spread=0.2)
# A channel's end by `ChannelDelivery.give_up_at`, not by their number; a counter holds no more.
CHANNEL_RETRIES = Retries(32_000, first_pause=timedelta(seconds=10), longest_pause=timedelta(hours=3), spread=0.2)
# So long what a channel is owed is tried again, and delivered once the channel takes it again.
YOUNG = timedelta(days=7)
_REASON_LENGTH = 500
# An answer may come after the lease is over and the batch is already thought uncertain or held: it is still the answer.
_IN_FLIGHT: Sequence[str] = (State.SENDING, State.UNCERTAIN, State.HELD)
# A batch that is being sent is its sender's: what the events prove of it is seen when its lease is over.
_PROVABLE: Sequence[str] = (State.UNCERTAIN, State.HELD, State.PENDING)
# What was concluded from silence. The provider's answer or event may have been stored meanwhile, and is never replaced.
_CONCLUSIONS = ("unknown", "not accepted")


def enqueue(*, owed: TemporaryTable, kind: str, batch_size: int, now: datetime) -> int:
    """Write a message for each row `message_id, user_id, content_id`, in batches of one content.

    Returns the number of messages. Rows without a content get none.
    """
    counts = execute(
        f"SELECT content_id, count(*) FROM {owed} WHERE content_id IS NOT NULL GROUP BY content_id ORDER BY content_id"
    )
    places = [(content_id, place) for content_id, count in counts for place in range(-(-count // batch_size))]
    batches = Batch.objects.bulk_create(
        [Batch(kind=kind, content_id=content_id, not_before=now, created_at=now) for content_id, _ in places],
        batch_size=1000,
    )
    numbered = [(*place, batch.pk) for place, batch in zip(places, batches, strict=True)]
    fill("opened_batch", dict.fromkeys(("content_id", "place", "batch_id"), "bigint"), numbered)
    return change(
        f"INSERT INTO {Message._meta.db_table} (id, user_id, kind, batch_id, created_at) "
        "SELECT message.message_id, message.user_id, %s, batch.batch_id, %s FROM (SELECT message_id, user_id, "
        "content_id, (row_number() OVER (PARTITION BY content_id ORDER BY user_id) - 1) / %s AS place "
        f"FROM {owed} WHERE content_id IS NOT NULL) AS message JOIN opened_batch batch "
        # Rows go into the indexes by person in their order, several times faster.
        "ON batch.content_id = message.content_id AND batch.place = message.place ORDER BY message.user_id",
        [kind, stored(now), batch_size],
    )


@transaction.atomic
def claim_next(*, transport: str, now: datetime) -> Batch | None:
    """Claim the batch that has been due longest, so no other worker can, and return it; its `attempt` is committed."""
    batch = Batch.objects.due(now).select_for_update(skip_locked=True).first()
    if batch is not None:
        begin_attempt(batch=batch, transport=transport, now=now)
    return batch


def begin_attempt(*, batch: Batch, transport: str, now: datetime) -> None:
    """Give a batch that is locked its next attempt and a lease. Commit before the request is made."""
    batch.state = State.SENDING
    batch.attempt = Attempt.objects.create(batch=batch, transport=transport, started_at=now).pk
    batch.attempt_count += 1
    batch.lease_until = now + LEASE
    batch.save(update_fields=["state", "attempt", "attempt_count", "lease_until"])


def begin_attempts(*, batches: Sequence[Batch], transport: str, now: datetime) -> None:
    """Give each of these, which are locked, its next attempt and one lease. Commit before the requests are made."""
    rows = [Attempt(batch=batch, transport=transport, started_at=now) for batch in batches]
    Attempt.objects.bulk_create(rows)
    begun = Attempt.objects.filter(pk__in=[row.pk for row in rows], batch=OuterRef("pk"))
    fields: dict[str, Any] = {"state": State.SENDING, "lease_until": now + LEASE}
    Batch.objects.filter(pk__in=[batch.pk for batch in batches]).update(
        attempt=Subquery(begun.values("pk")), attempt_count=F("attempt_count") + 1, **fields
    )
    for batch, row in zip(batches, rows, strict=True):
        batch.attempt, batch.attempt_count = row.pk, batch.attempt_count + 1
        for name, value in fields.items():
            setattr(batch, name, value)


@transaction.atomic
def withhold(*, reasons: Mapping[UUID, str], noted: Collection[UUID], now: datetime) -> None:
    """Note which messages aren't sent and why, replacing what earlier attempts noted about them."""
    if noted:
        Withheld.objects.filter(pk__in=noted).delete()
    rows = [Withheld(message_id=message_id, reason=reason, at=now) for message_id, reason in reasons.items()]
    Withheld.objects.bulk_create(rows, batch_size=500)


def mark_sent(*, batch: Batch, provider_id: str, now: datetime) -> bool:
    """Mark the batch as accepted and return True, unless another attempt was begun; its lease may be over."""
    return _end_attempt(
        batch, State.SENT, since=_IN_FLIGHT, outcome="accepted", provider_id=provider_id[:200], finished_at=now
    )


def mark_all_sent(*, batches: Collection[Batch], now: datetime) -> None:
    """Mark these as accepted, unless another attempt was begun at one. To be called within a transaction."""
    begun = _attempts_of(batches)
    Batch.objects.filter(pk__in=begun, attempt__in=begun.values(), state__in=_IN_FLIGHT).update(
        state=State.SENT, lease_until=None, reason="", provider_id="", finished_at=now
    )
    Attempt.objects.filter(pk__in=begun.values()).update(outcome="accepted", detail="")


def unclaim(*, batches: Collection[Batch]) -> None:
    """Give back what was claimed and certainly not sent, as if it had not been claimed: no attempt was made.

    To be called within a transaction.
    """
    begun = _attempts_of(batches)
    Batch.objects.filter(pk__in=begun, attempt__in=begun.values(), state=State.SENDING).update(
        state=State.PENDING, attempt=None, attempt_count=F("attempt_count") - 1, lease_until=None
    )
    Attempt.objects.filter(pk__in=begun.values(), outcome="").delete()


def mark_withheld(*, batch: Batch, now: datetime) -> bool:
    """Mark the batch as withheld, since nobody was left to send it to; return whether this attempt still held it."""
    return _end_attempt(batch, State.WITHHELD, outcome="withheld", finished_at=now)


def mark_failed(*, batch: Batch, reason: str, now: datetime) -> bool:
    """Mark the batch as refused for good; return whether this attempt still held it."""
    return _end_attempt(batch, State.FAILED, since=_IN_FLIGHT, outcome="refused", reason=reason, finished_at=now)


def mark_postponed(*, batch: Batch, reason: str, now: datetime, pause: timedelta | None = None) -> bool:
    """Try the refused batch again after the usual pause or the one asked for.

    After the last attempt the batch fails. Return False if another attempt has taken the batch over meanwhile.
    """
    return _try_later(batch, now, since=_IN_FLIGHT, outcome="postponed", reason=reason, pause=pause)


@transaction.atomic
def divide(*, batch: Batch, apart: Collection[UUID], reason: str, now: datetime) -> bool:
    """Move these messages of a refused batch to a batch of their own, both due at once.

    Return whether that was done.
    """
    moved = _end_attempt(
        batch, State.PENDING, since=_IN_FLIGHT, outcome="divided", reason=reason, not_before=now, attempt_count=0
    )
    if moved:
        part = Batch.objects.create(
            kind=batch.kind, content_id=batch.content_id, not_before=now, created_at=batch.created_at
        )
        Message.objects.filter(batch=batch, pk__in=apart).update(batch=part)
    return moved


def mark_unanswered(*, batch: Batch, reason: str, now: datetime) -> bool:
    """Try what a channel may have got again under the same id; return whether this attempt still held it."""
    return _try_later(batch, now, since=(State.SENDING,), outcome="unknown", reason=reason)


def mark_all_unanswered(*, batches: Collection[Batch], reason: str, now: datetime) -> int:
    """Try what one channel may have got again, all of it after the same pause; return how many were still held.

    So they stay in their order. To be called within a transaction.
    """
    begun = _attempts_of(batches)
    held = Batch.objects.filter(pk__in=begun, attempt__in=begun.values(), state=State.SENDING)
    keys = list(held.order_by("pk").select_for_update().values_list("pk", flat=True))
    pause = CHANNEL_RETRIES.pause(max((batch.attempt_count for batch in batches), default=1))
    Batch.objects.filter(pk__in=keys).update(
        state=State.PENDING, lease_until=None, reason=reason, not_before=now + pause
    )
    Attempt.objects.filter(pk__in=[begun[key] for key in keys]).update(outcome="unknown", detail=reason)
    return len(keys)


def mark_uncertain(*, batch: Batch, reason: str) -> bool:
    """Mark the batch as perhaps accepted; return whether this attempt still held it."""
    return _end_attempt(batch, State.UNCERTAIN, outcome="unknown", reason=reason)


def end_doubt(*, batch: Batch, was_accepted: bool | None, now: datetime) -> bool:
    """Move an uncertain batch on by what the transport knows; return whether it was moved.

    The batch is held for the operator if nobody can know.
    """
    since = (State.UNCERTAIN,)
    if was_accepted is None:
        return _end_attempt(batch, State.HELD, since=since, outcome="unknown", reason=batch.reason, finished_at=now)
    if was_accepted:
        return _end_attempt(batch, State.SENT, since=since, outcome="accepted", finished_at=now)
    return _try_later(batch, now, since=since, outcome="not accepted", reason=batch.reason)


@transaction.atomic
def confirm(*, batch_of: Mapping[UUID, int], now: datetime) -> int:
    """Mark batches as sent whose attempts the provider reported on, and return how many that settled."""
    attempt_ids = sorted(batch_of)
    Evidence.objects.bulk_create(
        [Evidence(attempt_id=pk, first_seen_at=now) for pk in attempt_ids], ignore_conflicts=True
    )
    proven = Batch.objects.filter(pk__in=set(batch_of.values()), attempt__in=attempt_ids, state__in=_PROVABLE)
    settled = dict(proven.select_for_update().order_by("pk").values_list("pk", "attempt"))
    if settled:
        Batch.objects.filter(pk__in=settled).update(state=State.SENT, lease_until=None, reason="", finished_at=now)
        attempts = Attempt.objects.filter(pk__in=[attempt for attempt in settled.values() if attempt])
        attempts.update(outcome="accepted", detail="")
    return len(settled)


@transaction.atomic
def resend(batch_ids: Collection[int], now: datetime) -> int:
    """Give held and failed batches back to the senders, by the operator's decision; return the number."""
    return _give_back(Batch.objects.filter(pk__in=batch_ids, state__in=(State.HELD, State.FAILED)), now)


@transaction.atomic
def replay(batch_ids: Collection[int], now: datetime) -> int:
    """Give batches of channels that ended, whichever way, back to the senders; return the number."""
    ended = Batch.objects.filter(pk__in=batch_ids, kind=Message.Kind.CHANNEL, state__in=(State.SENT, State.FAILED))
    return _give_back(ended, now)


def give_up_old(now: datetime) -> int:
    """End what a channel is owed and is not young any more; return the number."""
    late = ChannelDelivery.objects.filter(batch=OuterRef("pk"), give_up_at__lte=now)
    waiting = Batch.objects.filter(Exists(late), kind=Message.Kind.CHANNEL, state=State.PENDING)
    return waiting.update(
        state=State.FAILED, finished_at=now, reason="It could not be delivered while it was young enough."
    )


def give_up_deleted(now: datetime) -> int:
    """End what channels are owed of changes that are deleted; return the number."""
    deleted = ChannelDelivery.objects.without_their_change().filter(batch=OuterRef("pk"))
    waiting = Batch.objects.filter(Exists(deleted), kind=Message.Kind.CHANNEL, state=State.PENDING)
    return waiting.update(
        state=State.FAILED, finished_at=now, reason="The change was deleted from the record before it was told."
    )


def _attempts_of(batches: Collection[Batch]) -> dict[int, UUID]:
    return {batch.pk: batch.attempt for batch in batches if batch.attempt is not None}


def _give_back(ended: "QuerySet[Batch]", now: datetime) -> int:
    keys = list(ended.order_by("pk").select_for_update().values_list("pk", flat=True))
    ChannelDelivery.objects.filter(batch__in=keys).update(give_up_at=now + YOUNG)
    return Batch.objects.filter(pk__in=keys).update(
        state=State.PENDING, not_before=now, attempt_count=0, lease_until=None, finished_at=None
    )


def _try_later(
    batch: Batch, now: datetime, *, since: Sequence[str], outcome: str, reason: str, pause: timedelta | None = None
) -> bool:
    retries = CHANNEL_RETRIES if batch.kind == Message.Kind.CHANNEL else RETRIES
    if retries.are_over(batch.attempt_count):
        given_up = f"given up after {batch.attempt_count} attempts: {reason}"
        return _end_attempt(batch, State.FAILED, since=since, outcome=outcome, reason=given_up, finished_at=now)
    not_before = now + retries.pause(batch.attempt_count, asked=pause)
    return _end_attempt(batch, State.PENDING, since=since, outcome=outcome, reason=reason, not_before=not_before)


@transaction.atomic
def _end_attempt(
    batch: Batch,
    state: str,
    *,
    since: Sequence[str] = (State.SENDING,),
    outcome: str,
    reason: str = "",
    **fields: object,
) -> bool:
    """Move the batch on if it is still as this attempt left it, and return whether it was.

    Store the attempt's outcome; one that was only concluded, if the batch was moved by it.
    """
    assert batch.attempt is not None, "Only an attempt that was begun can end."
    reason = without_secrets(reason)[:_REASON_LENGTH]
    moved = Batch.objects.filter(pk=batch.pk, attempt=batch.attempt, state__in=since).update(
        state=state, lease_until=None, reason=reason, **fields
    )
    if moved or outcome not in _CONCLUSIONS:
        Attempt.objects.filter(pk=batch.attempt).update(outcome=outcome, detail=reason)
    return moved == 1
