"""What came back, with what is to be remembered of it; or why nothing did."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NOT_MODIFIED = 304
PERMANENT = (301, 308)
PDF = "application/pdf"


class FailureCode(StrEnum):
    """Why there is no page: every reason there is."""

    ADDRESS = "address"  # it is none that we ask, or leads where nothing of ours connects
    DNS = "dns"
    REFUSED = "refused"  # nobody takes the connection
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"  # it broke off before an answer, or the answer is not HTTP
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    ENCODING = "encoding"
    ROBOTS = "robots"
    STATUS = "status"
    REDIRECTS = "redirects"
    NOT_MODIFIED = "not_modified"  # a 304 that nobody asked for


class FetchWarning(StrEnum):
    """What the gate is to know of a page that came back."""

    CHARSET_CONTRADICTED = "charset_contradicted"  # it is UTF-8, and the header says something else
    CHARSET_GUESSED = "charset_guessed"
    CHARACTERS_REPLACED = "characters_replaced"
    MAY_BE_CUT = "may_be_cut"  # nothing said how long it is, and it has no </html>
    NO_PDF = "no_pdf"  # it is called a PDF and does not begin like one


class RobotsDecision(StrEnum):
    """Why a page was asked for, or was not."""

    ALLOWED = "allowed"
    PERMITTED = "permitted"  # robots.txt forbids it, or could not be had, and the operator has a permission
    DISALLOWED = "disallowed"
    UNREACHABLE = "unreachable"  # robots.txt could not be had, which forbids everything for now
    GIVEN_UP = "given_up"  # it could not be had for a month: taken to be none


@dataclass(frozen=True, slots=True)
class Validators:
    """What lets a server say "not modified". Bound to the address that gave them, and sent to no other."""

    address: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Hop:
    """An answer that named another address. `location` is that address, in full."""

    status: int
    address: str
    location: str
    peer: str


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """Who answered, as far as TLS proves it to us. `chain` are the certificates (DER) that it sent, its own first."""

    version: str
    cipher: str
    chain: tuple[bytes, ...]

    @property
    def certificate_sha256(self) -> str:
        """The SHA-256 of the server's own certificate."""
        return hashlib.sha256(self.chain[0] if self.chain else b"").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One page as it came back. `body` is decoded from its transfer; `text` is None of what is no text."""

    requested: str
    final: str
    hops: tuple[Hop, ...]
    started_at: datetime
    ended_at: datetime
    status: int
    http_version: str
    headers: Mapping[str, str]
    body: bytes
    wire_length: int
    media_type: str
    charset: str | None
    text: str | None
    replacement_count: int
    peer: str
    tls: TlsFacts | None
    user_agent: str
    accept_language: str
    validators: Validators | None
    robots: RobotsDecision
    crawl_delay: timedelta | None
    warnings: tuple[FetchWarning, ...]

    @property
    def not_modified(self) -> bool:
        """Whether the page is the one whose validators were sent: there is no body then."""
        return self.status == NOT_MODIFIED

    @property
    def is_pdf(self) -> bool:
        return self.media_type == PDF

    @property
    def moved_to(self) -> str:
        """Where the requested address has moved for good (RFC 9110, 15.4.2 and 15.4.9); "" where it hasn't."""
        return moved_to(self.hops)


def moved_to(hops: tuple[Hop, ...]) -> str:
    """Where the permanent redirects at the beginning lead; what comes after a temporary one is not settled."""
    address = ""
    for hop in hops:
        if hop.status not in PERMANENT:
            break
        address = hop.location
    return address


def after_hops(reason: str, hops: tuple[Hop, ...]) -> str:
    """Return why there is no page, which says first where the address led if it led on."""
    return f"It leads on to {hops[-1].location[:200]}. {reason}" if hops else reason


class FetchFailed(Exception):
    """There is no page, for one of the reasons of FailureCode; the message says it in a sentence.

    `answer` is the error page where the server sent one. `retry_after` is how long it asked to be left alone.
    `part` is the place of the page among those of a document, from 0.
    """

    def __init__(
        self,
        code: FailureCode,
        reason: str,
        *,
        status: int | None = None,
        retry_after: timedelta | None = None,
        answer: Fetched | None = None,
    ) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.status = status
        self.retry_after = retry_after
        self.answer = answer
        self.requested = ""
        self.hops: tuple[Hop, ...] = ()
        self.started_at: datetime | None = None
        self.ended_at: datetime | None = None
        self.part = 0
