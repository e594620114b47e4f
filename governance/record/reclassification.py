"""Runs the current comparison again over stored versions and updates what it now says otherwise; nobody is told."""

from collections.abc import Iterator

from django.db import transaction

from governance.models import Document
from governance.record.replay import ReplayDifference, memory_before, replay_from

__all__ = ["ReplayDifference", "documents_with_history", "reclassify"]


def reclassify(*, document: Document, dry_run: bool = False) -> list[ReplayDifference]:
    """Replay the document's versions in one transaction, and return what differs; with `dry_run` it is rolled back.

    Ids stay, `published_at` is never changed, and what was confirmed or withdrawn stays so.
    """
    with transaction.atomic():
        locked = Document.objects.select_for_update(of=("self",)).select_related("platform").get(pk=document.pk)
        found = replay_from(locked, 1, memory_before(locked, 1))
        if dry_run:
            transaction.set_rollback(True)
    return found


def documents_with_history() -> Iterator[Document]:
    """Return every document that has versions."""
    return Document.objects.exclude(current_version=None).order_by("pk").iterator(chunk_size=200)
