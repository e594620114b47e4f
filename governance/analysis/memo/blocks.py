"""What a memo is made of, as plain values, whatever file it becomes."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class MemoSentence:
    """A sentence, and the ids of what it rests on: a version, a change, a rule or a row of a table."""

    text: str
    sources: tuple[str, ...] = ()
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class SubHeading:
    """A heading inside a section; `level` is 2 or 3."""

    text: str
    level: int = 2
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class QuotedWords:
    """The exact words of a document, and where they stand."""

    text: str
    where: str
    kind: str = "quotation"


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """Words that both texts have (`equal`), that were taken out (`delete`) or that were put in (`insert`)."""

    operation: str
    text: str


@dataclass(frozen=True, slots=True)
class RedlinedWords:
    """A clause before and after in one, word by word."""

    pieces: tuple[MarkedPiece, ...]
    where: str
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class MemoSentences:
    """Sentences under one another."""

    items: tuple[MemoSentence, ...]
    kind: str = "list"


@dataclass(frozen=True, slots=True)
class LabelledHash:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class HashList:
    """What is checked by machine: a label and a digest each."""

    items: tuple[LabelledHash, ...]
    kind: str = "hashes"


@dataclass(frozen=True, slots=True)
class MemoTable:
    """A table with a title above each column; `widths` are shares."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "table"


Block = MemoSentence | SubHeading | QuotedWords | RedlinedWords | MemoSentences | HashList | MemoTable


@dataclass(frozen=True, slots=True)
class MemoSection:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class MemoLayout:
    """A whole memo. `head` are the lines below its title; the first section stands before the contents.

    `data` is the memo as JSON, which the PDF carries; `day` is when it was made, in UTC.
    """

    number: str
    title: str
    day: date
    head: tuple[tuple[str, str], ...]
    sections: tuple[MemoSection, ...]
    data: bytes
    language: str = "en"

    def plain(self) -> dict[str, Any]:
        """Return everything but the data as plain lists and mappings."""
        return {
            "number": self.number,
            "title": self.title,
            "date": [self.day.year, self.day.month, self.day.day],
            "head": [list(line) for line in self.head],
            "sections": [asdict(section) for section in self.sections],
            "language": self.language,
        }
