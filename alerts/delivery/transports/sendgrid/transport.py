"""SendGrid's mail/send: one request for up to 1,000 people, over a connection that is kept for many batches.

SendGrid has no idempotency keys, so a request is never repeated here; its events settle what is in doubt.
"""

import json
import re
import time
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from accounts.outgoing import MaybeAccepted, NotAccepted
from alerts.delivery.transports.base import (
    BatchLetter,
    NotWritable,
    Recipient,
    SendOutcome,
    SendVerdict,
    Unreachable,
    writing,
)
from alerts.delivery.transports.sendgrid import payload as payloads
from alerts.delivery.transports.sendgrid.blame import half_or_probe
from alerts.delivery.transports.sendgrid.connection import Answer, KeptAliveConnection, NoAnswer, NotWritten
from alerts.models import Batch, Message

logger = structlog.get_logger(__name__)

# With the latest start of a delivery, two minutes after its claim, this stays well under the lease of five.
CONNECT_SECONDS, REQUEST_SECONDS = 10, 100
_PERSON_SECONDS = 20  # somebody waits for a code
_PATH = "/v3/mail/send"
_USUAL_PAUSE, _SHORTEST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)
_PERSON_AT_FAULT = re.compile(r"personalizations[.\[](\d+)")


class SendGridTransport:
    """Sends by SendGrid.

    A 202 accepts the request as a whole; if no answer came, the Event Webhook gives the evidence.
    """

    name = "sendgrid"
    batch_size = payloads.MOST_RECIPIENTS

    def __init__(self) -> None:
        self._connection = connect(REQUEST_SECONDS)
        self._left_today: int | None = None

    def __enter__(self) -> Self:
        if settings.SENDGRID_DAILY_LIMIT:
            self._left_today = settings.SENDGRID_DAILY_LIMIT - _accepted_since(_midnight(timezone.now()))
        try:
            self._connection.open()
        except NotWritten as error:
            raise Unreachable(str(error)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def send(self, letter: BatchLetter, recipients: Sequence[Recipient], *, attempt: UUID) -> SendOutcome:
        since = time.monotonic()  # a process may be stopped while it writes the body, too
        known = _before_asking(recipients) or self._within_the_day(recipients)
        if known is not None:
            return known
        with writing():
            body = payloads.request_body(letter, recipients, attempt=attempt)
        if len(body) > payloads.MOST_BYTES:
            return _refused(recipients, f"a request of {len(body)} bytes", _second_half(recipients))
        try:
            answer = self._connection.request("POST", _PATH, body, headers(), since=since)
        except NotWritten as error:
            raise Unreachable(str(error)) from error
        except NoAnswer as error:
            outcome = SendOutcome(SendVerdict.UNKNOWN, str(error))
        else:
            outcome = _outcome(answer, recipients, attempt)
        if self._left_today is not None and outcome.verdict in (SendVerdict.ACCEPTED, SendVerdict.UNKNOWN):
            self._left_today -= len(recipients)
        return outcome

    def was_accepted(self, messages: Sequence[tuple[UUID, datetime]]) -> None:
        return None

    def _within_the_day(self, recipients: Sequence[Recipient]) -> SendOutcome | None:
        """Return None, or the batch divided at what SENDGRID_DAILY_LIMIT leaves today.

        Raises Unreachable until tomorrow if nothing is left.
        """
        if self._left_today is None or len(recipients) <= self._left_today:
            return None
        if self._left_today > 0:
            return _divided("more than today's limit leaves", recipients[self._left_today :])
        now = timezone.now()
        raise Unreachable("SENDGRID_DAILY_LIMIT is reached", pause=_midnight(now) + timedelta(days=1) - now)


class SendGridBackend(BaseEmailBackend):
    """Django's mail by SendGrid: codes and password resets, for which a person waits."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each message and return how many were sent.

        Raises NotAccepted or MaybeAccepted for the first that fails, unless it is to fail silently.
        """
        connection = connect(_PERSON_SECONDS)
        sent = 0
        try:
            for message in email_messages:
                _send_single(connection, message)
                sent += 1
        except (NotAccepted, MaybeAccepted):
            if not self.fail_silently:
                raise
        finally:
            connection.close()
        return sent


def _send_single(connection: KeptAliveConnection, message: EmailMessage) -> None:
    try:
        with writing():
            body = payloads.single_body(message)
        answer = connection.request("POST", _PATH, body, headers())
    except (NotWritable, NotWritten) as error:
        raise NotAccepted(str(error)) from error
    except NoAnswer as error:
        raise MaybeAccepted(str(error)) from error
    if answer.status in (200, 202):
        return
    said = f"SendGrid answered {answer.status} {answer_as_text(answer)}"
    if answer.status >= 500:
        raise MaybeAccepted(said)
    raise NotAccepted(said)


def connect(request_seconds: float) -> KeptAliveConnection:
    return KeptAliveConnection(
        settings.SENDGRID_API_HOST, connect_seconds=CONNECT_SECONDS, request_seconds=request_seconds
    )


def headers() -> dict[str, str]:
    return {"Authorization": f"Bearer {settings.SENDGRID_API_KEY}", "Content-Type": "application/json"}


def _before_asking(recipients: Sequence[Recipient]) -> SendOutcome | None:
    """Return the refusal of a request that SendGrid is known to refuse; None if nothing is known against it."""
    obstacles = {recipient.message_id: payloads.obstacle(recipient) for recipient in recipients}
    at_fault = [recipient for recipient in recipients if obstacles[recipient.message_id]]
    if at_fault:
        return _refused(recipients, obstacles[at_fault[0].message_id], at_fault)
    again = payloads.repeated(recipients)
    return _divided("an address twice in one request", again) if again else None


def _outcome(answer: Answer, recipients: Sequence[Recipient], attempt: UUID) -> SendOutcome:
    """Return what the answer means for the batch. Raises Unreachable if other batches would fail too."""
    detail = f"{answer.status} {answer_as_text(answer)}"
    if answer.status in (200, 202):  # 200 in SendGrid's sandbox mode
        return SendOutcome(SendVerdict.ACCEPTED, provider_id=answer.headers.get("x-message-id", ""))
    if answer.status == 429:
        raise Unreachable(detail, pause=pause_asked_for(answer))
    if answer.status in (401, 403, 404, 405) or 300 <= answer.status < 400:
        logger.critical("sendgrid_lets_nobody_in", status=answer.status, detail=answer_as_text(answer))
        raise Unreachable(detail)
    if answer.status == 408:
        return SendOutcome(SendVerdict.POSTPONED, detail)
    if 400 <= answer.status < 500:
        return _refused(recipients, detail, _apart(answer, recipients, attempt))
    return SendOutcome(SendVerdict.UNKNOWN, detail)


def _apart(answer: Answer, recipients: Sequence[Recipient], attempt: UUID) -> Collection[Recipient]:
    """Return who goes on in a batch of their own after this refusal; nobody if the mail is at fault."""
    if answer.status == 413 or len(recipients) == 1:
        return _second_half(recipients)
    return _at_fault(answer, recipients) or half_or_probe(recipients, _errors(answer), attempt=attempt)


def _refused(recipients: Sequence[Recipient], detail: str, apart: Collection[Recipient]) -> SendOutcome:
    """Return the refusal of the batch: divided, so that one bad address holds up no other, or refused for good."""
    if len(recipients) == 1 or not apart:
        return SendOutcome(SendVerdict.REFUSED, detail)
    if len(apart) == len(recipients):
        apart = _second_half(recipients)
    return _divided(detail, apart)


def _divided(detail: str, apart: Collection[Recipient]) -> SendOutcome:
    return SendOutcome(SendVerdict.DIVIDED, detail, apart=frozenset(recipient.message_id for recipient in apart))


def _second_half(recipients: Sequence[Recipient]) -> Sequence[Recipient]:
    return recipients[len(recipients) // 2 :]


def _at_fault(answer: Answer, recipients: Sequence[Recipient]) -> list[Recipient]:
    """Return the people whom the errors name by position, as in `personalizations.17.to.0.email`."""
    found = {int(m[1]) for error in _errors(answer) if (m := _PERSON_AT_FAULT.match(str(error.get("field") or "")))}
    return [recipients[position] for position in sorted(found) if position < len(recipients)]


def _errors(answer: Answer) -> list[dict[str, Any]]:
    try:
        read = json.loads(answer.body)
    except ValueError:
        return []
    errors = read.get("errors") if isinstance(read, dict) else None
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []


def answer_as_text(answer: Answer) -> str:
    said = "; ".join(str(error.get("message")) for error in _errors(answer))
    return (said or answer.body.decode("utf-8", "replace"))[:300]


def pause_asked_for(answer: Answer) -> timedelta:
    """Return how long to wait, by Retry-After (seconds or a date), else X-RateLimit-Reset (epoch seconds)."""
    after, reset = answer.headers.get("retry-after", "").strip(), answer.headers.get("x-ratelimit-reset", "").strip()
    seconds = _USUAL_PAUSE.total_seconds()
    try:
        if after:
            seconds = float(after) if after.isdecimal() else parsedate_to_datetime(after).timestamp() - time.time()
        elif reset:
            seconds = float(reset) - time.time()
        return max(_SHORTEST_PAUSE, min(timedelta(seconds=seconds), _LONGEST_PAUSE))
    except (ValueError, OverflowError):
        return _USUAL_PAUSE


def _midnight(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _accepted_since(start: datetime) -> int:
    """Return how many messages were accepted since then."""
    sent = Message.objects.filter(batch__state=Batch.State.SENT, batch__finished_at__gte=start)
    return sent.filter(withheld=None).count()
