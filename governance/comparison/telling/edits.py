"""The changes of words between two wordings of a clause, as they are quoted, and which of them tells most."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from governance.comparison.judging.shifts import Shift
from governance.comparison.matching.changed_words import changes_between, number_marks, touched
from governance.comparison.matching.folding import folded, telling_words
from governance.comparison.telling.edit_context import SHORT_WORDS, Edit, with_context
from governance.comparison.telling.halves import by_sentences
from governance.comparison.telling.quoting import has_words
from governance.comparison.text.addresses import addresses_in, other_addresses
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS
from governance.comparison.text.normalise import plain_words
from governance.comparison.text.phrases import Span
from governance.comparison.text.spans import sentence_spans
from governance.comparison.weighing.severity import STRONG_IN_MODIFIED, TELLING

_MOST_REJOINED = 20
TELLING_ORDER = {kind: place for place, kind in enumerate((*STRONG_IN_MODIFIED, *TELLING))}
_WORD = re.compile(r"[\w’']+")
_SIGN = re.compile(rf"[{CURRENCY_SIGNS}%‰]")


@lru_cache(maxsize=64)
def edits_between(old: str, new: str) -> tuple[Edit, ...]:
    """Each change of words as it is quoted: with the whole of a number and its unit, and a neighbour of a lone word."""
    sentences = _sentences_put_in(old, new) or _swapped(_sentences_put_in(new, old))
    if sentences:
        return sentences
    said = [
        (one, other)
        for one, other in changes_between(old, new)
        if any(
            has_words(piece) or _SIGN.search(piece)
            for piece in (old[one.start : one.end], new[other.start : other.end])
        )
        or number_marks(old, one) != number_marks(new, other)
    ]
    if not said and other_addresses(old, new):
        places = zip(addresses_in(old), addresses_in(new), strict=True)
        return tuple((Span(*one), Span(*other)) for one, other in places if old[slice(*one)] != new[slice(*other)])
    bare_edits = folded(old, new, [_without_equal_ends(one, other, old, new) for one, other in said])
    return tuple(_rejoined(by_sentences(bare_edits, old, new), old, new))


def _sentences_put_in(old: str, new: str) -> tuple[Edit, ...]:
    """The sentences that a new wording has beside all those of the old one; none where anything else changed."""
    before, spans = sentence_spans(old), sentence_spans(new)
    if not before or len(spans) <= len(before):
        return ()
    found: list[Edit] = []
    at = 0
    for start, end in spans:
        if at < len(before) and new[start:end] == old[slice(*before[at])]:
            at += 1
        else:
            place = before[at][0] if at < len(before) else len(old)
            found.append((Span(place, place), Span(start, end)))
    return tuple(found) if at == len(before) else ()


def _swapped(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    return tuple((other, one) for one, other in edits)


def _without_equal_ends(one: Span, other: Span, old: str, new: str) -> Edit:
    """Both spans without the words that both begin or end with in large or small letters, if each has others."""
    first, second = (list(_WORD.finditer(text, *span)) for text, span in ((old, one), (new, other)))
    if len(first) < SHORT_WORDS or len(second) < SHORT_WORDS:
        return one, other
    pairs = list(zip(first, second, strict=False))
    head = next((n for n, (a, b) in enumerate(pairs) if a.group().casefold() != b.group().casefold()), len(pairs))
    backwards = list(zip(reversed(first[head:]), reversed(second[head:]), strict=False))
    tail = next(
        (n for n, (a, b) in enumerate(backwards) if a.group().casefold() != b.group().casefold()), len(backwards)
    )
    return _between(first, head, tail, one), _between(second, head, tail, other)


def _between(words: Sequence[re.Match[str]], head: int, tail: int, span: Span) -> Span:
    """The span of the words but for the first and the last ones; an empty one after the first where none is left."""
    start = words[head - 1].end() if head else span.start
    end = words[len(words) - tail].start() if tail else span.end
    return Span(start, max(start, end))


def _rejoined(edits: Sequence[Edit], old: str, new: str) -> Iterator[Edit]:
    """The edits with their context. One that takes words out and one that puts them in again elsewhere become one."""
    came_back: dict[Edit, Edit] = {}
    if len(edits) <= _MOST_REJOINED:
        gained = [edit for edit in edits if not _words_of(edit[0], old)]
        for lost in (edit for edit in edits if not _words_of(edit[1], new)):
            within = _words_of(lost[0], old)
            found = [
                one
                for one in gained
                if len(within) > 1 and within < _words_of(one[1], new) and _begin_alike(lost[0], old, one[1], new)
            ]
            came_back |= dict.fromkeys(found[:1], lost)
    for edit in edits:
        if edit in came_back:
            yield came_back[edit][0], edit[1]
        elif edit not in came_back.values():
            yield with_context(*edit, old, new)


def _begin_alike(one: Span, old: str, other: Span, new: str) -> bool:
    """Whether two stretches begin with the same word."""
    words = [plain_words(text[span.start : span.end]).split()[:1] for text, span in ((old, one), (new, other))]
    return words[0] == words[1]


def put_elsewhere(edits: Sequence[Edit], old: str, new: str) -> list[tuple[Edit, Edit]]:
    """The pairs of edits of which one takes out the same words that the other puts in at another place."""
    lost = {_words_of(one, old): (one, other) for one, other in edits if not _words_of(other, new)}
    gained = {_words_of(other, new): (one, other) for one, other in edits if not _words_of(one, old)}
    return [(lost[words], gained[words]) for words in lost if words and words in gained]


def _words_of(span: Span, text: str) -> frozenset[str]:
    return telling_words(text[span.start : span.end])


def rank_of_edit(edit: Edit, shifts: Sequence[Shift]) -> int:
    """The place of the most telling thing that happened in an edit; what only changes words comes after all others."""
    within = [
        TELLING_ORDER.get(shift.kind, len(TELLING_ORDER))
        for shift in shifts
        if any(span and touched([span], [side]) for span, side in zip((shift.before, shift.after), edit, strict=True))
    ]
    return min(within, default=len(TELLING_ORDER) + 1)
