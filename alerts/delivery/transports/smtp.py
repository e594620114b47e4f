"""Mail by SMTP: one message per request, over a connection that is kept for many batches."""

import smtplib
from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from types import TracebackType
from typing import Self, cast
from uuid import UUID

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from accounts.mail_addresses import wire_address
from accounts.outgoing import MaybeAccepted, NotAccepted
from alerts.delivery.transports.base import (
    BatchLetter,
    NotWritable,
    Recipient,
    SendOutcome,
    SendVerdict,
    Unreachable,
    message_to,
    wire_bytes,
    writing,
)


class SmtpTransport:
    """Sends by SMTP, which remembers nothing: a connection lost after the text began leaves the message in doubt."""

    name = "smtp"
    batch_size = 1

    def __init__(self) -> None:
        # Django's backend knows TLS, login and time-outs; the conversation after that is ours, to know how far it came.
        self._backend = EmailBackend()

    def __enter__(self) -> Self:
        self._connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._backend.close()

    def send(self, letter: BatchLetter, recipients: Sequence[Recipient], *, attempt: UUID) -> SendOutcome:
        (recipient,) = recipients
        with writing():
            message = message_to(recipient, letter)
        return self.send_message(message)

    def send_message(self, message: EmailMessage) -> SendOutcome:
        """Hand over one message and return the outcome. Raises Unreachable or NotWritable if nothing was accepted."""
        with writing():
            sender, text = _envelope_address(message.from_email), wire_bytes(message)
            receivers = [_envelope_address(address) for address in message.recipients()]
        try:
            self._connect()
            refusal = self._announce(sender, receivers)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return SendOutcome(SendVerdict.POSTPONED, f"before the text: {error}")
        if refusal is not None:
            return refusal
        try:
            # The text may have been accepted from here on, whatever happens to the connection.
            code, reply = self._session.data(text)
        except smtplib.SMTPDataError as error:  # the server refused before any text
            return self._refused(error.smtp_code, cast(bytes, error.smtp_error))
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return SendOutcome(SendVerdict.UNKNOWN, f"after the text began: {error}")
        return (
            SendOutcome(SendVerdict.ACCEPTED, provider_id=_said(reply)) if code == 250 else self._refused(code, reply)
        )

    def was_accepted(self, messages: Sequence[tuple[UUID, datetime]]) -> None:
        return None

    @property
    def _session(self) -> smtplib.SMTP:
        session = self._backend.connection
        assert session is not None, "No session before a connection."
        return session

    def _connect(self) -> None:
        try:
            self._backend.open()
            self._session.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Unreachable(str(error)) from error

    def _announce(self, sender: str, receivers: Sequence[str]) -> SendOutcome | None:
        """Name sender and recipients to the server, and return its refusal if there is one."""
        options = ["body=8bitmime"] if self._session.has_extn("8bitmime") else []
        code, reply = self._session.mail(sender, options)
        if code != 250:
            return self._refused(code, reply)
        for receiver in receivers:
            code, reply = self._session.rcpt(receiver)
            if code not in (250, 251):
                return self._refused(code, reply)
        return None

    def _refused(self, code: int, reply: bytes) -> SendOutcome:
        """Return what a definite refusal means. Codes from 500 on are for good (RFC 5321, section 4.2.1)."""
        try:
            if code == 421:  # the server closes
                self._drop()
            else:
                self._session.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()
        verdict = SendVerdict.REFUSED if code >= 500 else SendVerdict.POSTPONED
        return SendOutcome(verdict, f"{code} {_said(reply)}")

    def _drop(self) -> None:
        """Close the connection without QUIT; the next message opens another."""
        if self._backend.connection is not None:
            self._backend.connection.close()
            self._backend.connection = None


class SmtpBackend(BaseEmailBackend):
    """Django's mail by SMTP: codes and password resets, for which a person waits."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each message and return how many were sent.

        Raises NotAccepted or MaybeAccepted for the first that fails, unless it is to fail silently.
        """
        sent = 0
        try:
            with SmtpTransport() as transport:
                for message in email_messages:
                    _raise_unless_accepted(transport.send_message(message))
                    sent += 1
        except (NotAccepted, MaybeAccepted):
            if not self.fail_silently:
                raise
        except (Unreachable, NotWritable) as error:
            if not self.fail_silently:
                raise NotAccepted(str(error)) from error
        return sent


def _raise_unless_accepted(outcome: SendOutcome) -> None:
    if outcome.verdict is SendVerdict.UNKNOWN:
        raise MaybeAccepted(outcome.detail)
    if outcome.verdict is not SendVerdict.ACCEPTED:
        raise NotAccepted(outcome.detail)


def _envelope_address(address: str) -> str:
    return wire_address(parseaddr(address)[1])


def _said(reply: bytes) -> str:
    return reply.decode("utf-8", "replace")[:200]
