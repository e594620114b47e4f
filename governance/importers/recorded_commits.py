"""Works out what the commits of an Open Terms Archive history record of its documents, and what isn't understood."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from re import compile as pattern

from dulwich.objects import Blob, Commit

from governance.importers.followed_lines import ALL, Paths, decisions_of, lines_followed
from governance.importers.git_history import CLOCKS_DIFFER_BY, TECHNICAL, Step, read_steps
from governance.importers.git_source import FileTooLarge, Source, UnreadableSource
from governance.importers.git_trees import (
    DocumentPath,
    FileChange,
    changed_files,
    document_path,
    folders_of,
    is_hidden,
    object_of,
)

MOST_FILE_BYTES = 32_000_000
LONGEST_SUBJECT = 80
# Of those who made at least one version in twenty, the engine is one; an edit by hand is by somebody else.
ENGINE_SHARE = 20
_SOURCES = pattern(r"from (\d{1,4}) source documents")
_SEVERAL = pattern(r"(?<![\w/-])snapshots\b")  # not the name of their repository


@dataclass(frozen=True, slots=True)
class Record:
    """One file as one commit left it: a version of a document, or its end if `blob` is empty.

    `is_version` means that the collection recorded it then; `is_decision`, that a merge kept this text, whoever
    recorded it. Of other commits only deletions and renames count. `leaves_service` means that nothing is left in the
    old folder.
    """

    position: int
    commit: str
    path: str
    service: str
    document_name: str
    kind: str
    blob: str
    captured_at: datetime
    stated_at: datetime | None = None
    source_count: int = 1
    is_version: bool = False
    is_decision: bool = False
    renamed_from: str = ""
    leaves_service: bool = False


class Unread(StrEnum):
    """Why something was met and not stored as a version."""

    SUBJECT = "with a subject that is not known here, though it looks like a version"
    FILE = "with a version that is no document as they are read here"
    SIZE = f"with a file of more than {MOST_FILE_BYTES // 1_000_000} MB"
    BY_HAND = "with a document edited by hand; no version was recorded"
    ASIDE = "with a version on a side branch that was merged without it"
    SOURCES = "with a version of several pages, though not in known words; one page is assumed"

    @property
    def stops(self) -> bool:
        """Whether a later release may read it, so that what follows waits until then."""
        return self in (Unread.SUBJECT, Unread.FILE, Unread.SIZE)


@dataclass(frozen=True, slots=True)
class ImportNotice:
    """One thing that was not read, for the operator."""

    unread: Unread
    position: int
    commit: str
    path: str
    subject: str
    blob: str = ""


def read_records(source: Source, steps: Sequence[Step], first: int = 0) -> Iterator[Record | ImportNotice]:
    """Yield what the steps from a place on recorded, deletions and renames included, and what wasn't understood."""
    reader = _Reader(source, lines_followed(source.objects, steps), _engine_of(steps))
    for step in steps[first:]:
        yield from reader.read(step)


def read_blob(source: Source, blob: str) -> bytes:
    """Return the exact bytes of a file, checked against the id that git gives them."""
    data: bytes = object_of(source.objects, blob.encode(), Blob).data
    if Blob.from_string(data).id != blob.encode():
        raise UnreadableSource(f"The object {blob} is damaged.")
    if len(data) > MOST_FILE_BYTES:
        size, most = len(data) / 1e6, MOST_FILE_BYTES / 1e6
        raise FileTooLarge(f"The object {blob} has {size:,.0f} MB; no document above {most:,.0f} MB is read.")
    return data


def _engine_of(steps: Sequence[Step]) -> frozenset[bytes]:
    """Return the names of whoever commits the collection's versions."""
    authors: Counter[bytes] = Counter(step.commit.author for step in steps if step.kind)
    return frozenset(author for author, count in authors.items() if count * ENGINE_SHARE >= authors.total())


@dataclass(frozen=True, slots=True)
class _Reader:
    source: Source
    followed: Mapping[str, Paths]
    engine: frozenset[bytes]

    def read(self, step: Step) -> Iterator[Record | ImportNotice]:
        followed = self.followed.get(step.id, ALL)
        records = self._of_merge(step) if len(step.commit.parents) > 1 else self._of_commit(step)
        for found in records:
            if isinstance(found, ImportNotice) or found.path in followed:
                yield found
            elif found.is_version:
                yield replace(_notice(Unread.ASIDE, step, found.path), blob=found.blob)

    def _of_merge(self, step: Step) -> Iterator[Record]:
        """Yield the texts that the merge decided for; the commits that recorded them were read before."""
        for decision in decisions_of(self.source.objects, step.commit):
            blob = decision.blob.decode() if decision.blob else ""
            yield replace(_record(step, decision.path, blob), is_decision=bool(blob))

    def _of_commit(self, step: Step) -> Iterator[Record | ImportNotice]:
        objects, parents = self.source.objects, step.commit.parents
        before = object_of(objects, parents[0], Commit).tree if parents else None
        changes = list(changed_files(objects, before, step.commit.tree))
        renames = _renames(changes)
        edited: list[str] = []
        for change in changes:
            path = document_path(change.path, change.new)
            if not path or change.new is None:
                continue
            old = renames.get(path)
            if old:
                leaves = not self._holds_service(step, old)
                moved = _record(step, path, change.new[1].decode())
                yield replace(moved, is_version=bool(step.kind), renamed_from=old, leaves_service=leaves)
            elif step.kind:
                yield replace(_record(step, path, change.new[1].decode()), is_version=True)
            if not old:
                edited.append(path)
        moved_away = set(renames.values())
        for change in changes:
            path = document_path(change.path, change.old)
            if path and not document_path(change.path, change.new) and path not in moved_away:
                yield _record(step, path, "")
        yield from self._notices(step, changes, edited)

    def _notices(self, step: Step, changes: Sequence[FileChange], edited: Sequence[str]) -> Iterator[ImportNotice]:
        if step.kind:
            if not edited and (strange := _strange_file(changes)):
                yield _notice(Unread.FILE, step, strange)
            elif edited and _sources_of(step.message) is None:
                yield _notice(Unread.SOURCES, step, edited[0])
        elif len(changes) == 1 and edited and self._looks_like_a_version(step, edited[0]):
            yield _notice(Unread.SUBJECT, step, edited[0])
        else:
            for path in edited:
                yield _notice(Unread.BY_HAND, step, path)

    def _looks_like_a_version(self, step: Step, path: str) -> bool:
        """Tell whether a commit that changes one document records a version, by its author or by its subject."""
        service, _, name = path.removesuffix(".md").casefold().partition("/")
        subject = step.subject.casefold()
        return not self.engine or step.commit.author in self.engine or (service in subject and name in subject)

    def _holds_service(self, step: Step, path: str) -> bool:
        return _folder(path) in folders_of(self.source.objects, step.commit.tree)


def _record(step: Step, path: DocumentPath, blob: str) -> Record:
    return Record(
        position=step.position,
        commit=step.id,
        path=str(path),
        service=path.service,
        document_name=path.document_name,
        kind=step.kind or TECHNICAL,
        blob=blob,
        captured_at=step.at,
        stated_at=step.stated_at,
        source_count=_sources_of(step.message) or 1,
    )


def _notice(unread: Unread, step: Step, path: str) -> ImportNotice:
    return ImportNotice(unread, step.position, step.id, str(path), step.subject[:LONGEST_SUBJECT])


def _sources_of(message: str) -> int | None:
    """Return how many pages the version was made from: 1 if nothing is said, None if that isn't understood."""
    stated = _SOURCES.search(message)
    if stated:
        return max(1, int(stated[1]))
    return None if _SEVERAL.search(message.partition("\n")[2]) else 1


def _strange_file(changes: Sequence[FileChange]) -> str:
    """Return a file in a service's folder that is no document as we know them; empty if there is none."""
    added = (change.path for change in changes if change.new and b"/" in change.path and not is_hidden(change.path))
    return next((path.decode("utf-8", "backslashreplace") for path in added), "")


def _renames(changes: Sequence[FileChange]) -> dict[str, str]:
    """Return new path → old path of the documents that a commit moved.

    A file that went and one that came with the same bytes are the same document. So are files of the same name in the
    same two folders, once one of them shows that the folder was renamed.
    """
    gone = {p: c.old[1] for c in changes if c.old and not c.new and (p := document_path(c.path, c.old))}
    come = {p: c.new[1] for c in changes if c.new and not c.old and (p := document_path(c.path, c.new))}
    found: dict[str, str] = {}
    for new, blob in come.items():
        alike = [old for old, old_blob in gone.items() if old_blob == blob and old not in found.values()]
        if alike:
            found[new] = min(alike, key=lambda old: (_name(old) != _name(new), _folder(old) != _folder(new), old))
    folders = {(_folder(old), _folder(new)) for new, old in found.items() if _folder(old) != _folder(new)}
    for new in come.keys() - found.keys():
        for old_folder, new_folder in folders:
            old = f"{old_folder}/{_name(new)}"
            if _folder(new) == new_folder and old in gone and old not in found.values():
                found[new] = old
    return found


def _folder(path: str) -> str:
    return path.partition("/")[0]


def _name(path: str) -> str:
    return path.partition("/")[2]


@dataclass(frozen=True, slots=True)
class HistoryReading:
    """The unread part of a history: `commits` in order, each with the date that is believed."""

    commits: list[tuple[str, datetime]]
    known: int  # how many of them, from the first on, were imported before
    records: list[Record]
    notices: list[ImportNotice]
    dated_ahead: list[tuple[str, datetime]]  # commits whose own date is later than now by more than clocks differ


def read_history(source: Source, *, known_commit: str, now: datetime) -> HistoryReading:
    """Read what follows the known commit, or the whole history if it doesn't contain that commit."""
    steps = read_steps(source, known_commit=known_commit, now=now)
    place = next((step.position for step in steps if step.id == known_commit), -1)
    found = list(read_records(source, steps, place + 1))
    records = [record for record in found if isinstance(record, Record)]
    notices = [notice for notice in found if isinstance(notice, ImportNotice)]
    ahead = [(step.id, step.stated_at) for step in steps[place + 1 :] if step.stated_at]
    return HistoryReading(
        commits=[(step.id, step.at) for step in steps],
        known=place + 1,
        records=records,
        notices=notices,
        dated_ahead=[(commit, stated) for commit, stated in ahead if stated - now > CLOCKS_DIFFER_BY],
    )
