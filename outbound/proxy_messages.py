"""Reads and writes what stands at the head of a request or an answer that a proxy passes on (RFC 9110 and 9112)."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from outbound.web_addresses import WebAddress, WebAddressRefused, check_web_address

_REQUEST_LINE = re.compile(r"([A-Z]+) ([!-~]+) HTTP/1\.[01]")
STATUS_LINE = re.compile(r"HTTP/1\.[01] ([1-9][0-9]{2})(?: .*)?")
# RFC 9110, 5.1 and 5.5: a token, and visible characters with spaces and tabs between; no continued lines.
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[\t -~\x80-\xff])*)")
_AUTHORITY = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\[\]@/?#:]+):[0-9]{1,5}")
# RFC 9110, 7.6.1, and what belongs to a proxy: none of these goes past us.
_OF_ONE_CONNECTION = frozenset(
    ("connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer")
) | {"upgrade", "host", "expect"}
Fields = Sequence[tuple[str, str]]


class NotPassed(Exception):
    """The proxy answers with this status and reason itself; `error` is the one of RFC 9209, 2.3."""

    def __init__(self, status: int, reason: str, error: str = "http_request_error") -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.error = error


@dataclass(frozen=True, slots=True)
class ProxyRequest:
    """What a client asks of the proxy: its method, target and header fields."""

    method: str
    target: str
    fields: Fields

    def values(self, name: str) -> list[str]:
        return [value for known, value in self.fields if known.lower() == name]


async def read_request(reader: asyncio.StreamReader) -> ProxyRequest:
    """Return the request; whatever two readers could take differently is refused."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        raise NotPassed(431, "The head of the request is too long.") from error
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    asked = _REQUEST_LINE.fullmatch(first)
    if asked is None:
        raise NotPassed(400, "This is no request.")
    return ProxyRequest(asked[1], asked[2], read_fields(lines, 400))


def read_fields(lines: list[str], status: int) -> Fields:
    """Return names and values of header fields; raise NotPassed with this status where one can't be read."""
    found = [_FIELD.fullmatch(line) for line in lines]
    if None in found:
        raise NotPassed(status, "A header can't be read.")
    return tuple((one[1], one[2].rstrip(" \t")) for one in found if one is not None)


def address_of(request: ProxyRequest, ports: frozenset[int]) -> WebAddress:
    """Return where the request is to go, or refuse it."""
    if request.method == "CONNECT":
        if not _AUTHORITY.fullmatch(request.target):
            raise NotPassed(400, "CONNECT names a host and a port.")
        return _checked(f"https://{request.target}/", ports)
    if request.method not in ("GET", "HEAD"):
        raise NotPassed(405, "Without encryption only GET and HEAD pass.")
    if request.values("content-length") or request.values("transfer-encoding"):
        raise NotPassed(400, "The request has a body.")
    if not request.target.startswith("http://"):
        raise NotPassed(400, "The request names no address that begins with http://.")
    return _checked(request.target, ports)


def _checked(text: str, ports: frozenset[int]) -> WebAddress:
    try:
        return check_web_address(text, ports=ports)
    except WebAddressRefused as refused:
        raise NotPassed(403, str(refused), "http_request_denied") from refused


def length_in(fields: Fields) -> int | None:
    """How long the body is (RFC 9112, 6.3), where a length says so; servers may keep the connection after it."""
    named = {name.lower(): value for name, value in fields}
    length = named.get("content-length", "")
    return int(length) if "transfer-encoding" not in named and re.fullmatch("[0-9]{1,18}", length) else None


def passed_on(fields: Fields) -> list[tuple[str, str]]:
    named = {
        name.strip().lower() for known, value in fields if known.lower() == "connection" for name in value.split(",")
    }
    # What a sender calls hop-by-hop is dropped, but for what says where the body ends.
    dropped = _OF_ONE_CONNECTION | (named - {"transfer-encoding", "content-length"})
    return [(name, value) for name, value in fields if name.lower() not in dropped]


def head_of(first: str, fields: Fields) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in fields), "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1")
