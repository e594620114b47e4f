"""Whether words that came or went are new or gone: the one guard of all that is told as added or removed.

Words are kept if the other text holds them as often as their own text does: they only stand at another place, or in a
clause that is divided otherwise. Words that are said once more are no kept ones.
"""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from governance.comparison.matching.matched_clauses import Relaid
from governance.comparison.matching.similar_words import SimilarWords
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS, MARKS
from governance.comparison.text.quick_look import folded, holds_any
from governance.comparison.text.reader_text import READ_LENGTH, SIGNS_OF_SCHEME, readable
from governance.comparison.text.segment import Block, ParsedText

# Fewer words are the same as elsewhere by chance; a whole clause says more than some words of one.
LEAST_WORDS, LEAST_OF_CLAUSE = 4, 3
# Of the words that a new piece begins or ends with so many are the same as elsewhere by no chance.
LEAST_AT_ENDS = 6
# So many letters are looked through for one comparison; what is asked after that counts as new. Of 543 real pairs none
# takes a fifth of it.
LETTERS_READ = 400_000_000
_WORD = re.compile(r"\S+")
_LABEL = re.compile(r"\s*\(?(?:\d{1,3}|[a-z]{1,2}|[ivx]{1,5})[.)]\s+", re.IGNORECASE)
# Bullets stand before any words.
_SIGNS = "".join(sign for sign in MARKS if sign not in "●○")
# All but letters, digits and these. "≥ 5", "$5", "-5" and "3-5" are not "≤ 5", "€5", "5" and "3.5": the last four marks
# say something before or between digits.
_SAYS_NOTHING = re.compile(
    rf"[^\w\s%‰{re.escape(CURRENCY_SIGNS + _SIGNS)}]"
    r"(?:(?<![-–.,])|(?!\d)|(?<=[^\d\s(][-–])|(?<=[.,])(?<!\d[.,]))"
)
_LETTERS, _DIGITS = b"abcdefghijklmnopqrstuvwxyz", b"0123456789"
_NO_LETTERS = bytes(code for code in range(256) if code not in _LETTERS + _DIGITS)
# Beside no number these signs say nothing, whatever stands around them.
_QUOTES_AND_DASHES = "’‘“”–—"
_PLAIN = bytes(
    ord(" ") if sign.isspace() or sign == "_" or _SAYS_NOTHING.fullmatch(sign) else ord(sign.lower())
    for sign in map(chr, range(128))
) + bytes(range(128, 256))


class KeptWords:
    """The words of two texts, to ask which of those that one text has the other text has as well."""

    def __init__(self, base: ParsedText, after: ParsedText, relaid: Relaid | None = None) -> None:
        self._base, self._after, self._relaid = base, after, relaid or Relaid()
        # Whether anything only stands in another layout in the other text.
        self.has_other_layouts = bool(self._relaid.old or self._relaid.new)
        self._similar = SimilarWords(base, after)
        self._left = LETTERS_READ
        self._counted: dict[tuple[str, bool], int] = {}

    def are_kept(self, words: str, *, are_new: bool, least: int = LEAST_WORDS) -> bool:
        """Whether the other text holds these words as often. `are_new` are words of the newer text."""
        if words.count(" ") < least - 1:
            return False
        plain = _said_behind_label(words)
        if plain.count(" ") < least - 1:
            return False
        elsewhere = self._count(plain, is_new=not are_new)
        return elsewhere > 0 and elsewhere >= self._count(plain, is_new=are_new)

    def stood(self, words: str, *, are_new: bool) -> bool:
        """Whether the other text holds these words at all, however few they are."""
        return self._count(said(words), is_new=not are_new) > 0

    def holder(self, words: str, *, are_new: bool) -> Block | None:
        """The clause of the other text that holds all of these words; None where they are divided there."""
        plain = f" {said(words)} "
        blocks = self._base.blocks if are_new else self._after.blocks
        return next((block for block in blocks if plain in f" {_said_in(block.visible)} "), None)

    def beside(self, block: Block, step: int, *, are_new: bool) -> Block | None:
        """The clause so many steps below one in its own text, or above it; None where there is none.

        `are_new` is a clause of the newer text.
        """
        blocks = self._after.blocks if are_new else self._base.blocks
        place = block.index + step
        is_of_text = block.index < len(blocks) and blocks[block.index].start == block.start
        return blocks[place] if is_of_text and 0 <= place < len(blocks) else None

    def is_laid_out_otherwise(self, block: Block, *, is_new: bool) -> bool:
        """Whether all that a clause of one text says stands in the other text in another layout, as in a table."""
        return block.index in (self._relaid.new if is_new else self._relaid.old)

    def news_in_row(self, block: Block, *, is_new: bool) -> tuple[str, ...]:
        """The cells of a row that only one text has, where the other one has the rest; none where that is not so."""
        return (self._relaid.news if is_new else self._relaid.gone).get(block.index, ())

    def reworded(self, words: str, *, are_new: bool, beside: str = "") -> str:
        """The sentence of the other text of which these words are another form, "" where there is none.

        `beside` are words of the other text that stood or stand in their place.
        """
        return self._similar.like(words, are_new=are_new, beside=beside)

    def without_kept(self, words: str, *, are_new: bool) -> str:
        """What is left of the words without those at their ends that the other text holds as often; an exact part."""
        if self.are_kept(words, are_new=are_new):
            return ""
        places = [found.span() for found in _WORD.finditer(words)]
        first = self._kept_run(words, places, are_new=are_new, is_end=False)
        last = self._kept_run(words, places[first:], are_new=are_new, is_end=True)
        places = places[first : len(places) - last]
        rest = words[places[0][0] : places[-1][1]] if places else ""
        return "" if rest != words and self.are_kept(rest, are_new=are_new) else rest

    def _kept_run(self, words: str, places: Sequence[tuple[int, int]], *, are_new: bool, is_end: bool) -> int:
        """How many words at the beginning, or at the end, are kept ones."""
        low, high = LEAST_AT_ENDS - 1, len(places)

        def run(length: int) -> str:
            first, last = (len(places) - length, len(places) - 1) if is_end else (0, length - 1)
            return words[places[first][0] : places[last][1]]

        # Where the other text does not hold the fewest of them, it holds no longer run that begins or ends with these.
        if low < high and (fewest := _said_behind_label(run(LEAST_AT_ENDS))):
            high = high if self._count(fewest, is_new=not are_new) else low
        while low < high:
            middle = (low + high + 1) // 2
            if self.are_kept(run(middle), are_new=are_new):
                low = middle
            else:
                high = middle - 1
        return low if low >= LEAST_AT_ENDS else 0

    def _count(self, plain: str, *, is_new: bool) -> int:
        """How often one of the texts holds these words, which is asked again where a clause is told."""
        asked = plain, is_new
        if (found := self._counted.get(asked)) is None:
            self._counted[asked] = found = self._count_afresh(plain, is_new=is_new)
        return found

    def _count_afresh(self, plain: str, *, is_new: bool) -> int:
        if not plain or not self._may_hold(plain, is_new=is_new):
            return 0
        text = self._new if is_new else self._old
        self._left -= len(text)
        return text.count(f" {plain} ") if self._left > 0 else 0

    def _may_hold(self, plain: str, *, is_new: bool) -> bool:
        """A cheap look: whether the letters of these words stand in a row in a text.

        Most words that are asked for don't.
        """
        letters = self._new_letters if is_new else self._old_letters
        self._left -= len(letters)
        return self._left > 0 and plain.encode("utf-8", "replace").translate(None, _NO_LETTERS) in letters

    @cached_property
    def _old(self) -> str:
        return _words_of(self._base.blocks)

    @cached_property
    def _new(self) -> str:
        return _words_of(self._after.blocks)

    @cached_property
    def _old_letters(self) -> bytes:
        return _letters_of(self._base.blocks)

    @cached_property
    def _new_letters(self) -> bytes:
        return _letters_of(self._after.blocks)


def said(words: str) -> str:
    """The words in small letters, one blank between them, with the signs that make a number another one."""
    return _said_without_numbers(words) or " ".join(_SAYS_NOTHING.sub(" ", words).replace("_", " ").split()).lower()


def _said_without_numbers(words: str) -> str:
    """The same, in a fifth of the time, of plain words without a number, which most are; "" of all others."""
    if not words.isascii():
        for sign in _QUOTES_AND_DASHES:
            words = words.replace(sign, " ")
        if not words.isascii():
            return ""
    letters = words.encode()
    if len(letters.translate(None, _DIGITS)) < len(letters):
        return ""
    return b" ".join(letters.translate(_PLAIN).split()).decode()


def _said_behind_label(words: str) -> str:
    label = _LABEL.match(words)
    return said(words[label.end() :] if label else words)


def _words_of(blocks: Sequence[Block]) -> str:
    """The words of a text in one line, whatever clauses they stand in."""
    return f" {' '.join(filter(None, [_said_in(block.visible) for block in blocks]))} "


def _letters_of(blocks: Sequence[Block]) -> bytes:
    """The Latin letters and digits of what a text says, without anything between them: quickly made of most texts."""
    wordings = [block.visible for block in blocks]
    shown = "".join(wordings)
    # No reader sees the letters of half a link, a footnote or a scheme, or what stands far behind in a clause.
    if (
        "[" in shown
        or "]" in shown
        or holds_any(folded(shown), SIGNS_OF_SCHEME)
        or max(map(len, wordings), default=0) > READ_LENGTH
    ):
        shown = "".join(map(_without_unread, wordings))
    return shown.lower().encode("utf-8", "replace").translate(None, _NO_LETTERS)


def _without_unread(visible: str) -> str:
    may_hold = "[" in visible or "]" in visible or ":" in visible or len(visible) > READ_LENGTH
    return readable(visible) if may_hold else visible


@lru_cache(maxsize=20_000)
def _said_in(visible: str) -> str:
    """What a clause says; most clauses stand in both texts, and in the next version again."""
    return said(readable(visible))
