"""The lines a document is read in: those of its Markdown, wrapped ones joined, and the elements of HTML within it."""

import re
from collections.abc import Iterator

from governance.comparison.text.labels import read_label
from governance.comparison.text.wrapping import Line, Piece, unwrapped

WRAPPED_LENGTH = 50
LONGEST_JOINED = 4_000

_UNDERLINE = re.compile(r"\s{0,3}(=+|-{2,})\s*$")
_HAS_BLOCK_TAG = re.compile(r"<(?:p|div|ul|ol|li|dl|dt|dd|table|tr|h[1-6])(?:\s[^<>]{0,500})?>", re.IGNORECASE)
_BOUNDARY = re.compile(
    r"<(?P<close>/?)(?P<tag>p|div|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|blockquote|h[1-6])"
    r"(?:\s[^<>]{0,500})?/?>|\n(?P<blank>[ \t\r]*\n)?",
    re.IGNORECASE,
)
_HOLDS_TEXT = frozenset(("p", "li", "dt", "dd", "tr", "h1", "h2", "h3", "h4", "h5", "h6"))
_STARTS_ANEW = re.compile(r"(?:[*+•●▪■◦○‣·–-]|\d{1,3}[.)]|\([a-z0-9]{1,4}\))\s|#|\||:\s")
_ENDS_CLAUSE = (".", ":", ";", "!", "?", "|", "**", "__")


# Of a blank line only that it is one is asked.
_BLANK: Piece = (Line(0, ""), False)


def lines_of(text: str) -> Iterator[Line]:
    """Each non-blank line; an underline makes it a heading. Takes linear time."""
    is_html = "<" in text and _HAS_BLOCK_TAG.search(text) is not None
    pieces = _html_pieces(text) if is_html else unwrapped(text, _plain_pieces(text))
    waiting: Line | None = None
    may_go_on = False
    for line, goes_on in pieces:
        if waiting and may_go_on and line.text and not line.tag and _continues(waiting, line):
            joined = text[waiting.start : line.start + len(line.text)]
            waiting, may_go_on = waiting._replace(text=joined, is_whole=False), goes_on
            continue
        is_underline = waiting and line.text and line.text[0] in "=-" and _UNDERLINE.match(line.text)
        if waiting and is_underline and not waiting.tag and (line.text[0] == "=" or line.text[:2] == "--"):
            yield waiting._replace(underline=line.text[0])
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = line if line.text else None
        may_go_on = goes_on
    if waiting:
        yield waiting


def _continues(line: Line, following: Line) -> bool:
    """Whether a line was wrapped: a long one without an end, and the next goes on with a small letter."""
    return (
        following.text[0].islower()
        and WRAPPED_LENGTH <= len(line.text) <= LONGEST_JOINED
        and not line.tag
        and line.text[0] not in "#|"
        and not line.text.endswith(_ENDS_CLAUSE)
        and not _STARTS_ANEW.match(following.text)
        and not read_label(following.text).text
    )


def _plain_pieces(text: str) -> Iterator[Piece]:
    """Each line, and whether the next may go on with it."""
    position = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            indent = len(line) - len(line.lstrip()) if line[0] != bare[0] else 0
            yield Line(position + indent, bare, "", "", indent), True
        else:
            yield _BLANK
        position += len(line) + 1


def _html_pieces(text: str) -> Iterator[Piece]:
    """The lines outside of elements, and the elements that hold text, a row of a table as one."""
    position, tag, depth = 0, "", 0
    for found in _BOUNDARY.finditer(text):
        name, is_closing = (found["tag"] or "").lower(), bool(found["close"])
        if not name:
            if tag and not found["blank"]:
                continue
        elif tag == "tr" and name not in ("tr", "table", "tbody", "thead", "tfoot"):
            continue
        yield _element(text, position, found.start(), tag, depth), not name and not tag and not found["blank"]
        if found["blank"]:
            yield Line(position, ""), False
        if name in ("ul", "ol"):
            depth = max(0, depth - 1) if is_closing else depth + 1
        tag = name if name in _HOLDS_TEXT and not is_closing else ""
        position = found.end()
    yield _element(text, position, len(text), tag, depth), False


def _element(text: str, start: int, end: int, tag: str, depth: int) -> Line:
    piece = text[start:end]
    bare = piece.strip()
    first = start + (len(piece) - len(piece.lstrip()) if bare else 0)
    return Line(first, bare, tag=tag, indent=2 * depth if tag else first - start, is_whole=False)
