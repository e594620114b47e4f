"""Ends the reading of platforms that were merged, renamed or given up. That of a successor goes on by itself."""

from datetime import datetime

from governance.capture.sources import stop_reading
from governance.models import Document, Platform
from governance.record.document_states import retire_document

_AT_ONCE = 500


def stop_reading_ended(now: datetime) -> int:
    """Stop reading documents of platforms that are over, mark them as no longer tracked, and return their number.

    A page from which a successor's document is read too is still fetched.
    """
    over = (Platform.Status.MERGED, Platform.Status.DEFUNCT)
    read = Document.objects.filter(platform__status__in=over, pages__isnull=False).order_by("pk").distinct()
    documents = list(read[:_AT_ONCE])
    for document in documents:
        stop_reading(document, now=now)
        retire_document(document=document, occurred_at=now, now=now)
    return len(documents)
