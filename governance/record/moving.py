"""Moves a document to another place of its collection, under the same id."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from governance.models import ContinuedPath, Document, Platform
from governance.record.platforms import add_alias, find_platform, platform_named, succeed


def move_document(
    *, document: Document, source_path: str, service: str, title: str, leaves_service: bool, now: datetime
) -> Document:
    """Move a document to where a rename put it, and its platform if that was renamed as a whole; return the document.

    If a service is left empty for an unknown one, it was renamed: the platform stays, and is found by the new name too.
    Otherwise the document goes to the platform of the new name, which becomes the successor of one without documents.
    What was told of the document before stays with its former platform.
    """
    with transaction.atomic():
        moved = Document.objects.select_for_update(of=("self",)).select_related("platform").get(pk=document.pk)
        if moved.source_path == source_path:
            return moved
        former = moved.platform
        moved.source_path, moved.title = source_path, title
        moved.platform = _platform_after(moved, service, leaves_service=leaves_service, now=now)
        if moved.platform != former:
            _take_over_listed(moved)
        moved.save(update_fields=["source_path", "title", "platform", "source_urls"])
        if moved.platform != former:
            succeed(former, moved.platform)
    return Document.objects.select_related("platform", "current_version").get(pk=moved.pk)


class NotContinued(Exception):
    """A collection's document that can't be continued; the message says why."""


@transaction.atomic
def continue_ourselves(*, document: Document, now: datetime) -> Document:
    """Let a document of a collection be continued by our own readings from now on, and return it.

    Its versions keep the collection; what the collection records later is passed over. Doing it twice does no harm.
    Raises NotContinued if another document of ours has the place already.
    """
    locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if locked.collection_id is not None:
        _take_over_listed(locked)
        if _same_for_everybody(locked).exists():
            raise NotContinued("We read another document of this type already. This one can have a history of its own.")
        ContinuedPath.objects.get_or_create(
            collection_id=locked.collection_id,
            source_path=locked.source_path,
            defaults={"document": locked, "continued_at": now},
        )
        locked.collection, locked.source_path = None, ""
        locked.save(update_fields=["collection", "source_path", "source_urls"])
    return Document.objects.select_related("platform", "current_version").get(pk=locked.pk)


def _same_for_everybody(document: Document) -> "QuerySet[Document]":
    """Return the documents without a collection that have this one's place."""
    return Document.objects.filter(
        platform=document.platform,
        document_type=document.document_type,
        language=document.language,
        region=document.region,
        product=document.product,
        collection=None,
    )


def _platform_after(document: Document, service: str, *, leaves_service: bool, now: datetime) -> Platform:
    former = document.platform
    found = find_platform(service, is_demonstration=former.is_demonstration)
    if found is None and leaves_service:
        add_alias(former, service)
        return former
    return found or platform_named(service, is_demonstration=former.is_demonstration, now=now)


def _take_over_listed(document: Document) -> None:
    """Merge the document with the catalogue's entry for its new place, if there is one, so there is no second one."""
    # Locked: a text that is stored of it meanwhile must not go with it.
    listed = (
        _same_for_everybody(document)
        .select_for_update(of=("self",))
        .filter(state=Document.State.LISTED, current_version=None, pages=None)
        .first()
    )
    if listed:
        document.source_urls = document.source_urls or listed.source_urls
        listed.delete()
