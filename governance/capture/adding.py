"""Finds or makes the document that an operator, a declaration or the catalogue names."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from governance.models import Document, Platform
from governance.record.platforms import LONGEST_NAME, platform_named, slug_of


def document_named(
    platform_name: str,
    title: str,
    addresses: Sequence[str],
    *,
    language: str = "en",
    now: datetime,
) -> Document:
    """Return the document of this type of a platform, for everybody, that no collection records; a new one if needed.

    The platform is found by its slug, its name or an alias, and made if there is none. What a collection records keeps
    its own history (ADR 55).
    """
    platform = Platform.objects.filter(slug=platform_name, is_demonstration=False).first()
    platform = platform or platform_named(platform_name, is_demonstration=False, now=now)
    kind = slug_of(title, 80)
    with transaction.atomic():
        document, _ = Document.objects.get_or_create(
            platform=platform,
            document_type=kind,
            language=language,
            region="",
            product="",
            collection=None,
            defaults={"title": title[:LONGEST_NAME], "created_at": now},
        )
        if document.source_urls != list(addresses):
            document.source_urls = list(addresses)
            document.save(update_fields=["source_urls"])
    return Document.objects.select_related("platform", "current_version").get(pk=document.pk)
