"""The one way in which a version is stored, whether an import, the demonstration or a capture brings it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from governance.comparison import NORMALISER_VERSION, ParsedText
from governance.models import Change, Document, Event, StoredText, Version
from governance.record.changes import create_change
from governance.record.confirm import confirm
from governance.record.document_memory import DocumentMemory, Memories
from governance.record.document_states import mark_verified
from governance.record.events import add_event
from governance.record.holding import first_confirmed, mark_withdrawn
from governance.record.judged_versions import Judgement, judge, write_outline
from governance.record.line_memory import store_steps
from governance.record.parsing import parsed_text
from governance.record.past import HeldChange
from governance.record.recorded import MOST_SOURCES, Recorded
from governance.record.summaries import summarise


class HistoryMoved(Exception):
    """The document got another version since the caller read it, or a collection now records it.

    The caller has to read it again and see whether its text still comes next.
    """


@dataclass(frozen=True, slots=True)
class _Judged:
    """A recorded text, its clauses, its judgement, and the memory that it was judged by."""

    recorded: Recorded
    parsed: ParsedText
    memory: DocumentMemory
    judgement: Judgement


def record_version(recorded: Recorded, *, now: datetime, memories: Memories | None = None) -> Version | None:
    """Store a recorded text as the next version of its document, with its provisions, change and events; return it.

    Returns None if there is nothing to store: the bytes are the current version's, or the commit was stored before. The
    first version of a document makes an event and no change. A date later than `now` is not believed. Texts are parsed
    and compared first; then everything is written in one short transaction. Held changes that the new text confirms or
    ends are confirmed or ended in the same call. Raises HistoryMoved if another writer was faster; otherwise the
    document that was handed over is at the stored version. A run that stores many versions passes one `memories`, and
    makes the summaries when it is done.
    """
    recorded = recorded.believed(now)
    if _mark_unchanged(recorded):
        return None
    kept, document = memories or Memories(), recorded.document
    judged = _judge(recorded, now, kept)
    try:
        version = _store(judged, now)
    except BaseException:
        kept.forget(document)
        raise
    if version is None:
        return None
    document.current_version, document.state = version, Document.State.ACTIVE
    if memories is None:
        summarise(document)
    return version


def _mark_unchanged(recorded: Recorded) -> bool:
    """Mark the document as seen unchanged if these bytes are its current text; return whether they are.

    Nothing is parsed or loaded for that, since most of what is fetched is what was there before. A held change that
    these bytes may confirm is left to the comparison, and so is what a commit may have brought before.
    """
    read = recorded.document
    same = Document.objects.filter(
        ~Exists(Change.objects.held().filter(document=OuterRef("pk"))),
        pk=read.pk,
        collection=read.collection_id,
        current_version=read.current_version_id,
        current_version__stored_text=recorded.digest,
    )
    if recorded.source_commit or not same.exists():
        return False
    with transaction.atomic():
        locked = same.select_for_update(of=("self",)).first()
        if locked:
            mark_verified(locked, recorded.captured_at)
    return locked is not None


def _judge(recorded: Recorded, now: datetime, memories: Memories) -> _Judged:
    """Compare the text with the document's past, outside any transaction, and return the judgement."""
    parsed = parsed_text(recorded.data)
    memory = _memory_past_confirmed(recorded, parsed, now, memories)
    judgement = judge(
        memory.past,
        parsed,
        kind=recorded.kind,
        source_count=recorded.source_count,
        captured_at=recorded.captured_at,
        is_too_large=recorded.is_too_large,
    )
    return _Judged(recorded, parsed, memory, judgement)


def _memory_past_confirmed(recorded: Recorded, parsed: ParsedText, now: datetime, memories: Memories) -> DocumentMemory:
    """Confirm every held change that this next text shows to be real, and return the document's memory after that."""
    document = recorded.document
    while True:
        memory = memories.of(document)
        stood = first_confirmed(memory.past, parsed, recorded.captured_at, document)
        if stood is None:
            return memory
        hold, evidence_at = stood
        memories.forget(document)
        if not confirm(change_id=hold.change_id, evidence_at=evidence_at, now=now):
            raise HistoryMoved(document.public_id)


@transaction.atomic
def _store(judged: _Judged, now: datetime) -> Version | None:
    """Store the text, with all that follows from it, under the document's lock; return None if nothing is new.

    Raises HistoryMoved if the document has moved on since the text was judged.
    """
    recorded, current = judged.recorded, judged.memory.past.current
    commit = recorded.source_commit
    document = Document.objects.select_for_update(of=("self",)).select_related("platform").get(pk=recorded.document.pk)
    is_elsewhere = document.collection_id != recorded.document.collection_id
    if is_elsewhere or not judged.memory.is_as_stored(document):
        raise HistoryMoved(document.public_id)
    if commit and Version.objects.filter(document=document, source_commit=commit).exists():
        return None
    if current and current.version.stored_text_id == recorded.digest:
        mark_verified(document, recorded.captured_at, source_commit=commit)
        return None
    _store_text(recorded)
    version = _version_of(document, judged, now)
    version.save(force_insert=True)
    _write_what_follows(document, version, judged)
    _make_current(document, version, commit)
    return version


def _version_of(document: Document, judged: _Judged, now: datetime) -> Version:
    """Return the next version, unsaved and without its outline."""
    recorded, parsed, past = judged.recorded, judged.parsed, judged.memory.past
    return Version(
        document=document,
        collection_id=document.collection_id,
        previous=past.current.version if past.current else None,
        sequence=past.sequence + 1,
        stored_text_id=recorded.digest,
        captured_at=recorded.captured_at,
        stated_at=recorded.stated_at,
        in_force_at=max(recorded.captured_at, past.in_force_at or recorded.captured_at),
        recorded_at=now,
        source_commit=recorded.source_commit,
        source_count=min(recorded.source_count, MOST_SOURCES),
        is_technical=recorded.kind == "technical",
        is_good=judged.judgement.is_good,
        is_too_large=recorded.is_too_large,
        normal_digest=parsed.digest,
        dated_digest=parsed.dated_digest,
        normaliser_version=NORMALISER_VERSION,
        word_count=parsed.word_count,
        outline=b"",
    )


def _write_what_follows(document: Document, version: Version, judged: _Judged) -> None:
    """Write the provisions and the change of a stored version, and carry the memory on to it."""
    memory, judgement = judged.memory, judged.judgement
    target, outcome = write_outline(document, version, judged.parsed, judgement, memory)
    change = create_change(outcome, published_at=judged.recorded.published_at) if outcome else None
    mark_withdrawn(judgement.ended, at=version.captured_at)
    holds = list(judgement.kept)
    if change and change.held_until and judgement.base:
        holds.append(HeldChange.of(change.pk, change.held_until, judgement.base, target))
    memory.past, steps = memory.past.followed_by(target, holds)
    store_steps(document, steps)


def _store_text(recorded: Recorded) -> None:
    if not StoredText.objects.filter(pk=recorded.digest).exists():
        StoredText.objects.bulk_create([StoredText.of(recorded.data)], ignore_conflicts=True)


def _make_current(document: Document, version: Version, source_commit: str) -> None:
    if document.state != Document.State.ACTIVE:
        add_event(document, Event.Kind.DOCUMENT_ADDED, version.captured_at, source_commit)
    document.current_version = version
    document.state = Document.State.ACTIVE
    document.last_verified_at = max(version.captured_at, document.last_verified_at or version.captured_at)
    document.needs_summary = True
    document.save(update_fields=["current_version", "state", "last_verified_at", "needs_summary"])
