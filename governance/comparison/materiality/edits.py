"""A changed clause as the words that differ in it, and all changed clauses of one comparison together."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from governance.comparison.matching.changed_words import changed, new_span, old_span, whole_words
from governance.comparison.matching.wording import Stretch
from governance.comparison.materiality.replaced_names import Renaming, replaced_throughout
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS, meaningful_marks
from governance.comparison.text.phrases import Span
from governance.comparison.text.quality_signs import language_of
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block, ParsedText

# "Str. 12" and "N. First St" end no sentence, and "Inc. is" ends none either.
_SENTENCE_ENDS = re.compile(r"(?<=[^\W\d_]{3})(?<!str)(?<!inc)(?<!ltd)[.](?=\s)|[!?;](?=\s)|[|·]", re.IGNORECASE)
_SENTENCE_SEEN = 400
# The dashes of "CH-8005" and of "33179-3899" are none of them.
_SIGNS = re.compile(
    rf"(?<!\b[A-Z]{{2}})(?<!\b\d{{5}})[-−–+<>≤≥±=]\s?(?=[\d{CURRENCY_SIGNS}])|(?<=\d)[+%‰]|[{CURRENCY_SIGNS}]"
)
RUN = 3
MOST_LOOKED_FOR = 20


class ChangedWords(NamedTuple):
    """Words that gave way to others, "" where none did, and the sentences they stood and stand in."""

    old: str
    new: str
    old_sentence: str
    new_sentence: str


@dataclass(frozen=True)
class Edit:
    """What differs in one clause: `old` and `new` are its wordings as a reader sees them, "" where there is none."""

    kind: str
    before: Block | None
    after: Block | None

    @property
    def is_modified(self) -> bool:
        """Whether the clause stands in both texts."""
        return bool(self.before and self.after)

    @property
    def shown(self) -> Block:
        """The clause as it stands, or as it stood."""
        return self.after or self.before  # type: ignore[return-value] # a changed clause has at least one side

    @cached_property
    def old(self) -> str:
        return readable(self.before.visible) if self.before else ""

    @cached_property
    def new(self) -> str:
        return readable(self.after.visible) if self.after else ""

    @cached_property
    def stretches(self) -> Sequence[Stretch]:
        """Where a clause that stands in both texts differs."""
        return changed(self.old, self.new)

    @cached_property
    def pieces(self) -> tuple[ChangedWords, ...]:
        """The changed words in order; of a clause that came or went all of it."""
        if not self.is_modified:
            return (ChangedWords(self.old, self.new, self.old, self.new),)
        return tuple(self._changed_pieces())

    def _changed_pieces(self) -> Iterator[ChangedWords]:
        for one in self.stretches:
            before, after = old_span(one), new_span(one)
            was, now = (
                whole_words(self.old, before) if one.old.strip() else "",
                whole_words(self.new, after) if one.new.strip() else "",
            )
            yield ChangedWords(
                was.strip(), now.strip(), sentence_around(self.old, before), sentence_around(self.new, after)
            )


def signs_that_count(text: str) -> list[str]:
    """Return the marks of a wording that say something ("≥", a tick, "+" of "16+") and the signs of its numbers."""
    return [*meaningful_marks(text), *map(str.strip, _SIGNS.findall(text))]


def sentence_around(text: str, span: Span) -> str:
    """Return the sentence that some words stand in, with at most 400 letters on each side."""
    before = _SENTENCE_ENDS.split(text[max(0, span.start - _SENTENCE_SEEN) : span.start])[-1]
    after = text[span.end : span.end + _SENTENCE_SEEN]
    end = _SENTENCE_ENDS.search(after)
    return before + text[span.start : span.end] + (after[: end.start()] if end else after)


@dataclass(frozen=True)
class Edits:
    """All changed clauses of one comparison in the order of the texts, and the texts that they stand in."""

    base: ParsedText
    after: ParsedText
    edits: Sequence[Edit]
    title: str = ""
    captured_on: date | None = None

    @cached_property
    def pieces(self) -> dict[tuple[str, str], int]:
        """The replacements of words that several clauses share, and in how many."""
        seen = Counter(pair for edit in self.edits for pair in {(piece.old, piece.new) for piece in edit.pieces})
        return {pair: times for pair, times in seen.items() if times > 1}

    @cached_property
    def renamed(self) -> frozenset[Renaming]:
        """The names of things of the service that gave way to others throughout."""
        clauses = ((edit.old, edit.new, edit.stretches) for edit in self.edits if edit.is_modified)
        return replaced_throughout(clauses, self.base, self.after, self.title)

    @cached_property
    def language(self) -> str:
        """The language of the old text, "" if it is unsure."""
        return language_of(block.words for block in self.base.blocks)

    @cached_property
    def old_words(self) -> "WordsOfText":
        return WordsOfText(self.base)

    @cached_property
    def new_words(self) -> "WordsOfText":
        return WordsOfText(self.after)

    @cached_property
    def size(self) -> int:
        """How many different words both texts have."""
        return len(self._all_words)

    def holders(self, word: str) -> int:
        """Return how many clauses of both texts hold a word."""
        return self.old_words.holders(word) + self.new_words.holders(word)

    @cached_property
    def _all_words(self) -> frozenset[str]:
        return frozenset(self.old_words.all.keys() | self.new_words.all.keys())

    @cached_property
    def words_by_run(self) -> Counter[str]:
        """How many different words of both texts have each three letters in a row."""
        return Counter(run for word in self._all_words for run in runs_of(word))


def runs_of(word: str) -> set[str]:
    """Return every three letters in a row of a word."""
    return {word[at : at + RUN] for at in range(len(word) - RUN + 1)}


class WordsOfText:
    """How many clauses of a text hold a word, a page captured twice counted once.

    A few words are looked for one by one. If more are asked for, all are counted.
    """

    def __init__(self, text: ParsedText) -> None:
        self._wordings = [block.words for block in text.blocks if not block.is_copy]
        self._asked: dict[str, int] = {}

    def __contains__(self, word: str) -> bool:
        return self.holders(word) > 0

    def holders(self, word: str) -> int:
        """Return how many clauses hold a word."""
        if len(self._asked) >= MOST_LOOKED_FOR:
            return self.all.get(word, 0)
        if word not in self._asked:
            self._asked[word] = self._count(word)
        return self._asked[word]

    def _count(self, word: str) -> int:
        """Count the clauses that hold a word, from one place where it stands to the next."""
        found, at = 0, self._lines.find(f" {word} ")
        while word and at >= 0:
            found += 1
            at = self._lines.find(f" {word} ", self._lines.find("\n", at))
        return found

    @cached_property
    def _lines(self) -> str:
        """Each wording as a line, with a blank on both sides of each word."""
        return "".join([f" {words} \n" for words in self._wordings])

    @cached_property
    def all(self) -> dict[str, int]:
        """How many clauses hold each word."""
        return Counter(chain.from_iterable({*words.split()} for words in self._wordings))
