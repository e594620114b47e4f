"""Whether only a row of a list changed that informs: of languages, of a public register, of a document's revisions."""

import re

from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS
from governance.comparison.text.segment import Block, ParsedText
from governance.comparison.text.word_lists import WORDS_OF_FORCE

FEWEST_ROWS_OF_LANGUAGES = 2
FEWEST_ROWS_OF_A_REGISTER = 10
LONGEST_CELL_WORDS = 12
LONGEST_REVISION_WORDS = 25
_CELLS = re.compile(r"(?<!\\)\|")
_LANGUAGE = re.compile(
    r"\b(?:english|french|german|spanish|italian|portuguese|dutch|polish|japanese|chinese|korean|turkish|arabic|hindi"
    r"|vietnamese|thai|indonesian|swedish|danish|norwegian|finnish|czech|greek|hungarian|romanian|ukrainian|russian"
    r"|français|deutsch|español|italiano|português|nederlands|polski|türkçe|svenska|dansk|norsk|suomi|čeština"
    r"|magyar|română)\b|日本語|中文|한국어|العربية|हिन्दी|tiếng việt|ไทย|ελληνικά|українська|русский",
    re.IGNORECASE,
)
# What makes a row more than a name: it binds, limits, prices, or says who gets data.
_SAYS_MORE = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|appl(?:y|ies)|prevails?|governs?|controls?|free|fees?|prices?|cost|days?|hours?|months?|years?"
    r"|processors?|recipients?|providers?|vendors?|partners?|suppliers?|prohibited|banned|restricted)\b"
    rf"|[{CURRENCY_SIGNS}%]",
    re.IGNORECASE,
)
FEWEST_CELLS = 3
FEWEST_ROWS_LEFT = 3
# What a row says beside names: that something holds, is had or costs.
_PROVIDES = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|we|you|your|rights?|free|fees?|prices?|cost|charges?|refund\w*|included|yes|available|unlimited"
    rf"|purposes?|consent\w*)\b|[{CURRENCY_SIGNS}%✓✔✗]",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b\d+\b")
_REGISTER = re.compile(
    r"\bdeclarations? (?:listed|below|provided)|\b(?:listed|register(?:ed)?) (?:below|in accordance|pursuant)"
    r"|\bregister of\b|\blist of (?:declared|registered|notified|recognised|recognized)\b",
    re.IGNORECASE,
)
_NO_REGISTER = re.compile(
    r"\b(?:process\w*|recipients?|vendors?|partners?|suppliers?|affiliates?|subsidiar\w+|prohibited|banned|cookies?"
    r"|share[ds]?|transfer\w*|countries|prices?|fees?)\b",
    re.IGNORECASE,
)
_REVISIONS = re.compile(
    r"\b(?:revisions?(?: history)?|change ?log|version history|history of (?:changes|versions)|document history)\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(r"\b(?:effective|will|from|as of|until|in force|applies|apply)\b", re.IGNORECASE)


def language_row(edit: Edit, edits: Edits) -> bool:
    """Whether a row of a table of languages came, went or leads to other documents."""
    rows = [(block, text) for block, text in ((edit.before, edits.base), (edit.after, edits.after)) if block]
    return all(_is_language_row(block) and _has_others(block, text) for block, text in rows)


def _is_language_row(block: Block) -> bool:
    cells = _cells(block)
    return len(cells) > 1 and _LANGUAGE.search(cells[0]) is not None and _only_names(cells)


def _has_others(block: Block, text: ParsedText) -> bool:
    width = len(_cells(block))
    others = (one for one in text.blocks if one.kind == "table_row" and one.visible != block.visible)
    return sum(_is_language_row(one) and len(_cells(one)) == width for one in others) >= FEWEST_ROWS_OF_LANGUAGES


def register_row(edit: Edit, edits: Edits) -> bool:
    """Whether an entry of a public register came, went or names its authority otherwise."""
    sides = [_cells(block) for block in (edit.before, edit.after) if block]
    if any(len(cells) < 2 or cells[0] != sides[0][0] or not _only_names(cells) for cells in sides):
        return False
    text, path, cells = edits.after if edit.after else edits.base, edit.shown.heading_path, sides[-1]
    under = [block for block in text.blocks if block.heading_path == path]
    said = " ".join(block.visible for block in under if block.kind == "paragraph")
    if not _REGISTER.search(said) or _NO_REGISTER.search(" ".join((*path, said))):
        return False
    rows = [_cells(block) for block in under if block.kind == "table_row"]
    return sum(len(row) == len(cells) for row in rows) > FEWEST_ROWS_OF_A_REGISTER


def row_left(edit: Edit, edits: Edits) -> bool:
    """Tell whether a row of names left a list whose other rows have the same shape.

    A row that came is news, so it is never told here.
    """
    block = edit.before
    if edit.new or block is None:
        return False
    cells = _cells_of_any(block)
    if len(cells) < FEWEST_CELLS or _NUMBER.search(edit.old) or _PROVIDES.search(edit.old):
        return False
    others = (one for one in edits.after.blocks if one.kind == block.kind and one.heading_path == block.heading_path)
    return sum(len(_cells_of_any(one)) == len(cells) for one in others) >= FEWEST_ROWS_LEFT


def _cells_of_any(block: Block) -> list[str]:
    """Return the cells of a table row, or those of an item that has bars between them."""
    if block.kind == "table_row":
        return _cells(block)
    return [cell.strip() for cell in _CELLS.split(block.visible)] if block.kind == "list_item" else []


def revision(edit: Edit, edits: Edits) -> bool:
    """Whether a line says what a revision of the document changed, which the change itself shows."""
    shown = edit.shown
    if edit.is_modified or len(edits.edits) < 2 or shown.kind not in ("list_item", "table_row", "paragraph"):
        return False
    is_of_revisions = _REVISIONS.search((shown.heading_path or ("",))[-1]) is not None
    line = edit.old or edit.new
    is_short = len(line.split()) <= LONGEST_REVISION_WORDS
    return bool(is_of_revisions and is_short and shown.dates) and not _ANNOUNCES.search(line)


def _cells(block: Block) -> list[str]:
    """Return the cells of a row without marks at their ends, empty ones too; none of what is no row."""
    return [cell.strip() for cell in _CELLS.split(block.visible)[1:-1]] if block.kind == "table_row" else []


def _only_names(cells: list[str]) -> bool:
    return all(
        len(cell.split()) <= LONGEST_CELL_WORDS and not _NUMBER.search(cell) and not _SAYS_MORE.search(cell)
        for cell in cells
    )
