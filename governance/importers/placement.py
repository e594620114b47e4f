"""Which platform and document a file of a collection belongs to."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.text import slugify

from governance.importers.catalogue import search_text_of
from governance.importers.git_history import Record
from governance.models import Collection, Document, Platform

OTHER_SECTOR = "other"
LONGEST_NAME = 200


def platform_named(name: str, *, is_demonstration: bool, now: datetime) -> Platform:
    """The platform with exactly this name, else the one with this alias, else a new one of sector "other".

    A demonstration's platforms are its own, whatever they are called.
    """
    name = " ".join(name.split())[:LONGEST_NAME] or "Unnamed service"
    platforms = Platform.objects.filter(is_demonstration=is_demonstration).order_by("id")
    found = platforms.filter(name=name).first()
    if found or is_demonstration:
        return found or _new_platform(name, is_demonstration=is_demonstration, now=now)
    wanted = name.casefold()
    # The search text holds every alias on a line of its own, so only a few candidates are read.
    for platform in platforms.filter(search_text__contains=wanted):
        if any(alias.casefold() == wanted for alias in platform.aliases):
            return platform
    return _new_platform(name, is_demonstration=False, now=now)


def slug_of(name: str, longest: int) -> str:
    """A slug for any name: one that is too long, or has nothing a slug can hold, carries a mark of the name."""
    slug = slugify(name)
    if slug and len(slug) <= longest:
        return slug
    mark = sha256(name.encode()).hexdigest()[:8]
    return f"{slug[: longest - 9].strip('-') or 'name'}-{mark}"


def _new_platform(name: str, *, is_demonstration: bool, now: datetime) -> Platform:
    slug = slug_of(name, 90)
    facts = {"name": name, "sector": OTHER_SECTOR, "created_at": now, "is_demonstration": is_demonstration}
    platform, _ = Platform.objects.get_or_create(
        slug=slug, defaults={**facts, "search_text": search_text_of(name, [], slug)}
    )
    if platform.name != name or platform.is_demonstration != is_demonstration:
        slug = f"{slug}-{sha256(name.encode()).hexdigest()[:8]}"
        platform, _ = Platform.objects.get_or_create(
            slug=slug, defaults={**facts, "search_text": search_text_of(name, [], slug)}
        )
    return platform


@dataclass(slots=True)
class Placement:
    """The documents of one collection by their paths, made as they are first met."""

    collection: Collection
    now: datetime
    _documents: dict[str, Document] = field(default_factory=dict)
    _platforms: dict[str, Platform] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = Document.objects.filter(collection=self.collection).exclude(source_path="")
        self._documents = {d.source_path: d for d in known.select_related("platform", "current_version")}

    def known(self, path: str) -> Document | None:
        """The document at this path, if the collection has recorded one."""
        return self._documents.get(path)

    def document_of(self, record: Record) -> Document:
        """The document a record belongs to: this collection's, else one that was only listed so far, else a new one."""
        document = self._documents.get(record.path)
        if document is None:
            document = self._place(record)
            self._documents[record.path] = document
        return document

    def refresh(self, document: Document) -> Document:
        """The document as it is now stored; another importer may have gone on with it."""
        fresh = Document.objects.select_related("platform", "current_version").get(pk=document.pk)
        self._documents[fresh.source_path] = fresh
        return fresh

    def _place(self, record: Record) -> Document:
        platform = self._platforms.get(record.service)
        if platform is None:
            platform = platform_named(record.service, is_demonstration=self.collection.is_demonstration, now=self.now)
            self._platforms[record.service] = platform
        title = " ".join(record.document_name.split())[:LONGEST_NAME] or "Unnamed document"
        kind = slug_of(title, 80)
        listed = Document.objects.filter(platform=platform, document_type=kind, collection=None)
        with transaction.atomic():
            if not Document.objects.filter(collection=self.collection, source_path=record.path).exists():
                first = listed.filter(state=Document.State.LISTED, current_version=None).values_list("pk").first()
                if first:
                    Document.objects.filter(pk=first[0], collection=None).update(
                        collection=self.collection, source_path=record.path
                    )
            document, _ = Document.objects.get_or_create(
                collection=self.collection,
                source_path=record.path,
                defaults={"platform": platform, "document_type": kind, "title": title, "created_at": self.now},
            )
        return Document.objects.select_related("platform", "current_version").get(pk=document.pk)
