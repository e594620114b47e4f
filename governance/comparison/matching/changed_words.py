"""Which words of a clause changed, as places in its old and in its new wording."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

from governance.comparison.matching.wording import Stretch, changed_stretches
from governance.comparison.text.joined_words import other_words_joined
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS, marks_within
from governance.comparison.text.normalise import AGAIN, plain_words
from governance.comparison.text.phrases import Span

# What no reader would call a change of words; the point in "1.5" is one, and "(eu)" is no label.
_SILENT = re.compile(
    rf"\((?-i:([a-z])\1?|[A-Z]|[ivx]{{1,5}}|[IVX]{{1,5}})\)"
    rf"|(?<!\d)[^\w%+{CURRENCY_SIGNS}]|[^\w%+{CURRENCY_SIGNS}](?!\d)|_",
    re.IGNORECASE,
)
_NUMBER_MARK = re.compile(
    rf"(?<=\d)[-‐‒–—−.,](?=\d)|(?<![^\s({CURRENCY_SIGNS}])[-−–](?=[\d{CURRENCY_SIGNS}])",
)
_MORE_DIGITS = re.compile(r"[ .,'’]?\d{1,3}")
_LONGEST_WORD = 40


@lru_cache(maxsize=1_000)
def changed(old: str, new: str) -> tuple[Stretch, ...]:
    """The changed stretches, those left out that only divide the same letters otherwise."""
    return tuple(
        [
            one
            for one in changed_stretches(old, new)
            if _letters(one.old) != _letters(one.new)
            or _are_other_words(whole_words(old, old_span(one)), whole_words(new, new_span(one)))
            or number_marks(old, old_span(one)) != number_marks(new, new_span(one))
        ]
    )


def changes_between(old: str, new: str) -> list[tuple[Span, Span]]:
    """The place of each changed stretch in both wordings."""
    return [(old_span(one), new_span(one)) for one in changed(old, new)]


def old_span(one: Stretch) -> Span:
    """Where the stretch stands in the old wording."""
    return Span(one.old_start, one.old_start + (len(one.old) or _rest_of_number(one.new, one.following)))


def new_span(one: Stretch) -> Span:
    """Where the stretch stands in the new wording."""
    return Span(one.new_start, one.new_start + (len(one.new) or _rest_of_number(one.old, one.following)))


def _rest_of_number(put_in: str, following: str) -> int:
    """How far the number reaches that "1" was put before: "200" became "1 200"."""
    rest = _MORE_DIGITS.match(following) if put_in[-1:].isdigit() else None
    return rest.end() if rest else 0


def with_number(text: str, span: Span, other: str, there: Span) -> Span:
    """Return the span, one letter longer if a sign or point of the number after it was put in or taken out."""
    return Span(span.start, span.end + (number_marks(text, span) != number_marks(other, there)))


def number_marks(text: str, span: Span) -> list[str]:
    """The points, dashes and signs in some words, or at their ends, that make a number another one; ticks too."""
    start = max(0, span.start - 1)
    found = _NUMBER_MARK.finditer(text, start, span.end + 1)
    marks = ["-" if match.group() in "-‐‒–—−" else match.group() for match in found]
    return marks + marks_within(text, *span)


def _letters(words: str) -> str:
    """The words without blanks, case, item labels and signs that say nothing: "subjectto" is "(b) Subject to"."""
    return _SILENT.sub("", AGAIN.sub("again ", words)).casefold()


def _are_other_words(old: str, new: str) -> bool:
    """Whether words of one side, joined, make another word of the other side: "in valid" and "invalid"."""
    return other_words_joined(plain_words(old), plain_words(new))


def whole_words(text: str, span: Span) -> str:
    """The words of a span, the first and the last one whole: "'t" put in after "can" is "can't"."""
    start, end = span
    while start > max(0, span.start - _LONGEST_WORD) and _joins(text, start):
        start -= 1
    while end < min(len(text), span.end + _LONGEST_WORD) and _joins(text, end):
        end += 1
    return text[start:end]


def _joins(text: str, place: int) -> bool:
    """Whether the characters on both sides of a place belong to one word."""
    return 0 < place < len(text) and all(sign.isalnum() or sign in "'’" for sign in text[place - 1 : place + 1])


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Piece = TypeVar("Piece", bound=_Placed)


def touched(pieces: Sequence[Piece], changed_spans: Sequence[Span]) -> list[Piece]:
    """The pieces that a changed stretch overlaps, or that words were put into. Both come in order."""
    if not (pieces and changed_spans):
        return []
    if changed_spans[0].start <= pieces[0].start and pieces[-1].end <= changed_spans[0].end:
        return list(pieces)
    found, at = [], 0
    for piece in pieces:
        while at < len(changed_spans) and changed_spans[at].end <= piece.start:
            at += 1
        if at < len(changed_spans) and changed_spans[at].start < piece.end:
            found.append(piece)
    return found
