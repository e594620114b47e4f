"""Compares two trees of a collection, which are two levels deep: `Service/Document Type.md`.

Nothing deeper is ever opened, so a small repository of trees within trees costs no more than its first two levels.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from stat import S_ISDIR, S_ISREG
from typing import TypeVar

from dulwich.object_store import BaseObjectStore
from dulwich.objects import Blob, Commit, Tree

from governance.importers.git_source import DAMAGE, UnreadableSource
from governance.names import shown_name

LONGEST_PATH = 500
MOST_ENTRIES = 50_000
Entry = tuple[int, bytes]  # mode and object id
_Kind = TypeVar("_Kind", Blob, Commit, Tree)


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs: `old` is None if it is new, `new` is None if it is gone."""

    path: bytes
    old: Entry | None
    new: Entry | None


def object_of(objects: BaseObjectStore, sha: bytes, kind: type[_Kind]) -> _Kind:
    """Return the object with this id. Raises UnreadableSource if it is missing, damaged or of another kind."""
    try:
        found = objects[sha]
    except (KeyError, *DAMAGE) as error:
        raise UnreadableSource(
            f"The object {sha.decode()} is missing or damaged; the repository is not whole."
        ) from error
    if not isinstance(found, kind):
        raise UnreadableSource(f"The object {sha.decode()} is not a {kind.__name__.lower()}.")
    return found


def changed_files(objects: BaseObjectStore, before: bytes | None, after: bytes | None) -> Iterator[FileChange]:
    """Yield the differing files of the first two levels in the order of their paths; a deeper folder is one entry."""
    for name, old, new in _differences(objects, before, after):
        folders = [entry[1] if entry and S_ISDIR(entry[0]) else None for entry in (old, new)]
        if any(folders):
            for inner, older, newer in _differences(objects, *folders):
                yield FileChange(name + b"/" + inner, older, newer)
        files = [entry if entry and not S_ISDIR(entry[0]) else None for entry in (old, new)]
        if any(files):
            yield FileChange(name, *files)


def folders_of(objects: BaseObjectStore, tree: bytes) -> set[str]:
    """Return the names of a tree's folders."""
    return {_readable(name) for name, (mode, _) in _entries(objects, tree).items() if S_ISDIR(mode)}


def documents_of(objects: BaseObjectStore, tree: bytes) -> dict[str, str]:
    """Return the documents of a tree: path → blob."""
    files = changed_files(objects, None, tree)
    return {path: file.new[1].decode() for file in files if file.new and (path := document_path(file.path, file.new))}


class DocumentPath(str):
    """A document's path as text, which identifies it in its collection, with the names that it consists of."""

    service: str
    document_name: str

    @classmethod
    def of(cls, path: bytes) -> "DocumentPath":
        found = cls(_readable(path))
        service, _, name = path.decode("utf-8", "backslashreplace").partition("/")
        found.service, found.document_name = shown_name(service), shown_name(name.removesuffix(".md"))
        return found


NO_DOCUMENT = DocumentPath()


def document_path(path: bytes, entry: Entry | None) -> DocumentPath:
    """Return `Service/Document Type.md` for a regular file of that form; the empty string for any other file."""
    if entry is None or not S_ISREG(entry[0]):
        return NO_DOCUMENT
    _service, slash, name = path.partition(b"/")
    is_document = slash and b"/" not in name and name.endswith(b".md") and name != b".md"
    return DocumentPath.of(path) if is_document and not is_hidden(path) else NO_DOCUMENT


def is_hidden(path: bytes) -> bool:
    """Tell whether the path or a part of it is the repository's own, such as `.github`."""
    return any(part.startswith(b".") for part in path.split(b"/"))


def _differences(
    objects: BaseObjectStore, before: bytes | None, after: bytes | None
) -> Iterator[tuple[bytes, Entry | None, Entry | None]]:
    old, new = _entries(objects, before), _entries(objects, after)
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _entries(objects: BaseObjectStore, sha: bytes | None) -> dict[bytes, Entry]:
    if sha is None:
        return {}
    tree = object_of(objects, sha, Tree)
    try:
        entries = {entry.path: (entry.mode, entry.sha) for entry in tree.items()}
    except DAMAGE as error:
        raise UnreadableSource(f"The tree {sha.decode()} is damaged; the repository is not whole.") from error
    if len(entries) > MOST_ENTRIES:
        raise UnreadableSource(f"The tree {sha.decode()} has more than {MOST_ENTRIES:,} entries; that is too many.")
    return entries


def _readable(path: bytes) -> str:
    """Return the path as text: other bytes than UTF-8 as escapes, control characters as blanks, a long one cut.

    A path that was altered is marked with a hash of its bytes.
    """
    text = path.decode("utf-8", "backslashreplace")
    clean = "".join(char if char.isprintable() else " " for char in text)
    if clean != text or len(clean) > LONGEST_PATH:
        mark = sha256(path).hexdigest()[:8]
        clean = f"{clean.removesuffix('.md')[: LONGEST_PATH - 20]} {mark}.md"
    return clean
