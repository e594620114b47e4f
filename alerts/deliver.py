"""Sending what is pending: claim a batch, make one request, mark that batch. See `batches` for the states."""

import time
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from accounts.models import User
from alerts import batches, placeholders
from alerts.clock import RunningClock
from alerts.doubts import settle_doubts
from alerts.models import Batch, Message
from alerts.suppression import SCOPES, reasons_against
from alerts.transport import current_transport
from alerts.transport.base import Letter, Outcome, Recipient, Transport, Unreachable, Verdict
from alerts.unsubscribe import unsubscribe_url
from alerts.wording import one_line

logger = structlog.get_logger(__name__)

DRAIN_SECONDS = 120
# A provider that breaks at each request would put all that is due in doubt within seconds.
MOST_DOUBTS_IN_A_ROW = 3
# A worker that was stopped for longer than this since its claim doesn't send: its lease may be over before the answer.
LATEST_START = batches.LEASE - timedelta(minutes=3)


def deliver_due(now: datetime) -> dict[str, int]:
    """Send what is due, until nothing is or the time is up; end first the doubts that earlier workers left."""
    clock = RunningClock(now)
    counts = {"sent": 0, "postponed": 0, "failed": 0, "withheld": 0, "divided": 0, "uncertain": 0, "settled": 0}
    transport = current_transport()
    counts["settled"] = settle_doubts(transport, now)
    if not Batch.objects.due(now).exists():
        return counts
    try:
        with transport:
            _drain(transport, clock, counts)
    except Unreachable as error:
        logger.error("mail_provider_unreachable", transport=transport.name, detail=str(error))
    counts["settled"] += settle_doubts(transport, clock())
    return counts


def _drain(transport: Transport, clock: RunningClock, counts: dict[str, int]) -> None:
    deadline = time.monotonic() + DRAIN_SECONDS
    doubts_in_a_row = 0
    while time.monotonic() < deadline and doubts_in_a_row < MOST_DOUBTS_IN_A_ROW:
        claimed_at = time.monotonic()
        batch = batches.claim_next(transport=transport.name, now=clock())
        if batch is None:
            return
        became = _deliver(batch, transport, clock, claimed_at)
        counts[became] += 1
        doubts_in_a_row = doubts_in_a_row + 1 if became == "uncertain" else 0


def _deliver(batch: Batch, transport: Transport, clock: RunningClock, claimed_at: float) -> str:
    """Send one claimed batch and mark it: under which name it counts."""
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
    except Exception as error:  # nobody knows how far it came; the other batches go on
        logger.exception("batch_broke_the_transport", batch=batch.pk)
        outcome = Outcome(Verdict.UNKNOWN, repr(error))
    return _mark(batch, outcome, clock())


def _mark(batch: Batch, outcome: Outcome, now: datetime) -> str:
    if outcome.verdict is Verdict.ACCEPTED:
        batches.mark_sent(batch=batch, provider_id=outcome.provider_id, now=now)
        return "sent"
    logger.warning("batch_not_sent", batch=batch.pk, verdict=outcome.verdict, detail=outcome.detail)
    if outcome.verdict is Verdict.POSTPONED:
        batches.mark_postponed(batch=batch, reason=outcome.detail, now=now)
        return "postponed"
    if outcome.verdict is Verdict.DIVIDED:
        batches.divide(batch=batch, apart=outcome.apart, reason=outcome.detail, now=now)
        return "divided"
    if outcome.verdict is Verdict.REFUSED:
        batches.mark_failed(batch=batch, reason=outcome.detail, now=now)
        return "failed"
    batches.mark_uncertain(batch=batch, reason=outcome.detail)
    return "uncertain"


def _letter_of(batch: Batch) -> Letter:
    content = batch.content
    return Letter(
        batch_id=batch.pk, kind=batch.kind, subject=one_line(content.subject), text=content.text, html=content.html
    )


def _recipients_of(batch: Batch, now: datetime) -> list[Recipient]:
    """The people of the batch. Where one may not be written to, that is noted instead."""
    messages = list(batch.messages.select_related("user").order_by("pk"))
    against = reasons_against([message.user_id for message in messages], batch.kind)
    batches.withhold(messages=messages, reasons=against, now=now)
    scope = SCOPES[Message.Kind(batch.kind)]
    return [_recipient(message, scope) for message in messages if message.user_id not in against]


def _recipient(message: Message, scope: str) -> Recipient:
    url = unsubscribe_url(message.user_id, scope, message.pk)
    name = _name_of(message.user)
    return Recipient(
        message_id=message.pk,
        created_at=message.created_at,
        name=name,
        address=message.user.email,
        values={
            placeholders.NAME: name or "there",
            placeholders.UNSUBSCRIBE_URL: url,
            placeholders.PREFERENCES_URL: url,
        },
        headers=_list_headers(scope, url),
    )


def _list_headers(scope: str, url: str) -> dict[str, str]:
    """What names the list and lets a mail program leave it by one POST (RFC 2919; RFC 8058, section 3.1)."""
    return {
        "List-Id": f"Clausewatch {scope} <{scope}.{urlsplit(settings.BASE_URL).hostname}>",
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _name_of(user: User) -> str:
    return one_line(user.display_name)
