"""Cut a document into clauses: headings, paragraphs, list items, table rows, each with its exact place in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from governance.comparison.dates import StatedDate, find_dates
from governance.comparison.normalise import (
    digest_of,
    document_digest,
    normalise_line,
    visible_text,
    wording_key,
)

LONG_BLOCK_WORDS = 120
HEADING_WORDS = 15
SENTENCE_WORDS = 5
ORDINARY_LINE_LENGTH = 4_000
CACHED_LINE_LENGTH = 200_000

_ATX = re.compile(r"\s{0,3}(#{1,6})\s+\S")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{2,})\s*$")
_BOLD_ONLY = re.compile(r"\s*(?:\*\*[^*]+\*\*|__[^_]+__)\s*:?\s*$")
_LIST_ITEM = re.compile(r"\s*(?:[*+•‣◦-]|\d{1,3}[.)])\s")
_LABEL_GAP = r"(?:[*_]{0,2}\\?\s+|[*_]{2})"
_LABEL = re.compile(
    r"[\s>*+#•_-]*(?:(?:[Ss]ection|[Aa]rticle|[Cc]lause)\s+)?(?:"
    # "2.5 million" is a quantity: after a bare decimal number a clause begins with a capital, a quote or markup.
    rf"(?P<number>\d{{1,3}}(?:\.\d{{1,3}})+\.?){_LABEL_GAP}(?=[^\Wa-z]|[\"“‘'(\[*_])"
    r"|(?P<sign>\d{1,3}\\?[.)]|\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|[A-Z]\\?\.\d{1,2}\.?|[A-Za-z][.)]|[ivx]{1,5}[.)])"
    rf"{_LABEL_GAP}(?=[^\W]|[\"“‘'(\[*_]))"
)
_SENTENCE_END = re.compile(r"<br\s?/?>|[.!?;][\"”’)\]*_]{0,3}\s(?=\s{0,3}[\"“‘(\[*_]{0,3}(?:[^\W\d_]|\d))")
_BARE_LABEL = re.compile(r"[\s>*+#_-]*(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})\\?[.)][\s*_]*$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Block:
    """One clause. `text[start:end]` of its document is the exact wording.

    `norm` and `digest` follow the published normalisation; `line_digest` is the digest of the whole source line,
    which differs only for pieces of a long line. `words` is what equality is decided by: like the norm but with
    every number that is not part of a date, and without the clause label. `dates` are the real dates it states.
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

    @property
    def is_provision(self) -> bool:
        """A non-heading block with real words in it."""
        return self.kind != "heading" and _WORD.search(self.words) is not None

    @property
    def word_count(self) -> int:
        """How many words it has, dates and label left out."""
        return self.words.count(" ") + 1 if self.words else 0


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
    """A whole line: its reading, and (start, end, reading) of each clause in it, counted from the start of the line."""

    reading: _Reading
    kind: str
    level: int
    pieces: tuple[tuple[int, int, _Reading], ...]


def parse(text: str) -> ParsedText:
    """The document cut into blocks, in order; blank lines, rules and images leave no block. Takes linear time."""
    blocks: list[Block] = []
    norms: list[str] = []
    dated: list[str] = []
    headings: list[tuple[int, str]] = []
    path: tuple[str, ...] = ()
    for start, bare, underline in _lines(text):
        line = _read_line(bare, underline)
        norms.append(line.reading.norm)
        if not line.pieces:
            continue
        if line.level:
            while headings and headings[-1][0] >= line.level:
                headings.pop()
            path = tuple(title for _, title in headings)
        digest = line.reading.digest
        for first, last, piece in line.pieces:
            blocks.append(
                Block(
                    len(blocks), start + first, start + last, line.kind, path, piece.label, piece.norm, piece.digest,
                    digest, piece.words, piece.dates, piece.visible,
                )
            )  # fmt: skip
            dated.append(piece.dated_words)
        if line.level:
            headings.append((line.level, _title(line.reading)))
            path = tuple(title for _, title in headings)
    titles = frozenset(block.words for block in blocks if block.kind == "heading")
    word_count = sum([norm.count(" ") + 1 for norm in norms if norm])
    return ParsedText(text, tuple(blocks), document_digest(norms), word_count, document_digest(dated), titles)


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    """(start, line without outer blanks, underline) of each non-blank line; an underline makes it a heading."""
    position, waiting = 0, None
    for line in text.split("\n"):
        bare = line.strip()
        if not bare:
            if waiting:
                yield (*waiting, "")
                waiting = None
        elif waiting and (bare[0] == "=" or bare[:2] == "--") and _UNDERLINE.match(bare):
            yield (*waiting, bare[0])
            waiting = None
        else:
            if waiting:
                yield (*waiting, "")
            waiting = (position + line.index(bare[0]), bare)
        position += len(line) + 1
    if waiting:
        yield (*waiting, "")


def _read_line(line: str, underline: str) -> _Line:
    if len(line) <= ORDINARY_LINE_LENGTH:
        return _read_line_cached(line, underline)
    return (
        _read_long_line_cached(line, underline)
        if len(line) <= CACHED_LINE_LENGTH
        else _read_line_afresh(line, underline)
    )


def _read_line_afresh(line: str, underline: str) -> _Line:
    reading = _read(line)
    level = _heading_level(line, reading, underline)
    kind = "heading" if level else _kind(line)
    if len(line) <= 12 and _BARE_LABEL.match(line):
        return _Line(reading, kind, 0, ())
    if level or reading.norm.count(" ") < LONG_BLOCK_WORDS:
        pieces = [(0, len(line), reading)]
    else:
        pieces = [(first, last, _read(line[first:last])) for first, last in _sentences(line)]
    return _Line(reading, kind, level, tuple(piece for piece in pieces if piece[2].words or piece[2].dates))


# Consecutive versions of a document share nearly all their lines: reading each only once is most of the speed.
_read_line_cached = lru_cache(maxsize=50_000)(_read_line_afresh)
_read_long_line_cached = lru_cache(maxsize=100)(_read_line_afresh)


def _read(piece: str) -> _Reading:
    norm = normalise_line(piece)
    label_match = _LABEL.match(piece[:80]) if len(piece) > 3 else None
    label = (label_match["number"] or label_match["sign"]).replace("\\", "").rstrip(".") if label_match else ""
    visible = visible_text(piece[label_match.end() :] if label_match else piece)
    dates = find_dates(visible)
    words = wording_key(visible, date_spans=[(found.start, found.end) for found in dates])
    dated_words = f"{words} {[found.value for found in dates]}" if dates else words
    return _Reading(norm, digest_of(norm) if norm else "", words, label, tuple(dates), visible, dated_words)


def _heading_level(line: str, reading: _Reading, underline: str) -> int:
    """1 to 6 for Markdown headings, 7 for a short bold line, 0 for everything else."""
    atx = _ATX.match(line)
    if atx:
        return len(atx.group(1))
    if underline and len(line) <= 300:
        return 1 if underline == "=" else 2
    if line[:2] in ("**", "__") and len(line) <= 200 and _BOLD_ONLY.match(line):
        is_sentence = line.rstrip("*_ ").endswith((".", ";", ","))
        return 7 if reading.words.count(" ") < HEADING_WORDS and not is_sentence else 0
    return 0


def _kind(line: str) -> str:
    if line[0] == "|" or (line[-1] == "|" and " | " in line) or line.count(" | ") >= 2:
        return "table_row"
    return "list_item" if _LIST_ITEM.match(line) else "paragraph"


def _sentences(line: str) -> list[tuple[int, int]]:
    """The character ranges of the sentences of a long line."""
    spans, position, counted, blanks = [], 0, 0, 0
    for match in _SENTENCE_END.finditer(line):
        blanks += line.count(" ", counted, match.start())
        counted = match.start()
        # "3. Fees." is the number and title of the sentence that follows, not a sentence.
        if blanks >= SENTENCE_WORDS - 1:
            spans.append(_stripped(line, position, match.end()))
            position = counted = match.end()
            blanks = 0
    spans.append(_stripped(line, position, len(line)))
    return [span for span in spans if span[0] < span[1]]


def _title(reading: _Reading) -> str:
    return " ".join(reading.visible[:400].replace("\\", "").replace("*", "").strip(" #_=").split())[:200]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
