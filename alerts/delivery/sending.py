"""Sends what is pending: claims a batch, makes one request, marks that batch. See `batches` for the states."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import connections

from accounts.clocks import CLOCKS_DIFFER
from accounts.languages import language_of
from accounts.retrying import LEASE
from alerts.delivery import batches
from alerts.delivery.doubts import settle_doubts
from alerts.delivery.suppression import SCOPES, reason_against
from alerts.delivery.transports.base import (
    BatchLetter,
    NotWritable,
    Recipient,
    SendOutcome,
    SendVerdict,
    Transport,
    Unreachable,
)
from alerts.delivery.ways_to_send import current_transport
from alerts.mail.lines import one_line
from alerts.mail.placeholders import UNREVIEWED_COUNT
from alerts.models import Batch, Message
from alerts.opinions.opinion_links import opinion_links
from alerts.reviewing.unreviewed import unreviewed_counts
from alerts.timing.clock import RunningClock
from alerts.watching.unsubscribing import unsubscribe_links

logger = structlog.get_logger(__name__)

DRAIN_SECONDS = 120
# A provider that breaks at each request would put all that is due in doubt within seconds.
MOST_DOUBTS_IN_A_ROW = 3
_COUNTED = ("sent", "postponed", "failed", "withheld", "divided", "uncertain", "settled")
# A worker that was stopped for longer than this since its claim doesn't send: its lease may be over before the answer.
LATEST_START = LEASE - CLOCKS_DIFFER - timedelta(minutes=3)


def deliver_due(now: datetime) -> dict[str, int]:
    """Send what is due until nothing is left or the time is up, after settling the doubts that earlier workers left.

    Returns the number of batches by outcome.
    """
    clock = RunningClock(now)
    transport = current_transport()
    settled = settle_doubts(transport, now)
    connections_needed = Batch.objects.due(now)[: settings.DELIVERY_CONNECTIONS].count()
    counts = _drain_over(connections_needed, clock)
    if connections_needed:
        settled += settle_doubts(transport, clock())
    return {**dict.fromkeys(_COUNTED, 0), **counts, "settled": settled}


def _drain_over(count: int, clock: RunningClock) -> Counter[str]:
    """Send over so many connections at once, because the time goes into waiting for the provider's answers."""
    if count <= 1:
        return _drain(clock) if count else Counter()
    with ThreadPoolExecutor(count, thread_name_prefix="deliver") as threads:
        return sum(threads.map(_drain_in_thread, [clock] * count), Counter())


def _drain_in_thread(clock: RunningClock) -> Counter[str]:
    try:
        return _drain(clock)
    finally:
        connections.close_all()  # the database's, of which each thread has its own


def _drain(clock: RunningClock) -> Counter[str]:
    """Send batch after batch over one connection; return the number of batches by outcome."""
    counts: Counter[str] = Counter()
    transport = current_transport()
    deadline = time.monotonic() + DRAIN_SECONDS
    doubts_in_a_row = 0
    try:
        with transport:
            while time.monotonic() < deadline and doubts_in_a_row < MOST_DOUBTS_IN_A_ROW:
                claimed_at = time.monotonic()
                batch = batches.claim_next(transport=transport.name, now=clock())
                if batch is None:
                    break
                became = _deliver(batch, transport, clock, claimed_at)
                counts[became] += 1
                doubts_in_a_row = doubts_in_a_row + 1 if became == "uncertain" else 0
    except Unreachable as error:
        logger.error("mail_provider_unreachable", transport=transport.name, detail=str(error))
    return counts


def _deliver(batch: Batch, transport: Transport, clock: RunningClock, claimed_at: float) -> str:
    """Send one claimed batch and mark it; return the name under which it is counted."""
    try:
        letter, recipients = _letter_of(batch), _recipients_of(batch, clock())
    except Exception as error:  # nothing was sent yet; the other batches go on
        logger.exception("batch_not_writable", batch=batch.pk)
        batches.mark_postponed(batch=batch, reason=f"not writable: {error!r}", now=clock())
        return "postponed"
    if not recipients:
        batches.mark_withheld(batch=batch, now=clock())
        return "withheld"
    if time.monotonic() - claimed_at > LATEST_START.total_seconds():
        batches.mark_postponed(batch=batch, reason="the worker was stopped before it could send", now=clock())
        return "postponed"
    try:
        assert batch.attempt is not None, "A claimed batch has an attempt."
        outcome = transport.send(letter, recipients, attempt=batch.attempt)
    except Unreachable as error:
        batches.mark_postponed(batch=batch, reason=str(error), now=clock(), pause=error.pause)
        raise
    except NotWritable as error:
        logger.exception("batch_not_writable", batch=batch.pk)
        batches.mark_postponed(batch=batch, reason=f"not writable: {error}", now=clock())
        return "postponed"
    except Exception as error:  # nobody knows how far it came; the other batches go on
        logger.exception("batch_broke_the_transport", batch=batch.pk)
        outcome = SendOutcome(SendVerdict.UNKNOWN, repr(error))
    return _mark(batch, outcome, clock())


def _mark(batch: Batch, outcome: SendOutcome, now: datetime) -> str:
    if outcome.verdict is SendVerdict.ACCEPTED:
        batches.mark_sent(batch=batch, provider_id=outcome.provider_id, now=now)
        return "sent"
    logger.warning("batch_not_sent", batch=batch.pk, verdict=outcome.verdict, detail=outcome.detail)
    if outcome.verdict is SendVerdict.POSTPONED:
        batches.mark_postponed(batch=batch, reason=outcome.detail, now=now)
        return "postponed"
    if outcome.verdict is SendVerdict.DIVIDED:
        batches.divide(batch=batch, apart=outcome.apart, reason=outcome.detail, now=now)
        return "divided"
    if outcome.verdict is SendVerdict.REFUSED:
        batches.mark_failed(batch=batch, reason=outcome.detail, now=now)
        return "failed"
    batches.mark_uncertain(batch=batch, reason=outcome.detail)
    return "uncertain"


def _letter_of(batch: Batch) -> BatchLetter:
    content = batch.content
    return BatchLetter(
        batch_id=batch.pk,
        kind=batch.kind,
        subject=one_line(content.subject),
        text=content.text,
        html=content.html,
        headers=_list_headers(SCOPES[Message.Kind(batch.kind)]),
    )


def _recipients_of(batch: Batch, now: datetime) -> list[Recipient]:
    """Read the people of the batch in one query, and note those who may not be written to as withheld.

    One more query counts what they have not decided on, for a letter that tells it.
    """
    link_of, opinions_of = unsubscribe_links(SCOPES[Message.Kind(batch.kind)]), opinion_links()
    recipients, people, reasons, noted = [], [], {}, []
    fields = ("pk", "user__display_name", "user__email", "user_id", "user__locale", "withheld")
    rows = batch.messages.order_by("pk").values_list(*fields, reason_against(batch.kind, now))
    for message_id, name, address, user_id, locale, withheld, reason in rows:
        if withheld:
            noted.append(withheld)
        if reason:
            reasons[message_id] = reason
            continue
        links = link_of(user_id, message_id), opinions_of(message_id)
        told = one_line(name), address, *links
        recipients.append(Recipient(message_id, batch.created_at, *told, language=language_of(locale)))
        people.append(user_id)
    if reasons or noted:
        batches.withhold(reasons=reasons, noted=noted, now=now)
    if UNREVIEWED_COUNT not in batch.content.text:
        return recipients
    counts = unreviewed_counts(people, now)
    return [
        recipient._replace(unreviewed_count=counts.get(user_id, 0))
        for user_id, recipient in zip(people, recipients, strict=True)
    ]


def _list_headers(scope: str) -> dict[str, str]:
    """Return the headers that name the list and offer to leave it by one POST (RFC 2919; RFC 8058, section 3.1)."""
    return {
        "List-Id": f"Clausewatch {scope} <{scope}.{urlsplit(settings.BASE_URL).hostname}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",  # RFC 3834
    }
