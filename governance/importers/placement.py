"""Decides which platform and document a file of a collection belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from governance.importers.recorded_commits import Record
from governance.models import Collection, ContinuedPath, Document, Platform
from governance.record.moving import move_document
from governance.record.platforms import LONGEST_NAME, platform_named, slug_of


@dataclass(slots=True)
class Placement:
    """The documents of one collection by path, created when they are first met."""

    collection: Collection
    now: datetime
    _documents: dict[str, Document] = field(default_factory=dict)
    _platforms: dict[str, Platform] = field(default_factory=dict)
    _renames: list[Record] = field(default_factory=list)
    _continued: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        continued = ContinuedPath.objects.filter(collection=self.collection)
        self._continued = dict(continued.values_list("source_path", "document_id"))
        known = Document.objects.filter(collection=self.collection).exclude(source_path="")
        self._documents = {d.source_path: d for d in known.select_related("platform", "current_version")}

    def known(self, path: str) -> Document | None:
        """Return the document at this path if the collection has recorded one."""
        return self._documents.get(path)

    def is_continued(self, record: Record) -> bool:
        """Tell whether our own readings continue the document that the record is about, also if it is renamed."""
        document_id = self._continued.get(record.path) or self._continued.get(record.renamed_from)
        if document_id is None:
            return False
        if record.path not in self._continued:
            ContinuedPath.objects.get_or_create(
                collection=self.collection,
                source_path=record.path,
                defaults={"document_id": document_id, "continued_at": self.now},
            )
            self._continued[record.path] = document_id
        return True

    def all(self) -> list[Document]:
        """Return every document of the collection."""
        return list(self._documents.values())

    def expect(self, renames: Iterable[Record]) -> None:
        """Note which documents later records rename.

        An interrupted import may have moved them to the new path already.
        """
        self._renames = [record for record in renames if record.renamed_from]

    def holder(self, record: Record) -> Document | None:
        """Return the document that a record is about, if there is one: at its path, or where that was moved since."""
        path = record.path
        for rename in self._renames:
            if rename.position > record.position and rename.renamed_from == path:
                path = rename.path
        return self._documents.get(path) or self._documents.get(record.path)

    def document_of(self, record: Record) -> Document:
        """Return the document a record belongs to: this collection's, else one that was only listed, else a new one."""
        document = self.holder(record)
        if document is None:
            document = self._place(record)
            self._documents[record.path] = document
        return document

    def refresh(self, document: Document) -> Document:
        """Return the document as it is stored now, since another importer may have continued it."""
        fresh = Document.objects.select_related("platform", "current_version").get(pk=document.pk)
        self._documents.pop(document.source_path, None)
        self._documents[fresh.source_path] = fresh
        return fresh

    def move(self, document: Document, record: Record) -> Document:
        """Move the document to where the record's commit renamed it, and return it."""
        moved = move_document(
            document=document,
            source_path=record.path,
            service=record.service,
            title=_title_of(record),
            leaves_service=record.leaves_service,
            now=self.now,
        )
        self._documents.pop(document.source_path, None)
        self._documents[moved.source_path] = moved
        self._platforms.pop(record.service, None)
        return moved

    def _place(self, record: Record) -> Document:
        platform = self._platforms.get(record.service)
        if platform is None:
            platform = platform_named(record.service, is_demonstration=self.collection.is_demonstration, now=self.now)
            self._platforms[record.service] = platform
        title = _title_of(record)
        kind = slug_of(title, 80)
        listed = Document.objects.filter(
            platform=platform,
            document_type=kind,
            collection=None,
            region="",
            product="",
            state=Document.State.LISTED,
            current_version=None,
            pages=None,  # what we read ourselves has a history of its own
        )
        with transaction.atomic():
            if not Document.objects.filter(collection=self.collection, source_path=record.path).exists():
                first = listed.values_list("pk", flat=True).first()
                if first:  # unless somebody stores a text of it meanwhile: two histories are never mixed
                    listed.filter(pk=first).update(collection=self.collection, source_path=record.path)
            document, _ = Document.objects.get_or_create(
                collection=self.collection,
                source_path=record.path,
                defaults={"platform": platform, "document_type": kind, "title": title, "created_at": self.now},
            )
        return Document.objects.select_related("platform", "current_version").get(pk=document.pk)


def _title_of(record: Record) -> str:
    return record.document_name[:LONGEST_NAME] or "Unnamed document"
