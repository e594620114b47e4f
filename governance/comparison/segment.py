"""Cut a document into clauses: headings, paragraphs, list items and table rows, each with its exact place in the text."""

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
CACHED_LINE_LENGTH = 4_000

_ATX = re.compile(r"\s{0,3}(#{1,6})\s+\S")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{2,})\s*$")
_BOLD_ONLY = re.compile(r"\s*(?:\*\*[^*]+\*\*|__[^_]+__)\s*:?\s*$")
_LIST_ITEM = re.compile(r"\s*(?:[*+•‣◦-]|\d{1,3}[.)])\s")
_LABEL = re.compile(
    r"[\s>*+#•_-]*(?:(?:section|article|clause)\s+)?"
    r"(\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}\\?[.)]|\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|[A-Z]\\?\.\d{1,2}\.?|[A-Za-z][.)]|[ivx]{1,5}[.)])"
    r"(?:[*_]{0,2}\\?\s+|[*_]{2})(?=[^\Wa-z]|[\"“‘'(\[*_]|[a-z](?=\S*\s))"
)
_SENTENCE_END = re.compile(r"<br\s?/?>|[.!?;][\"”’)\]*_]{0,3}\s(?=\s{0,3}[\"“‘(\[*_]{0,3}(?:[^\W\d_]|\d))")
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
    """A document text and its clauses. `digest` is the hash of its normalised lines, comparable with published ones."""

    text: str
    blocks: tuple[Block, ...]
    digest: str
    word_count: int

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


def parse(text: str) -> ParsedText:
    """The document cut into blocks, in order; blank lines, rules and images leave no block. Takes linear time."""
    blocks: list[Block] = []
    norms: list[str] = []
    headings: list[tuple[int, str]] = []
    path: tuple[str, ...] = ()
    for start, end, underline in _lines(text):
        line = text[start:end]
        reading = _read(line)
        norms.append(reading.norm)
        if not reading.words and not reading.dates:
            continue
        level = _heading_level(line, reading, underline)
        if level:
            while headings and headings[-1][0] >= level:
                headings.pop()
            kind, spans = "heading", [(start, end)]
            path = tuple(title for _, title in headings)
        else:
            kind, spans = _kind(line), _pieces(text, start, end, reading)
        for piece_start, piece_end in spans:
            piece = reading if len(spans) == 1 else _read(text[piece_start:piece_end])
            if piece.words or piece.dates:
                blocks.append(
                    Block(
                        len(blocks), piece_start, piece_end, kind, path, piece.label, piece.norm, piece.digest,
                        reading.digest, piece.words, piece.dates, piece.visible,
                    )
                )  # fmt: skip
        if level:
            headings.append((level, _title(reading)))
            path = tuple(title for _, title in headings)
    word_count = sum(norm.count(" ") + 1 for norm in norms if norm)
    return ParsedText(text, tuple(blocks), document_digest(norms), word_count)


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, underline) of each non-blank line without outer blanks; an underline marks the line above as a heading."""
    position, waiting = 0, None
    while position <= len(text):
        stop = text.find("\n", position)
        stop = len(text) if stop == -1 else stop
        line = text[position:stop]
        bare = line.strip()
        if waiting and bare and (bare[0] == "=" or bare[:2] == "--") and _UNDERLINE.match(line):
            yield (*waiting, bare[0])
            waiting = None
        else:
            if waiting:
                yield (*waiting, "")
            start = position + len(line) - len(line.lstrip())
            waiting = (start, start + len(bare)) if bare else None
        position = stop + 1
    if waiting:
        yield (*waiting, "")


def _read(piece: str) -> _Reading:
    return _read_cached(piece) if len(piece) <= CACHED_LINE_LENGTH else _read_afresh(piece)


def _read_afresh(piece: str) -> _Reading:
    norm = normalise_line(piece)
    label_match = _LABEL.match(piece[:80]) if len(piece) > 3 else None
    label = label_match.group(1).replace("\\", "").rstrip(".") if label_match else ""
    visible = visible_text(piece[label_match.end() :] if label_match else piece)
    dates = find_dates(visible)
    words = wording_key(visible, date_spans=[(found.start, found.end) for found in dates])
    return _Reading(norm, digest_of(norm) if norm else "", words, label, tuple(dates), visible)


# Consecutive versions of a document share nearly all their lines: reading each only once is most of the speed.
_read_cached = lru_cache(maxsize=50_000)(_read_afresh)


def _heading_level(line: str, reading: _Reading, underline: str) -> int:
    """1 to 6 for Markdown headings, 7 for a short bold line, 0 for everything else."""
    atx = _ATX.match(line)
    if atx:
        return len(atx.group(1))
    if underline and len(line) <= 300:
        return 1 if underline == "=" else 2
    if line[:2] in ("**", "__") and len(line) <= 200 and _BOLD_ONLY.match(line):
        if reading.words.count(" ") < HEADING_WORDS and not line.rstrip("*_ ").endswith((".", ";", ",")):
            return 7
    return 0


def _kind(line: str) -> str:
    if line[0] == "|" or (line[-1] == "|" and " | " in line) or line.count(" | ") >= 2:
        return "table_row"
    return "list_item" if _LIST_ITEM.match(line) else "paragraph"


def _title(reading: _Reading) -> str:
    return " ".join(reading.visible[:400].replace("\\", "").replace("*", "").strip(" #_=").split())[:200]


def _pieces(text: str, start: int, end: int, reading: _Reading) -> list[tuple[int, int]]:
    """The character ranges of a line's sentences if it is long, else the line itself."""
    if reading.norm.count(" ") < LONG_BLOCK_WORDS:
        return [(start, end)]
    spans, position = [], start
    for match in _SENTENCE_END.finditer(text, start, end):
        spans.append(_stripped(text, position, match.end()))
        position = match.end()
    spans.append(_stripped(text, position, end))
    return [span for span in spans if span[0] < span[1]]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
