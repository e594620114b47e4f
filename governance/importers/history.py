"""A history that is open for reading, in this process or in a child process that can be stopped."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from dulwich.objects import Commit

from governance.importers.git_history import reachable
from governance.importers.git_source import FileTooLarge, Source, open_source
from governance.importers.git_trees import documents_of, object_of
from governance.importers.recorded_commits import HistoryReading, read_blob, read_history


class History(Protocol):
    """The questions that an import asks of a history. Each may raise UnreadableSource."""

    @property
    def name(self) -> str:
        """A short name, made from the address."""

    def holding(self, commits: Iterable[str]) -> set[str]:
        """Return those of these commits that the main branch contains."""

    def read(self, *, known_commit: str, now: datetime) -> HistoryReading:
        """Return what follows the known commit, or everything."""

    def documents(self) -> dict[str, str]:
        """Return the documents of the newest commit: path → blob."""

    def blob(self, sha: str) -> bytes:
        """Return the exact bytes of a file. Raises FileTooLarge."""


def digest_of(history: History, blob: str) -> str:
    """Return the SHA-256 of a file; empty if it is too large to be read."""
    try:
        return sha256(history.blob(blob)).hexdigest()
    except FileTooLarge:
        return ""


Opening = Callable[[str, Path], AbstractContextManager[History]]


class OpenHistory:
    """A history read in this process."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.name = source.name

    def holding(self, commits: Iterable[str]) -> set[str]:
        wanted = set(commits)
        return wanted & reachable(self._source) if wanted else set()

    def read(self, *, known_commit: str, now: datetime) -> HistoryReading:
        return read_history(self._source, known_commit=known_commit, now=now)

    def documents(self) -> dict[str, str]:
        objects = self._source.objects
        return documents_of(objects, object_of(objects, self._source.head, Commit).tree)

    def blob(self, sha: str) -> bytes:
        return read_blob(self._source, sha)


@contextmanager
def open_here(address: str, mirrors: Path) -> Iterator[History]:
    """Open in this process a history that we wrote ourselves."""
    with open_source(address, mirrors=mirrors) as source:
        yield OpenHistory(source)
