"""The chain of a document's versions: a line each, which holds the SHA-256 of the line before."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from governance.capture.evidence.records import canonical, moment
from governance.models import Document, Version


@dataclass(frozen=True, slots=True)
class VersionChain:
    """The lines, and of each document (by its key) the last version and the SHA-256 of its line: the chain's head."""

    data: bytes
    heads: dict[int, tuple[str, str]]


def version_chain(versions: Iterable[Version]) -> VersionChain:
    """Return a line for each version of each document from its first to the last that is quoted.

    Each line holds the SHA-256 of the one before of its document. No line of it ever changes, so two bundles that
    tell of the same document have the same lines.
    """
    last: dict[int, int] = {}
    for one in versions:
        last[one.document_id] = max(one.sequence, last.get(one.document_id, 0))
    rows = Version.objects.filter(document__in=list(last)).select_related("stored_text")
    rows = rows.only(
        *("document", "sequence", "captured_at", "recorded_at", "source_commit"),
        *("stored_text__sha256", "stored_text__size_bytes"),
    )
    lines: list[bytes] = []
    heads: dict[int, tuple[str, str]] = {}
    for row in rows.order_by("document", "sequence").iterator(chunk_size=1_000):
        if row.sequence > last[row.document_id]:
            continue
        _, before = heads.get(row.document_id, ("", ""))
        line = canonical(_link(row, before))
        heads[row.document_id] = (row.public_id, hashlib.sha256(line).hexdigest())
        lines.append(line + b"\n")
    return VersionChain(b"".join(lines), heads)


def _link(version: Version, before: str) -> dict[str, Any]:
    return {
        "captured_at": moment(version.captured_at),
        "document": Document.public_id_of(version.document_id),
        "previous_sha256": before,
        "recorded_at": moment(version.recorded_at),
        "sequence": version.sequence,
        "source_commit": version.source_commit,
        "text_bytes": version.stored_text.size_bytes,
        "text_sha256": version.sha256,
        "version": version.public_id,
    }
