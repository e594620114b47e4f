"""Reads the commits of an Open Terms Archive history in order, with dates that can be true.

Each commit comes after its parents, and what was imported before comes first, so a history that grows keeps its order.
Author dates run backwards where a technical upgrade carries the date of an earlier fetch; the order of commits counts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dulwich.objects import Commit

from governance.importers.git_source import Source, UnreadableSource
from governance.importers.git_trees import object_of

CHANGE, TECHNICAL, FIRST = "change", "technical", "first"
# Of the engine today, and of the years before 2023.
SUBJECTS = (
    (FIRST, re.compile(r"(?:First record|Start tracking)\b")),
    (TECHNICAL, re.compile(r"(?:Apply technical|Refilter)\b")),
    (CHANGE, re.compile(r"(?:Record new changes|Update)\b")),
)
MOST_COMMITS = 1_000_000
CLOCKS_DIFFER_BY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Step:
    """One commit of the history, at its place in the order.

    `at` is its author date. If that is in the future, it is the latest possible time: the date of the next believable
    commit, or now; the author date is then in `stated_at`.
    """

    position: int
    commit: Commit
    kind: str
    at: datetime
    stated_at: datetime | None = None

    @property
    def id(self) -> str:
        sha: bytes = self.commit.id
        return sha.decode()

    @property
    def message(self) -> str:
        message: bytes = self.commit.message
        return message.decode("utf-8", "replace")

    @property
    def subject(self) -> str:
        return self.message.partition("\n")[0].strip()


def read_steps(source: Source, *, known_commit: str, now: datetime) -> list[Step]:
    """Return every commit, parents first, with the known one and its ancestors before all others.

    Raises UnreadableSource if one is missing, damaged or impossibly dated, or there are too many.
    """
    commits: list[Commit] = []
    for commit in _parents_first(source, known_commit.encode()):
        commits.append(commit)
        if len(commits) > MOST_COMMITS:
            raise _too_long()
    return _dated(commits, now)


def kind_of(message: str) -> str:
    """Return what a commit with this message records: first, change or technical; empty for anything else."""
    return next((kind for kind, pattern in SUBJECTS if pattern.match(message)), "")


def _dated(commits: Sequence[Commit], now: datetime) -> list[Step]:
    """Return the commits as steps. One dated in the future was made before the commit that follows it on its line."""
    made_before: dict[bytes, datetime] = {}  # by parent: the date of what follows
    steps: list[Step] = []
    for position, commit in reversed(list(enumerate(commits))):
        kind = kind_of(commit.message.decode("utf-8", "replace"))
        stated_at, latest = _author_date(commit), made_before.get(commit.id, now)
        is_believed = stated_at <= now
        at = stated_at if is_believed else latest
        steps.append(Step(position, commit, kind, at, None if is_believed else stated_at))
        if commit.parents:
            # A technical upgrade carries the date of an earlier fetch: what it follows may be younger.
            made_before[commit.parents[0]] = at if is_believed and kind != TECHNICAL else latest
    return steps[::-1]


def _author_date(commit: Commit) -> datetime:
    try:
        return datetime.fromtimestamp(commit.author_time, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise UnreadableSource(f"Commit {commit.id.decode()} has an impossible date.") from error


def _parents_first(source: Source, known: bytes) -> Iterator[Commit]:
    done: set[bytes] = set()
    stack = [(source.head, False)]
    if known and known.decode() in reachable(source):
        stack.append((known, False))
    while stack:
        sha, parents_are_done = stack.pop()
        if sha in done:
            continue
        commit = object_of(source.objects, sha, Commit)
        if parents_are_done:
            done.add(sha)
            yield commit
        else:
            stack.append((sha, True))
            stack.extend((parent, False) for parent in reversed(commit.parents) if parent not in done)


def reachable(source: Source) -> set[str]:
    """Return every commit of the main branch; a mirror also keeps what its publisher threw away."""
    seen, stack = {source.head}, [source.head]
    while stack:
        for parent in object_of(source.objects, stack.pop(), Commit).parents:
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
        if len(seen) > MOST_COMMITS:
            raise _too_long()
    return {sha.decode() for sha in seen}


def _too_long() -> UnreadableSource:
    return UnreadableSource(f"The history has more than {MOST_COMMITS:,} commits; that is too many.")
