"""Whether a line is an entry of a menu of the page: a link among other links, with nothing said before them."""

import re

from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.text.segment import Block, ParsedText
from governance.comparison.text.word_lists import WORDS_OF_FORCE

LONGEST_ENTRY_WORDS = 7
FEWEST_OTHERS = 4
LONGEST_REPEATED_WORDS = 4
FEWEST_REPEATS = 6
_MAY_BIND = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|yes|n/a|none|prohibit\w*|allow\w*|required|restrict\w*|consent\w*|contract\w*|legitimate"
    r"|session|persistent|free|included|available|unavailable)\b|\d",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\s{0,8}(?:[*+-]|\d{1,3}[.)])?\s{0,8}!?\[[^\[\]]{0,120}\]\([^()\s]{0,400}(?:\([^()]{0,60}\)[^()\s]{0,60})?\)\s{0,8}"
)
_NO_ENTRY = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|opt[- ]?out|choices|do not sell|processors?|partners? list|vendors"
    r"|(?:schedule|annex|appendix|exhibit|addendum|anlage|anhang|annexe)\s[\dA-Z]{1,3})\b",
    re.IGNORECASE,
)
_LISTS = re.compile(r":\W{0,4}$")


def menu_entry(edit: Edit, edits: Edits) -> bool:
    """Whether an entry of a menu came, went or is called otherwise, or a line that the page shows again and again."""
    if not edit.is_modified and _is_repeated(edit.shown, edits):
        return True
    sides = [(block, text) for block, text in ((edit.before, edits.base), (edit.after, edits.after)) if block]
    return all(_is_entry(block, text) and _stands_in_menu(block, text) for block, text in sides)


def _is_repeated(block: Block, edits: Edits) -> bool:
    """Whether a short line says nothing of force and stands in many places of both texts."""
    if block.word_count > LONGEST_REPEATED_WORDS or _MAY_BIND.search(block.visible):
        return False
    return all(
        sum(one.words == block.words and one.kind == block.kind for one in text.blocks) >= FEWEST_REPEATS
        for text in (edits.base, edits.after)
    )


def _is_entry(block: Block, text: ParsedText) -> bool:
    if block.kind not in ("list_item", "paragraph") or block.word_count > LONGEST_ENTRY_WORDS:
        return False
    return _LINK.fullmatch(text.quote(block)) is not None and not _NO_ENTRY.search(block.visible)


def _stands_in_menu(block: Block, text: ParsedText) -> bool:
    """Whether the entry stands in an unbroken row of some, and no words before it introduce them."""
    first = last = block.index
    while first > 0 and _is_entry(text.blocks[first - 1], text):
        first -= 1
    while last + 1 < len(text.blocks) and _is_entry(text.blocks[last + 1], text):
        last += 1
    if last - first < FEWEST_OTHERS:
        return False
    before = text.blocks[first - 1].visible if first else ""
    return _LISTS.search(before) is None
