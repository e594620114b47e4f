"""The bundle of a capture: one zip that a third party can verify without us. The same capture gives the same bytes."""

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping

from django.conf import settings

from governance.capture.evidence.log import proof_of
from governance.capture.evidence.records import canonical
from governance.capture.evidence.statement import statement_on
from governance.capture.evidence.verifiers.capture import FORMAT
from governance.capture.evidence.verifiers.programs import CAPTURE, program_of
from governance.capture.evidence.warc import warc_of
from governance.capture.storing.frames import DamagedFrame
from governance.capture.storing.raw_bodies import read_body
from governance.models import Capture, CaptureRecord, Checkpoint, RawBody, StoredText

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day that a zip can name


class NotYetSigned(Exception):
    """The record is in no signed checkpoint yet, or the capture is from before records were kept."""


def bundle_of(capture: Capture) -> bytes:
    """Return the bundle of a capture as a zip. Raises NotYetSigned."""
    record = CaptureRecord.objects.filter(capture=capture).first()
    if record is None:
        raise NotYetSigned(f"{capture.public_id} was made before records were kept.")
    checkpoint = checkpoint_over(record)
    files = _files(record, checkpoint)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    files["manifest.json"] = canonical({"capture": capture.public_id, "files": digests, "format": FORMAT})
    return _zipped(files)


def pages_without_bytes(capture: Capture) -> list[str]:
    """Return the addresses of pages that came and whose bytes are not there any more, so that no bundle holds them."""
    pages = json.loads(CaptureRecord.objects.get(capture=capture).content)["pages"]
    came = [page for page in pages if page["raw_sha256"]]
    return [str(page.get("requested", "")) for page in came if kept_bytes(page["raw_sha256"]) is None]


def checkpoint_over(record: CaptureRecord) -> Checkpoint:
    """Return the first checkpoint with the record in it that has a token, or the first of all."""
    signed = Checkpoint.objects.filter(size__gt=record.leaf_index) if record.leaf_index is not None else None
    first = signed.order_by("size").first() if signed is not None else None
    if signed is None or first is None:
        raise NotYetSigned("Its record is in no signed checkpoint yet. One is signed every hour.")
    return signed.filter(token__isnull=False).order_by("size").first() or first


def _files(record: CaptureRecord, checkpoint: Checkpoint) -> dict[str, bytes]:
    assert record.leaf_index is not None
    told = json.loads(record.content)
    bodies = [kept_bytes(page["raw_sha256"]) for page in told["pages"]]
    chain = CaptureRecord.objects.filter(document=record.document_id, sequence__lte=record.sequence)
    lines = chain.order_by("sequence").values_list("content", flat=True)
    files = {
        "STATEMENT.md": statement_on(told, checkpoint).encode(),
        "capture.warc.gz": warc_of(told, bodies, software=f"Clausewatch {settings.VERSION}"),
        "chain.jsonl": "".join(f"{line}\n" for line in lines.iterator()).encode(),
        "checkpoint": checkpoint.text.encode(),
        "log.vkey": f"{checkpoint.key.text}\n".encode(),
        "proof.txt": proof_of(record.leaf_index, checkpoint).encode(),
        "record.json": record.content.encode(),
        "verify.py": program_of(CAPTURE),
    }
    for place, body in enumerate(bodies, 1):
        if body is not None:
            files[f"raw-{place}.gz"] = gzip.compress(body, mtime=0)
    for place, page in enumerate(told["pages"], 1):
        certificates = kept_bytes(str(page.get("tls_chain_sha256", "")))
        if certificates is not None:
            files[f"certificates-{place}.pem"] = certificates
    text = StoredText.objects.filter(pk=told["text_sha256"]).first()
    if text is not None:
        files["text.md"] = text.data
    if checkpoint.token is not None:
        files |= {"checkpoint.tsr": bytes(checkpoint.token), "tsa-chain.pem": checkpoint.token_chain.encode()}
    return files


def kept_bytes(digest: str) -> bytes | None:
    """Return the bytes with this SHA-256, None if there are none or they are no longer kept."""
    raw = RawBody.objects.select_related("base").filter(pk=digest).first()
    try:
        return read_body(raw) if raw is not None else None
    except (OSError, DamagedFrame):
        return None


def _zipped(files: Mapping[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return into.getvalue()
