"""One neutral sentence about each changed clause, made from its words and nothing else.

Whatever stands between “ and ” is an exact part of `readable(block.visible)` of one of its wordings, or
of a heading or other words above it.
"""

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from governance.comparison.judging.shifts import Shift
from governance.comparison.judging.surroundings import words_above
from governance.comparison.matching.folding import telling_words
from governance.comparison.matching.reversals import Reversal, reversal_between
from governance.comparison.result import MOVED, RESTATED_HERE, RESTATED_THERE, Kept
from governance.comparison.telling.became import STANDS_ELSEWHERE, became, edit_told, in_its_place, words_beside
from governance.comparison.telling.edit_context import Edit
from governance.comparison.telling.edits import TELLING_ORDER, edits_between, put_elsewhere, rank_of_edit
from governance.comparison.telling.line_ends import without_line_ends
from governance.comparison.telling.passages import phrase_cut
from governance.comparison.telling.quoting import QUOTE_LENGTH, has_words, quoted
from governance.comparison.text.joined_words import same_words_joined
from governance.comparison.text.normalise import plain_words
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.text.spans import sentence_spans
from governance.comparison.weighing.taxonomy import EFFECTIVE_DATE, OTHER, category_shown

HEADING_LENGTH = 60
EDITS_TOLD = 3
# A clause of fewer blanks holds no two sentences.
FEWEST_OF_TWO = 8
_QUOTATION = re.compile(r"“(?:[^“”]|“[^“”]*”)*”")
# A line of so few words that the other text has as often is neither new nor gone.
LEAST_OF_LINE = 2
# A sentence of fewer telling words says nothing by itself: "They may include:".
FEWEST_TELLING = 3
# A row or a line of so few words is read under its heading.
_FEW_WORDS = 6
_BARE_LABEL = re.compile(r"\(|\d{1,3}$|[A-Za-z]{1,5}$")


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
    if others > 0 and not tells_only_of_places(what):
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
    return _told_edits(before, after, shifts, kept)


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
    if " " not in text and not (text.isalpha() and block.kind == "paragraph"):
        return f"{happened} {quoted(text, noun='a clause')}"
    if block.kind == "table_row" and (cells := kept.news_in_row(block, is_new=is_new)):
        return f"{happened} {', '.join(map(quoted, map(readable, cells)))} in {quoted(text, noun='a row')}"
    if text.count(" ") < FEWEST_OF_TWO:
        # A paragraph of one word is a label that parted from its line; an item of a list says something by one word.
        is_kept = kept.are_kept(text, are_new=is_new, least=LEAST_OF_LINE if " " in text else 1)
        return _elsewhere(block, is_new=is_new) if is_kept else f"{happened} {quoted(text, noun='a clause')}"
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
            pieces.append(became(was, now))
    return _joined(pieces[:EDITS_TOLD], len(pieces)) if pieces else "the form of a date changed"


def _told_edits(before: Block, after: Block, shifts: Sequence[Shift], kept: Kept) -> str:
    old, new = readable(before.visible), readable(after.visible)
    whole: Sequence[Edit] = edits_between(old, new)
    edits: Sequence[Edit] = without_line_ends(whole, before, after, kept)
    if whole and not edits:
        return _over_line_end(whole[0], old, new)
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
        ranks[f"{quoted(old[one.start : one.end])} stands elsewhere in the clause"] = len(TELLING_ORDER) + 1
    elsewhere = {edit for pair in pairs for edit in pair}
    for edit in (edit for edit in edits if edit not in elsewhere):
        rank = rank_of_edit(edit, shifts)
        for was, now in in_its_place(old[edit[0].start : edit[0].end], new[edit[1].start : edit[1].end], kept):
            told = edit_told(was, now, kept)
            ranks[told] = min(rank, ranks.get(told, len(TELLING_ORDER) + 1))
    most_telling = sorted(ranks, key=ranks.__getitem__)[:EDITS_TOLD]
    return _joined([told for told in ranks if told in most_telling], len(ranks))


def _over_line_end(edit: Edit, old: str, new: str) -> str:
    """What is told of a clause of which only words at its ends went to another line, or came from one."""
    was, now = old[slice(*edit[0])], new[slice(*edit[1])]
    beside = words_beside(was, now)
    if len(now) > len(was):
        return f"{quoted(beside or now)} stood {STANDS_ELSEWHERE} before"
    return f"{quoted(beside or was)} stands {STANDS_ELSEWHERE} now"


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
