"""A change of words with what it needs to be read alone: the whole of a number, a date or a name, or a neighbour."""

import re

from governance.comparison.judging.contraries import with_phrase
from governance.comparison.matching.changed_words import number_marks, touched
from governance.comparison.matching.folding import telling_words
from governance.comparison.telling.quoting import has_words
from governance.comparison.text.dates import MONTH, find_dates
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS
from governance.comparison.text.phrases import Span
from governance.comparison.text.quantities import find_quantities
from governance.comparison.text.word_lists import LEGAL_FORMS, LEGAL_FORMS_WITH_POINTS

SHORT_WORDS = 2
_SHORT_NEIGHBOUR = 2
_WORD_BEFORE = re.compile(r"[\w’'-]{1,30}(?:\.[\w’'-]{1,20}){0,3},?\s$")
_WORD_AFTER = re.compile(r"\s?[\w⁄’'-]{1,30}")
_NUMBER_ENDS = re.compile(r"(?<![\w.,-])[-−]?\d[\d.,‐‒–—−-]{0,15}$|[-−]$")
_NUMBER_GOES_ON = re.compile(rf"=?\s?(?:[{CURRENCY_SIGNS}]\s?)?\d{{1,15}}(?:[.,‐‒–—−-]\d{{1,15}})?")
# Words that signs join: an address, a time of day, "and/or", "People’s".
_JOINED_WORDS = re.compile(r"(?<!\w)\w++(?:(?:[@/⁄.’'=&^-]|:(?:(?=\d)|//))+\w++)+")
_LONGEST_JOINED = 80
# What stands right before a quantity and belongs to it: "≥ 50 EUR", "-5 EUR".
_SIGN_BEFORE = re.compile(rf"(?:(?:[<>]=?|[≤≥≦≧⩽⩾≮≯≠±~+−])\s?|(?<![^\s(])[-−–+])[{CURRENCY_SIGNS}]?$")
_WORD_BEFORE_MARK = re.compile(r"(?<![\w’'-])[\w’'-]{0,29}\w\W{1,4}$")
_LEGAL_FORM = re.compile(rf"(?:{LEGAL_FORMS}|{LEGAL_FORMS_WITH_POINTS})\.?", re.IGNORECASE)
_NAME_WORDS = 3
_NAME_BEFORE = re.compile(r"(?:(?<!\w)[A-Z][\w.’'-]{0,20}(?: |, ?|$)){1,3}$")
Edit = tuple[Span, Span]


def with_context(one: Span, other: Span, old: str, new: str) -> Edit:
    """The edit with the whole of each number, date and address, and with a neighbour where a word says little alone."""
    if number_marks(old, one) != number_marks(new, other):
        one, other = _with_whole_number(one, old), _with_whole_number(other, new)
    one, other = _as_far(one, other, with_phrase(old, one), with_phrase(new, other), old, new)
    one, other = _with_whole_words(_trimmed(one, old), _trimmed(other, new), old, new)
    first, second = _with_quantities(one, other, old, new)
    if (first, second) != (one, other):
        return first, second
    pieces = [text[span.start : span.end] for text, span in ((old, one), (new, other))]
    if not any(map(has_words, pieces)):
        return _with_neighbours(_from_word_before(one, old), old), _with_neighbours(_from_word_before(other, new), new)
    counts = [len(piece.split()) for piece in pieces]
    if max(counts) <= _NAME_WORDS and all(piece and _LEGAL_FORM.fullmatch(piece.split()[-1]) for piece in pieces):
        return _with_name(one, old), _with_name(other, new)
    if (0 in counts and max(counts) <= SHORT_WORDS) or all(map(MONTH.fullmatch, pieces)):
        return _with_neighbours(one, old), _with_neighbours(other, new)
    if counts == [1, 1] and max(map(len, pieces)) <= 3:
        return _with_next(one, old), _with_next(other, new)
    return _with_closed_brackets(one, old), _with_closed_brackets(other, new)


def _with_whole_words(one: Span, other: Span, old: str, new: str) -> Edit:
    """With the rest of what is written together: of "team.owls.example" and "4 June 2026" no part is changed alone.

    The two texts are equal around the edit, so that what one side needs the other side gets.
    """
    wholes = _whole(one, old), _whole(other, new)
    before = max(span.start - whole.start for span, whole in zip((one, other), wholes, strict=True))
    behind = max(whole.end - span.end for span, whole in zip((one, other), wholes, strict=True))
    return tuple(  # type: ignore[return-value]
        _snapped(Span(max(0, span.start - before), min(len(text), span.end + behind)), text)
        if before or behind
        else span
        for span, text in ((one, old), (other, new))
    )


def _snapped(span: Span, text: str) -> Span:
    """With the whole of the words that it begins and ends in."""
    start, end = span
    while _joins(text, start):
        start -= 1
    while _joins(text, end):
        end += 1
    return Span(start, end)


def _whole(span: Span, text: str) -> Span:
    """The span with all of the dates and of the words with signs in them that it is a part of."""
    begin, end = max(0, span.start - _LONGEST_JOINED), min(len(text), span.end + _LONGEST_JOINED)
    window = text[begin:end]
    parts = [(begin + found.start(), begin + found.end()) for found in _JOINED_WORDS.finditer(window)]
    parts += [(begin + found.start, begin + found.end) for found in find_dates(window)]
    cut_into = [part for part in parts if part[0] < span.end and span.start < part[1]] or [
        part for part in parts if span.start == span.end and part[0] < span.start < part[1]
    ]
    cut_into += [part for part in parts if part[1] == span.start < span.end and _joins(text, span.start)]
    return Span(min((span.start, *(part[0] for part in cut_into))), max((span.end, *(part[1] for part in cut_into))))


def _joins(text: str, place: int) -> bool:
    """Whether what ends at this place and what begins there are written together."""
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def _with_closed_brackets(span: Span, text: str) -> Span:
    """With the bracket or quotation mark at its side that closes or opens one within it."""
    for opening, closing in ("()", "“”"):
        depth, is_unopened = 0, False
        for character in text[span.start : span.end]:
            depth += (character == opening) - (character == closing)
            if depth < 0:
                depth, is_unopened = 0, True
        start = span.start - (is_unopened and text[span.start - 1 : span.start] == opening)
        span = Span(start, span.end + (depth > 0 and text[span.end : span.end + 1] == closing))
    return span


def _with_quantities(one: Span, other: Span, old: str, new: str) -> Edit:
    """With the whole of each quantity it changes and the sign before that, on both sides as far.

    The two texts are equal around the edit, so that what one side needs the other side gets.
    """
    return _as_far(one, other, _with_quantity(one, old), _with_quantity(other, new), old, new)


def _as_far(one: Span, other: Span, whole: Span, other_whole: Span, old: str, new: str) -> Edit:
    """Return both spans, widened by what the wider of the two wholes has before and behind its span."""
    before = max(one.start - whole.start, other.start - other_whole.start)
    behind = max(whole.end - one.end, other_whole.end - other.end)
    if not (before or behind):
        return one, other
    return _widened(one, before, behind, old), _widened(other, before, behind, new)


def _widened(span: Span, before: int, behind: int, text: str) -> Span:
    """The span with so many characters more on each side, and without blanks at its ends."""
    return _trimmed(Span(max(0, span.start - before), min(len(text), span.end + behind)), text)


def _with_quantity(span: Span, text: str) -> Span:
    found = touched(find_quantities(text), [span])
    if not found:
        return span
    start = found[0].start
    sign = _SIGN_BEFORE.search(text, max(0, start - 4), start)
    return Span(min(span.start, sign.start() if sign else start), max(span.end, found[-1].end))


def _from_word_before(span: Span, text: str) -> Span:
    """With the word before a lone mark, and with what stands between them."""
    before = _WORD_BEFORE_MARK.search(text, max(0, span.start - 34), span.start)
    return Span(before.start(), span.end) if before else span


def _with_whole_number(span: Span, text: str) -> Span:
    """Return the span up to the ends of the numbers it touches: "-" between "3" and "5" becomes "3-5"."""
    before = _NUMBER_ENDS.search(text, max(0, span.start - 20), span.start)
    after = _NUMBER_GOES_ON.match(text, span.end)
    return Span(before.start() if before else span.start, after.end() if after else span.end)


def _with_neighbours(span: Span, text: str) -> Span:
    """Return the span with the word before it (two, where that word is short) and the word after it."""
    start = _word_before(text, span.start, is_between=span.start == span.end)
    if len(text[start : span.start].strip()) <= _SHORT_NEIGHBOUR:
        start = _word_before(text, start, is_between=False)
    return _with_next(Span(start, span.end), text)


def _word_before(text: str, place: int, *, is_between: bool) -> int:
    before = _WORD_BEFORE.search(text, max(0, place - 31), place)
    if is_between or text[place : place + 1] in (",", ";"):
        before = _WORD_BEFORE.search(text[:place].rstrip() + " ", max(0, place - 32))
    return before.start() if before else place


def _with_next(span: Span, text: str) -> Span:
    after = _WORD_AFTER.match(text, span.end)
    return Span(span.start, after.end()) if after else span


def _with_name(span: Span, text: str) -> Span:
    """Return the span of a legal form with the company's name before it, as in "Inkwell, Inc"."""
    name = _NAME_BEFORE.search(text, max(0, span.start - 60), span.start)
    if name is None:
        return span
    first, _, rest = name.group().partition(" ")
    start = name.start() + (len(first) + 1 if rest and not telling_words(first) else 0)
    return Span(start, span.end)


def _trimmed(span: Span, text: str) -> Span:
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))
