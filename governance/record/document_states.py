"""What is known of a document beside its texts: whether it is published, and when its text was last seen to stand."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from governance.models import Collection, Document, Event
from governance.record.events import add_event


def mark_verified(locked: Document, at: datetime, *, source_commit: str = "") -> None:
    """Mark the locked document as seen unchanged; a retired one is active again."""
    if locked.state == Document.State.RETIRED:
        add_event(locked, Event.Kind.DOCUMENT_ADDED, at, source_commit)
        locked.state = Document.State.ACTIVE
    locked.last_verified_at = max(at, locked.last_verified_at or at)
    locked.save(update_fields=["state", "last_verified_at"])


def mark_collection_verified(*, collection: Collection, at: datetime, now: datetime) -> None:
    """Mark the collection's documents without a newer version as unchanged until it last ran."""
    at = min(at, now)
    active = Document.objects.filter(collection=collection, state=Document.State.ACTIVE)
    active.filter(Q(last_verified_at=None) | Q(last_verified_at__lt=at)).update(last_verified_at=at)


def retire_document(*, document: Document, occurred_at: datetime, now: datetime, source_commit: str = "") -> bool:
    """Mark the document as no longer published or tracked, with an event; return False if it was retired before."""
    occurred_at = min(occurred_at, now)
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        known = Event.objects.filter(document=locked, kind=Event.Kind.DOCUMENT_RETIRED, source_commit=source_commit)
        if locked.state == Document.State.RETIRED or (source_commit and known.exists()):
            return False
        locked.state = Document.State.RETIRED
        locked.save(update_fields=["state"])
        add_event(locked, Event.Kind.DOCUMENT_RETIRED, occurred_at, source_commit)
    document.state = Document.State.RETIRED
    return True


@transaction.atomic
def bring_back_document(*, document: Document, now: datetime) -> None:
    """Mark a retired document as published again, with an event if a text of it is known."""
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.state != Document.State.RETIRED:
        return
    if locked.current_version_id is None:
        locked.state = Document.State.LISTED
    else:
        add_event(locked, Event.Kind.DOCUMENT_ADDED, now)
        locked.state = Document.State.ACTIVE
    locked.save(update_fields=["state"])
