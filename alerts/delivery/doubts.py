"""Ends doubts about batches that the provider may or may not have taken. The states are in `batches`.

A transport that can look itself (a file is there or not) is asked. For one that reports by events, an event of the
attempt proves that it was taken. The lack of events refutes it once newer attempts have been heard of.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from accounts.clocks import CLOCKS_DIFFER
from alerts.delivery import batches
from alerts.delivery.transports.base import Transport
from alerts.delivery.ways_to_send import WITH_EVENTS
from alerts.models import Attempt, Batch, Evidence, Message

# How far events may lag behind one another. An attempt is refuted only by attempts that began later than this after it.
GRACE = timedelta(minutes=15) + CLOCKS_DIFFER
LATER_ATTEMPTS = 3
# News older than this is marked and not repeated.
LONGEST_DOUBT = timedelta(hours=24)


def settle_doubts(transport: Transport, now: datetime) -> int:
    """Settle batches whose worker died or lost its connection, as far as their fate can be known.

    Returns the number of batches settled.
    """
    for batch in Batch.objects.overrun(now).exclude(kind=Message.Kind.CHANNEL):
        batches.mark_uncertain(batch=batch, reason="no answer within the lease")
    in_doubt = list(Batch.objects.filter(state=Batch.State.UNCERTAIN).order_by("pk"))
    attempts = Attempt.objects.in_bulk([batch.attempt for batch in in_doubt])
    by_events = [batch for batch in in_doubt if _transport_of(batch, attempts) in WITH_EVENTS]
    settled = _settle_by_events(by_events, attempts, now)
    for batch in in_doubt:
        name = _transport_of(batch, attempts)
        if name in WITH_EVENTS:
            continue
        known = None
        if name == transport.name:
            known = transport.was_accepted(list(batch.messages.values_list("pk", "created_at")))
        settled += batches.end_doubt(batch=batch, was_accepted=known, now=now)
    return settled


def _settle_by_events(in_doubt: Iterable[Batch], attempts: dict[object, Attempt], now: datetime) -> int:
    proven = set(Evidence.objects.filter(attempt__in=[b.attempt for b in in_doubt]).values_list("attempt", flat=True))
    passed: dict[str, datetime | None] = {}
    settled = 0
    for batch in in_doubt:
        attempt = attempts[batch.attempt]
        if attempt.pk in proven:
            settled += batches.end_doubt(batch=batch, was_accepted=True, now=now)
        elif now - attempt.started_at > LONGEST_DOUBT:
            settled += batches.end_doubt(batch=batch, was_accepted=None, now=now)
        elif now - attempt.started_at > GRACE:
            if attempt.transport not in passed:
                passed[attempt.transport] = _moved_past(attempt.transport, now)
            reached = passed[attempt.transport]
            if reached is not None and attempt.started_at + GRACE <= reached:
                settled += batches.end_doubt(batch=batch, was_accepted=False, now=now)
    return settled


def _moved_past(transport: str, now: datetime) -> datetime | None:
    """Return when the third latest attempt with evidence began, if there are three within the last day.

    It goes by when they began, never by when their events came: a stream that lags still brings events of old attempts.
    """
    proven = Attempt.objects.filter(
        transport=transport, started_at__gt=now - LONGEST_DOUBT, evidence__isnull=False
    ).order_by("-started_at")
    starts = list(proven.values_list("started_at", flat=True)[:LATER_ATTEMPTS])
    return starts[-1] if len(starts) == LATER_ATTEMPTS else None


def _transport_of(batch: Batch, attempts: dict[object, Attempt]) -> str:
    attempt = attempts.get(batch.attempt)
    return attempt.transport if attempt else ""
