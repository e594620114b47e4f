"""Continues a collection whose publisher rewrote its history: the commits are new, the texts the same.

Documents are found by their paths, texts by their hashes. What follows the last stored text of a document is new.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from governance.importers.history import History, digest_of
from governance.importers.placement import Placement
from governance.importers.recorded_commits import HistoryReading, Record
from governance.importers.writing import KnownHistory
from governance.models import Collection, Document, Version
from governance.record.document_states import retire_document


class Findings(Protocol):
    """Messages for the operator about continuing a rewritten history."""

    was_rewritten: bool
    is_older_copy: bool
    documents_moved: int
    documents_retired: int


def take_up(
    history: History,
    collection: Collection,
    reading: HistoryReading,
    records: Sequence[Record],
    placement: Placement,
    *,
    now: datetime,
    result: Findings,
) -> KnownHistory | None:
    """Return how far the record has come in this history; None if it is an older copy of what was imported.

    Documents that the rewritten history no longer has are moved to where their text now is, or retired.
    """
    placement.expect(records)
    position_of = {commit: position for position, (commit, _) in enumerate(reading.commits)}
    known = KnownHistory(position_of, {})
    if not collection.last_commit or reading.known:
        return KnownHistory(position_of, _last_known(history, records, placement, known))
    versions = [record for record in records if record.is_version]
    if versions and Version.objects.filter(collection=collection, source_commit=versions[-1].commit).exists():
        result.is_older_copy = True
        return None
    result.was_rewritten = True
    _find_again(history, versions, placement, result)
    last_of = _last_known(history, records, placement, known)
    _retire_missing(history, placement, at=reading.commits[-1][1], now=now, result=result)
    return KnownHistory(position_of, last_of)


def _last_known(
    history: History, records: Sequence[Record], placement: Placement, known: KnownHistory
) -> dict[str, int]:
    """Return by path the place of the last stored record, for documents whose own commits the history lacks."""
    by_path: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.blob and (record.is_version or record.is_decision):
            by_path[record.path].append(record)
    found = {}
    for document in placement.all():
        current, told = document.current_version, by_path.get(document.source_path)
        if current and told and current.source_commit and current.source_commit not in known.position_of:
            found[document.source_path] = _last_stored(history, document, current, told)
    return found


def _last_stored(history: History, document: Document, current: Version, told: Sequence[Record]) -> int:
    """Return the place of the last of these records that the document has; -1 if all of them are new.

    If the history ends in another text than the document, that text is stored as well: it is the collection's present
    one.
    """
    stored = set(Version.objects.filter(document=document).values_list("stored_text_id", flat=True))
    digests = [digest_of(history, record.blob) for record in told]
    places = range(len(told) - 1, -1, -1)
    last = next((place for place in places if digests[place] == current.stored_text_id), None)
    if last is None:
        last = next((place for place in places if digests[place] in stored), None)
    if last is None:
        last = next((place for place in places if told[place].captured_at <= current.in_force_at), -1)
    if last == len(told) - 1 and digests[last] != current.stored_text_id:
        last -= 1
    return told[last].position if last >= 0 else -1


def _find_again(history: History, versions: Sequence[Record], placement: Placement, result: Findings) -> None:
    """Move documents whose path the history no longer has to the path that has their text, if there is one."""
    paths = history.documents().keys()
    gone = [document for document in placement.all() if document.source_path not in paths]
    lost = {document.current_version.stored_text_id: document for document in gone if document.current_version}
    for record in versions:
        if not lost:
            return
        if record.path in paths and placement.known(record.path) is None:
            document = lost.pop(digest_of(history, record.blob), None)
            if document:
                placement.move(document, record)
                result.documents_moved += 1


def _retire_missing(history: History, placement: Placement, *, at: datetime, now: datetime, result: Findings) -> None:
    paths = history.documents().keys()
    for document in placement.all():
        if document.current_version_id and document.source_path not in paths:
            result.documents_retired += retire_document(document=document, occurred_at=at, now=now)
