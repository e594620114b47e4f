"""The canonical record of a capture: what came, from whom, when, and what we made of it, in bytes that can be hashed.

JSON with its keys sorted, without blanks, in ASCII, of integers and strings only, so that it has one form. Each record
holds the SHA-256 of the document's record before it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from governance.models import Capture, CaptureHealth, CaptureRecord, Document, Fetch

FORMAT = "clausewatch-capture/1"
# What an entry of a log can be long (C2SP tlog-tiles: its length is two bytes).
MOST_BYTES = 65_535


def write_record(capture: Capture, fetches: Sequence[Fetch]) -> CaptureRecord:
    """Store the record of a capture as the next in its document's chain, and return it.

    It belongs into the transaction that stores the capture. The lock of the document's health keeps two writers from
    going on from the same record.
    """
    CaptureHealth.objects.select_for_update().filter(pk=capture.document_id).exists()
    chain = CaptureRecord.objects.filter(document=capture.document_id).order_by("-sequence")
    last = chain.only("sequence", "sha256").first()
    told = _told(capture, fetches) | {
        "previous_sha256": last.sha256 if last else "",
        "sequence": last.sequence + 1 if last else 1,
    }
    content = canonical(told)
    if len(content) > MOST_BYTES:
        content = canonical(told | {"pages": [_in_short(page) for page in told["pages"]]})
    return CaptureRecord.objects.create(
        capture=capture,
        document_id=capture.document_id,
        sequence=told["sequence"],
        content=content.decode(),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the one form of a record in bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def _told(capture: Capture, fetches: Sequence[Fetch]) -> dict[str, Any]:
    return {
        "capture": capture.public_id,
        "captured_at": moment(capture.captured_at),
        "declaration_sha256": capture.declaration_sha256,
        "document": Document.public_id_of(capture.document_id),
        "extractor_version": capture.extractor_version,
        "format": FORMAT,
        "judged_at": moment(capture.judged_at),
        "pages": [_page(fetch) for fetch in fetches],
        "state": str(capture.state),
        "text_of": list(capture.figures.get("text_of", ())),
        "text_from": [_place(place) for place in capture.figures.get("text_in", ())],
        "text_bytes": capture.stored_text.size_bytes if capture.stored_text else 0,
        "text_sha256": capture.stored_text_id or "",
        "verdict": capture.verdict,
    }


def _place(place: Sequence[Any]) -> dict[str, Any]:
    """Return where in a page the text stood, without which the same rules may make another text of the same bytes."""
    return dict(zip(("in", "words", "kept", "left_out", "title_words"), place, strict=False))


def _page(fetch: Fetch) -> dict[str, Any]:
    facts = fetch.facts
    source = fetch.whole_answer
    tls = facts.get("tls") or {}
    raw = source.raw if source else None
    return {
        "accept_language": _text(facts.get("accept_language")),
        "ended_at": moment(fetch.ended_at),
        "final": _text(facts.get("final")),
        "headers": {str(name): str(value) for name, value in (facts.get("headers") or {}).items()},
        "hops": [_hop(hop) for hop in facts.get("hops") or ()],
        "http_version": _text(facts.get("http_version")),
        "outcome": fetch.outcome,
        "peer": _text(facts.get("peer")),
        "raw_bytes": raw.size_bytes if raw else 0,
        "raw_fetched_at": moment(source.ended_at) if source and raw else "",
        "raw_sha256": raw.pk if raw else "",
        "requested": _text(facts.get("requested")) or fetch.page.address,
        "robots": _text(facts.get("robots")),
        "route": str(fetch.route),
        "started_at": moment(fetch.started_at),
        "status": fetch.status or 0,
        "tls_certificate_sha256": _text(tls.get("certificate_sha256")),
        "tls_chain_sha256": _text(tls.get("chain_sha256")),
        "tls_cipher": _text(tls.get("cipher")),
        "tls_version": _text(tls.get("version")),
        "user_agent": _text(facts.get("user_agent")),
    }


def _hop(hop: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "address": _text(hop.get("address")),
        "location": _text(hop.get("location")),
        "peer": _text(hop.get("peer")),
        "status": int(hop.get("status") or 0),
    }


def _in_short(page: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page told by the SHA-256 of its own canonical form, for records that would be too long for the log."""
    kept = {name: page[name] for name in ("raw_bytes", "raw_sha256")}
    return kept | {"page_sha256": hashlib.sha256(canonical(page)).hexdigest()}


def moment(at: datetime) -> str:
    """Return the moment in UTC to the millisecond, such as 2026-11-25T12:00:00.000Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _text(value: object) -> str:
    return "" if value is None else str(value)
