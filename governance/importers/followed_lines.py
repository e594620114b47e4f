"""Decides which line of a split and merged history tells what became of a document.

A merge's own tree decides: the line with the text that the merge kept is the document's history, as in `git log` of a
path. What other lines say of it is left out. If several lines have that text, the first parent's is followed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dulwich.object_store import BaseObjectStore
from dulwich.objects import Commit

from governance.importers.git_history import Step
from governance.importers.git_trees import DocumentPath, changed_files, document_path, object_of


@dataclass(frozen=True, slots=True)
class Paths:
    """A set of paths: these, or all others if `are_all_but` is set."""

    names: frozenset[str] = frozenset()
    are_all_but: bool = False

    def __contains__(self, path: str) -> bool:
        return (path in self.names) != self.are_all_but

    def __and__(self, other: "Paths") -> "Paths":
        if self.are_all_but and other.are_all_but:
            return Paths(self.names | other.names, are_all_but=True)
        listed, rest = (other, self) if self.are_all_but else (self, other)
        return Paths(frozenset(name for name in listed.names if name in rest))

    def __or__(self, other: "Paths") -> "Paths":
        left, right = Paths(self.names, not self.are_all_but), Paths(other.names, not other.are_all_but)
        neither = left & right
        return Paths(neither.names, not neither.are_all_but)


NONE, ALL = Paths(), Paths(are_all_but=True)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a merge says of a document on which its parents differ: its text there, or None if it is gone."""

    path: DocumentPath
    blob: bytes | None


def decisions_of(objects: BaseObjectStore, merge: Commit) -> list[Decision]:
    """Return the documents that differ in the merge from at least one of its parents."""
    found: dict[DocumentPath, bytes | None] = {}
    for parent in merge.parents:
        found |= _differing(objects, parent, merge)
    return [Decision(path, found[path]) for path in sorted(found)]


def lines_followed(objects: BaseObjectStore, steps: Sequence[Step]) -> Mapping[str, Paths]:
    """Return, for each commit, the documents whose history it tells; a commit that is missing tells all of them."""
    if all(len(step.commit.parents) < 2 for step in steps):
        return {}
    followed = {step.commit.id: NONE for step in steps}
    followed[steps[-1].commit.id] = ALL
    for step in reversed(steps):
        through = followed[step.commit.id]
        for parent, kept in _kept_from(objects, step.commit):
            followed[parent] = followed[parent] | (through & kept)
    return {sha.decode(): paths for sha, paths in followed.items() if paths != ALL}


def _kept_from(objects: BaseObjectStore, commit: Commit) -> list[tuple[bytes, Paths]]:
    """Return each parent with the documents whose history continues there."""
    if len(commit.parents) < 2:
        return [(parent, ALL) for parent in commit.parents]
    differing = [_differing(objects, parent, commit).keys() for parent in commit.parents]
    taken: set[str] = set()
    kept = []
    for parent, others in zip(commit.parents[1:], differing[1:], strict=True):
        names = frozenset(differing[0] - others - taken)
        taken |= names
        kept.append((parent, Paths(names)))
    return [(commit.parents[0], Paths(frozenset(taken), are_all_but=True)), *kept]


def _differing(objects: BaseObjectStore, parent: bytes, merge: Commit) -> dict[DocumentPath, bytes | None]:
    """Return the documents that differ between this parent and the merge, each with its text in the merge."""
    found: dict[DocumentPath, bytes | None] = {}
    for change in changed_files(objects, object_of(objects, parent, Commit).tree, merge.tree):
        old, new = document_path(change.path, change.old), document_path(change.path, change.new)
        if old or new:
            found[new or old] = change.new[1] if new and change.new else None
    return found
