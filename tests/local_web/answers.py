"""What a host of the local web answers, and how well or badly it sends it."""

import gzip
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Asked:
    """A request as it came in. `path` has its query; the names of headers are in lower case."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    is_tls: bool = False

    @property
    def address(self) -> str:
        return f"{'https' if self.is_tls else 'http'}://{self.host}{self.path}"


@dataclass(frozen=True)
class Answer:
    """One answer. All behind `headers` is how it misbehaves; as it stands it doesn't."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    framing: Literal["length", "chunked", "close"] = "length"
    wait: float = 0.0  # seconds before the first byte
    early_hints: int = 0  # how many 103 responses come first
    slow_headers: float = 0.0  # seconds between the headers
    drip: tuple[int, float] | None = None  # bytes at a time, and seconds between them
    cut_after: int | None = None  # bytes of the body after which the connection is closed
    raw: bytes | None = None  # sent as it is, in place of everything

    def with_headers(self, *pairs: tuple[str, str]) -> "Answer":
        return replace(self, headers=(*self.headers, *pairs))


Reply = Answer | Callable[[Asked], Answer]
# {host: {path: what is answered}}; "*" is every other path. What is asked of the dictionary is asked at each request,
# so that a test may change a site while it is read.
Site = Mapping[str, Mapping[str, Reply]]


def html(body: str, *, charset: str = "utf-8", header: str | None = "", **how: object) -> Answer:
    """A page. `charset` is what it is encoded in, `header` what Content-Type says in place of that; None: nothing."""
    said = charset if header == "" else header
    page = body if "<html" in body else f"<!doctype html><html><body>{body}</body></html>"
    kind = "text/html" + (f"; charset={said}" if said else "")
    return Answer(page.encode(charset), headers=(("Content-Type", kind),), **how)  # type: ignore[arg-type]


def text(body: str, **how: object) -> Answer:
    """Plain text, such as a robots.txt."""
    return Answer(body.encode(), headers=(("Content-Type", "text/plain; charset=utf-8"),), **how)  # type: ignore[arg-type]


def redirect(to: str, status: int = 302, *cookies: str) -> Answer:
    """An answer that names another address, and may set cookies on the way."""
    return Answer(status=status, headers=(("Location", to), *(("Set-Cookie", cookie) for cookie in cookies)))


def unavailable(status: int = 503, retry_after: str | None = None) -> Answer:
    """403, 429, 5xx: not now, with or without saying when."""
    headers = (("Content-Type", "text/html"), *((("Retry-After", retry_after),) if retry_after is not None else ()))
    return Answer(b"<html><body>Not now.</body></html>", status, headers)


def gzipped(answer: Answer, *, cut: int = 0) -> Answer:
    """The answer compressed; `cut` is how many bytes of the stream's end are missing, though the framing is whole."""
    packed = gzip.compress(answer.body, mtime=0)
    return replace(answer, body=packed[: len(packed) - cut]).with_headers(("Content-Encoding", "gzip"))


def bomb(megabytes: int) -> Answer:
    """A small gzip stream that becomes as many megabytes of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()
    return Answer(packed, headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")))


def conditional(answer: Answer, *, etag: str = "", last_modified: str = "") -> Callable[[Asked], Answer]:
    """The answer with its validators, and 304 to whoever sends one of them (RFC 9110, 13)."""
    said = [pair for pair in (("ETag", etag), ("Last-Modified", last_modified)) if pair[1]]
    whole = answer.with_headers(*said)

    def reply(asked: Asked) -> Answer:
        if etag and "if-none-match" in asked.headers:
            is_same = asked.headers["if-none-match"] == etag
        else:
            is_same = bool(last_modified) and asked.headers.get("if-modified-since") == last_modified
        return Answer(status=304, headers=tuple(said)) if is_same else whole

    return reply


def in_turn(*answers: Answer) -> Callable[[Asked], Answer]:
    """One answer after the other; the last one stays."""
    left = list(answers)
    return lambda asked: left.pop(0) if len(left) > 1 else left[0]


def changing(choose: Callable[[], Answer]) -> Callable[[Asked], Answer]:
    """What `choose` says at the time of the request, such as by a simulated clock."""
    return lambda asked: choose()
