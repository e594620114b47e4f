"""Makes the certificates that were asked for, as a duty: workers have the key, and a year may take seconds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alerts.made_files import make_due_files
from alerts.models import WatchCertificate
from governance.capture.evidence.certificates import make_certificate


def make_due_certificates(now: datetime) -> dict[str, int]:
    """Make the certificates that wait, some at most; return counts of what they came to.

    On a machine without the key nothing is spent: raises LogKeyMissing.
    """

    def make(row: WatchCertificate, now: datetime) -> tuple[bytes, Mapping[str, Any]]:
        made = make_certificate(str(row.pk), row.documents, since=row.since, until=row.until, now=now)
        return made.data, {
            "issued_at": now,
            "verified_count": made.verified,
            "gap_count": made.gaps,
            "change_count": made.changes,
        }

    made, failed = make_due_files(WatchCertificate.objects.all(), make, now=now)
    return {"certificates_made": made, "certificates_failed": failed}
