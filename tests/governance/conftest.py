"""Made-up git histories, and the record they are imported into."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dulwich.objects import Blob, Commit, Tree
from dulwich.repo import Repo

from governance.importers import open_terms_archive
from governance.importers.history import open_here
from governance.importers.open_terms_archive import ImportResult, import_collection

FIRST_DAY = datetime(2026, 1, 1, 9, tzinfo=UTC)
TERMS = "Acme/Terms of Service.md"


class GitHistory:
    """A repository that is written commit by commit, a day apart unless told."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.path = folder
        self.repository = Repo.init_bare(str(folder), default_branch=b"main")
        self.files: dict[bytes, bytes] = {}
        self.head: bytes | None = None
        self.count = 0

    def record(self, path: str | bytes, data: bytes | str, *, kind: str = "change", **options: Any) -> str:
        """A version as the engine records it; the first of a path is a first record."""
        raw = path.encode() if isinstance(path, str) else path
        name = raw.decode("utf-8", "replace").removesuffix(".md").replace("/", " ")
        verbs = {"change": "Record new changes of", "technical": "Apply technical or declaration upgrade on"}
        verb = "First record of" if raw not in self.files else verbs[kind]
        return self.commit({raw: data}, subject=options.pop("subject", f"{verb} {name}"), **options)

    def delete(self, path: str, *, subject: str = "Remove a document", **options: Any) -> str:
        return self.commit({path.encode(): None}, subject=subject, **options)

    def commit(
        self,
        changes: dict[bytes, bytes | str | None],
        *,
        subject: str,
        at: datetime | None = None,
        body: str = "",
        parents: Sequence[bytes] | None = None,
    ) -> str:
        for path, data in changes.items():
            if data is None:
                self.files.pop(path)
            else:
                self.files[path] = data.encode() if isinstance(data, str) else data
        commit = Commit()
        commit.tree = self._tree()
        commit.parents = list(parents) if parents is not None else [self.head] if self.head else []
        commit.author = commit.committer = b"Engine <engine@example.org>"
        commit.author_time = commit.commit_time = int((at or FIRST_DAY + timedelta(days=self.count)).timestamp())
        commit.author_timezone = commit.commit_timezone = 0
        commit.message = f"{subject}\n\n{body}".encode()
        self.repository.object_store.add_object(commit)
        self.repository.refs[b"refs/heads/main"] = commit.id
        self.head, self.count = commit.id, self.count + 1
        return commit.id.decode()

    def _tree(self) -> bytes:
        folders: dict[bytes, Tree] = {}
        root = Tree()
        for path, data in self.files.items():
            blob = Blob.from_string(data)
            self.repository.object_store.add_object(blob)
            folder, slash, name = path.rpartition(b"/")
            tree = folders.setdefault(folder, Tree()) if slash else root
            tree.add(name, 0o100644, blob.id)
        for folder, tree in folders.items():
            self.repository.object_store.add_object(tree)
            root.add(folder, 0o040000, tree.id)
        self.repository.object_store.add_object(root)
        return root.id


@pytest.fixture
def make_git(tmp_path: Path) -> Callable[..., GitHistory]:
    return lambda name="made-up-versions": GitHistory(tmp_path / name)


@pytest.fixture
def git(make_git: Callable[..., GitHistory]) -> GitHistory:
    return make_git()


@pytest.fixture
def read_in(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ImportResult]:
    """Import a history, read in this process; options as of `import_collection`.

    The 400 platforms are loaded only `with_catalogue`.
    """
    load = open_terms_archive.load_catalogue

    def run(source: GitHistory | Path | str, *, with_catalogue: bool = False, **options: Any) -> ImportResult:
        monkeypatch.setattr(open_terms_archive, "load_catalogue", load if with_catalogue else lambda now: {})
        address = str(source.path) if isinstance(source, GitHistory) else str(source)
        options = {"now": datetime(2026, 6, 1, tzinfo=UTC), "opening": open_here, **options}
        return import_collection(address=address, mirrors=tmp_path / "mirrors", **options)

    return run


def clauses(*sentences: str) -> str:
    """A policy with each sentence as a clause under the same heading."""
    return "# Terms\n\nLast updated: 1 January 2026\n\n" + "\n\n".join(sentences) + "\n"


POLICY = clauses(
    "We keep your messages for thirty days after you delete them.",
    "You may not use the service to send unsolicited advertising to other people.",
    "We share your data with carriers that deliver your parcels to you.",
    "You may end this agreement at any time by closing your account.",
    "These terms are governed by the law of Ireland.",
)
