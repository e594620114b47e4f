"""Clauses that only look changed: their sentences stand in another clause, or the service has another name."""

import re
from collections.abc import Iterable
from functools import lru_cache

from governance.comparison.judging.deltas import Delta
from governance.comparison.judging.noise import RENAMED, without_opening_words
from governance.comparison.judging.surroundings import words_above
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS, MARKS
from governance.comparison.text.segment import Block

# What stands after ":" or in another cell belongs to what stands before: "Basic plan: 5 EUR" is one sentence.
_SENTENCE_END = re.compile(r"[.!?;]\s|•")
# "≥ 5", "✗" and "$5" are not "≤ 5", "✓" and "€5".
_SAID = re.compile(rf"[\w{CURRENCY_SIGNS}%‰{MARKS}]+")
_MOST_PLACES = 5
_VALUE_WORDS = 3
_NONE: frozenset[str] = frozenset()


class Restatements:
    """All clauses that a change touches, to see which of them say nothing that was not said before."""

    def __init__(self, deltas: Iterable[Delta]) -> None:
        self._old: dict[str, list[Block]] = {}
        self._new: dict[str, list[Block]] = {}
        for delta in deltas:
            for block, said in ((delta.before, self._old), (delta.after, self._new)):
                for sentence in _sentences(block.visible) if block else ():
                    said.setdefault(sentence, []).append(block)  # type: ignore[arg-type]

    def rule_for(self, delta: Delta) -> str:
        """The rule of restating or renaming where that is all that happened to the clause, "" otherwise."""
        before = _sentences(delta.before.visible) if delta.before else _NONE
        after = _sentences(delta.after.visible) if delta.after else _NONE
        restated = self._restated(before, after)
        if restated and not self._is_turned(delta, before, after):
            return restated
        return RENAMED if delta.aside == RENAMED else ""

    def _restated(self, before: frozenset[str], after: frozenset[str]) -> str:
        """Whether every sentence that a clause lost stands in a new wording, and every one it gained in an old one."""
        lost, gained = before - after, after - before
        if not (lost or gained) or not (lost <= self._new.keys() and gained <= self._old.keys()):
            return ""
        if lost and gained:
            return "" if any(_is_exchange(one, other) for one in lost for other in gained) else "restated"
        return "restated_here" if gained else "restated_there"

    def _is_turned(self, delta: Delta, before: frozenset[str], after: frozenset[str]) -> bool:
        """Whether a sentence stands now under words that say something else than those it stood under."""
        lost = [(delta.before, other) for sentence in before - after for other in self._new[sentence][:_MOST_PLACES]]
        gained = [(other, delta.after) for sentence in after - before for other in self._old[sentence][:_MOST_PLACES]]
        return any(one and other and words_above(one, other) is not None for one, other in (*lost, *gained))


def _is_exchange(lost: str, gained: str) -> bool:
    """Whether one value came for another: in a few words that are no sentence, or in an otherwise equal one."""
    words, others = {*lost.split()}, {*gained.split()}
    longer = max(len(words), len(others))
    return longer <= _VALUE_WORDS or 2 * len(words & others) >= longer


@lru_cache(maxsize=4_000)
def _sentences(visible: str) -> frozenset[str]:
    """The words of each sentence and of each row of a table, numbers and dates included."""
    pieces = _SENTENCE_END.split(without_opening_words(visible))
    return frozenset(filter(None, [" ".join(_SAID.findall(piece.replace("_", " "))).lower() for piece in pieces]))
