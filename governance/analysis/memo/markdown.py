"""Writes a memo as Markdown (CommonMark with tables)."""

import re
from collections.abc import Iterator

from governance.analysis.memo.blocks import (
    Block,
    HashList,
    MarkedPiece,
    MemoLayout,
    MemoSentence,
    MemoSentences,
    MemoTable,
    QuotedWords,
    RedlinedWords,
    SubHeading,
)
from governance.outside_texts import with_its_direction

# What could be read as markup, wherever it stands.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#+\-=!|~&])")
# What GitHub's Markdown makes links of.
_LINKED = re.compile(r":(?=//)|(?<=[Ww]{3})\.")
# A line that begins with these would be code.
_BLANKS = re.compile(r"[ \t]{1,200}+")
_AS_A_LIST = re.compile(r"^(\s{0,9})(\d{1,9})([.)])", re.MULTILINE)
# Tags, and not ~~ or **: beside punctuation these are no marks (CommonMark 0.31.2, 6.2), and what was taken out would
# read as standing there.
_MARKS = {"delete": "del", "insert": "ins"}
_MARKS_EXPLAINED = "Words in `<del>` were taken out of a text, words in `<ins>` were put in."


def markdown_of(layout: MemoLayout) -> str:
    """Return the memo as Markdown. Whatever a document says is escaped, so that it is read as words."""
    parts = [f"# {_escaped(layout.title)}"]
    parts.append("\n".join(f"- {_escaped(name)}: {_escaped(value)}" for name, value in layout.head))
    if any(isinstance(block, RedlinedWords) for section in layout.sections for block in section.blocks):
        parts.append(_MARKS_EXPLAINED)
    for number, section in enumerate(layout.sections, start=1):
        parts.append(f"## {number}. {_escaped(section.title)}")
        parts += ["\n".join(_lines(block)) for block in section.blocks]
    return "\n\n".join(parts) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case MemoSentence():
            yield _sourced(block)
        case SubHeading():
            yield f"{'#' * (block.level + 1)} {_escaped(block.text)}"
        case QuotedWords():
            yield from _quoted(_escaped(block.text), block.where)
        case RedlinedWords():
            yield from _quoted("".join(map(_marked, block.pieces)), block.where)
        case MemoSentences():
            yield from (f"- {_sourced(item)}" for item in block.items)
        case HashList():
            yield from (f"- {_escaped(item.label)}: `{item.value}`" for item in block.items)
        case MemoTable():
            yield _row(block.columns)
            yield "|" + " --- |" * len(block.columns)
            yield from map(_row, block.rows)


def _marked(piece: MarkedPiece) -> str:
    """Return the piece with each of its lines in tags of its own, so that a mark ends where its paragraph does."""
    tag = _MARKS.get(piece.operation)
    lines = piece.text.splitlines(keepends=True)
    return "".join(_escaped(line) if tag is None or not line.strip() else _tagged(tag, line) for line in lines)


def _tagged(tag: str, line: str) -> str:
    words = line.splitlines()[0]
    return f"<{tag}>{_escaped(words)}</{tag}>{line[len(words) :]}"


def _quoted(text: str, where: str) -> Iterator[str]:
    yield from (f"> {_not_code(line)}" for line in text.splitlines() or [""])
    yield ">"
    yield f"> — {_escaped(where)}"


def _not_code(line: str) -> str:
    blanks = _BLANKS.match(line)
    return line if blanks is None else "&nbsp;" * len(blanks[0].expandtabs(4)) + line[blanks.end() :]


def _sourced(statement: MemoSentence) -> str:
    sources = f" ({'; '.join(map(_escaped, statement.sources))})" if statement.sources else ""
    return _one_line(_escaped(statement.text)) + sources


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(_one_line(_escaped(cell)) for cell in cells) + " |"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    words = _LINKED.sub(r"\\\g<0>", _SPECIAL.sub(r"\\\1", with_its_direction(text)))
    return _AS_A_LIST.sub(r"\1\2\\\3", words)
