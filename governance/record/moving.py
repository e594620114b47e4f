"""Moves a document to another place of its collection, under the same id."""

from datetime import datetime

from django.db import transaction

from governance.models import Document, Platform
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
        Document.objects.select_for_update()
        .filter(
            platform=document.platform,
            document_type=document.document_type,
            language=document.language,
            region=document.region,
            product=document.product,
            collection=None,
            state=Document.State.LISTED,
            current_version=None,
        )
        .first()
    )
    if listed:
        document.source_urls = document.source_urls or listed.source_urls
        listed.delete()
