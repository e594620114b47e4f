"""A body is read within limits, and a part of one is not taken for the whole."""

import asyncio
import gzip
import resource
import zlib
from collections.abc import AsyncIterator

import pytest

from outbound.bodies import BodyRefused, ReadBody, read_body

pytestmark = pytest.mark.pure
WORDS = b"These terms are between you and us. " * 400
ZLIB = zlib.compress(WORDS)
RAW_DEFLATE = zlib.compress(WORDS, wbits=-15)
GZIP = gzip.compress(WORDS)


def read(
    data: bytes, encoding: str = "", *, step: int = 1_000, wire: int = 10**6, decoded: int = 10**6, **how: object
) -> ReadBody:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(data), step):
            yield data[start : start + step]

    return asyncio.run(
        read_body(chunks(), content_encoding=encoding, wire_limit=wire, decoded_limit=decoded, **how)  # type: ignore[arg-type]
    )


def code_of(data: bytes, encoding: str = "", **how: object) -> str:
    with pytest.raises(BodyRefused) as caught:
        read(data, encoding, **how)  # type: ignore[arg-type]
    return caught.value.code


@pytest.mark.parametrize("step", [1, 7, 10**6])
@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (WORDS, ""),
        (WORDS, "identity"),
        (GZIP, "gzip"),
        (GZIP, " GZIP "),
        (GZIP, "x-gzip"),
        (GZIP, "gzip, identity"),
        (ZLIB, "deflate"),
        (RAW_DEFLATE, "deflate"),
        (GZIP + bytes(20), "gzip"),
        (gzip.compress(WORDS[:100]) + gzip.compress(WORDS[100:]), "gzip"),
    ],
)
def test_a_body_is_decoded_however_it_arrives(data: bytes, encoding: str, step: int) -> None:
    assert read(data, encoding, step=step) == ReadBody(WORDS, len(data))


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "deflate, gzip", "compress", "utf-8", "gzip;q=1"])
def test_an_encoding_that_was_not_asked_for_is_refused(encoding: str) -> None:
    assert code_of(GZIP, encoding) == "encoding"


@pytest.mark.parametrize(("data", "encoding"), [(GZIP, "gzip"), (ZLIB, "deflate"), (RAW_DEFLATE, "deflate")])
@pytest.mark.parametrize("missing", [1, 9, 100])
def test_a_stream_that_was_cut_is_no_body(data: bytes, encoding: str, missing: int) -> None:
    assert code_of(data[:-missing], encoding) == "truncated"
    assert read(data[:-missing], encoding, may_be_cut=True).was_cut


@pytest.mark.parametrize("data", [b"", b"\x1f"])
def test_nothing_is_not_a_compressed_body(data: bytes) -> None:
    assert code_of(data, "gzip") == "truncated"
    assert code_of(data, "deflate") == "truncated"
    assert read(b"").decoded == b""


def test_what_is_not_encoded_as_it_says_is_refused() -> None:
    assert code_of(WORDS, "gzip") == "encoding"
    assert code_of(b"<html>", "deflate") == "encoding"
    assert code_of(GZIP[:40] + b"?" + GZIP[41:], "gzip") in ("encoding", "truncated")


def test_the_limits_are_of_the_wire_and_of_what_comes_out() -> None:
    size = len(WORDS)
    assert read(WORDS, wire=size, decoded=size).wire_length == size
    assert code_of(WORDS, wire=size - 1) == "too_large"
    assert code_of(WORDS, decoded=size - 1) == "too_large"
    assert read(GZIP, "gzip", wire=len(GZIP), decoded=size).decoded == WORDS
    assert code_of(GZIP, "gzip", decoded=size - 1) == "too_large"
    assert code_of(GZIP, "gzip", wire=len(GZIP) - 1) == "too_large"


def test_a_length_that_is_said_and_too_large_is_believed_at_once() -> None:
    assert code_of(b"", content_length="1000001") == "too_large"
    assert read(b"x", content_length="10").decoded == b"x"
    assert read(b"x", content_length="²").decoded == b"x"


def test_what_may_be_cut_is_cut_at_the_limit() -> None:
    assert read(WORDS, decoded=1_500, may_be_cut=True) == ReadBody(WORDS[:1_500], 2_000, was_cut=True)
    assert read(GZIP, "gzip", decoded=100, may_be_cut=True).decoded == WORDS[:100]


def test_members_without_end_are_refused() -> None:
    assert code_of(gzip.compress(b"") * 1_000, "gzip") == "encoding"


def test_a_bomb_is_refused_without_its_memory() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(10**6)) for _ in range(300)) + packer.flush()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert code_of(bomb, "gzip", decoded=5 * 10**6, step=64 * 1024) == "too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000
