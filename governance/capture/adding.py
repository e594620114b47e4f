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
    """Return the document of this type of a platform, for everybody; a new one if there is none.

    The platform is found by its slug, its name or an alias, and made if there is none.
    """
    platform = Platform.objects.filter(slug=platform_name, is_demonstration=False).first()
    platform = platform or platform_named(platform_name, is_demonstration=False, now=now)
    kind = slug_of(title, 80)
    with transaction.atomic():
        known = Document.objects.filter(platform=platform, document_type=kind, region="", product="")
        document = known.filter(language=language).order_by("collection_id", "pk").first()
        if document is None:
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
