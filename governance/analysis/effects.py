"""When a text says that it takes effect, with the clause that says so."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from governance.analysis.sourced import ExactWords, StatedEffect
from governance.comparison.text.effective_dates import effective_date_of
from governance.comparison.text.named_texts import ClauseInPlace

# What says from when a text is in force, and what the parties are called, stands within its first characters.
OPENING = 10_000


class WordsInPlace(ClauseInPlace, Protocol):
    """A clause with its exact words, which are `text[start:end]`."""

    @property
    def words(self) -> str: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def opening_of(text: str) -> str:
    """Return the whole lines within the first characters of a text."""
    return text if len(text) <= OPENING else text[: text.rfind("\n", 0, OPENING) + 1] or text[:OPENING]


def stated_effect(
    clauses: Sequence[WordsInPlace], version: str, captured_on: date, names: Sequence[str]
) -> StatedEffect | None:
    """Return the latest day on which a clause of the opening says that this text takes effect, None if none says so."""
    found: StatedEffect | None = None
    for clause in clauses:
        if clause.end > OPENING:
            break
        day = effective_date_of([clause], captured_on, names)
        if day is not None and (found is None or day > found.day):
            words = ExactWords(version, clause.start, clause.end, clause.words)
            found = StatedEffect(day, version, words)
    return found
