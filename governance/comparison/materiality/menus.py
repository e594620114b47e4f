"""Whether a line is an entry of a menu of the page: a link among other links, with nothing said before them."""

import re
from collections.abc import Iterator

from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.text.quality_signs import belongs_to_a_menu
from governance.comparison.text.segment import Block, ParsedText
from governance.comparison.text.word_lists import WORDS_OF_FORCE

LONGEST_ENTRY_WORDS = 7
FEWEST_OTHERS = 4
LONGEST_REPEATED_WORDS = 4
FEWEST_REPEATS = 6
# Of the lines beside an entry so many are short, and so many are of those that sites have in their menus.
FEWEST_BESIDE = 5
FEWEST_OF_MENUS = 3
FARTHEST_BESIDE = 15
_MAY_BIND = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|yes|n/a|none|prohibit\w*|allow\w*|required|restrict\w*|consent\w*|contract\w*|legitimate"
    r"|session|persistent|free|included|available|unavailable)\b|\d",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"\s{0,8}(?:[*+-]|\d{1,3}[.)])?"
    r"(?:\s{0,8}!?\[[^\[\]]{0,120}\]\([^()\s]{0,400}(?:\([^()]{0,60}\)[^()\s]{0,60})?\)){1,4}\s{0,8}"
)
_NO_ENTRY = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|opt[- ]?out|choices|do not sell|processors?|partners? list|vendors"
    r"|(?:schedule|annex|appendix|exhibit|addendum|anlage|anhang|annexe)\s[\dA-Z]{1,3})\b",
    re.IGNORECASE,
)
_LISTS = re.compile(r":\W{0,4}$")
# Who gets data may be listed by these names as well.
_NAMES_OF_OTHERS = re.compile(
    r"\W*(?:facebook|instagram|twitter|x|linkedin|youtube|tiktok|pinterest)\W*", re.IGNORECASE
)


def menu_entry(edit: Edit, edits: Edits) -> bool:
    """Whether an entry of a menu came, went or is called otherwise, or a line that the page shows again and again."""
    if not edit.is_modified and _is_repeated(edit.shown, edits):
        return True
    sides = [(block, text) for block, text in ((edit.before, edits.base), (edit.after, edits.after)) if block]
    return all(
        (_is_entry(block, text) and _stands_in_menu(block, text)) or _stands_among_entries(block, text)
        for block, text in sides
    )


def _stands_among_entries(block: Block, text: ParsedText) -> bool:
    """Whether a short line without a link stands among lines that sites have in their menus: "About us", "Careers"."""
    if not _is_short(block) or _MAY_BIND.search(block.visible):
        return False
    beside = [*_short_lines(text, block.index, -1), *_short_lines(text, block.index, 1)]
    of_menus = {one.words for one in beside if _is_of_menu(one.visible)}
    return len(beside) >= FEWEST_BESIDE and len(of_menus) >= FEWEST_OF_MENUS


def _short_lines(text: ParsedText, place: int, step: int) -> Iterator[Block]:
    """Yield the lines before or after a place, until one says more than an entry does."""
    for _ in range(FARTHEST_BESIDE):
        place += step
        if not 0 <= place < len(text.blocks) or not _is_short(text.blocks[place]):
            return
        yield text.blocks[place]


def _is_short(block: Block) -> bool:
    if block.kind == "table_row" or block.word_count > LONGEST_ENTRY_WORDS or _LISTS.search(block.visible):
        return False
    return _NO_ENTRY.search(block.visible) is None


def _is_of_menu(visible: str) -> bool:
    return belongs_to_a_menu(visible) and not _NAMES_OF_OTHERS.fullmatch(visible)


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
    return _LINKS.fullmatch(text.quote(block)) is not None and not _NO_ENTRY.search(block.visible)


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
