"""One neutral sentence about each changed clause, made from its words and nothing else.

Whatever stands between “ and ” is an exact part of `readable(block.visible)` of one of its wordings, or
of a heading or other words above it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from governance.comparison.judging.contraries import with_phrase
from governance.comparison.judging.shifts import Shift
from governance.comparison.judging.surroundings import words_above
from governance.comparison.matching.changed_words import changes_between, number_marks, touched
from governance.comparison.matching.folding import folded, telling_words
from governance.comparison.matching.reversals import Reversal, reversal_between
from governance.comparison.result import MOVED, RESTATED_HERE, RESTATED_THERE, Kept
from governance.comparison.telling.passages import phrase_cut
from governance.comparison.text.addresses import addresses_in, other_addresses
from governance.comparison.text.dates import MONTH, find_dates
from governance.comparison.text.joined_words import same_words_joined
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS
from governance.comparison.text.normalise import plain_words
from governance.comparison.text.phrases import Span
from governance.comparison.text.quantities import find_quantities
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.text.shortening import bare
from governance.comparison.text.spans import sentence_spans
from governance.comparison.text.word_lists import LEGAL_FORMS, LEGAL_FORMS_WITH_POINTS
from governance.comparison.weighing.severity import STRONG_IN_MODIFIED, TELLING
from governance.comparison.weighing.taxonomy import EFFECTIVE_DATE, OTHER, category_shown

QUOTE_LENGTH = 120
HEADING_LENGTH = 60
EDITS_TOLD = 3
_SHORT_WORDS = 2
_MOST_REJOINED = 20
# A clause of fewer blanks holds no two sentences.
FEWEST_OF_TWO = 8
# A lone word is quoted with the one it follows.
LEAST_REST = 2
# Fewer words before it may be the title of a clause, which stands elsewhere now.
LEAST_BEFORE_REST = 6
_SHORT_NEIGHBOUR = 2
_TELLING_ORDER = {kind: place for place, kind in enumerate((*STRONG_IN_MODIFIED, *TELLING))}
_WORD_BEFORE = re.compile(r"[\w’'-]{1,30},?\s$")
_WORD_AFTER = re.compile(r"\s?[\w⁄’'-]{1,30}")
_WORD = re.compile(r"[\w’']+")
_QUOTATION = re.compile(r"“(?:[^“”]|“[^“”]*”)*”")
_SIGN = re.compile(rf"[{CURRENCY_SIGNS}%‰]")
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
# Two sides of an edit that have a greater share of words in common are two forms of the same.
MOST_SHARED_OF_OTHERS = 0.5
# A sentence of fewer telling words says nothing by itself: "They may include:".
FEWEST_TELLING = 3
# A row or a line of so few words is read under its heading.
_FEW_WORDS = 6
_BARE_LABEL = re.compile(r"\(|\d{1,3}$|[A-Za-z]{1,5}$")

# "www.owls.example/songs"; an address that begins with "https" is not shown.
_ADDRESS = re.compile(r"[\w-]{1,60}(?:\.[\w-]{1,60}){1,6}/[^\s]{1,300}|www\.[^\s]{1,300}")
# Said of words that are neither new nor gone.
STANDS_ELSEWHERE = "elsewhere in the document"

Edit = tuple[Span, Span]


class ToldClause(NamedTuple):
    """What a sentence is told of: a changed clause, what happened to it, and how many provisions changed like it.

    `instead` is the line whose place it took, or that took its place; `reworded` the sentence of the other text of
    which it is another form.
    """

    kind: str
    before: Block | None
    after: Block | None
    shifts: Sequence[Shift] = ()
    rule: str = ""
    provisions: int = 1
    instead: Block | None = None
    reworded: str = ""


def sentence_of(told: ToldClause, category: str, kept: Kept) -> str:
    """One sentence, e.g. 'Retention, section 4.2: “30 days” became “90 days”.'"""
    what = _told(told, kept)
    place = place_of(category, told.after or told.before, what)  # type: ignore[arg-type]
    others = told.provisions - 1
    if others > 0:
        what += f", here and in {others:,} other {'place' if others == 1 else 'places'}"
    return f"{place}: {what}." if place else f"{what[:1].upper()}{what[1:]}."


def tells_only_of_places(sentence: str) -> bool:
    """Whether the sentence of a changed clause says only where its words stand in the other text."""
    if STANDS_ELSEWHERE not in sentence:
        return False
    told = _QUOTATION.sub("“”", sentence).removesuffix(".").rpartition(": ")[2]
    ends = f"stood {STANDS_ELSEWHERE} before", f"stands {STANDS_ELSEWHERE} now"
    return all(piece.endswith(ends) for piece in told.split("; "))


def _told(told: ToldClause, kept: Kept) -> str:
    kind, before, after, shifts = told[:4]
    if before is None or after is None:
        return _told_whole(told, kept)
    if kind == MOVED:
        return _told_move(before, after)
    if before.words == after.words and before.dates and after.dates:
        return _told_dates(before, after)
    return _told_edits(readable(before.visible), readable(after.visible), shifts, kept)


def _told_whole(told: ToldClause, kept: Kept) -> str:
    """What is told of a clause that came or went: its first words, or the first that the other text does not hold."""
    is_new = told.after is not None
    block = told.after or told.before
    assert block is not None, "A difference has one side at least."
    if told.instead or told.reworded:
        return _told_replaced(told, block, is_new=is_new)
    if told.rule in (RESTATED_HERE, RESTATED_THERE):
        return _elsewhere(block, is_new=is_new)
    happened, text = "added" if is_new else "removed", readable(block.visible)
    if text.count(" ") < FEWEST_OF_TWO:
        return f"{happened} {quoted(text, noun='a clause')}"
    news = news_of(text, kept, are_new=is_new)
    if kept.are_kept(phrase_cut(news, QUOTE_LENGTH), are_new=is_new):
        rest = kept.without_kept(news, are_new=is_new)
        return f"{happened} {quoted(rest)}" if has_words(rest) else _elsewhere(block, is_new=is_new)
    return f"{happened} {quoted(news, noun='a clause')}"


def _told_replaced(told: ToldClause, block: Block, *, is_new: bool) -> str:
    """What is told of a clause that took another line's place or gave way to one, or is another form of a sentence."""
    own = _first_words(block)
    if told.instead:
        other = quoted(readable(told.instead.visible))
        return f"{own} stands where {other} stood" if is_new else f"{own} became {other}"
    other = quoted(told.reworded, noun="a clause")
    return f"{other} became {own}" if is_new else f"{own} became {other}"


def _elsewhere(block: Block, *, is_new: bool) -> str:
    where = f"stood {STANDS_ELSEWHERE} before" if is_new else f"stands {STANDS_ELSEWHERE} now"
    return f"{_first_words(block)} {where}"


def news_of(text: str, kept: Kept, *, are_new: bool) -> str:
    """The text from the first sentence on that the other text doesn't hold as often, nor in other words."""
    if text.count(" ") < FEWEST_OF_TWO:
        return text
    spans = sentence_spans(text)
    news = [span for span in spans if not kept.are_kept(text[slice(*span)], are_new=are_new)]
    if len(spans) > 1:
        own = [span for span in news if _says_something(text[slice(*span)])]
        news = [span for span in own if not kept.reworded(text[slice(*span)], are_new=are_new)] or news
    return text[news[0][0] if news else 0 :]


def _says_something(sentence: str) -> bool:
    return len(telling_words(sentence)) >= FEWEST_TELLING


def reworded_from(block: Block, kept: Kept, *, is_new: bool) -> str:
    """The sentence of the other text of which all that is new in a clause, or gone with it, is another form; or ""."""
    text = readable(block.visible)
    if block.kind == "heading" or text.count(" ") < FEWEST_OF_TWO:
        return ""
    sentences = [text[slice(*span)] for span in sentence_spans(text)]
    news = [one for one in sentences if _says_something(one) and not kept.are_kept(one, are_new=is_new)]
    found = [kept.reworded(one, are_new=is_new) for one in news]
    return found[0] if found and all(found) else ""


def _first_words(block: Block) -> str:
    return quoted(readable(block.visible), noun="a clause")


def _heading(title: str) -> str:
    return quoted(title, HEADING_LENGTH, noun="a heading")


def _told_move(before: Block, after: Block) -> str:
    above = words_above(before, after)
    if above:
        was, now = (_heading(readable(words)) if words else "" for words in above[1:])
        places = f"{_first_words(after)} {'stands' if now else 'no longer stands'} under {now or was}"
        places += f" where it stood under {was}" if now and was else ""
        return f"{places}, without a change of wording"
    old, new = (block.heading_path[-1] if block.heading_path else "" for block in (before, after))
    if old and new and old != new:
        return f"moved from {_heading(old)} to {_heading(new)} without a change of wording"
    return "moved without a change of wording"


def _told_dates(before: Block, after: Block) -> str:
    pieces = []
    for old, new in zip_longest(before.dates, after.dates):
        if not (old and new and old.value == new.value):
            was = before.visible[old.start : old.end] if old else ""
            now = after.visible[new.start : new.end] if new else ""
            pieces.append(_became(was, now))
    return _joined(pieces[:EDITS_TOLD], len(pieces)) if pieces else "the form of a date changed"


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
    return tuple(_rejoined(bare_edits, old, new))


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
    if len(first) < _SHORT_WORDS or len(second) < _SHORT_WORDS:
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
            yield _with_context(*edit, old, new)


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


def _told_edits(old: str, new: str, shifts: Sequence[Shift], kept: Kept) -> str:
    edits: Sequence[Edit] = edits_between(old, new)
    if not edits:
        words = plain_words(old), plain_words(new)
        is_joined = words[0] != words[1] and same_words_joined(*words)
        return "words are joined or divided differently" if is_joined else "punctuation or formatting changed"
    # The same words replaced in several places are told once.
    ranks: dict[str, int] = {}
    turned = reversal_between(old, new)
    if turned and not turned.denial:
        became = "was reversed to" if turned.is_all else "was replaced with"
        ranks[f"{quoted(turned.was)} {became} {quoted(turned.now)}"] = -1
        edits = _outside(edits, old, new, turned)
    pairs = put_elsewhere(edits, old, new) if len(edits) > 1 else []
    for (one, _), _ in pairs:
        ranks[f"{quoted(old[one.start : one.end])} stands elsewhere in the clause"] = len(_TELLING_ORDER) + 1
    elsewhere = {edit for pair in pairs for edit in pair}
    for edit in (edit for edit in edits if edit not in elsewhere):
        rank = rank_of_edit(edit, shifts)
        for was, now in in_its_place(old[edit[0].start : edit[0].end], new[edit[1].start : edit[1].end], kept):
            told = _edit_told(was, now, kept)
            ranks[told] = min(rank, ranks.get(told, len(_TELLING_ORDER) + 1))
    most_telling = sorted(ranks, key=ranks.__getitem__)[:EDITS_TOLD]
    return _joined([told for told in ranks if told in most_telling], len(ranks))


def in_its_place(was: str, now: str, kept: Kept) -> list[tuple[str, str]]:
    """What became of the words on both sides of an edit: each other, or each another form of a sentence elsewhere."""
    sides = [telling_words(side) for side in (was, now)]
    if MOST_SHARED_OF_OTHERS * min(map(len, sides)) < len(sides[0] & sides[1]):
        return [(was, now)]
    then = kept.reworded(now, are_new=True, beside=was) if kept.without_kept(now, are_new=True) else ""
    since = kept.reworded(was, are_new=False, beside=now) if kept.without_kept(was, are_new=False) else ""
    if not (then or since):
        return [(was, now)]
    return [pair for pair in ((was, since), (then, now)) if has_words("".join(pair))]


def _outside(edits: Sequence[Edit], old: str, new: str, turned: Reversal) -> Sequence[Edit]:
    """The edits that change nothing in the sentences that were reversed."""
    places = [
        (place, place + len(part))
        for text, part in ((old, turned.was), (new, turned.now))
        for place in [text.find(part)]
    ]
    return [
        edit
        for edit in edits
        if not any(
            start <= span.start <= end or start <= span.end <= end
            for span, (start, end) in zip(edit, places, strict=True)
        )
    ]


def rank_of_edit(edit: Edit, shifts: Sequence[Shift]) -> int:
    """The place of the most telling thing that happened in an edit; what only changes words comes after all others."""
    within = [
        _TELLING_ORDER.get(shift.kind, len(_TELLING_ORDER))
        for shift in shifts
        if any(span and touched([span], [side]) for span, side in zip((shift.before, shift.after), edit, strict=True))
    ]
    return min(within, default=len(_TELLING_ORDER) + 1)


def _with_context(one: Span, other: Span, old: str, new: str) -> Edit:
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
    if (0 in counts and max(counts) <= _SHORT_WORDS) or all(map(MONTH.fullmatch, pieces)):
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


def only_the_rest(old: str, new: str) -> tuple[str, str]:
    """Both sides. If one begins or ends with all of the other, only its other words, and "" for the other side."""
    shorter, longer = sorted((old, new), key=len)
    is_begun = longer.startswith(f"{shorter} ")
    rest = longer[len(shorter) :] if is_begun else longer.removesuffix(f" {shorter}")
    is_part = bool(shorter) and rest != longer and len(rest.split()) >= (LEAST_REST if is_begun else LEAST_BEFORE_REST)
    if not is_part or not rest.lstrip()[:1].isalpha():
        return old, new
    return (rest.strip(), "") if longer == old else ("", rest.strip())


def _became(old: str, new: str) -> str:
    old, new = only_the_rest(old, new)
    if has_words(old) and has_words(new):
        return f"{quoted(old)} became {quoted(new)}"
    return f"added {quoted(new)}" if has_words(new) else f"removed {quoted(old)}"


def without_lone_address(was: str, now: str) -> tuple[str, str]:
    """Return both sides, with "" for a side that is only an address where the other side has words.

    An address is not shown, so words that replaced one are told as added, or as removed.
    """
    is_lone = [_ADDRESS.fullmatch(bare(side)) is not None for side in (was, now)]
    if is_lone[0] and not is_lone[1] and has_words(now):
        return "", now
    return (was, "") if is_lone[1] and not is_lone[0] and has_words(was) else (was, now)


def _edit_told(old: str, new: str, kept: Kept) -> str:
    """What became of some words; those that only stood or stand elsewhere are told as that."""
    was, now = without_lone_address(*only_the_rest(old, new))
    if was and now and (beside := _beside(was, now)) and kept.are_kept(beside, are_new=len(now) > len(was)):
        was, now = (beside, "") if len(was) > len(now) else ("", beside)
    lost, gained = kept.without_kept(was, are_new=False), kept.without_kept(now, are_new=True)
    if has_words(lost) != has_words(gained) and _is_part_of(lost or gained, now if lost else was):
        return _became(was, now)
    if has_words(lost) and has_words(gained):  # what came in place of other words is told whole
        return _became(was, now)
    if lost.casefold() != gained.casefold():
        return _became(lost, gained)
    if plain_words(was) == plain_words(now):
        return _became(was, now)
    if has_words(now):
        return f"{quoted(now)} stood {STANDS_ELSEWHERE} before"
    return f"{quoted(was)} stands {STANDS_ELSEWHERE} now" if has_words(was) else _became(was, now)


def _beside(was: str, now: str) -> str:
    """What the longer one of two wordings has before the other one, with which it ends, or behind it; or empty."""
    shorter, longer = (was, now) if len(was) < len(now) else (now, was)
    if not (longer.startswith(f"{shorter} ") or longer.endswith(f" {shorter}")):
        return ""
    before, behind = longer.removesuffix(f" {shorter}"), longer.removeprefix(f"{shorter} ")
    return before if before != longer else behind if behind != longer else ""


def _is_part_of(words: str, others: str) -> bool:
    """Whether the words are among the others, so that they neither came nor went."""
    return f" {plain_words(words)} " in f" {plain_words(others)} "


def _joined(pieces: Sequence[str], number: int) -> str:
    left_out = number - len(pieces)
    if left_out:
        return f"{'; '.join(pieces)}; and {left_out:,} more {'change' if left_out == 1 else 'changes'} in the clause"
    return "; ".join(pieces)


def place_of(category: str, block: Block, told: str = "") -> str:
    """Where a clause stands: its category, and its number or the heading above it; "" where there is none of them.

    A heading that what is told of the clause names as well is not named twice.
    """
    name = "" if is_named_by_heading(category, block, told) else category_shown(category, block.visible)
    if block.label and not _BARE_LABEL.match(block.label):
        return _place(name, f"section {block.label}")
    under = f"under {_heading(block.heading_path[-1])}" if block.heading_path else ""
    under = "" if f"stands {under} " in told else under
    return _place(name, f"item {block.label}", under) if block.label else _place(name, under)


def _place(*parts: str) -> str:
    place = ", ".join(part for part in parts if part)
    return place[:1].upper() + place[1:]


def is_named_by_heading(category: str, block: Block, told: str = "") -> bool:
    """Whether the heading over a clause says more of its subject than the category: no category fits, or it is a row.

    A row of a table, or a line of few words that are no sentence, says too little for a category, and so does what is
    told only of places.
    """
    return category == OTHER or tells_only_of_places(told) or (bool(block.heading_path) and _is_short(block, category))


def _is_short(block: Block, category: str) -> bool:
    """Whether it is a row of a table, or a line of few words that are no sentence and no date."""
    if block.kind == "table_row":
        return True
    is_line = block.kind in ("list_item", "paragraph") and block.word_count <= _FEW_WORDS
    return is_line and category != EFFECTIVE_DATE and not block.visible.rstrip().endswith(".")


def quoted(wording: str, limit: int = QUOTE_LENGTH, noun: str = "words") -> str:
    """The wording in quotation marks, without marks at its ends; of a long one its first words, and a note of that."""
    wording = bare(wording)
    if len(wording) <= limit:
        return f"“{wording}”"
    shown = phrase_cut(wording, limit)
    return f"“{wording}”" if shown == wording else f"{noun} beginning “{shown}”"


def has_words(piece: str) -> bool:
    return any(character.isalnum() for character in piece)
