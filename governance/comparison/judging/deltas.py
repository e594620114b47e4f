"""The changed clauses of a matching, with what each of them shows on its own."""

import re
from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import itemgetter

from governance.comparison.judging.assertions import is_row_in_prose, says_something
from governance.comparison.judging.titles import says_otherwise
from governance.comparison.matching.matched_clauses import Matching
from governance.comparison.matching.wording import changed_pieces
from governance.comparison.result import ADDED, MODIFIED, REMOVED
from governance.comparison.text.clause_purposes import lists_what_applies
from governance.comparison.text.dated_lines import is_own_date
from governance.comparison.text.dates import StatedDate, states_validity
from governance.comparison.text.segment import Block, ParsedText
from governance.comparison.text.word_lists import BE, CONTRACTED_WITH_NOT, DO, HAVE, WORDS_OF_FORCE

NAVIGATION_WORDS = 7
# A line of so few words beside a date tells when the document was written or holds.
DATE_LINE_WORDS = 6
MODAL_WORDS = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|prohibit\w*|require\w*|agree\w*"
    r"|forbid\w*|disallow\w*|mandatory|compulsory|optional"
    # Of "don't" and its like the apostrophe is gone.
    rf"|(?:{CONTRACTED_WITH_NOT}|ca|wo)nt)\b"
)
# Words and digits by which even a small edit may change a rule.
FORCE = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|could|should|would|any|all|or|and|without"
    r"|don.?t|doesn.?t|won.?t)\b|\d",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"^[\s*_>]*(?:(?:we|you|they|users|it) |我们|我們|您|用户|当社|弊社|私たち|お客様|เรา|คุณ)|\.[\s*_]*$|[。！]\s*$",
    re.IGNORECASE,
)
_VERBS = re.compile(rf"\b(?:{BE}|{HAVE}|had|{DO})\b")
_TIME_OF_DAY = re.compile(r"\d[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})\b")
_LIMIT_BEFORE = re.compile(
    r"\b(?:until|till|from|through|by|before|after|since|as of|starting|beginning|ends?|ending|expires?|to)"
    r"\W{1,4}(?:on\W)?$",
    re.IGNORECASE,
)
# A link may bear a title, in quotation marks behind its address.
_MOSTLY_LINK = re.compile(
    r'^[\s*>+#•_-]*(?:\d+[.)]\s*)?!?\[[^\]]{0,300}\]\((?:[^()"]*"[^"]{0,300}"\s*|[^)]*)\)[\s.*_|:]*$'
)


@dataclass(frozen=True, slots=True)
class Delta:
    """One changed clause. `is_date_only`: the words are equal and only stated dates differ.

    `is_seen_before`: the new wording stood in an earlier version. `is_once_gone`: the removed one had been gone before.
    `aside` names what sets it aside before the rest is judged, "" where nothing does. `from_above` is the rule that
    says how a heading turned what stands under it. `shown` is the new wording, or the old one of a removed clause.
    """

    kind: str
    before: Block | None
    after: Block | None
    is_date_only: bool = False
    is_seen_before: bool = False
    is_duplicate: bool = False
    is_navigation: bool = False
    is_once_gone: bool = False
    aside: str = ""
    from_above: str = ""
    shown: Block = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shown", self.after or self.before)

    @property
    def is_return(self) -> bool:
        """Whether the clause goes back to a state the document had."""
        return self.is_seen_before or self.is_once_gone

    @property
    def is_mere_address(self) -> bool:
        """Whether the clause is only the address of a page, outside lists of texts that apply."""
        if not self.shown.is_address:
            return False
        return all(is_mere_address(one) for one in (self.before, self.after) if one)

    @property
    def word_count(self) -> int:
        """The words of the longer side."""
        return max(self.before.word_count if self.before else 0, self.after.word_count if self.after else 0)


def find_deltas(
    base: ParsedText,
    after: ParsedText,
    matching: Matching,
    earlier_lines: Container[str],
    lines_once_gone: Container[str] = frozenset(),
) -> list[Delta]:
    """Every changed clause in the order of the new text, a removed one after its old predecessor."""
    found = [*_matched_deltas(base, after, matching, earlier_lines)]
    found += _divided_deltas(matching, earlier_lines)
    if matching.added:
        found += _added_deltas(base, after, matching, earlier_lines)
    if matching.removed:
        found += _removed_deltas(base, after, matching, lines_once_gone)
    found.sort(key=itemgetter(0))
    return _with_menu_companions([delta for _, delta in found])


def changed_words(delta: Delta) -> str:
    assert delta.before is not None, "A modified clause has both sides."
    assert delta.after is not None, "A modified clause has both sides."
    pieces = changed_pieces(delta.before.visible, delta.after.visible)
    return " ".join(old + " " + new for old, new in pieces).strip()


Placed = tuple[tuple[int, int], Delta]


def _matched_deltas(
    base: ParsedText, after: ParsedText, matching: Matching, earlier_lines: Container[str]
) -> Iterator[Placed]:
    modified = set(matching.modified)
    for one, other in matching.pairs:
        first, second = base.blocks[one], after.blocks[other]
        if (one, other) in modified:
            is_menu = (
                is_navigation(first, base)
                and is_navigation(second, after)
                and _digits(first) == _digits(second)
                and not says_otherwise(first.visible, second.visible)
            )
            is_seen = second.line_digest in earlier_lines
            yield (other, 1), Delta(MODIFIED, first, second, is_seen_before=is_seen, is_navigation=is_menu)
        elif (
            (one, other) not in matching.divided
            and first.dates is not second.dates
            and _dates_differ(first.dates, second.dates)
        ):
            yield (other, 1), Delta(MODIFIED, first, second, is_date_only=True)


def _divided_deltas(matching: Matching, earlier_lines: Container[str]) -> Iterator[Placed]:
    """What changed in the parts of clauses that were split or merged, beyond their division."""
    for before, after in matching.sides:
        shown = after or before
        if shown:
            kind = MODIFIED if before and after else ADDED if after else REMOVED
            is_date_only = before is not None and after is not None and before.words == after.words
            is_seen = after is not None and after.line_digest in earlier_lines
            yield (shown.index, 1), Delta(kind, before, after, is_date_only=is_date_only, is_seen_before=is_seen)


def _added_deltas(
    base: ParsedText, after: ParsedText, matching: Matching, earlier_lines: Container[str]
) -> Iterator[Placed]:
    copies = _Copies(base, after, matching.added)
    for index in matching.added:
        block = after.blocks[index]
        delta = Delta(
            ADDED,
            None,
            block,
            is_date_only=not block.words,
            is_seen_before=block.line_digest in earlier_lines,
            is_duplicate=copies.has(block),
            is_navigation=is_navigation(block, after),
        )
        yield (index, 1), delta


def _removed_deltas(
    base: ParsedText, after: ParsedText, matching: Matching, lines_once_gone: Container[str]
) -> Iterator[Placed]:
    copies = _Copies(after, base, matching.removed)
    new_place = dict(matching.pairs)
    removed = set(matching.removed)
    last = -1
    for block in base.blocks:
        last = new_place.get(block.index, last)
        if block.index in removed:
            delta = Delta(
                REMOVED,
                block,
                None,
                is_date_only=not block.words,
                is_duplicate=copies.has(block),
                is_navigation=is_navigation(block, base),
                is_once_gone=block.line_digest in lines_once_gone,
            )
            yield (last, 2), delta


class _Copies:
    """What came or went with its neighbour while the other text holds both: a piece captured twice.

    A clause that comes or goes alone is none: the same sentence may stand under another rule between the same others.
    """

    def __init__(self, there: ParsedText, here: ParsedText, changed: Collection[int]) -> None:
        held = set(pairwise([block.words for block in there.blocks])) if changed else set()
        gone, blocks = frozenset(changed), here.blocks
        beside = [first for first in changed if first + 1 in gone]
        # The first of each two that changed together and stand together in the other text.
        self._firsts = {one for one in beside if (blocks[one].words, blocks[one + 1].words) in held}

    def has(self, block: Block) -> bool:
        """Whether the other text holds this clause beside a neighbour that came or went with it."""
        return bool(self._firsts) and (block.index - 1 in self._firsts or block.index in self._firsts)


def is_mere_address(block: Block) -> bool:
    """Whether the line is the address of a page, and in no list of texts that apply."""
    return block.is_address and not lists_what_applies(block.heading_path, block.lead_in)


def is_navigation(block: Block, text: ParsedText) -> bool:
    """What menus and contents lists are made of: a short line without a rule or a number, a bare link or a question.

    Rows of tables and items of lists count as menu lines only when they are links or questions, or name a heading.
    What says something in a sentence, gives a value or measures one is none, whatever its shape.
    """
    if not block.words:
        return not block.dates
    is_number = block.visible.isdecimal() and block.end - block.start == len(block.visible)
    if is_number or block.kind == "table_row" or block.is_address or not _has_shape_of_menu(block, text):
        return False
    return block.kind == "heading" or not says_something(block.visible)


def _has_shape_of_menu(block: Block, text: ParsedText) -> bool:
    """Whether a line is a link or a question, or short and neither a rule nor a row of a list."""
    raw = text.text[block.start : min(block.end, block.start + 600)]
    if block.end - block.start <= 600 and _MOSTLY_LINK.match(raw):
        return True
    if block.visible.rstrip(" *_").endswith("?"):
        return True
    if block.kind == "list_item" and block.words not in text.heading_words:
        return False
    if not _is_short(block) or _VERBS.search(block.words):
        return False
    return block.kind != "paragraph" or not is_row_in_prose(block.visible)


def _is_short(block: Block) -> bool:
    """A few words that are neither a sentence nor a rule nor a number."""
    if block.word_count > NAVIGATION_WORDS or _digits(block):
        return False
    return not (_SENTENCE.search(block.visible) or MODAL_WORDS.search(block.words))


def _digits(block: Block) -> list[str]:
    return sorted(filter(str.isdigit, block.words))


def _with_menu_companions(deltas: list[Delta]) -> list[Delta]:
    """Count a short line ("I have another question") as navigation when it changes among menu lines of its heading."""
    groups: dict[tuple[str, ...], list[Delta]] = {}
    for delta in deltas:
        groups.setdefault(delta.shown.heading_path, []).append(delta)
    menus = set()
    for path, group in groups.items():
        menu_lines = sum(delta.is_navigation for delta in group)
        if menu_lines and 2 * menu_lines > _without_addresses(group) and all(map(_may_be_of_menu, group)):
            menus.add(path)
    return [replace(delta, is_navigation=True) if delta.shown.heading_path in menus else delta for delta in deltas]


def _without_addresses(deltas: Sequence[Delta]) -> int:
    """How many of the lines are more than the address of a page."""
    return sum(not delta.is_mere_address for delta in deltas)


def _may_be_of_menu(delta: Delta) -> bool:
    if delta.is_mere_address:
        return True
    if delta.is_navigation or not _is_short(delta.shown):
        return delta.is_navigation
    return not (delta.before and delta.after and says_otherwise(delta.before.visible, delta.after.visible))


def validity_dates(text: ParsedText) -> list[tuple[int, StatedDate]]:
    """(block index, date) wherever the text states since when it holds or when it was last changed."""
    found = []
    for block in text.blocks:
        if block.dates and dates_the_text(block):
            found += [(block.index, stated) for stated in block.dates]
    return found


def dates_the_text(block: Block) -> bool:
    """Whether the clause states since when the text holds or when it was last changed."""
    return bool(block.dates) and (block.word_count <= DATE_LINE_WORDS or states_validity(block.visible))


def is_day_of_provision(delta: Delta, title: str = "") -> bool:
    """Whether only a date changed in a clause, and it is none of the document's own dates, such as a last day."""
    first, second = delta.before, delta.after
    if not delta.is_date_only or first is None or second is None:
        return False
    if not all(side.is_provision or _limits_by_day(side) for side in (first, second)):
        return False
    if is_timestamp(first) or is_timestamp(second):
        return False
    old, new = {stated.value for stated in first.dates}, {stated.value for stated in second.dates}
    gone = [is_own_date(first, stated, title) for stated in first.dates if stated.value not in new]
    come = [is_own_date(second, stated, title) for stated in second.dates if stated.value not in old]
    return not all((*gone, *come))


def _limits_by_day(block: Block) -> bool:
    """Whether a heading says until or from when something is so: "Fees until 1 May 2026"."""
    return (
        block.kind == "heading"
        and not block.is_copy
        and any(_LIMIT_BEFORE.search(block.visible[: stated.start]) for stated in block.dates)
    )


def is_timestamp(block: Block) -> bool:
    """Whether the line states a time of day: software writes that, not the author of a policy."""
    return _TIME_OF_DAY.search(block.visible) is not None


def _dates_differ(first: tuple[StatedDate, ...], second: tuple[StatedDate, ...]) -> bool:
    return [stated.value for stated in first] != [stated.value for stated in second]
