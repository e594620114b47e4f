"""What a row of a list of sub-processors is, and how the words of a cell are found between their marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from governance.comparison.text.spans import CharacterRange


@dataclass(frozen=True, slots=True)
class Cell:
    """Exact words: `text[start:end]` of the document."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class SubProcessorRow:
    """A sub-processor as a document lists it: `text[start:end]` is the whole row, and each cell a part of it.

    `purpose` and `location` are None where the row states none. `countries` are the codes of ISO 3166-1 that are sure;
    `section` is what stands above the list. `rule` is the id of the rule that read the row.
    """

    entity: Cell
    purpose: Cell | None
    location: Cell | None
    countries: tuple[str, ...]
    section: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class SubProcessorList:
    """The rows of a document in its order, and what stands among them and could not be read as one."""

    rows: tuple[SubProcessorRow, ...]
    unread: tuple[CharacterRange, ...]


_BREAK = re.compile(r"<br\s?/?>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)")
_WHOLE_LINK = re.compile(r"\[(?P<name>[^\]\n]{1,200})\]\([^)\n]{0,500}\)\Z")
_EDGES = " \t\r\n\u00a0"
_MARKS = ("***", "**", "__", "*", "_")


def cell_of(text: str, start: int, end: int) -> Cell | None:
    """Return the words of the range without blanks, images, emphasis and link around them; None where none are left."""
    while True:
        before = start, end
        while start < end and text[start] in _EDGES:
            start += 1
        while start < end and text[end - 1] in _EDGES:
            end -= 1
        image = _IMAGE.match(text, start, end)
        if image:
            start = image.end()
        for mark in _MARKS:
            if end - start > 2 * len(mark) and text.startswith(mark, start) and text.endswith(mark, start, end):
                start, end = start + len(mark), end - len(mark)
                break
        link = _WHOLE_LINK.match(text, start, end) if text.startswith("[", start, end) else None
        if link:
            start, end = link.span("name")
        if (start, end) == before:
            return Cell(start, end, text[start:end]) if start < end and any(map(str.isalnum, text[start:end])) else None


def parts_of_cell(text: str, start: int, end: int) -> Iterator[Cell]:
    """Yield the words between the line breaks of a cell."""
    position = start
    for found in [*_BREAK.finditer(text, start, end), None]:
        part = cell_of(text, position, found.start() if found else end)
        if part:
            yield part
        position = found.end() if found else end


def bars_of(text: str, start: int, end: int) -> list[CharacterRange]:
    """Return the range of each cell of a table row, the empty ones too."""
    found, position = [], start
    for place in [*_bars(text, start, end), end]:
        found.append((position, place))
        position = place + 1
    if found and not text[slice(*found[0])].strip():
        found = found[1:]
    return found[:-1] if found and not text[slice(*found[-1])].strip() else found


def _bars(text: str, start: int, end: int) -> Iterator[int]:
    place = text.find("|", start, end)
    while place != -1:
        if place == start or text[place - 1] != "\\":
            yield place
        place = text.find("|", place + 1, end)
