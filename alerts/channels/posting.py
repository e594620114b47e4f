"""One request to a receiver, through the guard that checks where it leads at the moment of connecting."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from ssl import SSLContext

import httpx2
from django.conf import settings

from accounts.unseen import as_line
from alerts.channels.addresses import rule
from alerts.channels.letters import ChannelRequest
from alerts.delivery.transports.base import SendOutcome, SendVerdict
from outbound.client import GuardedTransport, TlsFailed, tls_context
from outbound.guard import DialRefused, Guard
from outbound.resolving import NameNotResolved, Resolver

TOTAL_SECONDS = 15.0
CONNECT_SECONDS = 5.0
BODY_SECONDS = 2.0
LONGEST_ASKED = timedelta(days=1)  # a receiver that asks for a longer pause is tried again after this
_MOST_READ, _MOST_TOLD = 4_096, 200
_GONE, _SLOW_DOWN = 410, (429, 502, 503, 504)
_PIECE_OF_A_SECRET = 8
_SECONDS = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,20})?")  # chat services name fractions


@dataclass(frozen=True, slots=True)
class ChannelAnswer:
    """What became of a request: the verdict, whether the receiver is gone, and how long it asks to be left alone."""

    outcome: SendOutcome
    is_gone: bool = False
    pause: timedelta | None = None


class Poster:
    """Posts to receivers from one thread, over connections that are kept for a while. Use it as a context."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._resolver = Resolver(threads=2)
        self._transport: httpx2.AsyncBaseTransport | None = None

    def __enter__(self) -> "Poster":
        return self

    def __exit__(self, *error: object) -> None:
        if self._transport is not None:
            self._runner.run(self._transport.aclose())
        self._runner.close()
        self._resolver.close()

    def post(self, request: ChannelRequest, *, now: datetime) -> ChannelAnswer:
        """Make the request and return what became of it. Whatever the receiver does, nothing is raised."""
        return self._runner.run(self._post(request, now))

    async def _post(self, request: ChannelRequest, now: datetime) -> ChannelAnswer:
        if self._transport is None:
            self._transport = guarded_transport(self._resolver)
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                return await _exchange(self._transport, request, now)
        except TimeoutError:
            return _unknown(f"No answer within {TOTAL_SECONDS:.0f} seconds.")
        except DialRefused:
            return _postponed("The name leads to an address that is not on the public internet.")
        except NameNotResolved as error:
            return _postponed("The name has no address." if error.in_time else "Nobody said in time where the name is.")
        except TlsFailed:
            return _postponed("The certificate can't be trusted, or the encryption failed.")
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            return _postponed("Nobody takes the connection.")
        except httpx2.TimeoutException:
            return _unknown("The receiver took too long.")
        except (httpx2.HTTPError, httpx2.InvalidURL):
            return _unknown("The connection broke off, or the answer is not HTTP.")


async def _exchange(transport: httpx2.AsyncBaseTransport, request: ChannelRequest, now: datetime) -> ChannelAnswer:
    timeouts = {"connect": CONNECT_SECONDS, "read": TOTAL_SECONDS, "write": TOTAL_SECONDS, "pool": TOTAL_SECONDS}
    headers = {
        "content-type": "application/json",
        "accept": "application/json, text/plain",
        "accept-encoding": "identity",
        "user-agent": f"Clausewatch-Channels (+{settings.BASE_URL})",
        **request.headers,
    }
    sent = httpx2.Request("POST", request.url, headers=headers, content=request.body, extensions={"timeout": timeouts})
    response = await transport.handle_async_request(sent)
    try:
        said = await _beginning(response)  # of a success too, so that the connection can be used again
    finally:
        await response.aclose()
    return answer_of(response.status_code, response.headers, told(said, request), now)


async def _beginning(response: httpx2.Response) -> bytes:
    """Return the first bytes of the body, none if it breaks off or comes too slowly: the status is the answer."""
    found = b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in response.aiter_raw():
                found += part
                if len(found) >= _MOST_READ:
                    break
    except (httpx2.HTTPError, TimeoutError):
        return b""
    return found[:_MOST_READ]


def answer_of(status: int, headers: Mapping[str, str], said: str, now: datetime) -> ChannelAnswer:
    """Return what a status means: any of 2xx is success, a redirect is none and is not followed."""
    if 200 <= status < 300:
        return ChannelAnswer(SendOutcome(SendVerdict.ACCEPTED))
    if 300 <= status < 400:
        return _postponed(f"HTTP {status}: redirects are not followed.")
    detail = f"HTTP {status}{': ' if said else ''}{said}"
    pause = asked_pause(headers.get("retry-after", ""), now) if status in _SLOW_DOWN else None
    return ChannelAnswer(SendOutcome(SendVerdict.POSTPONED, detail), is_gone=status == _GONE, pause=pause)


def asked_pause(text: str, now: datetime) -> timedelta | None:
    """Return the pause that `Retry-After` asks for (RFC 9110, 10.2.3), a day at most; None if it asks for none."""
    text = text.strip()
    if _SECONDS.fullmatch(text):
        return timedelta(seconds=min(float(text), LONGEST_ASKED.total_seconds()))
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at - now, timedelta(0)), LONGEST_ASKED)


def told(said: bytes, request: ChannelRequest) -> str:
    """Return the beginning of what a receiver said, on one line and without the address or any long piece of it."""
    text = " ".join(as_line(said.decode("utf-8", "replace")).split())
    pieces = {request.url, *re.split(r"[/?&=]", request.url.partition("://")[2].partition("/")[2])}
    for piece in sorted(pieces, key=len, reverse=True):
        if len(piece) >= _PIECE_OF_A_SECRET:
            text = text.replace(piece, "…")
    return text[:_MOST_TOLD]


def guarded_transport(resolver: Resolver) -> httpx2.AsyncBaseTransport:
    """Return what dials for channels: through the guard, with no proxy, no retries and no redirects."""
    return GuardedTransport(Guard(resolve=resolver.resolve, allow=rule()), tls=_tls(), connections=4, kept=4)


@lru_cache(maxsize=1)
def _tls() -> SSLContext:
    return tls_context()


def _postponed(detail: str) -> ChannelAnswer:
    return ChannelAnswer(SendOutcome(SendVerdict.POSTPONED, detail))


def _unknown(detail: str) -> ChannelAnswer:
    return ChannelAnswer(SendOutcome(SendVerdict.UNKNOWN, detail))
