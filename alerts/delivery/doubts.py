"""Batches of which nobody knows whether the provider took them, and how the doubt ends. The states are in `batches`.

A transport that looks itself (a file is there or not) is asked. One that reports afterwards, by events, is judged by
them: an event of the attempt proves it, and its absence refutes it once the stream is known to have moved past.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from accounts.clocks import CLOCKS_DIFFER
from alerts.delivery import batches
from alerts.delivery.transports.base import Transport
from alerts.delivery.ways_to_send import WITH_EVENTS
from alerts.models import Attempt, Batch, Evidence

# How far events may lag behind one another. An attempt is refuted only by attempts that began later than this after it.
GRACE = timedelta(minutes=15) + CLOCKS_DIFFER
LATER_ATTEMPTS = 3
# News older than this is marked and not repeated.
LONGEST_DOUBT = timedelta(hours=24)


def settle_doubts(transport: Transport, now: datetime) -> int:
    """End what workers that died or lost their connection left open, as far as it can be known: how many."""
    for batch in Batch.objects.overrun(now):
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
    """When the third latest of the attempts with evidence began, if there are three of the last day.

    By when they began, never by when their events came: a stream that lags brings events of old attempts all the time.
    """
    proven = Attempt.objects.filter(
        transport=transport, started_at__gt=now - LONGEST_DOUBT, evidence__isnull=False
    ).order_by("-started_at")
    starts = list(proven.values_list("started_at", flat=True)[:LATER_ATTEMPTS])
    return starts[-1] if len(starts) == LATER_ATTEMPTS else None


def _transport_of(batch: Batch, attempts: dict[object, Attempt]) -> str:
    attempt = attempts.get(batch.attempt)
    return attempt.transport if attempt else ""
