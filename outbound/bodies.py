"""A body read within limits: bytes on the wire are counted, inflating is bounded, and what ends early is an error.

HTTP clients' own decoding takes a gzip stream that was cut for a whole one, and may inflate without bound.
"""

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol

ACCEPT_ENCODING = "gzip, deflate"
_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15
_GZIP_SIGNATURE = b"\x1f\x8b"
# gzip allows several members one after another (RFC 1952, 2.2). A server that has need of more is none we read.
_MOST_MEMBERS = 64


class BodyRefused(Exception):
    """The body is larger than allowed, ended early, or is encoded in a way that was not asked for."""

    def __init__(self, code: Literal["too_large", "truncated", "encoding"], reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class ReadBody:
    """What was read: `decoded` is what is kept and hashed. `was_cut` only where cutting was allowed."""

    decoded: bytes
    wire_length: int
    was_cut: bool = False


class _Decoder(Protocol):
    @property
    def is_complete(self) -> bool: ...

    def decode(self, chunk: bytes, most: int) -> bytes: ...


class _Plain:
    is_complete = True

    def decode(self, chunk: bytes, most: int) -> bytes:
        return chunk[:most]


class _Inflating:
    """gzip (RFC 1952) or deflate (RFC 1950; without its header too, which many servers send: RFC 9110, 8.4.1.2)."""

    def __init__(self, *, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._stream = zlib.decompressobj(_GZIP) if is_gzip else None
        self._held = b""
        self._members = 1

    @property
    def is_complete(self) -> bool:
        return self._stream is not None and self._stream.eof

    def decode(self, chunk: bytes, most: int) -> bytes:
        """Return at most so many bytes; `most` must be above zero, which means no limit to zlib."""
        if self._stream is None:
            self._held += chunk
            if len(self._held) < 2:
                return b""
            chunk, self._held = self._held, b""
            self._stream = zlib.decompressobj(_ZLIB if _begins_zlib(chunk) else _RAW_DEFLATE)
        found = b""
        while chunk and len(found) < most:
            if self._stream.eof:
                chunk = self._held + chunk
                self._held = b""
                if len(chunk) < 2:
                    self._held = chunk
                    break
                if not self._is_gzip or not chunk.startswith(_GZIP_SIGNATURE):
                    break  # Padding after the end, which everybody ignores.
                self._members += 1
                if self._members > _MOST_MEMBERS:
                    raise BodyRefused("encoding", f"The body is in more than {_MOST_MEMBERS} gzip members.")
                self._stream = zlib.decompressobj(_GZIP)
            found += self._stream.decompress(chunk, most - len(found))
            chunk = self._stream.unused_data
        return found


def _begins_zlib(data: bytes) -> bool:
    return data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0


async def read_body(
    chunks: AsyncIterator[bytes],
    *,
    content_encoding: str,
    content_length: str = "",
    wire_limit: int,
    decoded_limit: int,
    may_be_cut: bool = False,
) -> ReadBody:
    """Read and decode the body, or raise BodyRefused. With `may_be_cut` it ends at a limit, or where the sender did."""
    decoder = _decoder_for(content_encoding)
    if content_length.isascii() and content_length.isdigit() and int(content_length) > wire_limit and not may_be_cut:
        raise BodyRefused("too_large", f"The body has {content_length} bytes; {wire_limit} are allowed.")
    parts: list[bytes] = []
    wire, decoded = 0, 0
    async for chunk in chunks:
        wire += len(chunk)
        try:
            part = decoder.decode(chunk, decoded_limit - decoded + 1)
        except zlib.error as error:
            raise BodyRefused("encoding", f"The body is not {content_encoding}: {error}.") from error
        decoded += len(part)
        parts.append(part)
        if wire > wire_limit or decoded > decoded_limit:
            if may_be_cut:
                return ReadBody(b"".join(parts)[:decoded_limit], wire, was_cut=True)
            raise BodyRefused("too_large", f"The body has more than {min(wire_limit, decoded_limit)} bytes.")
    if not decoder.is_complete and not may_be_cut:
        raise BodyRefused("truncated", f"The body ended before its {content_encoding} stream did.")
    return ReadBody(b"".join(parts), wire, was_cut=not decoder.is_complete)


def _decoder_for(content_encoding: str) -> _Decoder:
    names = [name for name in (part.strip().lower() for part in content_encoding.split(",")) if name]
    names = [name for name in names if name != "identity"]
    if not names:
        return _Plain()
    if len(names) > 1 or names[0] not in ("gzip", "x-gzip", "deflate"):
        raise BodyRefused("encoding", f"The body is encoded as {content_encoding[:80]}, which was not asked for.")
    return _Inflating(is_gzip=names[0] != "deflate")
