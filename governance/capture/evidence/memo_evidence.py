"""The evidence bundle of a memo: all that shows what it says, in one signed zip that others verify without us.

The texts that it quotes, each in the chain of its document's versions, and the captures that the texts came from, as
far as they are held. The zip is stored and not packed, so that the same evidence is the same bytes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from governance.capture.evidence.bundles import NotYetSigned, checkpoint_over, kept_bytes
from governance.capture.evidence.evidence_readme import readme_of
from governance.capture.evidence.log import proof_of
from governance.capture.evidence.records import canonical, moment
from governance.capture.evidence.signing import key_in_force, locked_log
from governance.capture.evidence.statement import statement_on
from governance.capture.evidence.timestamps import NoToken, token_for
from governance.capture.evidence.verifiers.evidence import (
    EVIDENCE_FORMAT,
    NOBODY_ASKED,
    NOT_STAMPED,
    STAMPED,
    key_as_pem,
    manifest_of,
    quotations_in,
    statement_to_sign,
    text_file,
)
from governance.capture.evidence.verifiers.programs import EVIDENCE, program_of
from governance.capture.evidence.verifiers.shared import container, read_key
from governance.capture.evidence.version_chain import version_chain
from governance.capture.evidence.warc import plain_warc_of
from governance.models import Capture, CaptureRecord, Version

MOST_EVIDENCE_BYTES = 64_000_000
logger = structlog.get_logger(__name__)
_IMPORTED = "It was imported as others recorded it; no capture of ours is behind it."
_NO_CAPTURE = "No capture of ours is recorded for it."
_NO_RECORD = "Its capture was made before records were kept."
_NO_ROOM = "Its capture was left out, since the bundle would be too large; an operator can export it alone."


class EvidenceTooLarge(Exception):
    """The texts alone are more than a bundle may hold."""


@dataclass(frozen=True, slots=True)
class MemoFiles:
    """A memo in the two forms that go into its bundle. The data is JSON."""

    data: bytes
    pdf: bytes


def evidence_of(memo: MemoFiles, *, now: datetime) -> bytes:
    """Return the evidence bundle of a memo as a signed zip.

    Raises LogKeyMissing, EvidenceTooLarge, and StorageAway while stored pages can't be read. Where an authority is
    named (TSA_URL) and gives no token, the bundle is made without, and says so.
    """
    with transaction.atomic():
        locked_log()
        key, private = key_in_force(now)
    told = json.loads(memo.data)
    versions = _quoted_versions(told)
    files = {"memo.json": memo.data, "memo.pdf": memo.pdf, "chain.jsonl": version_chain(versions).data}
    files |= {text_file(one.public_id): one.stored_text.data for one in versions}
    if (size := _size(files)) > MOST_EVIDENCE_BYTES:
        raise EvidenceTooLarge(f"The texts of this memo are {size} bytes.")
    captures, facts = _captures(versions, room=MOST_EVIDENCE_BYTES - size)
    files |= captures
    files["evidence.json"] = canonical(
        {
            "format": EVIDENCE_FORMAT,
            "memo": told["number"],
            "made_at": moment(now),
            "software": f"Clausewatch {settings.VERSION}",
            "clock": "that of the machines of the operator",
            "versions": facts,
        }
    )
    files["log.vkey"] = f"{key.text}\n".encode()
    files["key.pem"] = key_as_pem(read_key(key.text)[2])
    files["README.txt"] = readme_of(told["number"]).encode()
    files["verify.py"] = program_of(EVIDENCE)
    files["manifest.txt"] = manifest_of(files)
    time, stamp = _time_stamp(files["manifest.txt"])
    files |= stamp
    files["signed.txt"] = statement_to_sign(told["number"], time, files)
    files["signed.sig"] = private.sign(files["signed.txt"])
    return container(files)


def _quoted_versions(told: Mapping[str, Any]) -> list[Version]:
    """Return the versions that a memo names or quotes, in the order of their documents and histories."""
    names = {one["id"] for document in told["documents"] for one in document["versions"]}
    names |= {one["version"] for one in quotations_in(told)}
    keys = [key for name in names if (key := Version.key_of(name)) is not None]
    found = Version.objects.filter(pk__in=keys).select_related("stored_text").defer("outline", "summary")
    return list(found.order_by("document", "sequence"))


def _captures(versions: Iterable[Version], *, room: int) -> tuple[dict[str, bytes], list[dict[str, str]]]:
    """Return the files of the captures as far as there is room for them, and what is said of each version."""
    versions = list(versions)
    first = _first_captures(versions)
    files: dict[str, bytes] = {}
    facts = []
    for version in versions:
        capture, own = first.get(version.pk), {}
        without = _IMPORTED if version.collection_id else _NO_CAPTURE
        if capture is not None:
            record = CaptureRecord.objects.filter(capture=capture).first()
            own = dict(_files_of(capture, record)) if record else {}
            without = _NO_RECORD
        if (size := _size(own)) > room:
            own, without = {}, _NO_ROOM
        else:
            room -= size
        files |= own
        facts.append(
            {
                "version": version.public_id,
                "document": version.document.public_id_of(version.document_id),
                "text_sha256": version.sha256,
                "capture": capture.public_id if capture and own else "",
                "without_capture": "" if own else without,
            }
        )
    return files, facts


def _first_captures(versions: Iterable[Version]) -> dict[int, Capture]:
    """Return the capture that became each version: the first that had its text."""
    found: dict[int, Capture] = {}
    for capture in Capture.objects.filter(version__in=[one.pk for one in versions]).order_by("pk"):
        if capture.version_id is not None:
            found.setdefault(capture.version_id, capture)
    return found


def _files_of(capture: Capture, record: CaptureRecord) -> Iterator[tuple[str, bytes]]:
    folder, told = f"captures/{capture.public_id}", json.loads(record.content)
    bodies = [kept_bytes(page["raw_sha256"]) for page in told["pages"]]
    yield f"{folder}/record.json", record.content.encode()
    yield f"{folder}/capture.warc", plain_warc_of(told, bodies, software=f"Clausewatch {settings.VERSION}")
    for place, page in enumerate(told["pages"], 1):
        certificates = kept_bytes(str(page.get("tls_chain_sha256", "")))
        if certificates is not None:
            yield f"{folder}/certificates-{place}.pem", certificates
    try:
        checkpoint = checkpoint_over(record)
    except NotYetSigned:
        return
    assert record.leaf_index is not None
    yield f"{folder}/STATEMENT.md", statement_on(told, checkpoint).encode()
    yield f"{folder}/checkpoint", checkpoint.text.encode()
    yield f"{folder}/proof.txt", proof_of(record.leaf_index, checkpoint).encode()
    yield f"{folder}/log.vkey", f"{checkpoint.key.text}\n".encode()
    if checkpoint.token is not None:
        yield f"{folder}/checkpoint.tsr", bytes(checkpoint.token)
        yield f"{folder}/tsa-chain.pem", checkpoint.token_chain.encode()


def _time_stamp(manifest: bytes) -> tuple[str, dict[str, bytes]]:
    """Return what is said of the time, and the files of the token if one was had."""
    if not settings.TSA_URL:
        return NOBODY_ASKED, {}
    try:
        token, chain = token_for(manifest)
    except NoToken as error:
        logger.warning("evidence_not_timestamped", error=str(error))
        return NOT_STAMPED, {}
    return STAMPED, {"time-stamp.tsr": token, "time-stamp-chain.pem": chain.encode()}


def _size(files: Mapping[str, bytes]) -> int:
    return sum(map(len, files.values()))
