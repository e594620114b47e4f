"""Read a collection of versions, as Open Terms Archive publishes it, into the public record.

An import is always of a prefix of the history, in the order of its commits: `until` cuts at the last commit whose
date, and whose predecessors' dates, are not later. `since` begins each document with the version in force at that
moment. What is stored already is passed over, so an import may be killed anywhere and run again, and a second one
stores nothing.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.db import IntegrityError, transaction
from dulwich.objects import Blob, Commit, Tree

from governance.importers.catalogue import load_catalogue
from governance.importers.git_history import Record, Step, read_blob, read_records, read_steps
from governance.importers.git_source import Source, UnreadableSource, open_source, without_credentials
from governance.importers.known_collections import ODC_BY, ODC_BY_URL, known_collection
from governance.importers.placement import Placement, slug_of
from governance.models import Collection, Document
from governance.services.document_memory import Memories
from governance.services.versions import HistoryMoved, mark_collection_verified, record_version, retire_document

MOST_ATTEMPTS = 20
README_LENGTH = 20_000


@dataclass(frozen=True, slots=True)
class Description:
    """What the operator says of a collection; an empty field is filled from what is known of it."""

    name: str = ""
    attribution: str = ""
    licence: str = ""
    is_demonstration: bool = False


@dataclass(slots=True)
class ImportResult:
    """What an import did."""

    collection: Collection
    commits_read: int = 0
    versions_stored: int = 0
    versions_known: int = 0
    documents_retired: int = 0


def import_collection(
    *,
    address: str,
    mirrors: Path,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    as_news: bool = False,
    description: Description = Description(),
    on_version: Callable[[ImportResult], None] | None = None,
) -> ImportResult:
    """Import what is new of the history at a path or an address; raises UnreadableSource with a reason.

    By default a backfill: nothing of it is published. With `as_news` its changes are published at `now`. `on_version`
    is called after each record.
    """
    if not description.is_demonstration:
        load_catalogue(now)
    with _few_collections(), open_source(address, mirrors=mirrors) as source:
        steps = read_steps(source)
        collection = collection_of(source, address, description)
        position_of = {step.commit.id.decode(): step.position for step in steps}
        first = _first_new(collection, position_of)
        wanted = steps[first : _cut(steps, until)]
        records = _from_since(read_records(source, wanted), _cut(steps, since) if since else 0)
        result = ImportResult(collection, commits_read=len(wanted))
        writer = _Writer(source, Placement(collection, now), position_of, now, now if as_news else None, result)
        for record in records:
            writer.write(record)
            if on_version:
                on_version(result)
        _finish(collection, wanted, writer.ran_at, now)
    return result


def _finish(collection: Collection, steps: Sequence[Step], ran_at: datetime | None, now: datetime) -> None:
    """All of these steps are stored: a document they did not change stood until the collection ran last."""
    with transaction.atomic():
        if ran_at:
            mark_collection_verified(collection=collection, at=ran_at)
        if steps:
            collection.last_commit = steps[-1].commit.id.decode()
        collection.last_imported_at = now
        collection.save(update_fields=["last_commit", "last_imported_at"])


@contextmanager
def _few_collections() -> Iterator[None]:
    """Collect garbage less often: parsed texts are many small objects without cycles."""
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


def collection_of(source: Source, address: str, description: Description) -> Collection:
    """The collection that a source belongs to, made when it is first read; what the operator says of it is kept."""
    shown = without_credentials(address)
    known = known_collection(source.name, _readme(source))
    slug = slug_of(description.name or (known.slug if known else source.name), 80)
    collection, _ = Collection.objects.get_or_create(
        slug=slug,
        defaults={
            "name": description.name or (known.name if known else source.name or slug)[:200],
            "address": (known.address if known else shown)[:500],
            "attribution": description.attribution or (known.attribution if known else ""),
            "licence": description.licence or (ODC_BY if known else ""),
            "licence_url": ODC_BY_URL if known and not description.licence else "",
            "is_demonstration": description.is_demonstration,
        },
    )
    stated = {"attribution": description.attribution, "licence": description.licence}
    changed = [name for name, value in stated.items() if value and getattr(collection, name) != value]
    for name in changed:
        setattr(collection, name, stated[name])
    if changed:
        collection.save(update_fields=changed)
    return collection


def _readme(source: Source) -> str:
    """The README of the newest commit, for the name of the collection it may carry."""
    try:
        commit = source.objects[source.head]
        tree = source.objects[commit.tree] if isinstance(commit, Commit) else None
        if isinstance(tree, Tree) and b"README.md" in tree:
            readme = source.objects[tree[b"README.md"][1]]
            if isinstance(readme, Blob):
                opening: bytes = readme.data[:README_LENGTH]
                return opening.decode("utf-8", "replace")
    except KeyError as error:
        raise UnreadableSource("An object of the newest commit is missing; the repository is not whole.") from error
    return ""


def _first_new(collection: Collection, position_of: dict[str, int]) -> int:
    """Where to go on. The last commit is only a shortcut, but a history without it is not this collection's."""
    if not collection.last_commit:
        return 0
    if collection.last_commit not in position_of:
        raise UnreadableSource(
            f"This history lacks commit {collection.last_commit[:12]}, the last one imported into “{collection.name}”. "
            "It is an older copy, was rewritten, or is another collection; give another one its own name with --name."
        )
    return position_of[collection.last_commit] + 1


def _cut(steps: Sequence[Step], moment: datetime | None) -> int:
    """How many steps there are before the first that is later than this moment."""
    if moment is None:
        return len(steps)
    return next((step.position for step in steps if step.author_at > moment), len(steps))


def _from_since(records: Iterator[Record], since_position: int) -> Iterable[Record]:
    """All records from a position on, and before it of each path only the one in force there."""
    if not since_position:
        return records
    in_force: dict[str, Record] = {}
    rest: list[Record] = []
    for record in records:
        if record.position >= since_position:
            rest.append(record)
            break
        in_force.pop(record.path, None)
        if record.blob is not None:
            in_force[record.path] = record
    return chain(in_force.values(), rest, records)


@dataclass(slots=True)
class _Writer:
    """Stores records one by one, each in a transaction of its own."""

    source: Source
    placement: Placement
    position_of: dict[str, int]
    now: datetime
    published_at: datetime | None
    result: ImportResult
    memories: Memories = field(default_factory=Memories)
    ran_at: datetime | None = None  # when the collection recorded a version last: a commit by hand shows no run

    def write(self, record: Record) -> None:
        if record.is_version:
            self.ran_at = max(record.captured_at, self.ran_at or record.captured_at)
        if record.blob is None:
            self._retire(record)
        elif record.is_version or self._follows_rename(record):
            self._store(record)

    def _retire(self, record: Record) -> None:
        document = self.placement.known(record.path)
        if document is None or self._is_past(document, record):
            return
        if retire_document(document=document, occurred_at=record.captured_at, source_commit=record.commit):
            self.result.documents_retired += 1

    def _follows_rename(self, record: Record) -> bool:
        old = self.placement.known(record.renamed_from)
        return old is not None and old.current_version_id is not None

    def _store(self, record: Record) -> None:
        document = self.placement.document_of(record)
        data = read_blob(self.source, record.blob or b"")
        for _ in range(MOST_ATTEMPTS):
            if self._is_past(document, record):
                self.result.versions_known += 1
                return
            try:
                version = record_version(
                    document=document,
                    collection=self.placement.collection,
                    data=data,
                    captured_at=record.captured_at,
                    now=self.now,
                    kind=record.kind,
                    source_commit=record.commit,
                    source_count=record.source_count,
                    published_at=self.published_at,
                    memories=self.memories,
                )
            except (HistoryMoved, IntegrityError):
                # Another importer is at work on the same document: see how far it has come.
                document = self.placement.refresh(document)
                continue
            if version is None:
                self.result.versions_known += 1
            else:
                self.result.versions_stored += 1
            return
        raise UnreadableSource(f"{document.public_id} is being written by somebody else; run the import again.")

    def _is_past(self, document: Document, record: Record) -> bool:
        """Whether the document has this record already, or had it passed over."""
        current = document.current_version
        if current is None or not current.source_commit:
            return False
        return self.position_of.get(current.source_commit, -1) >= record.position
