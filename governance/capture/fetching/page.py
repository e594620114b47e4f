"""A page made of an answer: its text, its facts, and what looks odd about it."""

import _ssl
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2

from governance.capture.fetching.charset import DecodedText, decode_text
from governance.capture.fetching.fetched import (
    NOT_MODIFIED,
    PDF,
    Fetched,
    FetchWarning,
    Hop,
    TlsFacts,
    Validators,
)
from governance.capture.fetching.robots import RobotsAnswer
from outbound.bodies import ReadBody
from outbound.web_addresses import WebAddress

# What the record of a capture keeps, and what the gate looks at.
KEPT_HEADERS = (
    *("content-type", "content-encoding", "content-length", "content-language", "content-disposition"),
    *("date", "etag", "last-modified", "vary", "server", "via", "retry-after"),
    *("cf-mitigated", "x-vercel-mitigated", "x-datadome", "x-amzn-waf-action"),
)
LONGEST_HEADER = 1_000
TEXTS = ("text/", "application/xhtml+xml", "application/xml")
HTML = ("text/html", "application/xhtml+xml")
SIGNATURE_WITHIN = 1_024


@dataclass(kw_only=True)
class Visit:
    """One page on its way: what was asked for, and what is known so far."""

    requested: str
    headers: dict[str, str]
    validators: Validators | None
    started_at: datetime
    hops: list[Hop] = field(default_factory=list)
    cookies: httpx2.Cookies = field(default_factory=httpx2.Cookies)


def page_of(
    visit: Visit, address: WebAddress, response: httpx2.Response, body: ReadBody, robots: RobotsAnswer, *, now: datetime
) -> Fetched:
    """Return the page that was answered, with the body that was read of it."""
    media_type = media_type_of(response)
    decoded = None
    if media_type.startswith(TEXTS) and response.status_code != NOT_MODIFIED:
        decoded = decode_text(body.decoded, response.headers.get("content-type", ""))
    return Fetched(
        requested=visit.requested,
        final=str(address),
        hops=tuple(visit.hops),
        started_at=visit.started_at,
        ended_at=now,
        status=response.status_code,
        http_version=response.http_version,
        headers=kept_headers(dict(response.headers)),
        body=body.decoded,
        wire_length=body.wire_length,
        media_type=media_type,
        charset=decoded.charset if decoded else None,
        text=decoded.text if decoded else None,
        replacement_count=decoded.replaced if decoded else 0,
        peer=peer_of(response),
        tls=_tls_of(response),
        user_agent=visit.headers["User-Agent"],
        accept_language=visit.headers["Accept-Language"],
        validators=_validators_of(address, response),
        robots=robots.decision,
        crawl_delay=robots.crawl_delay,
        warnings=tuple(_warnings(response, media_type, body, decoded)),
    )


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The few headers, their names in lower case, that the record of a capture keeps."""
    return {name: headers[name][:LONGEST_HEADER] for name in KEPT_HEADERS if name in headers}


def media_type_of(response: httpx2.Response) -> str:
    """The media type in lower case, without its parameters; "" where none is said."""
    name = str(response.headers.get("content-type", "")).split(",")[0].split(";")[0].strip().lower()
    return PDF if name == "application/x-pdf" else name


def peer_of(response: httpx2.Response) -> str:
    """The address that answered; "" where the connection has gone already."""
    try:
        address = _about_connection(response, "server_addr")
    except OSError:
        return ""
    return str(address[0]) if address else ""


def _tls_of(response: httpx2.Response) -> TlsFacts | None:
    connection = _about_connection(response, "ssl_object")
    if connection is None:
        return None
    cipher = connection.cipher()
    return TlsFacts(connection.version() or "", cipher[0] if cipher else "", _chain_of(connection))


def _chain_of(connection: Any) -> tuple[bytes, ...]:
    """Return the certificates as the server sent them, its own first.

    Python 3.13 has a call for it; before, the same call stands on the object inside. Where neither is there, or the
    session was resumed and nothing was sent, it is the server's own certificate alone.
    """
    with suppress(AttributeError, TypeError):
        inside = getattr(connection, "_sslobj", connection)
        return tuple(one.public_bytes(_ssl.ENCODING_DER) for one in inside.get_unverified_chain())
    own = connection.getpeercert(True)
    return (own,) if own else ()


def _about_connection(response: httpx2.Response, what: str) -> Any:
    return response.extensions["network_stream"].get_extra_info(what)


def _validators_of(address: WebAddress, response: httpx2.Response) -> Validators | None:
    etag, last_modified = (_sendable(response.headers.get(name, "")) for name in ("etag", "last-modified"))
    return Validators(str(address), etag, last_modified) if etag or last_modified else None


def _sendable(value: str) -> str:
    """The value if it can stand in a request as it is; "" otherwise."""
    value = value.strip()
    return value if value.isascii() and value.isprintable() and len(value) <= LONGEST_HEADER else ""


def _warnings(
    response: httpx2.Response, media_type: str, body: ReadBody, decoded: DecodedText | None
) -> Iterator[FetchWarning]:
    if media_type == PDF and response.status_code != NOT_MODIFIED and b"%PDF-" not in body.decoded[:SIGNATURE_WITHIN]:
        yield FetchWarning.NO_PDF
    if decoded is None:
        return
    if decoded.is_contradicted:
        yield FetchWarning.CHARSET_CONTRADICTED
    if decoded.is_guessed:
        yield FetchWarning.CHARSET_GUESSED
    if decoded.replaced:
        yield FetchWarning.CHARACTERS_REPLACED
    if media_type in HTML and not _says_where_it_ends(response) and "</html" not in decoded.text[-2_000:].lower():
        yield FetchWarning.MAY_BE_CUT


def _says_where_it_ends(response: httpx2.Response) -> bool:
    """Whether a body that was cut would have been noticed: by a length, chunks, frames, or its compression."""
    named = ("content-length", "transfer-encoding", "content-encoding")
    return response.http_version.startswith("HTTP/2") or any(name in response.headers for name in named)
