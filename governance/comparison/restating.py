"""Clauses that only look changed: words that stand in another clause now, and a name that was replaced throughout."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from governance.comparison.deltas import Delta
from governance.comparison.editing import is_name, names_a_place
from governance.comparison.wording import changed_pieces

RESTATED_SHARE = 0.8
RENAMED_CLAUSES = 2
# A clause in which one of these is new says something else, however much of it stood elsewhere.
FORCEFUL = frozenset(
    [
        "not", "no", "never", "nor", "may", "must", "shall", "will", "can", "cannot", "should",
        "only", "unless", "except", "until", "without", "any", "all",
    ]
)  # fmt: skip


Run = tuple[str, str, str, str]


class Restatements:
    """All clauses that a change touches, to see which of them say nothing that was not said before."""

    def __init__(self, deltas: Iterable[Delta]) -> None:
        self._old: set[Run] = set()
        self._new: set[Run] = set()
        replaced: Counter[tuple[str, str]] = Counter()
        for delta in deltas:
            self._old.update(_runs(delta.before.words if delta.before else ""))
            self._new.update(_runs(delta.after.words if delta.after else ""))
            for pair in set(_replaced(delta)):
                replaced[pair] += 1
        self._renamings = {
            pair for pair, clauses in replaced.items() if clauses >= RENAMED_CLAUSES and all(map(is_name, pair))
        }

    def rule_for(self, delta: Delta) -> str:
        """ "restated" or "renamed" where that is all that happened to the clause, "" otherwise."""
        if self._covers(delta.before.words if delta.before else "", delta.after.words if delta.after else ""):
            return "restated"
        replaced = _replaced(delta)
        if replaced and self._renamings.issuperset(replaced) and not names_a_place(delta.shown):
            return "renamed"
        return ""

    def _covers(self, before: str, after: str) -> bool:
        """Whether nearly all that a clause lost stands in a new wording, and nearly all it gained in an old one."""
        olds, news = set(_runs(before)), set(_runs(after))
        lost, gained = olds - news, news - olds
        unexplained = (lost - self._new) | (gained - self._old)
        if not (lost or gained) or len(unexplained) > (1 - RESTATED_SHARE) * (len(lost) + len(gained)):
            return False
        return not any(word in FORCEFUL or word.isdigit() for run in unexplained for word in run)


def _runs(words: str) -> Iterator[Run]:
    """Every four words that follow one another."""
    found = words.split()
    return zip(found, found[1:], found[2:], found[3:], strict=False)


def _replaced(delta: Delta) -> Sequence[tuple[str, str]]:
    return changed_pieces(delta.before.visible, delta.after.visible) if delta.before and delta.after else ()
