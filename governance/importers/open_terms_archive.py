"""Imports a collection of versions, as Open Terms Archive publishes it, into the public record.

An import always takes a prefix of the history, in the order of its commits: `until` cuts before the first commit with a
later date. `since` begins each document with the version in force at that moment. What is stored already is passed
over, so an import may be killed anywhere and run again, and a second one stores nothing. What isn't understood is
named; its documents wait, and the next import begins there.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.db import transaction

from governance.importers.catalogue import load_catalogue
from governance.importers.collections import NOT_DESCRIBED, CollectionDescription, collection_of
from governance.importers.history import Opening
from governance.importers.placement import Placement
from governance.importers.reading_child import open_in_child
from governance.importers.recorded_commits import HistoryReading, ImportNotice, Record, Unread
from governance.importers.resuming import take_up
from governance.importers.writing import Writer
from governance.models import Collection
from governance.record.document_states import mark_collection_verified


@dataclass(slots=True)
class ImportResult:
    """What an import stored, and what it could not read."""

    collection: Collection
    commits_read: int = 0
    versions_stored: int = 0
    versions_known: int = 0
    versions_waiting: int = 0
    documents_retired: int = 0
    documents_moved: int = 0
    was_rewritten: bool = False
    is_older_copy: bool = False
    notices: list[ImportNotice] = field(default_factory=list)
    dated_ahead: list[tuple[str, datetime]] = field(default_factory=list)
    versions_read: int = 0

    @property
    def has_read_nothing(self) -> bool:
        """Whether none of several commits that look like versions was understood."""
        return Counter(notice.unread for notice in self.notices)[Unread.SUBJECT] > 1 and not self.versions_read


def import_collection(
    *,
    address: str,
    mirrors: Path,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    as_news: bool = False,
    pass_over: bool = False,
    description: CollectionDescription = NOT_DESCRIBED,
    on_progress: Callable[[int, int], None] | None = None,
    opening: Opening = open_in_child,
) -> ImportResult:
    """Import what is new of the history at a path or an address, and return the result. Raises UnreadableSource.

    By default nothing is published. With `as_news`, changes captured since the last import are published at `now`. With
    `pass_over`, commits that aren't understood stop nothing. `on_progress` is called after each record with the number
    done and the number in all.
    """
    if not description.is_demonstration:
        load_catalogue(now)
    with _few_collections(), opening(address, mirrors) as history:
        collection = collection_of(history, address, description)
        reading = history.read(known_commit=collection.last_commit, now=now)
        until_position = _cut(reading, until)
        result = ImportResult(collection, commits_read=max(0, until_position - reading.known))
        read = {commit for commit, _ in reading.commits[:until_position]}
        result.dated_ahead = [(commit, stated_at) for commit, stated_at in reading.dated_ahead if commit in read]
        placement = Placement(collection, now)
        records = [record for record in reading.records if record.position < until_position]
        result.notices = _worth_telling(reading, until_position, placement)
        waiting = {notice.path: notice.position for notice in reversed(_stopping(result, pass_over=pass_over))}
        known = take_up(history, collection, reading, records, placement, now=now, result=result)
        if known is None:
            return result
        writer = Writer(history, placement, known, now, as_news, result, waiting, passes_over=pass_over)
        wanted = list(_from_since(records, _cut(reading, since) if since else 0))
        for done, record in enumerate(wanted, start=1):
            writer.write(record)
            if on_progress:
                on_progress(done, len(wanted))
        writer.summarise()
        stop = min((notice.position for notice in _stopping(result, pass_over=pass_over)), default=until_position)
        _finish(collection, reading, stop, writer.ran_at, now)
    return result


def _finish(collection: Collection, reading: HistoryReading, stop: int, ran_at: datetime | None, now: datetime) -> None:
    """Note that everything before `stop` is stored, and that unchanged documents are verified until the last run."""
    with transaction.atomic():
        if ran_at:
            mark_collection_verified(collection=collection, at=ran_at, now=now)
        if stop > reading.known:
            collection.last_commit = reading.commits[stop - 1][0]
        # Of hosts whose clocks differ, the one behind takes nothing back.
        collection.last_imported_at = max(now, collection.last_imported_at or now)
        collection.save(update_fields=["last_commit", "last_imported_at"])


@contextmanager
def _few_collections() -> Iterator[None]:
    """Collect garbage less often, since parsed texts are many small objects without cycles."""
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


def _cut(reading: HistoryReading, moment: datetime | None) -> int:
    """Return how many commits there are before the first one later than this moment."""
    if moment is None:
        return len(reading.commits)
    return next((place for place, (_, at) in enumerate(reading.commits) if at > moment), len(reading.commits))


def _stopping(result: ImportResult, *, pass_over: bool) -> list[ImportNotice]:
    """Return what wasn't read but may be by a later release; the next import begins there."""
    return [notice for notice in result.notices if notice.unread.stops and not pass_over]


def _worth_telling(reading: HistoryReading, until_position: int, placement: Placement) -> list[ImportNotice]:
    """Return what the operator should see; edits by hand and side branches only if the record lacks their text."""
    stored = {(record.path, record.blob) for record in reading.records}
    first_of: dict[str, int] = {}
    for record in reading.records:
        if record.is_version:
            first_of.setdefault(record.path, record.position)
    told = []
    for notice in reading.notices:
        if notice.position >= until_position:
            continue
        is_recorded = first_of.get(notice.path, notice.position) < notice.position or placement.known(notice.path)
        if notice.unread is Unread.BY_HAND and not is_recorded:
            continue
        if notice.unread is Unread.ASIDE and (notice.path, notice.blob) in stored:
            continue
        told.append(notice)
    return told


def _from_since(records: Sequence[Record], since_position: int) -> Iterable[Record]:
    """Return all records from a position on, and before it, for each path, the one in force there."""
    if not since_position:
        return records
    in_force: dict[str, Record] = {}
    for record in records:
        if record.position >= since_position:
            break
        former = in_force.pop(record.renamed_from or record.path, None)
        if record.is_version or record.is_decision:
            in_force[record.path] = record
        elif record.renamed_from and former:
            in_force[record.path] = replace(
                former, path=record.path, service=record.service, document_name=record.document_name
            )
    return chain(in_force.values(), (record for record in records if record.position >= since_position))
