"""Writes the pages of a capture as WARC/1.1 (ISO 28500), which web archives read and replay.

Of the answer's headers those stand there that are kept, and the body is decoded: the headers that spoke of the body on
the wire have another name.
"""

import base64
import gzip
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from governance.capture.evidence.records import canonical

_OF_THE_WIRE = ("content-encoding", "content-length", "transfer-encoding")
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def warc_of(record: Mapping[str, Any], bodies: Sequence[bytes | None], *, software: str) -> bytes:
    """Return a gzipped WARC of the pages in a capture's record, given the body of each. The same gives the same."""
    return b"".join(gzip.compress(one, mtime=0) for one in _records(record, bodies, software))


def plain_warc_of(record: Mapping[str, Any], bodies: Sequence[bytes | None], *, software: str) -> bytes:
    """Return the same as it is before it is packed, which depends on no version of zlib."""
    return b"".join(_records(record, bodies, software))


def _records(record: Mapping[str, Any], bodies: Sequence[bytes | None], software: str) -> Iterator[bytes]:
    about = {"software": software, "format": "WARC File Format 1.1", "description": __doc__.partition("\n\n")[2]}
    info = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in about.items()).encode()
    blocks = [("warcinfo", {"WARC-Date": record["captured_at"], "Content-Type": "application/warc-fields"}, info)]
    for page, body in zip(record["pages"], bodies, strict=True):
        if page.get("final"):
            blocks += _of_page(page, body)
    digest = hashlib.sha256(canonical(record)).hexdigest()
    for place, (kind, headers, block) in enumerate(blocks):
        yield _written(f"{digest} {place}", kind, headers, block)


def _of_page(page: Mapping[str, Any], body: bytes | None) -> Iterator[tuple[str, dict[str, str], bytes]]:
    said = {"WARC-Target-URI": page["final"], "WARC-Date": page["started_at"]}
    if page["peer"]:
        said["WARC-IP-Address"] = page["peer"]
    answer = {**said, "Content-Type": "application/http;msgtype=response"}
    if page["status"] == HTTPStatus.NOT_MODIFIED:
        yield "revisit", {**answer, "WARC-Profile": _NOT_MODIFIED}, _answer(page, b"")
        if body is not None:
            headers = {"WARC-Target-URI": page["final"], "WARC-Date": page["raw_fetched_at"]}
            yield "resource", headers | {"WARC-Payload-Digest": _digest(body)}, body
    elif body is not None and page["status"]:
        yield "response", {**answer, "WARC-Payload-Digest": _digest(body)}, _answer(page, body)


def _answer(page: Mapping[str, Any], body: bytes) -> bytes:
    status = page["status"]
    phrase = HTTPStatus(status).phrase if status in list(HTTPStatus) else ""
    lines = [f"HTTP/1.1 {status} {phrase}"]
    for name, value in sorted(page["headers"].items()):
        lines.append(f"{'X-Archive-Orig-' if name in _OF_THE_WIRE else ''}{name}: {value}")
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def _written(name: str, kind: str, headers: Mapping[str, str], block: bytes) -> bytes:
    named = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<{uuid5(NAMESPACE_URL, name).urn}>",
        **headers,
        "WARC-Block-Digest": _digest(block),
        "Content-Length": str(len(block)),
    }
    lines = ["WARC/1.1", *(f"{key}: {value}" for key, value in named.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def _digest(data: bytes) -> str:
    """Return the digest as archives write it: base32 with its padding, without which `warcio check` fails."""
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode()
