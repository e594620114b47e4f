"""Lines that were broken at a fixed width, as in a text taken from a PDF, joined to whole paragraphs.

Whether a text is broken so is measured: lines that surely go on, because the next begins with a small letter, must
nearly all be so full that the next word had no room. Lists, addresses and verses have lines of any length.

Columns of a PDF are narrow, and each has a width of its own. They are known by their blank lines: one after each line,
more after a paragraph, and most lines after a single one go on with a small letter. In no page do they.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from governance.comparison.text.labels import read_label

LEAST_WIDTH, MOST_WIDTH = 50, 140
FEWEST_WRAPPED = 6
# How much of the width a line and the next word need for the word to have had no room; letters differ in width.
FILLED = 0.85
# A line before a capital may have ended: it must be fuller.
FULL = 0.95
FILLED_SHARE = 0.8
# Of the full lines so many go on with a small letter. A list of titles has one under the other.
GOES_ON_SHARE = 0.6
LONGEST_PARAGRAPH = 4_000
# A text is spaced so where so many lines go on after a single blank one, and this share of all lines after one.
FEWEST_SPACED = 20
SPACED_SHARE = 0.4

_STARTS_ANEW = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*\\?[.)]|\([a-z\d]{1,4}\)|[a-z]\))\s|[^\w(“\"«'’€$£]")
_ENDS = (".", ":", ";", "!", "?", "|", "**", "__")
_ENDS_SENTENCE = re.compile(r"[.!?;:][\"”’»)]{0,2}$")
# After these a capital begins a name and no sentence: "the", "with", a comma, a number.
_IS_UNFINISHED = re.compile(r"(?:,|(?<!\w)[^\W\d_A-Z]{1,4}|\d|[-–/&(])$")


class Line(NamedTuple):
    """A stretch to be read alone. `underline` or `tag` say what makes it a heading, an item or a row.

    `indent` is how deep it stands; `is_whole` whether it is exactly one line of the text, without outer blanks.
    """

    start: int
    text: str
    underline: str = ""
    tag: str = ""
    indent: int = 0
    is_whole: bool = True


# A line, and whether the next may go on with it.
Piece = tuple[Line, bool]


def unwrapped(text: str, pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces of a text; those of a text that was broken at a width are joined, also over one blank line."""
    pieces = list(pieces)
    # Fewer small letters at the beginnings of lines show no width, and no single blank lines within paragraphs.
    if sum([line[1][:1].islower() for line, _ in pieces]) < min(FEWEST_WRAPPED, FEWEST_SPACED):
        return pieces
    lines = list(_lines_after_blanks(pieces))
    width, is_spaced = _width(lines), _is_spaced(lines)
    return list(_joined(text, pieces, width, is_spaced)) if width or is_spaced else pieces


def _lines_after_blanks(pieces: Iterable[Piece]) -> Iterator[tuple[str, int]]:
    """Each line, and how many blank ones stand before it."""
    blanks = 0
    for piece in pieces:
        if line := piece[0][1]:
            yield line, blanks
            blanks = 0
        else:
            blanks += 1


def _is_spaced(lines: Iterable[tuple[str, int]]) -> bool:
    """Whether a single blank line stands after each line of a paragraph, and several after a paragraph."""
    single, going_on, several = 0, 0, 0
    last = ""
    for line, blanks in lines:
        if blanks == 1:
            if last:
                single += 1
                going_on += line[0].islower() and not last.endswith(_ENDS)
        elif blanks:
            several += 1
        last = line
    return min(going_on, several) >= FEWEST_SPACED and going_on >= SPACED_SHARE * single


def _width(lines: Iterable[tuple[str, int]]) -> int:
    """The width that the text was broken at, 0 where it was not."""
    reaches = {True: [], False: []}  # type: dict[bool, list[int]]
    lengths = []
    last = ""
    for line, blanks in lines:
        if LEAST_WIDTH <= len(last) <= MOST_WIDTH and blanks < 2 and not last.endswith(_ENDS):
            goes_on = line[0].islower()
            reaches[goes_on].append(_reach(last, line))
            if goes_on:
                lengths.append(len(last))
        last = line
    if len(lengths) < FEWEST_WRAPPED:
        return 0
    width = sorted(lengths)[9 * len(lengths) // 10]
    full = {goes_on: sum(reach >= FILLED * width for reach in found) for goes_on, found in reaches.items()}
    is_broken = full[True] >= max(FILLED_SHARE * len(lengths), GOES_ON_SHARE * (full[True] + full[False]))
    return width if is_broken else 0


def _joined(text: str, pieces: Sequence[Piece], width: int, is_spaced: bool) -> Iterator[Piece]:
    waiting: Piece | None = None
    last, blanks = "", 0
    for piece in pieces:
        line, goes_on = piece
        if not line.text:
            blanks += 1
            if waiting and blanks == 2:
                yield waiting
                waiting = None
            if waiting is None:
                yield piece
            continue
        if (
            waiting
            and len(waiting[0].text) <= LONGEST_PARAGRAPH
            and _is_one(waiting[0], last, line.text, blanks, width, is_spaced)
        ):
            start = waiting[0].start
            joined = text[start : line.start + len(line.text)]
            waiting = waiting[0]._replace(text=joined, is_whole=False), goes_on
        else:
            if waiting:
                yield waiting
                if blanks:
                    yield Line(line.start, ""), False
            waiting = piece
        last, blanks = line.text, 0
    if waiting:
        yield waiting


def _is_one(paragraph: Line, last: str, line: str, blanks: int, width: int, is_spaced: bool) -> bool:
    """Whether the last line of a paragraph was broken before the next because that had no room."""
    if last[0] in "#|>" or _STARTS_ANEW.match(line) or last.isupper() != line.isupper() or last.endswith(_ENDS[-3:]):
        return False
    if line.isdigit():  # that of a page
        return False
    ends = _ENDS_SENTENCE.search(last) is not None
    is_small = line[0].islower()
    if is_spaced and blanks == 1 and not ends and (is_small or _IS_UNFINISHED.search(last)):
        return not read_label(line).text
    if not width:
        return False
    if not (is_small or ends or not paragraph.is_whole or _IS_UNFINISHED.search(last)):
        return False
    share = FILLED if is_small else FULL
    if (ends and blanks) or _reach(last, line) < share * width or len(last) > MOST_WIDTH:
        return False
    return not read_label(line).text


def _reach(last: str, line: str) -> int:
    """How long a line would be with the first word of the next."""
    return len(last) + 1 + len(line[:40].split(maxsplit=1)[0])
