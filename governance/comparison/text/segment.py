"""Cut a document into clauses: headings, paragraphs, list items, table rows, each with its exact place in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from governance.comparison.text.captured_twice import twins_in
from governance.comparison.text.dates import StatedDate, find_dates
from governance.comparison.text.labels import is_bare_label, names_a_part, read_label
from governance.comparison.text.lines import lines_of
from governance.comparison.text.normalise import (
    address_key,
    digest_of,
    document_digest,
    more_words_in,
    normalise_line,
    shown_address,
    visible_text,
    wording_key,
)
from governance.comparison.text.spans import cell_spans, sentence_spans, stripped
from governance.comparison.text.word_lists import BE, HAVE, MODALS, NEGATIONS
from governance.comparison.text.wrapping import Line

LONG_BLOCK_WORDS = 120
LONG_UNSPACED = 400
HEADING_WORDS = 15
DISGUISED_WORDS = 12
LONGEST_DISGUISED = 200
LONGEST_LEAD_IN = 300
LONGEST_HEADER = 200
LONGEST_TITLE = 80
LEAST_BODY = 80
ORDINARY_LINE_LENGTH = 4_000
CACHED_LINE_LENGTH = 200_000
# Headings in disguise stand below those of Markdown, in this order.
PART_LEVEL, ARTICLE_LEVEL, CAPITALS_LEVEL, BOLD_LEVEL = 7, 8, 9, 10

# Also as an item of a list: "2. ### Eligibility".
_ATX = re.compile(r"\s{0,3}(?:(?:[*+-]|\d{1,3}[.)])\s{1,4})?(#{1,6})\s+\S")
_LIST_MARK_OF_HEADING = re.compile(r"^\s*(?:[*+-]|\d{1,3}[.)])\s{1,4}(?=#{1,6}\s)")
_BOLD_ONLY = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3})*\\?[.)]?\s+)?_?(?:\*\*_?[^*]+\*\*|__[^_]+__|\*\*\*[^*]+\*\*\*)_?\s*+(?:[:.]\s*+)?$"
)
# A title in bold, with its number, before the words of its clause: "**4.2 Fees.** You pay …".
_RUN_IN = re.compile(r"(?:\*\*|__)(?P<title>[^*_]{4,120})(?:\*\*|__)")
_TITLE_AND_NO_RULE = re.compile(
    rf"\b(?:{BE}|{HAVE}|{MODALS}|{NEGATIONS}|you|we|us|they|it|only|agree\w*|appl(?:y|ies)|does|do)\b"
)
_LIST_ITEM = re.compile(r"\s*(?:[*+•●▪■‣◦○·–-]|\d{1,3}[.)])\s")
# Four letters in a row, or two and later three.
_CAPITALS = re.compile(r"[^\W\d_]{4}|\A(?>.*?[^\W\d_]{2}).*?[^\W\d_]{3}")
_NUMBER = re.compile(r"\d{2}|[@$€£%]")
_VERB = re.compile(rf"\b(?:{BE}|{HAVE}|{MODALS}|applies|apply|does|do|not)\b")
_TABLE_RULE = re.compile(r"[\s|:-]+$")
_UNSPACED_END = re.compile(r"[。！？；]")
_KINDS_OF_TAGS = {"li": "list_item", "dd": "list_item", "tr": "table_row"}
_WORD = re.compile(r"[^\W\d_]{2,}")
# Articles and the like are small in a title.
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_ENDS_SENTENCE = (".", ";", ",", ":", "!", "|")


@dataclass(frozen=True, slots=True)
class Block:
    """One clause. `text[start:end]` of its document is the exact wording.

    `norm` and `digest` follow the published normalisation; `line_digest` is the digest of the whole source line,
    which differs only for pieces of a long line. `words` is what equality is decided by: like the norm but with
    every number that is not part of a date, and without the clause label. `dates` are the real dates it states.
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

    @property
    def word_count(self) -> int:
        """How many words it has, dates and label left out."""
        return self.words.count(" ") + (self.words != "") + (0 if self.words.isascii() else more_words_in(self.words))


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


class _Reading(NamedTuple):
    """What can be said of a piece of text without its surroundings."""

    norm: str
    digest: str
    words: str
    label: str
    dates: tuple[StatedDate, ...]
    visible: str
    dated_words: str


class _Line(NamedTuple):
    """A whole line: its reading, and (start, end, reading) of each clause in it, counted from the start of the line.

    `level` is that of the section which it opens, 0 where it opens none, and `title` that section's name. A heading is
    one of that kind; a clause may begin with its title.
    """

    reading: _Reading
    kind: str
    level: int
    pieces: tuple[tuple[int, int, _Reading], ...]
    title: str = ""


def parse(text: str) -> ParsedText:
    """The document cut into blocks, in order; blank lines, rules and images leave no block. Takes linear time."""
    blocks: list[Block] = []
    norms: list[str] = []
    dated: list[str] = []
    outline, surroundings = _Outline(), _LeadIns()
    are_lines_whole = True
    for (start, source, underline, tag, indent, is_whole), following in _with_next(lines_of(text)):
        line = _read_line(source, underline, tag)
        if source[0].isdigit() and _is_plain_title(line, source, tag, following):
            level = BOLD_LEVEL + min(line.reading.label.count("."), 3)
            line = line._replace(kind="heading", level=level, title=_title(line.reading, level))
        norms.append(line.reading.norm)
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
                    digest, piece.words, piece.dates, piece.visible, lead_in,
                )
            )  # fmt: skip
            dated.append(piece.dated_words)
    if not are_lines_whole:  # the published digest is that of the lines as they stand
        norms = [normalise_line(line) for line in text.split("\n")]
    _mark_second_half(blocks)
    titles = frozenset(block.words for block in blocks if block.kind == "heading")
    word_count = sum([norm.count(" ") + 1 + (0 if norm.isascii() else more_words_in(norm)) for norm in norms if norm])
    return ParsedText(text, tuple(blocks), document_digest(norms), word_count, document_digest(dated), titles)


def part_of(text: str, block: Block, start: int, end: int) -> Block | None:
    """The block narrowed to text[start:end] without outer blanks; None where no words or days are left."""
    start, end = stripped(text, start, end)
    reading = _read(text[start:end])
    if not (reading.words or reading.dates):
        return None
    return replace(
        block, start=start, end=end, label=reading.label, norm=reading.norm, digest=reading.digest,
        words=reading.words, dates=reading.dates, visible=reading.visible,
    )  # fmt: skip


def _with_next(lines: Iterator[Line]) -> Iterator[tuple[Line, str]]:
    """Each line with the text of the next one, "" after the last."""
    waiting = next(lines, None)
    for line in lines:
        if waiting:
            yield waiting, line.text
        waiting = line
    if waiting:
        yield waiting, ""


def _is_plain_title(line: _Line, source: str, tag: str, following: str) -> bool:
    """Whether a line without markup, numbered and in the capitals of a title, stands above the text of its section.

    In a list, its number would be followed by the next one.
    """
    label = line.reading.label
    if line.level or tag or not label or len(source) > LONGEST_TITLE or len(following) < LEAST_BODY:
        return False
    if source.endswith(_ENDS_SENTENCE) or line.reading.dates or following[0] in "#|":
        return False
    words = _LONG_WORD.findall(line.reading.visible)
    if not words or not all(word[0].isupper() for word in words):
        return False
    return read_label(following).text.count(".") != label.count(".") or not following[0].isdigit()


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
            return self._path
        while self._headings and self._headings[-1][0] >= line.level:
            self._headings.pop()
        above = tuple(title for _, title in self._headings)
        self._headings.append((line.level, line.title))
        self._path = (*above, self._headings[-1][1])
        return above


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
        shown = line.pieces[-1][2].visible[:LONGEST_LEAD_IN].strip()
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
        is_item = line.kind == "list_item" or (line.pieces[0][2].label and source[0] == "(")
        if not is_item:
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
    reading = _read(line)
    level = _heading_level(line, reading, underline, tag)
    kind = "heading" if level else _KINDS_OF_TAGS.get(tag) or _kind(line)
    if is_bare_label(line):
        return _Line(reading, kind, 0, ())
    is_heading, title = level > 0, _title(reading, level) if level else ""
    if not level and reading.label and line.startswith(("**", "__")):
        level, title = _run_in_section(line, reading)
    if is_heading or (reading.norm.count(" ") < LONG_BLOCK_WORDS and not _is_long_without_blanks(line)):
        pieces = [(0, len(line), reading)]
    else:
        pieces = [(first, last, _read(line[first:last])) for first, last in _clauses(line, kind)]
    return _Line(reading, kind, level, tuple(piece for piece in pieces if piece[2].words or piece[2].dates), title)


def _run_in_section(line: str, reading: _Reading) -> tuple[int, str]:
    """The level and title of the section that a clause opens with its title in bold; (0, "") for any other clause."""
    found = _RUN_IN.match(line)
    bold = _read(found["title"]) if found and reading.label[0].isdigit() else None
    if bold is None or bold.label != reading.label or not bold.words or bold.words.count(" ") >= DISGUISED_WORDS:
        return 0, ""
    level = BOLD_LEVEL + min(reading.label.count("."), 3)
    return level, _title(bold, level)


# Consecutive versions of a document share nearly all their lines: reading each only once is most of the speed.
_read_line_cached = lru_cache(maxsize=50_000)(_read_line_afresh)
_read_long_line_cached = lru_cache(maxsize=100)(_read_line_afresh)


def _read(piece: str) -> _Reading:
    norm = normalise_line(piece)
    label, label_end = read_label(piece)
    visible = visible_text(piece[label_end:] if label_end else piece)
    if "\n" in visible and "<" not in piece:  # a line that was broken is one to a reader
        visible = visible.replace("\r", " ").replace("\n", " ")
    dates = find_dates(visible)
    words = wording_key(visible, date_spans=[(found.start, found.end) for found in dates])
    address = shown_address(piece) if not (words or dates) and "://" in piece else ""
    if address:
        words = address_key(address)
        return _Reading(norm, digest_of(words), words, label, (), address, words)
    dated_words = f"{words} {[found.value for found in dates]}" if dates else words
    return _Reading(norm, digest_of(norm) if norm else "", words, label, tuple(dates), visible, dated_words)


def _heading_level(line: str, reading: _Reading, underline: str, tag: str) -> int:
    """1 to 6 for Markdown and HTML headings, more for headings in disguise, 0 for everything else."""
    atx = _ATX.match(line)
    if atx:
        return len(atx.group(1))
    if tag[:1] == "h":
        return int(tag[1])
    if underline and len(line) <= 300:
        return 1 if underline == "=" else 2
    if tag or len(line) > LONGEST_DISGUISED or reading.words.count(" ") >= HEADING_WORDS:
        return 0
    return _disguised_level(line, reading)


def _disguised_level(line: str, reading: _Reading) -> int:
    """The level of a line that is only bold, names a part or an article, or is in capitals."""
    bare = line.strip("*_ ")
    if bare.endswith((";", ",")) or reading.dates:
        return 0
    is_bold = line[0] in "*_0123456789" and _BOLD_ONLY.match(line) is not None
    if bare.endswith(".") and not (is_bold and _is_numbered_title(reading)):
        return 0
    if is_bold:
        return BOLD_LEVEL + min(reading.label.count("."), 3) if reading.label else BOLD_LEVEL + 1
    if line[0] in "*-+•|>[(" or bare.endswith(":") or line[-1] == "|":
        return 0
    part = names_a_part(line) if reading.words.count(" ") < DISGUISED_WORDS else ""
    if part == "part" and line[:1].isupper() and not _VERB.search(reading.words):
        return PART_LEVEL
    if part and reading.label and not _VERB.search(reading.words):
        return ARTICLE_LEVEL
    if not bare.isupper() or reading.words.count(" ") >= DISGUISED_WORDS or _NUMBER.search(reading.visible):
        return 0
    return CAPITALS_LEVEL if _CAPITALS.search(bare) else 0


def _is_numbered_title(reading: _Reading) -> bool:
    """Whether a line with a point at its end is the title of a section with its number, and states no rule."""
    is_short = reading.words.count(" ") < DISGUISED_WORDS
    return is_short and reading.label != "" and _TITLE_AND_NO_RULE.search(reading.words) is None


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


def _title(reading: _Reading, level: int) -> str:
    title = _LIST_MARK_OF_HEADING.sub("", reading.visible[:400])
    title = " ".join(title.replace("\\", "").replace("*", "").strip(" #_=").split())[:200]
    return title.rstrip(".") if level >= BOLD_LEVEL else title
