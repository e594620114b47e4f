"""The one way in which a version is stored, whoever brings it: an import, the demonstration, a capture of our own."""

import hashlib
from datetime import datetime

from django.db import transaction

from governance.comparison import NORMALISER_VERSION, Comparison, Context, ParsedText, compare, parse
from governance.comparison.signals import looks_failed
from governance.models import Change, Collection, Document, Event, SeenBlock, StoredText, Version
from governance.models.versions import text_of
from governance.services.changes import Outcome, create_change
from governance.services.document_memory import Base, DocumentMemory, Memories
from governance.services.provisions import follow_clauses, known_clauses
from governance.services.wordings import CHUNK

MOST_SOURCES = 9_999


class HistoryMoved(Exception):
    """The document got a version since the caller read it: read it again and see whether this one still follows."""


def record_version(
    *,
    document: Document,
    data: bytes,
    captured_at: datetime,
    now: datetime,
    collection: Collection | None = None,
    kind: str = "change",
    source_commit: str = "",
    source_count: int = 1,
    published_at: datetime | None = None,
    memories: Memories | None = None,
) -> Version | None:
    """Store these bytes as the next version of the document, with its provisions, its change and its events.

    None when there is nothing to store: the bytes are those of the current version, or the commit was stored before.
    The first version of a document makes an event and no change. `kind` is first, change or technical; `published_at`
    is when the change became news, None for a backfill. Everything is written in one short transaction; texts are
    parsed and compared before it. Raises HistoryMoved when another writer was faster, and leaves `document` at the
    stored version otherwise. A run that stores many versions passes one `memories`.
    """
    memories = memories or Memories()
    memory = memories.of(document)
    parsed = parse(text_of(data))
    comparison = compare(
        memory.current.parsed if memory.current else None, parsed, context_of(memory, kind, source_count)
    )
    digest = hashlib.sha256(data).hexdigest()
    try:
        with transaction.atomic():
            locked = Document.objects.select_for_update(of=("self",)).select_related("platform").get(pk=document.pk)
            if locked.current_version_id != memory.version_id:
                raise HistoryMoved(locked.public_id)
            if source_commit and Version.objects.filter(document=locked, source_commit=source_commit).exists():
                return None
            if memory.current and memory.current.version.stored_text_id == digest:
                _mark_verified(locked, captured_at, source_commit)
                return None
            _store_text(digest, data)
            version = Version(
                document=locked,
                collection=collection,
                previous=memory.current.version if memory.current else None,
                sequence=memory.sequence + 1,
                stored_text_id=digest,
                captured_at=captured_at,
                in_force_at=max(captured_at, memory.in_force_at or captured_at),
                recorded_at=now,
                source_commit=source_commit,
                source_count=min(source_count, MOST_SOURCES),
                is_technical=kind == "technical",
                is_good=is_good_capture(parsed, comparison, memory),
                normal_digest=parsed.digest,
                normaliser_version=NORMALISER_VERSION,
                word_count=parsed.word_count,
                outline=b"",
            )
            version.save(force_insert=True)
            settle(locked, version, parsed, comparison, memory, published_at=published_at)
            _make_current(locked, version, source_commit)
    except BaseException:
        memories.forget(document)
        raise
    document.current_version, document.state = version, Document.State.ACTIVE
    return version


def context_of(memory: DocumentMemory, kind: str, source_count: int) -> Context:
    """What the comparison is told of the document's past."""
    return Context(
        kind=kind,
        earlier_digests=memory.digests,
        earlier_block_digests=memory.lines_not_current(),
        last_good=memory.last_good.parsed if memory.last_good else None,
        sources=source_count,
    )


def is_good_capture(parsed: ParsedText, comparison: Comparison, memory: DocumentMemory) -> bool:
    """Whether the text is the document, not an error page or a part of it. What was judged before is judged alike."""
    if parsed.digest in memory.is_good:
        return memory.is_good[parsed.digest]
    lacks_a_page = comparison.rule == "source_page" and comparison.counts.added == 0
    return not (looks_failed(parsed) or comparison.rule == "shrunk" or lacks_a_page)


def settle(
    document: Document,
    version: Version,
    parsed: ParsedText,
    comparison: Comparison,
    memory: DocumentMemory,
    *,
    published_at: datetime | None,
) -> Change | None:
    """Write what follows from a stored version, and carry the memory on to it."""
    base = memory.last_good if comparison.against_last_good else memory.current
    if version.is_good:
        clauses = follow_clauses(
            document=document, version=version, base=base, parsed=parsed, comparison=comparison, memory=memory
        )
    else:
        clauses = known_clauses(base, parsed, comparison)
    placed = clauses.outline(parsed)
    version.outline = Version.pack_outline(placed)
    version.save(update_fields=["outline"])
    target = Base(version, parsed, {(place.start, place.end): place.provision_id for place in placed})
    change = None
    if base:
        change = create_change(Outcome(document, base, target, comparison, clauses), published_at=published_at)
    remember(document, target, memory)
    return change


def remember(document: Document, target: Base, memory: DocumentMemory) -> None:
    """Carry the memory on to the version, and store the lines that are new to the document."""
    new_lines = {block.line_digest for block in target.parsed.blocks if block.line_digest} - memory.seen_lines
    SeenBlock.objects.bulk_create(
        [SeenBlock(document=document, digest=digest) for digest in sorted(new_lines)],
        ignore_conflicts=True,
        batch_size=CHUNK,
    )
    memory.seen_lines |= new_lines
    memory.digests.insert(0, target.parsed.digest)
    memory.is_good.setdefault(target.parsed.digest, target.version.is_good)
    memory.current = target
    memory.in_force_at = target.version.in_force_at
    if target.version.is_good:
        memory.last_good = target


def _store_text(digest: str, data: bytes) -> None:
    if not StoredText.objects.filter(pk=digest).exists():
        StoredText.objects.bulk_create([StoredText.of(data)], ignore_conflicts=True)


def _make_current(document: Document, version: Version, source_commit: str) -> None:
    if document.state != Document.State.ACTIVE:
        _add_event(document, Event.Kind.DOCUMENT_ADDED, version.captured_at, source_commit)
    document.current_version = version
    document.state = Document.State.ACTIVE
    document.last_verified_at = max(version.captured_at, document.last_verified_at or version.captured_at)
    document.save(update_fields=["current_version", "state", "last_verified_at"])


def _mark_verified(document: Document, captured_at: datetime, source_commit: str) -> None:
    """The document was seen unchanged; one that had been retired is there again."""
    if document.state == Document.State.RETIRED:
        _add_event(document, Event.Kind.DOCUMENT_ADDED, captured_at, source_commit)
        document.state = Document.State.ACTIVE
    document.last_verified_at = max(captured_at, document.last_verified_at or captured_at)
    document.save(update_fields=["state", "last_verified_at"])


def retire_document(*, document: Document, occurred_at: datetime, source_commit: str = "") -> bool:
    """The document is no longer published or tracked: mark it, with an event. False when that was done before."""
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        known = Event.objects.filter(document=locked, kind=Event.Kind.DOCUMENT_RETIRED, source_commit=source_commit)
        if locked.state == Document.State.RETIRED or (source_commit and known.exists()):
            return False
        locked.state = Document.State.RETIRED
        locked.save(update_fields=["state"])
        _add_event(locked, Event.Kind.DOCUMENT_RETIRED, occurred_at, source_commit)
    document.state = Document.State.RETIRED
    return True


def _add_event(document: Document, kind: str, occurred_at: datetime, source_commit: str) -> None:
    Event.objects.bulk_create(
        [
            Event(
                kind=kind,
                platform_id=document.platform_id,
                document=document,
                occurred_at=occurred_at,
                source_commit=source_commit,
            )
        ],
        ignore_conflicts=True,
    )
