"""The one way in which a version is stored, whoever brings it: an import, the demonstration, a capture of our own."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from governance.comparison import NORMALISER_VERSION, ParsedText
from governance.models import Change, Collection, Document, Event, StoredText, Version
from governance.record.changes import create_change
from governance.record.confirm import confirm
from governance.record.document_memory import DocumentMemory, Hold, Memories
from governance.record.holding import first_confirmed, mark_withdrawn
from governance.record.judging import Judgement, judge, write_outline
from governance.record.line_memory import lines_of, store_steps
from governance.record.parsing import is_too_large, parsed_text
from governance.record.summaries import summarise

MOST_SOURCES = 9_999


class HistoryMoved(Exception):
    """The document got a version since the caller read it: read it again and see whether this one still follows."""


def record_version(
    *,
    document: Document,
    data: bytes,
    captured_at: datetime,
    now: datetime,
    stated_at: datetime | None = None,
    collection: Collection | None = None,
    kind: str = "change",
    source_commit: str = "",
    source_count: int = 1,
    published_at: datetime | None = None,
    memories: Memories | None = None,
) -> Version | None:
    """Store these bytes as the next version of the document, with its provisions, its change and its events.

    None when there is nothing to store: the bytes are those of the current version, or the commit was stored before.
    The first version of a document makes an event and no change. `captured_at` is cut to `now`, for nothing is
    captured later than it is stored; `stated_at` is the source's own date where it was cut. `kind` is first, change
    or technical; `published_at` is when the change became news, None for a backfill. Everything is written in one
    short transaction; texts are parsed and compared before it. What waited for confirmation and is confirmed by the
    new text, or ended by it, is so in the same call. Raises HistoryMoved when another writer was faster, and leaves
    `document` at the stored version otherwise. A run that stores many versions passes one `memories`, and makes the
    summaries when it is done.
    """
    is_one_of_many, memories = memories is not None, memories or Memories()
    captured_at, stated_at = believed(captured_at, now=now, stated_at=stated_at)
    captured = _Captured(data, captured_at, stated_at, collection, kind, source_commit, min(source_count, MOST_SOURCES))
    parsed = parsed_text(data)
    memory = _memory_past_confirmed(
        document, parsed, captured_at=captured_at, now=now, collection=collection, memories=memories
    )
    judgement = judge(
        memory,
        parsed,
        kind=kind,
        source_count=source_count,
        captured_at=captured_at,
        is_too_large=is_too_large(len(data)),
    )
    try:
        version = _write(document, captured, parsed, judgement, memory, now=now, published_at=published_at)
    except BaseException:
        memories.forget(document)
        raise
    if version is None:
        return None
    document.current_version, document.state = version, Document.State.ACTIVE
    if not is_one_of_many:
        summarise(document)
    return version


@dataclass(frozen=True, slots=True)
class _Captured:
    """A text as its source recorded it."""

    data: bytes
    at: datetime
    stated_at: datetime | None
    collection: Collection | None
    kind: str
    source_commit: str
    source_count: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@transaction.atomic
def _write(
    document: Document,
    captured: _Captured,
    parsed: ParsedText,
    judgement: Judgement,
    memory: DocumentMemory,
    *,
    now: datetime,
    published_at: datetime | None,
) -> Version | None:
    """Store the text under the document's lock, with all that follows from it; None where there is nothing new."""
    locked = Document.objects.select_for_update(of=("self",)).select_related("platform").get(pk=document.pk)
    if not memory.is_as_stored(locked):
        raise HistoryMoved(locked.public_id)
    commit, digest = captured.source_commit, captured.digest
    if commit and Version.objects.filter(document=locked, source_commit=commit).exists():
        return None
    if memory.current and memory.current.version.stored_text_id == digest:
        _mark_verified(locked, captured.at, commit)
        return None
    _store_text(digest, captured.data)
    version = Version(
        document=locked,
        collection=captured.collection,
        previous=memory.current.version if memory.current else None,
        sequence=memory.sequence + 1,
        stored_text_id=digest,
        captured_at=captured.at,
        stated_at=captured.stated_at,
        in_force_at=max(captured.at, memory.in_force_at or captured.at),
        recorded_at=now,
        source_commit=commit,
        source_count=captured.source_count,
        is_technical=captured.kind == "technical",
        is_good=judgement.is_good,
        is_too_large=is_too_large(len(captured.data)),
        normal_digest=parsed.digest,
        dated_digest=parsed.dated_digest,
        normaliser_version=NORMALISER_VERSION,
        word_count=parsed.word_count,
        outline=b"",
    )
    version.save(force_insert=True)
    settle(locked, version, parsed, judgement, memory, published_at=published_at)
    _make_current(locked, version, commit)
    return version


def believed(
    captured_at: datetime, *, now: datetime, stated_at: datetime | None = None
) -> tuple[datetime, datetime | None]:
    """The date that is taken for true, never later than now, and the one that was stated where it is another."""
    return (now, stated_at or captured_at) if captured_at > now else (captured_at, stated_at)


def _memory_past_confirmed(
    document: Document,
    parsed: ParsedText,
    *,
    captured_at: datetime,
    now: datetime,
    collection: Collection | None,
    memories: Memories,
) -> DocumentMemory:
    """The document's memory once every held change is confirmed that this next text shows to have been real."""
    collection_id = collection.pk if collection else None
    while True:
        memory = memories.of(document)
        stood = first_confirmed(memory, parsed, captured_at, document=document, collection_id=collection_id)
        if stood is None:
            return memory
        hold, evidence_at = stood
        memories.forget(document)
        if not confirm(change_id=hold.change_id, evidence_at=evidence_at, now=now):
            raise HistoryMoved(document.public_id)


def settle(
    document: Document,
    version: Version,
    parsed: ParsedText,
    judgement: Judgement,
    memory: DocumentMemory,
    *,
    published_at: datetime | None,
) -> Change | None:
    """Write what follows from a stored version, and carry the memory on to it."""
    target, outcome = write_outline(document, version, parsed, judgement, memory)
    change = create_change(outcome, published_at=published_at) if outcome else None
    mark_withdrawn(judgement.ended, at=version.captured_at)
    holds = list(judgement.kept)
    if change and change.held_until and judgement.base:
        holds.append(Hold.of(change.pk, change.held_until, judgement.base, target))
    store_steps(document, memory.lines.learn(lines_of(parsed), is_good=version.is_good, at=version.in_force_at))
    memory.carry_on(target, holds)
    return change


def _store_text(digest: str, data: bytes) -> None:
    if not StoredText.objects.filter(pk=digest).exists():
        StoredText.objects.bulk_create([StoredText.of(data)], ignore_conflicts=True)


def _make_current(document: Document, version: Version, source_commit: str) -> None:
    if document.state != Document.State.ACTIVE:
        _add_event(document, Event.Kind.DOCUMENT_ADDED, version.captured_at, source_commit)
    document.current_version = version
    document.state = Document.State.ACTIVE
    document.last_verified_at = max(version.captured_at, document.last_verified_at or version.captured_at)
    document.needs_summary = True
    document.save(update_fields=["current_version", "state", "last_verified_at", "needs_summary"])


def _mark_verified(document: Document, captured_at: datetime, source_commit: str) -> None:
    """The document was seen unchanged; one that had been retired is there again."""
    if document.state == Document.State.RETIRED:
        _add_event(document, Event.Kind.DOCUMENT_ADDED, captured_at, source_commit)
        document.state = Document.State.ACTIVE
    document.last_verified_at = max(captured_at, document.last_verified_at or captured_at)
    document.save(update_fields=["state", "last_verified_at"])


def mark_collection_verified(*, collection: Collection, at: datetime, now: datetime) -> None:
    """The collection ran until then: its documents without a newer version were found unchanged."""
    at = min(at, now)
    active = Document.objects.filter(collection=collection, state=Document.State.ACTIVE)
    active.filter(Q(last_verified_at=None) | Q(last_verified_at__lt=at)).update(last_verified_at=at)


def set_state(*, document: Document, is_published: bool, now: datetime) -> None:
    """Take the document for published or not, as the operator says, with the event that shows it."""
    if not is_published:
        retire_document(document=document, occurred_at=now, now=now)
        return
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        if locked.state != Document.State.RETIRED:
            return
        if locked.current_version_id is None:
            locked.state = Document.State.LISTED
        else:
            _add_event(locked, Event.Kind.DOCUMENT_ADDED, now, "")
            locked.state = Document.State.ACTIVE
        locked.save(update_fields=["state"])


def retire_document(*, document: Document, occurred_at: datetime, now: datetime, source_commit: str = "") -> bool:
    """The document is no longer published or tracked: mark it, with an event. False when that was done before."""
    occurred_at = min(occurred_at, now)
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
