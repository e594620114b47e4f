"""The versions that an Open Terms Archive history records, oldest first, read from its commits.

The order is that of the commits, each after its parents: author dates run backwards wherever a technical upgrade
carries the date of an earlier fetch. Side branches come before the merge that brings them in and after what the main
branch had before it, so that a history that grows keeps the order of what it had.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from stat import S_ISREG
from typing import TypeVar

from dulwich.diff_tree import tree_changes
from dulwich.object_store import BaseObjectStore
from dulwich.objects import Blob, Commit

from governance.importers.git_source import DAMAGE, Source, UnreadableSource

CHANGE, TECHNICAL, FIRST = "change", "technical", "first"
# Of the engine today, and of the years before 2023.
_SUBJECTS = (
    (FIRST, re.compile(r"(?:First record|Start tracking)\b")),
    (TECHNICAL, re.compile(r"(?:Apply technical|Refilter)\b")),
    (CHANGE, re.compile(r"(?:Record new changes|Update)\b")),
)
_SOURCES = re.compile(r"from (\d{1,4}) source documents")
LONGEST_PATH = 500
_Kind = TypeVar("_Kind", Blob, Commit)


@dataclass(frozen=True, slots=True)
class Step:
    """One commit of the history, at its place in the order."""

    position: int
    commit: Commit
    author_at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """One file as one commit left it: a version of a document, or its end where `blob` is None.

    `is_version` is False for the commits of maintenance, of which only what they delete or rename matters.
    """

    position: int
    commit: str
    path: str
    kind: str
    blob: bytes | None
    captured_at: datetime
    source_count: int
    is_version: bool
    renamed_from: str = ""

    @property
    def service(self) -> str:
        return self.path.partition("/")[0]

    @property
    def document_name(self) -> str:
        return self.path.partition("/")[2].removesuffix(".md")


def read_steps(source: Source) -> list[Step]:
    """Every commit, parents first. Raises UnreadableSource where one is missing, damaged or impossibly dated."""
    steps: list[Step] = []
    for commit in _parents_first(source):
        try:
            author_at = datetime.fromtimestamp(commit.author_time, UTC)
        except (OverflowError, ValueError, OSError) as error:
            raise UnreadableSource(f"Commit {commit.id.decode()} has an impossible date.") from error
        steps.append(Step(len(steps), commit, author_at))
    return steps


def read_records(source: Source, steps: Sequence[Step]) -> Iterator[Record]:
    """What each of the steps recorded, deletions and renames of any commit included."""
    for step in steps:
        parents = step.commit.parents
        before = _object(source.objects, parents[0], Commit).tree if parents else None
        yield from _records_of(source.objects, step, before)


def read_blob(source: Source, blob: bytes) -> bytes:
    """The exact bytes of a file, checked against the name git gives them."""
    data: bytes = _object(source.objects, blob, Blob).data
    if Blob.from_string(data).id != blob:
        raise UnreadableSource(f"The object {blob.decode()} is damaged.")
    return data


def _parents_first(source: Source) -> Iterator[Commit]:
    done: set[bytes] = set()
    stack = [(source.head, False)]
    while stack:
        sha, parents_are_done = stack.pop()
        if sha in done:
            continue
        commit = _object(source.objects, sha, Commit)
        if parents_are_done:
            done.add(sha)
            yield commit
        else:
            stack.append((sha, True))
            stack.extend((parent, False) for parent in reversed(commit.parents) if parent not in done)


def _object(objects: BaseObjectStore, sha: bytes, kind: type[_Kind]) -> _Kind:
    try:
        found = objects[sha]
    except (KeyError, *DAMAGE) as error:
        raise UnreadableSource(
            f"The object {sha.decode()} is missing or damaged; the repository is not whole."
        ) from error
    if not isinstance(found, kind):
        raise UnreadableSource(f"The object {sha.decode()} is not a {kind.__name__.lower()}.")
    return found


def _records_of(objects: BaseObjectStore, step: Step, before: bytes | None) -> Iterator[Record]:
    message = step.commit.message.decode("utf-8", "replace")
    kind = next((kind for kind, pattern in _SUBJECTS if pattern.match(message)), "")
    stated = _SOURCES.search(message)
    removed: list[tuple[str, bytes]] = []
    changed: list[tuple[str, bytes]] = []
    try:
        for change in tree_changes(objects, before, step.commit.tree):
            old, new = _document_path(change.old), _document_path(change.new)
            if old and not new:
                removed.append((old, change.old.sha))
            elif new:
                changed.append((new, change.new.sha))
    except (KeyError, *DAMAGE) as error:
        raise UnreadableSource(f"A tree of commit {step.commit.id.decode()} is missing or damaged.") from error
    old_paths = {blob: path for path, blob in removed}
    for path, blob in changed:
        renamed_from = old_paths.get(blob, "")
        if kind or renamed_from:
            yield Record(
                position=step.position,
                commit=step.commit.id.decode(),
                path=path,
                kind=kind or TECHNICAL,
                blob=blob,
                captured_at=step.author_at,
                source_count=max(1, int(stated[1])) if stated else 1,
                is_version=bool(kind),
                renamed_from=renamed_from,
            )
    for path, _ in removed:
        yield Record(step.position, step.commit.id.decode(), path, CHANGE, None, step.author_at, 1, is_version=False)


def _document_path(entry: object) -> str:
    """`Service/Document Type.md` of a regular file, or the empty string for everything else in the repository."""
    path, mode = getattr(entry, "path", None), getattr(entry, "mode", None)
    if path is None or mode is None or not S_ISREG(mode):
        return ""
    _service, slash, name = path.partition(b"/")
    if (
        not slash
        or b"/" in name
        or not name.endswith(b".md")
        or name == b".md"
        or path.startswith(b".")
        or name.startswith(b".")
    ):
        return ""
    return _readable(path)


def _readable(path: bytes) -> str:
    """The path as text: what is not UTF-8 as escapes, control characters as blanks, a very long one cut and marked."""
    text = path.decode("utf-8", "backslashreplace")
    clean = "".join(char if char.isprintable() else " " for char in text)
    if clean != text or len(clean) > LONGEST_PATH:
        mark = sha256(path).hexdigest()[:8]
        clean = f"{clean.removesuffix('.md')[: LONGEST_PATH - 20]} {mark}.md"
    return clean
