"""Stores the records of a history one by one, each in a transaction of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from django.db import IntegrityError
from django.db.models import Max, QuerySet

from governance.importers.git_source import FileTooLarge, UnreadableSource
from governance.importers.history import History
from governance.importers.placement import Placement
from governance.importers.recorded_commits import ImportNotice, Record, Unread
from governance.models import Document, Version
from governance.record.document_memory import Memories
from governance.record.document_states import retire_document
from governance.record.recorded import Recorded
from governance.record.summaries import summarise
from governance.record.versions import HistoryMoved, record_version

MOST_ATTEMPTS = 20


class ImportCounts(Protocol):
    """The counts that a writer keeps."""

    versions_stored: int
    versions_known: int
    versions_waiting: int
    versions_read: int
    documents_retired: int
    documents_moved: int
    notices: list[ImportNotice]


@dataclass(frozen=True, slots=True)
class KnownHistory:
    """How far the record has come in a history.

    It has the place of each commit, and for documents whose commits the history lacks the place of the last stored
    text.
    """

    position_of: Mapping[str, int]
    last_of: Mapping[str, int]

    def holds(self, document: Document, record: Record) -> bool:
        """Tell whether the document has this record already, or passed it over."""
        current = document.current_version
        if current is None:
            return False
        at = self.position_of.get(current.source_commit)
        return (self.last_of.get(document.source_path, -1) if at is None else at) >= record.position


@dataclass(slots=True)
class Writer:
    """Stores records. `waiting` maps a path to the place from which on it must not be read."""

    history: History
    placement: Placement
    known: KnownHistory
    now: datetime
    as_news: bool
    counts: ImportCounts
    waiting: dict[str, int]
    passes_over: bool = False
    memories: Memories = field(default_factory=Memories)
    ran_at: datetime | None = None  # when the collection recorded a version last: a commit by hand shows no run
    _written: set[int] = field(default_factory=set)
    _earlier: dict[int, bool] = field(default_factory=dict)
    _newest_before: datetime | None = None

    def __post_init__(self) -> None:
        self._newest_before = self._captured_before()
        self._earlier = {document.pk: document.current_version is not None for document in self.placement.all()}

    def write(self, record: Record) -> None:
        if record.is_version:
            self.counts.versions_read += 1
            self.ran_at = max(record.captured_at, self.ran_at or record.captured_at)
        if self.placement.is_continued(record):
            self.counts.versions_known += record.is_version
        elif self._waits(record):
            self.counts.versions_waiting += record.is_version
        elif not record.blob:
            self._retire(record)
        else:
            self._move(record)
            if record.is_version or record.is_decision:
                self._store(record)

    def summarise(self) -> None:
        """Make the summaries of the documents that were written; a periodic duty makes those that fail."""
        for document in self.placement.all():
            if document.pk in self._written:
                summarise(document)

    def _waits(self, record: Record) -> bool:
        """Tell whether the record must wait because an earlier one of its path wasn't understood.

        So must a moved document.
        """
        since = min(self.waiting.get(path, record.position) for path in (record.path, record.renamed_from) if path)
        if since < record.position and record.renamed_from in self.waiting:
            self.waiting.setdefault(record.path, since)
        return since < record.position

    def _retire(self, record: Record) -> None:
        document = self.placement.holder(record)
        if document is None or document.source_path != record.path or self.known.holds(document, record):
            return
        self._end(document, record)

    def _end(self, document: Document, record: Record) -> None:
        self.counts.documents_retired += retire_document(
            document=document, occurred_at=record.captured_at, now=self.now, source_commit=record.commit
        )

    def _move(self, record: Record) -> None:
        """Let the document follow a rename. If another one is at the new path, the old one ends."""
        old = self.placement.known(record.renamed_from)
        if old is None or old.current_version_id is None or self.known.holds(old, record):
            return
        if self.placement.known(record.path):
            self._end(old, record)
            return
        self.placement.move(old, record)
        self.counts.documents_moved += 1

    def _store(self, record: Record) -> None:
        data = self._data_of(record)
        if data is None:
            return
        document = self.placement.document_of(record)
        for _ in range(MOST_ATTEMPTS):
            if self.known.holds(document, record):
                self.counts.versions_known += record.is_version
                return
            if record.is_decision and _stands(document, data):
                return
            try:
                recorded = self._recorded(document, record, data)
                version = record_version(recorded, now=self.now, memories=self.memories)
            except (HistoryMoved, IntegrityError):
                # Another importer is at work on the same document: see how far it has come.
                document = self.placement.refresh(document)
                if document.collection_id != self.placement.collection.pk:  # our own readings continue it by now
                    return
                continue
            if version:
                self._written.add(document.pk)
            self.counts.versions_stored += version is not None
            self.counts.versions_known += version is None
            return
        raise UnreadableSource(f"{document.public_id} is being written by somebody else; run the import again.")

    def _recorded(self, document: Document, record: Record, data: bytes) -> Recorded:
        return Recorded(
            document=document,
            data=data,
            captured_at=record.captured_at,
            stated_at=record.stated_at,
            kind=record.kind,
            source_commit=record.commit,
            source_count=record.source_count,
            published_at=self.now if self._is_news(document, record) else None,
        )

    def _data_of(self, record: Record) -> bytes | None:
        """Return the bytes of a version. One that is too large is named, and what follows it waits."""
        try:
            return self.history.blob(record.blob)
        except FileTooLarge as error:
            told = ImportNotice(Unread.SIZE, record.position, record.commit, record.path, str(error))
            self.counts.notices.append(told)
            if not self.passes_over:
                self.waiting[record.path] = record.position
            return None

    def _is_news(self, document: Document, record: Record) -> bool:
        """Tell whether the record is newer than what was known of its document, or of the collection if it is new."""
        if not self.as_news or record.is_decision:
            return False
        current = document.current_version
        if current is None or self._newest_before is None:
            return True
        known_until = self._known_until(document, current)
        return known_until is None or record.captured_at >= known_until

    def _known_until(self, document: Document, current: Version) -> datetime | None:
        if not self._was_known(document):
            newest = self._newest_before
            return max(newest, current.in_force_at) if newest and not current.stated_at else newest
        if current.stated_at is None:
            return current.in_force_at
        # The source's clock was ahead: when its last text was really captured is not known.
        believed = Version.objects.filter(document=document, stated_at=None)
        return _newest(believed)

    def _was_known(self, document: Document) -> bool:
        """Tell whether the document had a version when the last import ended."""
        if document.pk not in self._earlier:
            self._earlier[document.pk] = False
        ended_at = self.placement.collection.last_imported_at
        if self._earlier[document.pk] and ended_at:
            first = Version.objects.filter(document=document, sequence=1, recorded_at__lte=ended_at)
            self._earlier[document.pk] = first.exists()
        return self._earlier[document.pk]

    def _captured_before(self) -> datetime | None:
        """Return when the last finished import's newest version was captured; None if there was no import."""
        collection = self.placement.collection
        if collection.last_imported_at is None:
            return None
        stored = Version.objects.filter(collection=collection, recorded_at__lte=collection.last_imported_at)
        return _newest(stored)


def _stands(document: Document, data: bytes) -> bool:
    """Tell whether this is the document's text already."""
    current = document.current_version
    return current is not None and current.stored_text_id == sha256(data).hexdigest()


def _newest(versions: QuerySet[Version]) -> datetime | None:
    newest: datetime | None = versions.aggregate(at=Max("captured_at"))["at"]
    return newest
