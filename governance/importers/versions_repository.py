"""Writes the versions of the record as a git repository in the format of Open Terms Archive, to be read by others.

One commit a version, in the order in which they were stored here, so a later run adds to the end and rewrites nothing.
Its body names the document, its file and the version. From these a run knows which versions are there, and writes all
others: also one that was stored late, or that an earlier run for one collection had passed over. The branch moves after
the objects of a part are written, so a run that is cut off leaves a shorter history and no broken one.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.db.models import Max, QuerySet
from dulwich.errors import NotGitRepository
from dulwich.objects import Blob, Commit, ShaFile, Tree
from dulwich.repo import Repo

from governance.models import Collection, Document, Event, Version
from governance.names import shown_name

BRANCH = b"refs/heads/main"
AUTHOR = b"Clausewatch <export@clausewatch.example>"
LICENCE_FILE = b"LICENSE"
_COMMITS_AT_ONCE, _READ_AT_ONCE = 500, 100
_ABOUT = re.compile(r"^Document: (CW-D-[0-9]+)\nFile: ([^\n]+)(?:\nVersion: (CW-V-[0-9]+))?", re.MULTILINE)
_NOT_IN_A_NAME = re.compile(r'[/\\:*?"<>|]')
_LONGEST = 120
_FOLDER, _FILE = 0o040000, 0o100644


class NotOurExport(Exception):
    """There is something else at the path; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What a run wrote: versions, documents that have another file by now, and documents taken out as retired."""

    versions: int
    moved: int
    removed: int


def export_versions(path: Path, *, collection: Collection | None = None) -> Exported:
    """Write the versions that the repository at the path has not, and return what was written.

    Of one collection only if one is given. The demonstration is left out. The repository is made if it isn't there.

    Raises NotOurExport and OSError.
    """
    all_documents = Document.objects.filter(platform__is_demonstration=False).exclude(current_version=None)
    documents = all_documents if collection is None else all_documents.filter(collection=collection)
    with _alone(path), closing(_repository(path)) as repository:
        writer = _RepositoryWriter.onto(repository)
        files = files_of(all_documents)  # the names are the same whichever collection is asked for
        if writer.head is None:
            first = next(_versions_without(documents, set()), None)
            if first is None:
                return Exported(0, 0, 0)
            writer.last_at = first.captured_at
        writer.describe(_licence(documents | all_documents.filter(pk__in=list(writer.files))))
        moved = sum([writer.move(key, files[key]) for key in sorted(writer.files) if key in files])
        count = 0
        for version in _versions_without(documents, writer.versions):
            writer.add(version, files[version.document_id])
            count += 1
        removed = sum([writer.remove(key, at) for key, at in _retired(documents)])
        writer.finish()
    return Exported(count, moved, removed)


def files_of(documents: "QuerySet[Document]") -> dict[int, str]:
    """Return the file of each document: its path in its collection, else one made of its names; each is another one."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for document in documents.select_related("platform").order_by("pk"):
        of = " ".join(part for part in (document.title, document.product, document.region.upper()) if part)
        path = document.source_path or f"{_safe(document.platform.name)}/{_safe(of)}.md"
        if path.casefold() in taken:
            path = f"{path.removesuffix('.md')} {document.public_id}.md"
        taken.add(path.casefold())
        found[document.pk] = path
    return found


@dataclass(slots=True)
class _RepositoryWriter:
    """The repository as it will be: folders by name, and the objects that are not on the branch yet.

    `files` is where each document is or was last; `versions` the keys of those that are written.
    """

    repository: Repo
    head: bytes | None = None
    files: dict[int, str] = field(default_factory=dict)
    versions: set[int] = field(default_factory=set)
    last_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    root: Tree = field(default_factory=Tree)
    folders: dict[bytes, Tree] = field(default_factory=dict)
    waiting: dict[bytes, ShaFile] = field(default_factory=dict)
    count: int = 0

    @classmethod
    def onto(cls, repository: Repo) -> "_RepositoryWriter":
        """Return a writer that goes on after what the repository has. Raises NotOurExport."""
        writer = cls(repository)
        if BRANCH not in repository.refs:
            if repository.refs.keys() - {b"HEAD"}:
                raise NotOurExport("This repository has branches that no export made. Give another path.")
            return writer
        writer.head, objects = repository.refs[BRANCH], repository.object_store
        last: Commit = objects[writer.head]
        writer.last_at, writer.root = datetime.fromtimestamp(last.author_time, UTC), objects[last.tree]
        writer.folders = {entry.path: objects[entry.sha] for entry in writer.root.items() if entry.mode == _FOLDER}
        writer._read_back()
        return writer

    def _read_back(self) -> None:
        at = self.head
        while at:
            commit: Commit = self.repository.object_store[at]
            if commit.author != AUTHOR:
                raise NotOurExport("This repository has commits that no export wrote. Give another path.")
            if about := _ABOUT.search(commit.message.decode("utf-8", "replace")):
                self.files.setdefault(Document.key_of(about[1]) or 0, about[2])
                self.versions.add(Version.key_of(about[3] or "") or 0)
            at = commit.parents[0] if commit.parents else None

    def describe(self, licence: bytes) -> None:
        """Write the licence file where it is new or says something else by now."""
        blob = Blob.from_string(licence)
        if LICENCE_FILE in self.root and self.root[LICENCE_FILE][1] == blob.id:
            return
        self._keep(blob)
        self.root.add(LICENCE_FILE, _FILE, blob.id)
        self._commit("Say whose texts these are", "", self.last_at)

    def add(self, version: Version, file: str) -> None:
        """Write a version as the file of its document."""
        blob = Blob.from_string(version.stored_text.data)
        self._keep(blob)
        self._put(file, blob.id)
        is_first = version.document_id not in self.files
        self._commit(
            f"{_verb(version, is_first=is_first)} {_named(file)}",
            _body(version, file),
            version.stated_at or version.captured_at,
        )
        self.files[version.document_id] = file

    def move(self, document_id: int, file: str) -> bool:
        """Move a document whose file has another name by now; return whether it has."""
        old = self.files[document_id]
        if old == file:
            return False
        self.files[document_id] = file
        blob = self._take(old)
        if blob is None:  # it was removed
            return False
        self._put(file, blob)
        self._commit(f"Rename {_named(old)} to {_named(file)}", _about(document_id, file), self.last_at)
        return True

    def remove(self, document_id: int, at: datetime) -> bool:
        """Take out a retired document; return whether it was there."""
        file = self.files.get(document_id)
        if file is None or self._take(file) is None:
            return False
        why = "It is no longer published, or no longer followed."
        self._commit(f"Remove {_named(file)}", f"{why}\n\n{_about(document_id, file)}", at)
        return True

    def finish(self) -> None:
        """Write what waits, and move the branch."""
        if self.waiting and self.head is not None:
            self.repository.object_store.add_objects([(item, None) for item in self.waiting.values()])
            self.repository.refs[BRANCH] = self.head
            self.waiting.clear()

    def _put(self, file: str, blob: bytes) -> None:
        service, name = _split(file)
        folder = self.folders.setdefault(service, Tree())
        folder.add(name, _FILE, blob)
        self._changed(service, folder)

    def _take(self, file: str) -> bytes | None:
        service, name = _split(file)
        folder = self.folders.get(service)
        if folder is None or name not in folder:
            return None
        blob: bytes = folder[name][1]
        del folder[name]
        self._changed(service, folder)
        return blob

    def _changed(self, service: bytes, folder: Tree) -> None:
        if len(folder):
            self._keep(folder.copy())
            self.root.add(service, _FOLDER, folder.id)
        else:
            del self.root[service], self.folders[service]

    def _keep(self, item: ShaFile) -> None:
        self.waiting[item.id] = item

    def _commit(self, subject: str, body: str, at: datetime) -> None:
        commit = Commit()
        self._keep(self.root.copy())
        commit.tree, commit.parents = self.root.id, [self.head] if self.head else []
        commit.author = commit.committer = AUTHOR
        commit.author_time = commit.commit_time = int(at.timestamp())
        commit.author_timezone = commit.commit_timezone = 0
        commit.encoding, commit.message = b"UTF-8", f"{subject}\n\n{body}".strip().encode() + b"\n"
        self._keep(commit)
        self.head, self.last_at, self.count = commit.id, at, self.count + 1
        if self.count % _COMMITS_AT_ONCE == 0:
            self.finish()


def _versions_without(documents: "QuerySet[Document]", written: set[int]) -> Iterator[Version]:
    """Yield the versions that are not written, in the order in which they were stored here."""
    found = Version.objects.filter(document__in=documents)
    keys = [key for key in found.order_by("pk").values_list("pk", flat=True).iterator() if key not in written]
    rows = Version.objects.select_related("stored_text", "collection").defer("outline", "summary").order_by("pk")
    for first in range(0, len(keys), _READ_AT_ONCE):
        yield from rows.filter(pk__in=keys[first : first + _READ_AT_ONCE])


def _retired(documents: "QuerySet[Document]") -> list[tuple[int, datetime]]:
    """Return each retired document and when it ended, in that order."""
    retired = documents.filter(state=Document.State.RETIRED)
    ended = Event.objects.filter(document__in=retired, kind=Event.Kind.DOCUMENT_RETIRED)
    rows = ended.values_list("document").annotate(at=Max("occurred_at"))
    return sorted(rows, key=lambda row: (row[1], row[0]))


def _verb(version: Version, *, is_first: bool) -> str:
    if is_first:
        return "First record of"
    return "Apply technical or declaration upgrade on" if version.is_technical else "Record new changes of"


def _body(version: Version, file: str) -> str:
    pages = f"This version was recorded after extracting from {version.source_count} source documents.\n\n"
    lines = [
        *_about(version.document_id, file).split("\n"),
        f"Version: {version.public_id}",
        f"SHA-256: {version.sha256}",
        f"Captured at: {version.captured_at.astimezone(UTC).isoformat()}",
    ]
    if version.collection is not None:
        lines.append(f"Recorded by: {shown_name(version.collection.name)}, in commit {version.source_commit}")
    return (pages if version.source_count > 1 else "") + "\n".join(lines)


def _about(document_id: int, file: str) -> str:
    return f"Document: {Document.public_id_of(document_id)}\nFile: {file}"


def _licence(documents: "QuerySet[Document]") -> bytes:
    """Return the licence file: whose texts these are, and what each collection asks for."""
    used = Collection.objects.filter(versions__document__in=documents).distinct().order_by("slug")
    lines = [
        "The texts in this repository are the work of those who published them. They are kept here as records.",
        "",
        "Versions that name no collection were recorded by the service that made this export; its operator says how",
        "that database may be used. These collections are part of it:",
        "",
        *(_of_collection(one) for one in used),
    ]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _of_collection(collection: Collection) -> str:
    licence = " ".join(part for part in (collection.licence, collection.licence_url) if part) or "licence not known"
    return f"- {shown_name(collection.name)}: {licence}. Credit: {collection.attribution or 'not known'}."


def _safe(name: str) -> str:
    """Return the name as part of a path: without what separates paths or what Windows refuses, and not hidden."""
    return _NOT_IN_A_NAME.sub(" ", shown_name(name)).strip(" .")[:_LONGEST].strip(" .") or "Unnamed"


def _named(file: str) -> str:
    return file.removesuffix(".md").replace("/", " ", 1)


def _split(file: str) -> tuple[bytes, bytes]:
    service, _, name = file.partition("/")
    return service.encode(), name.encode()


def _repository(path: Path) -> Repo:
    try:
        return Repo(str(path))
    except NotGitRepository:
        if any(one.name != "lock" for one in path.iterdir()):  # left there by earlier releases
            raise NotOurExport("This folder is not empty, and no git repository. Give another path.") from None
        return Repo.init_bare(str(path), default_branch=b"main")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Lock the folder itself, so two exports into it take turns, and nothing is left in a folder that is refused."""
    path.mkdir(parents=True, exist_ok=True)
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
