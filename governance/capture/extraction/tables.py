"""Tables of data as rows of cells, spans spelled out; and which tables only lay out a page."""

from collections.abc import Iterator
from typing import NamedTuple

from governance.capture.extraction.markup import Element

_SECTIONS = frozenset(("thead", "tbody", "tfoot"))
_BLOCKS_IN_CELLS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "section", "article"))
_MOST_SPAN = 100
# A cell with several paragraphs and more words than these is a part of a page, not a value.
_LONGEST_VALUE = 120


class TableRow(NamedTuple):
    """A row. A cell that begins in a row above stands in it again; what a wide cell covers is None."""

    cells: list[Element | None]
    is_header: bool


def is_layout(table: Element) -> bool:
    """Whether a table only places things: it is said to, has one column, holds tables or headings, or whole texts."""
    if table.attribute("role") in ("presentation", "none"):
        return True
    cells = [cell for row in _rows(table) for cell in _cells(row)]
    if max((len(_cells(row)) for row in _rows(table)), default=0) < 2:
        return True
    return any(_is_a_part(cell) for cell in cells)


def rows_of(table: Element) -> Iterator[TableRow]:
    """Yield the rows of a table in the order in which they are shown: the head first, the foot last."""
    # By column: the cell that reaches down into the next rows, and into how many.
    reaching: dict[int, tuple[Element, int]] = {}
    for row in _rows(table):
        cells: list[Element | None] = []
        waiting = list(reversed(_cells(row)))
        still_reaching: dict[int, tuple[Element, int]] = {}
        while waiting or len(cells) in reaching:
            column = len(cells)
            if column in reaching:
                cell, rows_left = reaching.pop(column)
                cells.append(cell)
                if rows_left > 1:
                    still_reaching[column] = (cell, rows_left - 1)
                continue
            cell = waiting.pop()
            cells.append(cell)
            down = _span(cell, "rowspan")
            if down > 1:
                still_reaching[column] = (cell, down - 1)
            cells.extend([None] * (_span(cell, "colspan") - 1))
        reaching |= still_reaching
        yield TableRow(cells, _is_header(row))


def _is_a_part(cell: Element) -> bool:
    paragraphs = 0
    for inner in cell.elements():
        if inner is not cell and (inner.tag == "table" or (inner.tag in _BLOCKS_IN_CELLS and cell.tag != "th")):
            return True
        paragraphs += inner.tag in ("p", "ul", "ol")
    return paragraphs > 2 and cell.word_count() > _LONGEST_VALUE


def _rows(table: Element) -> list[Element]:
    rows: dict[str, list[Element]] = {"thead": [], "tbody": [], "tfoot": []}
    for child in table.children:
        if not isinstance(child, Element):
            continue
        if child.tag == "tr":
            rows["tbody"].append(child)
        elif child.tag in _SECTIONS:
            rows[child.tag] += [row for row in child.children if isinstance(row, Element) and row.tag == "tr"]
    return rows["thead"] + rows["tbody"] + rows["tfoot"]


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row.children if isinstance(cell, Element) and cell.tag in ("td", "th")]


def _is_header(row: Element) -> bool:
    cells = _cells(row)
    return bool(cells) and all(cell.tag == "th" for cell in cells)


def _span(cell: Element, name: str) -> int:
    text = cell.attribute(name).strip()
    return min(int(text), _MOST_SPAN) if text.isascii() and text.isdigit() and 0 < len(text) < 4 and int(text) else 1
