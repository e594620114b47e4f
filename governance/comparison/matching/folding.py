"""Folds the word differences of a clause for its readers: a rewritten sentence is one change, no chain of small ones.

Mails, sentences, pages and the API fold alike. What judges a change asks `wording` for the plain differences.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from governance.comparison.matching.wording import Operation, changed_stretches, clause_diff
from governance.comparison.text.phrases import Span

Change = tuple[Span, Span]
# A word, or a letter of a script that puts no blanks between words.
_WORD = re.compile(r"[\u2e80-\U000fffff]|[^\W\u2e80-\U000fffff]+")
# What says nothing between two changed stretches. Denials and verbs of duty are none of these words.
_LITTLE_WORDS = (
    "a an the and or of to in on at by for from with as that this these those it its is are be been which who"
    " you your we our us their they he she his her any such"
    " der die das und von für mit den dem ein eine im zu auf le la les des et du de un une pour dans sur ou par"
    " el los las y del con su por il gli della di e het een en van voor met op"
)
_LITTLE = frozenset(_LITTLE_WORDS.split())
MOST_BETWEEN = 6
MANY_WORDS = 4
_FEWEST = 2


def folded(old: str, new: str, changes: Sequence[Change]) -> Sequence[Change]:
    """Return the changes, joined where only little words stand between them, or no more words than they have.

    They come and go in order. What stands between two of them is equal on both sides, but for silent marks.
    """
    if len(changes) < _FEWEST:
        return changes
    kept: list[tuple[Change, int, tuple[int, int]]] = []
    for change in changes:
        size, gap = _size(old, new, change), (0, 0)
        if kept:
            gap = _gap(old, kept[-1][0][0].end, change[0].start)
        while kept and _is_folded(gap, kept[-1][1], size):
            before, its_size, its_gap = kept.pop()
            change = _joined(before, change)
            size, gap = its_size + size + gap[1], its_gap
        kept.append((change, size, gap))
    return [change for change, _, _ in kept]


def _is_folded(gap: tuple[int, int], size: int, other: int) -> bool:
    telling, words = gap
    if telling == 0 or words <= min(size, other):
        return True
    return max(size, other) < MANY_WORDS and telling <= min(size, other) and words <= max(size, other)


def telling_words(piece: str) -> frozenset[str]:
    """The words of a piece but for the little ones, in small letters."""
    if piece.isascii():  # where small letters divide words as large ones do
        return frozenset(_WORD.findall(piece.lower())) - _LITTLE
    return frozenset(word.casefold() for word in _WORD.findall(piece)) - _LITTLE


def folded_changes(old: str, new: str) -> Sequence[Change]:
    """The place of each changed stretch of two wordings of a clause, folded."""
    found = changed_stretches(old, new)
    spans = [
        (
            Span(one.old_start, one.old_start + len(one.old)),
            Span(one.new_start, one.new_start + len(one.new)),
        )
        for one in found
    ]
    return folded(old, new, spans)


def folded_diff(before: str, after: str) -> list[Operation]:
    """Like `clause_diff`, folded: equal + delete is `before`, equal + insert is `after`, letter for letter."""
    return fold(clause_diff(before, after))


def fold(operations: Sequence[Operation]) -> list[Operation]:
    """The operations of a word difference, folded."""
    before = "".join(piece for kind, piece in operations if kind != "insert")
    after = "".join(piece for kind, piece in operations if kind != "delete")
    return list(_operations(before, after, folded(before, after, list(_spans(operations)))))


def _spans(operations: Iterable[Operation]) -> Iterator[Change]:
    """The place of each run of operations that are not equal."""
    one = other = first = second = 0
    for kind, piece in operations:
        if kind == "equal":
            if one > first or other > second:
                yield Span(first, one), Span(second, other)
            one, other = one + len(piece), other + len(piece)
            first, second = one, other
        elif kind == "delete":
            one += len(piece)
        else:
            other += len(piece)
    if one > first or other > second:
        yield Span(first, one), Span(second, other)


def _operations(before: str, after: str, changes: Iterable[Change]) -> Iterator[Operation]:
    at = 0
    for one, other in changes:
        if one.start > at:
            yield "equal", before[at : one.start]
        if one.end > one.start:
            yield "delete", before[one.start : one.end]
        if other.end > other.start:
            yield "insert", after[other.start : other.end]
        at = one.end
    if at < len(before):
        yield "equal", before[at:]


def _joined(one: Change, other: Change) -> Change:
    return Span(one[0].start, other[0].end), Span(one[1].start, other[1].end)


def _size(old: str, new: str, change: Change) -> int:
    return max(len(_WORD.findall(text, *span)) for text, span in zip((old, new), change, strict=True))


def _gap(text: str, start: int, end: int) -> tuple[int, int]:
    """(telling words, all words) that keep two changes apart; endlessly many over the end of a line."""
    between = text[start:end]
    if "\n" in between:
        return len(text), len(text)
    words = _WORD.findall(between)
    is_long = len(words) > MOST_BETWEEN
    return (len(words) if is_long else sum(word.casefold() not in _LITTLE for word in words)), len(words)
