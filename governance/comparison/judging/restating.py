"""Clauses that only look changed: their sentences stand in another clause, or the service has another name."""

import re
from collections.abc import Iterable
from functools import lru_cache

from governance.comparison.judging.deltas import Delta
from governance.comparison.judging.noise import RENAMED
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS, MARKS

_SENTENCE_END = re.compile(r"[.!?;:]\s|[|●•]")
# "≥ 5", "✗" and "$5" are not "≤ 5", "✓" and "€5".
_NOT_SAID = re.compile(rf"(?:[^\w{CURRENCY_SIGNS}%‰{MARKS}]|_)+")
_NONE: frozenset[str] = frozenset()


class Restatements:
    """All clauses that a change touches, to see which of them say nothing that was not said before."""

    def __init__(self, deltas: Iterable[Delta]) -> None:
        self._old: set[str] = set()
        self._new: set[str] = set()
        for delta in deltas:
            if delta.before:
                self._old |= _sentences(delta.before.visible)
            if delta.after:
                self._new |= _sentences(delta.after.visible)

    def rule_for(self, delta: Delta) -> str:
        """The rule of restating or renaming where that is all that happened to the clause, "" otherwise."""
        before = _sentences(delta.before.visible) if delta.before else _NONE
        after = _sentences(delta.after.visible) if delta.after else _NONE
        if restated := self._restated(before, after):
            return restated
        return RENAMED if delta.aside == RENAMED else ""

    def _restated(self, before: frozenset[str], after: frozenset[str]) -> str:
        """Whether every sentence that a clause lost stands in a new wording, and every one it gained in an old one."""
        lost, gained = before - after, after - before
        if not (lost or gained) or not (lost <= self._new and gained <= self._old):
            return ""
        if lost and gained:
            return "restated"
        return "restated_here" if gained else "restated_there"


@lru_cache(maxsize=4_000)
def _sentences(visible: str) -> frozenset[str]:
    """The words of each sentence and table cell, numbers and dates included."""
    pieces = [_NOT_SAID.sub(" ", piece).strip().lower() for piece in _SENTENCE_END.split(visible)]
    return frozenset(filter(None, pieces))
