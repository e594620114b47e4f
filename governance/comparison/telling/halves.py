"""Edits that reach over the end of a sentence, divided there: half of a sentence is told beside half of the same one.

Where a sentence ends otherwise than before, and others that are new follow it, the ends became each other and the
others were added. Without this both would be told as what the end became.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from governance.comparison.matching.folding import telling_words
from governance.comparison.telling.edit_context import Edit
from governance.comparison.text.normalise import plain_words
from governance.comparison.text.phrases import Span
from governance.comparison.text.spans import sentence_spans

# Of whole sentences that have fewer of their words in common one was removed and the other added.
LEAST_IN_COMMON = 0.4
_WORD = re.compile(r"[^\W_]")
_ENDED = re.compile(r"[.!?。！？][\"”’»)]{0,2}$")
_ABBREVIATED = re.compile(
    r"(?<![^\W_])(?!(?:all|any|app|day|do|fee|it|law|not|now|out|own|so|us|use|way|you)\.)[^\W_]{1,3}\.$",
    re.IGNORECASE,
)
_LONGEST_END = 6
_STOPS = ".!?。！？ "


class _Side(NamedTuple):
    """What an edit has of each sentence, and whether the first began before it and the last goes on behind it."""

    parts: list[Span]
    is_begun: bool
    is_unfinished: bool


def by_sentences(edits: Sequence[Edit], old: str, new: str) -> list[Edit]:
    """The edits, those divided that change an end or a beginning of a sentence and whole sentences beside it."""
    found: list[Edit] = []
    for edit in edits:
        parts = [*_divided(edit, old, new)]
        is_whole = len(parts) == 1
        found += [part for part in parts if is_whole or not _is_equal(part, old, new)]
    return found


def _is_equal(edit: Edit, old: str, new: str) -> bool:
    """Whether a part of an edit has the same words on both sides, as one between two edits that were joined has."""
    one, other = edit
    return plain_words(old[one.start : one.end]) == plain_words(new[other.start : other.end])


def _divided(edit: Edit, old: str, new: str) -> Iterator[Edit]:
    one, other = edit
    if not (_WORD.search(old, *one) and _WORD.search(new, *other)):
        yield edit
        return
    first, second = _side(one, old), _side(other, new)
    heads, tails = first.is_begun + second.is_begun, first.is_unfinished + second.is_unfinished
    fewer, more = sorted((len(first.parts), len(second.parts)))
    # Of a sentence that was made two, or of two that were made one, both halves are told together.
    if (more == 1 and heads + tails != 1) or not (heads or tails) or fewer < (heads > 1) + (tails > 1):
        yield edit
        return
    olds, news = _Whole(first, one, old), _Whole(second, other, new)
    if heads:
        yield olds.head(), news.head()
    was, now = olds.whole(), news.whole()
    if _WORD.search(old, *was) and _WORD.search(new, *now) and not _are_alike(old[slice(*was)], new[slice(*now)]):
        yield was, Span(now.start, now.start)
        yield Span(was.end, was.end), now
    elif was.end > was.start or now.end > now.start:
        yield was, now
    if tails:
        yield olds.tail(), news.tail()


def _are_alike(was: str, now: str) -> bool:
    """Whether whole sentences have so many words in common that one may have become the other."""
    lost, gained = telling_words(was), telling_words(now)
    return len(lost & gained) >= LEAST_IN_COMMON * min(len(lost), len(gained))


def _side(span: Span, text: str) -> _Side:
    sentences = [one for one in _surely_apart(text) if one.end > span.start and one.start < span.end]
    parts = [Span(max(span.start, one.start), min(span.end, one.end)) for one in sentences]
    held = [(part, one) for part, one in zip(parts, sentences, strict=True) if _WORD.search(text, *part)]
    if not held:
        return _Side([span], False, False)
    (first, begun), (last, unfinished) = held[0], held[-1]
    return _Side(
        [part for part, _ in held],
        _WORD.search(text, begun.start, first.start) is not None,
        _WORD.search(text, last.end, unfinished.end) is not None,
    )


def _surely_apart(text: str) -> Sequence[Span]:
    """The sentences of a text that end with a stop; one behind few letters may be an abbreviation's, and ends none."""
    found: list[Span] = []
    for start, end in sentence_spans(text):
        if found and not _is_ended(text[max(0, found[-1].end - _LONGEST_END) : found[-1].end]):
            start = found.pop().start
        found.append(Span(start, end))
    return found


def _is_ended(last: str) -> bool:
    return _ENDED.search(last) is not None and not _ABBREVIATED.search(last)


class _Whole:
    """One side of an edit, divided into the end of a sentence, whole sentences, and the beginning of another."""

    def __init__(self, side: _Side, span: Span, text: str) -> None:
        self._side, self._span, self._text = side, span, text
        begun, left = int(side.is_begun), len(side.parts) - side.is_unfinished
        self._whole = side.parts[begun : max(begun, left)]

    def head(self) -> Span:
        """The end of a sentence without its stop; where none ended, the place before all others."""
        start = self._span.start
        if not self._side.is_begun:
            return Span(start, start)
        part = self._side.parts[0]
        return Span(part.start, part.start + len(self._text[part.start : part.end].rstrip(_STOPS)))

    def whole(self) -> Span:
        """The whole sentences; where there are none, the place where they would stand."""
        if self._whole:
            return Span(self._whole[0].start, self._whole[-1].end)
        place = self.head().end
        return Span(place, place)

    def tail(self) -> Span:
        """The beginning of a sentence; where none begins, the place behind all others."""
        end = self._span.end
        return self._side.parts[-1] if self._side.is_unfinished else Span(end, end)
