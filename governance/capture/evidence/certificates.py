"""Makes a certificate of watching: the facts, the same in words, and the signature over both, as one zip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from governance.capture.evidence.certificate_text import text_of_certificate
from governance.capture.evidence.records import canonical, moment
from governance.capture.evidence.signing import key_in_force, locked_log, name_of, signed_text
from governance.capture.evidence.verifiers.certificate import CERTIFICATE_FORMAT, signed_body
from governance.capture.evidence.verifiers.programs import CERTIFICATE, program_of
from governance.capture.evidence.verifiers.shared import container
from governance.capture.evidence.watching import facts_of, with_records
from governance.models import Document


@dataclass(frozen=True, slots=True)
class MadeCertificate:
    """A signed certificate as a zip, and what it counts."""

    data: bytes
    verified: int
    gaps: int
    changes: int


def make_certificate(
    certificate_id: str, document_ids: Sequence[str], *, since: datetime, until: datetime, now: datetime
) -> MadeCertificate:
    """Return a signed certificate of what is recorded now of these documents in this period.

    Raises LogKeyMissing on a machine without the key.
    """
    keys = [Document.key_of(public_id) or 0 for public_id in document_ids]
    with transaction.atomic():
        locked_log()
        key, private = key_in_force(now)
    facts = with_records(facts_of(keys, since=since, until=until))
    known = {one["document"] for one in facts}
    told: dict[str, Any] = {
        "format": CERTIFICATE_FORMAT,
        "certificate": certificate_id,
        "issued_at": moment(now),
        "since": moment(since),
        "until": moment(until),
        "log": name_of(key.text),
        "software": f"Clausewatch {settings.VERSION}",
        "documents": facts,
        "no_longer_recorded": [public_id for public_id in document_ids if public_id not in known],
    }
    files = {
        "CERTIFICATE.txt": text_of_certificate(told).encode(),
        "certificate.json": canonical(told),
        "verify.py": program_of(CERTIFICATE),
    }
    files["signature"] = signed_text(key, private, signed_body(certificate_id, files)).encode()
    files["log.vkey"] = f"{key.text}\n".encode()
    return MadeCertificate(
        container(files),
        verified=sum(one["verified"]["count"] for one in facts),
        gaps=sum(len(one["gaps"]) for one in facts),
        changes=sum(one["change_count"] for one in facts),
    )
