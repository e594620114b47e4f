"""The shipped catalogue of platforms and documents, loaded from data files."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from governance.models import Document, Platform, ShippedData
from governance.record.platforms import set_facts
from governance.sectors_and_types import DOCUMENTS_FILE, PLATFORMS_FILE, rows_of

SHIPPED_NAME = "catalogue"
# Part of the digest of what was loaded: another number loads the same files again, because more is read from them.
_READING = b"3"
_PLATFORM_FACTS = ("name", "homepage", "operator", "jurisdiction", "sector", "status", "aliases", "search_text")


def load_catalogue(now: datetime) -> dict[str, int]:
    """Bring platforms and listed documents in line with the data files; return how many were new or changed.

    A second run with the same files changes nothing. A document keeps its state, its versions and its collection.
    Platforms and documents that the files do not name are left alone.
    """
    digest = sha256(_READING + PLATFORMS_FILE.read_bytes() + DOCUMENTS_FILE.read_bytes()).hexdigest()
    if ShippedData.objects.filter(name=SHIPPED_NAME, sha256=digest).exists():
        return {"platforms_added": 0, "platforms_updated": 0, "documents_added": 0}
    with transaction.atomic():
        counts = _load_platforms(now) | _load_documents(now)
        _name_successors()
        ShippedData.objects.update_or_create(name=SHIPPED_NAME, defaults={"sha256": digest, "loaded_at": now})
    return counts


def _load_platforms(now: datetime) -> dict[str, int]:
    existing = Platform.objects.in_bulk(field_name="slug")
    added, changed = [], []
    for facts in _platform_rows():
        platform = existing.get(facts["slug"])
        if platform is None:
            platform = Platform(created_at=now)
            set_facts(platform, facts)
            added.append(platform)
        elif set_facts(platform, facts):
            changed.append(platform)
    # A platform whose name an import met first gets its row here and not another one.
    Platform.objects.bulk_create(added, ignore_conflicts=True)
    Platform.objects.bulk_update(changed, _PLATFORM_FACTS, batch_size=100)
    return {"platforms_added": len(added), "platforms_updated": len(changed)}


def _name_successors() -> None:
    """Store the successors of merged platforms: the first alias that is the name of another platform.

    A successor that the files do not name stays as the operator set it.
    """
    rows = list(rows_of(PLATFORMS_FILE))
    slug_named = {row["name"]: row["slug"] for row in rows}
    merged = [row for row in rows if row["status"] == Platform.Status.MERGED]
    platforms = Platform.objects.in_bulk(field_name="slug")
    for row in merged:
        named = [slug_named[alias] for alias in _aliases(row) if alias in slug_named]
        if named:
            Platform.objects.filter(slug=row["slug"]).update(successor=platforms[named[0]])


def _platform_rows() -> Iterator[dict[str, object]]:
    for row in rows_of(PLATFORMS_FILE):
        yield {
            "slug": row["slug"],
            "name": row["name"],
            "homepage": row["homepage"],
            "operator": row["operator"],
            "jurisdiction": row["operator_country"],
            "sector": row["sector"],
            "status": Platform.Status(row["status"]).value,
            "aliases": _aliases(row),
        }


def _aliases(row: dict[str, str]) -> list[str]:
    return [alias.strip() for alias in row["aliases"].split(";") if alias.strip()]


def _load_documents(now: datetime) -> dict[str, int]:
    platforms = dict(Platform.objects.filter(is_demonstration=False).values_list("name", "id"))
    # The catalogue names a platform's documents for everybody; those for one region or product are not its own.
    for_everybody = Document.objects.filter(region="", product="")
    # Of several of one type the last here is taken: its own, which is of no collection, else that of the first one.
    ordered = for_everybody.order_by(F("collection_id").desc(nulls_last=True), "-id")
    existing = {(document.platform_id, document.document_type): document for document in ordered}
    added, changed = [], []
    for row in rows_of(DOCUMENTS_FILE):
        platform_id, kind = platforms[row["platform"]], slugify(row["document_type"])
        urls = row["source_urls"].split()
        document = existing.get((platform_id, kind))
        if document is None:
            added.append(
                Document(
                    platform_id=platform_id,
                    document_type=kind,
                    title=row["document_type"],
                    source_urls=urls,
                    created_at=now,
                )
            )
        elif document.source_urls != urls:
            document.source_urls = urls
            changed.append(document)
    Document.objects.bulk_create(added, ignore_conflicts=True)
    Document.objects.bulk_update(changed, ["source_urls"], batch_size=100)
    return {"documents_added": len(added)}
