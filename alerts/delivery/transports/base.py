"""What a transport is given and what it answers. The rest of delivery knows nothing else of transports."""

import enum
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from types import TracebackType
from typing import NamedTuple, Protocol, Self, cast
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart, SafeMIMEText, sanitize_address

from accounts.mail_addresses import NotAnAddress
from alerts.mail import placeholders

_LONGEST_LINE = 998  # RFC 5322, section 2.1.1


@dataclass(frozen=True, slots=True)
class BatchLetter:
    """The part that all messages of a batch share.

    Its text and HTML hold `placeholders` that are still to be filled in.
    """

    batch_id: int
    kind: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Recipient(NamedTuple):
    """One message of a batch: its person's address and what differs for them. No field holds a line break."""

    message_id: UUID
    created_at: datetime
    name: str
    address: str
    unsubscribe_url: str
    """Where the person leaves such mail, by one click or in a browser; nothing in it changes when HTML escapes it."""
    opinions_url: str
    """Where they say what they think of a change, before the change's public id; nothing changes here either."""
    unreviewed_count: int = 0
    """How many changes they have not decided on, if the letter tells it."""
    language: str = "en"
    """In which somebody without a name is greeted."""

    @property
    def called(self) -> str:
        """Return what stands in the greeting."""
        return self.name or placeholders.instead_of_a_name(self.language)

    @property
    def values(self) -> dict[str, str]:
        """The plain text that replaces each placeholder."""
        return {
            placeholders.NAME: self.called,
            placeholders.UNSUBSCRIBE_URL: self.unsubscribe_url,
            placeholders.PREFERENCES_URL: self.unsubscribe_url,
            placeholders.OPINIONS_URL: self.opinions_url,
            placeholders.UNREVIEWED_COUNT: str(self.unreviewed_count),
        }

    @property
    def headers(self) -> dict[str, str]:
        return {"Message-ID": message_id(self.message_id), "List-Unsubscribe": f"<{self.unsubscribe_url}>"}


def message_to(recipient: Recipient, letter: BatchLetter) -> EmailMultiAlternatives:
    """Return the complete message, with a stable Message-ID and date.

    Raises BadHeaderError on a line break in a header.
    """
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=placeholders.fill_text(letter.text, recipient.values),
        from_email=settings.EMAIL_FROM,
        reply_to=[settings.EMAIL_REPLY_TO] if settings.EMAIL_REPLY_TO else None,
        to=[sanitize_address((recipient.name, recipient.address), "utf-8")],
        headers={
            "Date": format_datetime(recipient.created_at),
            **letter.headers,
            **recipient.headers,
        },
    )
    message.attach_alternative(placeholders.fill_html(letter.html, recipient.values), "text/html")
    return message


def wire_bytes(message: EmailMessage) -> bytes:
    """Return the message as it is sent.

    Headers are not folded at 78 characters, since that would split long addresses.
    """
    mime = cast(SafeMIMEText | SafeMIMEMultipart, message.message())
    mime.policy = mime.policy.clone(max_line_length=_LONGEST_LINE)
    return mime.as_bytes(linesep="\r\n")


def message_id(of: UUID) -> str:
    """Return the Message-ID by which mail programs recognise a mail that comes twice."""
    return f"<{of}@{sender_domain()}>"


def sender_domain() -> str:
    """Return the domain of the address that mail is sent from."""
    return _domain_of(settings.EMAIL_FROM)


# Each of a million messages asks for it.
@lru_cache(maxsize=8)
def _domain_of(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


class SendVerdict(enum.StrEnum):
    """The outcome of one request to the provider."""

    ACCEPTED = "accepted"
    POSTPONED = "postponed"  # certainly not accepted, and worth another try
    DIVIDED = "divided"  # certainly not accepted, and worth another try in two batches
    REFUSED = "refused"  # certainly not accepted, and another try would end the same
    UNKNOWN = "unknown"  # the request went out and no answer came


@dataclass(frozen=True, slots=True)
class SendOutcome:
    verdict: SendVerdict
    detail: str = ""
    provider_id: str = ""
    apart: frozenset[UUID] = frozenset()
    """The messages that need a batch of their own, where the verdict is DIVIDED: some of them, never all."""


class Unreachable(Exception):
    """The provider can't be reached, denies access or takes no more, so other batches need not be tried now.

    Nothing was accepted. `pause` is how long the provider asks to wait, if it said so.
    """

    def __init__(self, detail: str, *, pause: timedelta | None = None) -> None:
        super().__init__(detail)
        self.pause = pause


class NotTakenOff(Exception):
    """The provider refuses to take this address off its lists; it may take others."""


class NotWritable(Exception):
    """The message can't be put into the transport's format. No byte of it was sent."""


@contextmanager
def writing() -> Iterator[None]:
    """Turn errors before the first byte into NotWritable: they leave no doubt about what was sent."""
    try:
        yield
    except (ValueError, TypeError, NotAnAddress) as error:  # of Unicode, headers, addresses
        raise NotWritable(f"{type(error).__name__}: {error}") from error


class Transport(Protocol):
    """A way to send mail. Opened once for many batches: `with transport: transport.send(…)`."""

    name: str
    batch_size: int
    """How many messages one request takes. A batch is one request."""

    def __enter__(self) -> Self:
        """Connect. Raises Unreachable."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, letter: BatchLetter, recipients: Sequence[Recipient], *, attempt: UUID) -> SendOutcome:
        """Make one request for the mail to these people and return its outcome.

        Raises Unreachable or NotWritable if nothing was accepted.
        """
        ...

    def was_accepted(self, messages: Sequence[tuple[UUID, datetime]]) -> bool | None:
        """Tell whether an earlier request for these messages (id, created_at) was accepted; None if nobody can know."""
        ...
