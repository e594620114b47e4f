"""Cut a document into clauses: headings, paragraphs, list items, table rows, each with its exact place in the text."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from governance.comparison.text.captured_twice import twins_in
from governance.comparison.text.dates import StatedDate
from governance.comparison.text.headings import (
    BOLD_LEVEL,
    heading_level,
    is_plain_title,
    level_of_label,
    level_of_siblings,
    run_in_section,
    title_of_heading,
)
from governance.comparison.text.labels import is_bare_label
from governance.comparison.text.lines import lines_of
from governance.comparison.text.normalise import count_words, digest_of, document_digest, normalise_line
from governance.comparison.text.reading import Reading, read_piece
from governance.comparison.text.spans import cell_spans, sentence_spans, stripped

LONG_BLOCK_WORDS = 120
LONG_UNSPACED = 400
LONGEST_LEAD_IN = 300
# Behind so many letters no title in bold opens a line.
LONGEST_NUMBER = 20
LONGEST_HEADER = 200
ORDINARY_LINE_LENGTH = 4_000
CACHED_LINE_LENGTH = 200_000
_LIST_ITEM = re.compile(r"\s*(?:[*+•●▪■‣◦○·–-]|\d{1,3}[.)])\s")
_TABLE_RULE = re.compile(r"[\s|:-]+$")
_UNSPACED_END = re.compile(r"[。！？；]")
_KINDS_OF_TAGS = {"li": "list_item", "dd": "list_item", "tr": "table_row"}
_WORD = re.compile(r"[^\W\d_]{2,}")


# A text has thousands of these, and one that is frozen takes several times as long to make. None is ever changed.
@dataclass(slots=True, unsafe_hash=True)
class Block:
    """One clause. `text[start:end]` of its document is the exact wording.

    `norm` and `digest` follow the published normalisation; `line_digest` is the digest of the whole source line,
    which differs only for pieces of a long line. `words` is what equality is decided by: like the norm but with
    every number that is not part of a date, and without the clause label; `word_count` is how many these are. `dates`
    are the real dates it states.
    `lead_in` is what an item or a row needs to be read alone: the words before the list ("You must not:"), the defined
    term, the header of the table.

    Of a page captured twice, `half` is 1 in the second half, `twin` the index of the same clause in the first, and
    `is_copy` true where both have the same words: such a block is no provision of its own.
    """

    index: int
    start: int
    end: int
    kind: str
    heading_path: tuple[str, ...]
    label: str
    norm: str
    digest: str
    line_digest: str
    words: str
    dates: tuple[StatedDate, ...]
    visible: str
    word_count: int
    lead_in: str = ""
    half: int = 0
    twin: int | None = None
    is_copy: bool = False

    @property
    def is_provision(self) -> bool:
        """A non-heading block with real words in it that repeats no other one."""
        return not self.is_copy and self.kind != "heading" and _WORD.search(self.words) is not None

    @property
    def is_address(self) -> bool:
        """Whether it is only the address of a page."""
        return self.words.startswith("://")

    @property
    def dated_digest(self) -> str:
        """The digest of its words and of the days it states; "" where it states none."""
        return digest_of(f"{self.words} {[stated.value for stated in self.dates]}") if self.dates else ""


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A document text and its clauses.

    `digest` is the hash of its normalised lines, comparable with published ones; `dated_digest` also covers the dates
    it states, so that two texts share it only when one is a copy of the other.
    """

    text: str
    blocks: tuple[Block, ...]
    digest: str
    word_count: int
    dated_digest: str = ""
    heading_words: frozenset[str] = frozenset()

    def quote(self, block: Block) -> str:
        """The exact wording of one of its blocks."""
        return self.text[block.start : block.end]


class _Line(NamedTuple):
    """A whole line: its reading, and (start, end, reading) of each clause in it, counted from the start of the line.

    `level` is that of the section which it opens, 0 where it opens none, and `title` that section's name. A heading is
    one of that kind; a clause may begin with its title. `leads_in` are the words by which it may lead in to a list.
    """

    reading: Reading
    kind: str
    level: int
    pieces: tuple[tuple[int, int, Reading], ...]
    title: str = ""
    word_count: int = 0
    leads_in: str = ""
    is_item: bool = False
    level_of_siblings: int = 0


def parse(text: str) -> ParsedText:
    """The document cut into blocks, in order; blank lines, rules and images leave no block. Takes linear time."""
    blocks: list[Block] = []
    norms: list[str] = []
    dated: list[str] = []
    outline, surroundings = _Outline(), _LeadIns()
    are_lines_whole, word_count = True, 0
    lines = list(lines_of(text))
    for number, (start, source, underline, tag, indent, is_whole) in enumerate(lines, start=1):
        line = _read_line(source, underline, tag)
        if source[0].isdigit() and not (line.level or tag):
            following = lines[number].text if number < len(lines) else ""
            line = _as_heading(line) if is_plain_title(source, line.reading, following) else line
        norms.append(line.reading.norm)
        word_count += line.word_count
        are_lines_whole = are_lines_whole and is_whole
        if not line.pieces:
            surroundings.pass_over(source)
            continue
        path = outline.path_for(line)
        lead_in = surroundings.lead_in(line, source, indent, tag)
        digest = line.reading.digest
        for first, last, piece in line.pieces:
            blocks.append(
                Block(
                    len(blocks), start + first, start + last, line.kind, path, piece.label, piece.norm, piece.digest,
                    digest, piece.words, piece.dates, piece.visible,
                    piece.word_count, lead_in,
                )
            )  # fmt: skip
            dated.append(piece.dated_words)
    if not are_lines_whole:  # the published digest is that of the lines as they stand
        norms = [normalise_line(line) for line in text.split("\n")]
        word_count = sum(map(count_words, norms))
    _mark_second_half(blocks)
    titles = frozenset(block.words for block in blocks if block.kind == "heading")
    return ParsedText(text, tuple(blocks), document_digest(norms), word_count, document_digest(dated), titles)


def part_of(text: str, block: Block, start: int, end: int) -> Block | None:
    """The block narrowed to text[start:end] without outer blanks; None where no words or days are left."""
    start, end = stripped(text, start, end)
    reading = read_piece(text[start:end])
    if not (reading.words or reading.dates):
        return None
    return replace(
        block, start=start, end=end, label=reading.label, norm=reading.norm, digest=reading.digest,
        words=reading.words, dates=reading.dates, visible=reading.visible, word_count=reading.word_count,
    )  # fmt: skip


def _as_heading(line: _Line) -> _Line:
    level = level_of_label(line.reading.label)
    return line._replace(kind="heading", level=level, title=title_of_heading(line.reading, level), is_item=False)


def _mark_second_half(blocks: list[Block]) -> None:
    """Where the page was captured twice, give the blocks of its second half their twins."""
    twins = twins_in([block.words for block in blocks])
    for index in range(min(twins), len(blocks)) if twins else ():
        block, twin = blocks[index], twins.get(index)
        is_copy = twin is not None and _says_the_same(block, blocks[twin])
        blocks[index] = replace(block, half=1, twin=twin, is_copy=is_copy)


def _says_the_same(one: Block, other: Block) -> bool:
    return one.words == other.words and [d.value for d in one.dates] == [d.value for d in other.dates]


class _Outline:
    """The headings above the place reached."""

    def __init__(self) -> None:
        self._headings: list[tuple[int, str]] = []
        self._path: tuple[str, ...] = ()

    def path_for(self, line: _Line) -> tuple[str, ...]:
        """The headings a line stands under; one that opens a section becomes the last of those for what follows."""
        if not line.level:
            if line.level_of_siblings:
                self._close(line)
            return self._path
        while self._headings and self._headings[-1][0] >= line.level:
            self._headings.pop()
        above = tuple(title for _, title in self._headings)
        self._headings.append((line.level, line.title))
        self._path = (*above, self._headings[-1][1])
        return above

    def _close(self, line: _Line) -> None:
        """End a section whose title is of the kind of the bold words with which the line opens."""
        levels = [level for level, _ in self._headings]
        if line.level_of_siblings not in levels:
            return
        place = levels.index(line.level_of_siblings)
        if line.level_of_siblings != BOLD_LEVEL + 1 or self._headings[place][1].endswith(":"):
            del self._headings[place:]
            self._path = tuple(title for _, title in self._headings)


class _LeadIns:
    """What an item or a row needs to be read alone: the words that lead in to a list, the header of a table."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str, str]] = []
        self._last = ""
        self._is_row = False
        self._header = ""

    def pass_over(self, source: str) -> None:
        """A line without words; the rule under the first row of a table makes that row the header."""
        if self._is_row and "-" in source and _TABLE_RULE.match(source) and len(self._last) <= LONGEST_HEADER:
            self._header = self._last

    def lead_in(self, line: _Line, source: str, indent: int, tag: str) -> str:
        """The visible words that lead in to the line, "" where there are none."""
        shown = line.leads_in
        is_row = line.kind == "table_row"
        if not is_row or not self._is_row:
            self._header = ""
        found = self._header if is_row else self._of_list(line, source, indent, tag, shown)
        if is_row and "<th" in source and len(shown) <= LONGEST_HEADER:
            self._header = shown
        self._last, self._is_row = shown, is_row
        return found

    def _of_list(self, line: _Line, source: str, indent: int, tag: str, shown: str) -> str:
        if tag == "dd" or (source.startswith(": ") and self._last):
            if not (self._open and self._open[-1][2] == "term"):
                self._open = [(-1, self._last, "term")]
            return self._open[-1][1]
        if not line.is_item:
            self._open = [(-1, shown, "")] if shown.endswith((":", "：")) and not line.level else []
            return ""
        marker = source[0] if not source[0].isalnum() else "1"
        while self._open and self._ends(self._open[-1], indent, marker):
            self._open.pop()
        found = " ".join(words for _, words, _ in self._open)[-LONGEST_LEAD_IN:]
        self._open.append((indent, shown, marker))
        return found

    @staticmethod
    def _ends(above: tuple[int, str, str], indent: int, marker: str) -> bool:
        """Whether an item does not stand under the one above: that is as deep, and no lead-in of another list."""
        is_lead_in = above[1].endswith((":", "：")) and above[2] != marker
        return above[0] > indent or (above[0] == indent and not is_lead_in)


def _read_line(line: str, underline: str, tag: str) -> _Line:
    if len(line) <= ORDINARY_LINE_LENGTH:
        return _read_line_cached(line, underline, tag)
    return (
        _read_long_line_cached(line, underline, tag)
        if len(line) <= CACHED_LINE_LENGTH
        else _read_line_afresh(line, underline, tag)
    )


def _read_line_afresh(line: str, underline: str, tag: str) -> _Line:
    reading = read_piece(line)
    level = heading_level(line, reading, underline, tag)
    kind = "heading" if level else _KINDS_OF_TAGS.get(tag) or _kind(line)
    if is_bare_label(line):
        return _Line(reading, kind, 0, (), word_count=count_words(reading.norm))
    is_heading, title = level > 0, title_of_heading(reading, level) if level else ""
    if not level and reading.label and line.startswith(("**", "__")):
        level, title = run_in_section(line, reading)
    if is_heading or (reading.norm.count(" ") < LONG_BLOCK_WORDS and not _is_long_without_blanks(line)):
        pieces = [(0, len(line), reading)]
    else:
        pieces = [(first, last, read_piece(line[first:last])) for first, last in _clauses(line, kind)]
    siblings = level_of_siblings(line, reading) if not level and "**" in line[:LONGEST_NUMBER] else 0
    pieces = [piece for piece in pieces if piece[2].words or piece[2].dates]
    leads_in = pieces[-1][2].visible[:LONGEST_LEAD_IN].strip() if pieces else ""
    is_item = kind == "list_item" or (line[0] == "(" and bool(pieces) and pieces[0][2].label != "")
    return _Line(reading, kind, level, tuple(pieces), title, count_words(reading.norm), leads_in, is_item, siblings)


# Consecutive versions of a document share nearly all their lines: reading each only once is most of the speed.
_read_line_cached = lru_cache(maxsize=50_000)(_read_line_afresh)
_read_long_line_cached = lru_cache(maxsize=100)(_read_line_afresh)


def _kind(line: str) -> str:
    if line[0] == "|" or (line[-1] == "|" and " | " in line) or line.count(" | ") >= 2:
        return "table_row"
    return "list_item" if _LIST_ITEM.match(line) else "paragraph"


def _is_long_without_blanks(line: str) -> bool:
    """Whether a line in a script that puts no blanks between words is as long as a paragraph to be split."""
    return len(line) >= LONG_UNSPACED and line.count(" ") * 20 < len(line) and _UNSPACED_END.search(line) is not None


def _clauses(line: str, kind: str) -> list[tuple[int, int]]:
    """The character ranges of the sentences of a long line; those of a table row do not run over its cells."""
    if kind != "table_row":
        return sentence_spans(line)
    return [span for first, last in cell_spans(line) for span in sentence_spans(line, first, last)]
