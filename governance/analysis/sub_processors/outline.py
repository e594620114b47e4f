"""The lines of a document, with what stands above each: enough of Markdown to know whose list a list is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

NAMES_SUB_PROCESSORS = re.compile(
    r"sub-?\s?process(?:or|ing)|sub-?contractor|unterauftrags?(?:verarbeiter|nehmer)|subunternehmer|sous-traitant",
    re.IGNORECASE,
)
# A heading of these words, or of nearly nothing but the word, promises a list.
_OF_A_LIST = re.compile(
    r"\b(?:lists?|current|authori[sz]ed|approved|appendix|annex|schedule|exhibit|table|register|following|our|liste|anhang|annexe)\b",
    re.IGNORECASE,
)
_LONGEST_HEADING, _FEW_WORDS = 160, 8
# A page whose first lines name sub-processors is about nothing else.
_FIRST_LINES, _LONGEST_TITLE = 3, 100
SOFT_HYPHEN = "\u00ad"
# What stands under these is no list of those in use.
_OTHERS = re.compile(
    r"\bnot\s(?:\w{1,12}\s)?sub|\bhistorical|\bformer\b|\bprevious\b|\bpast\b|\bno\slonger\b|\bplanned\b|\bremoved\b|\bupcoming\b|\bproposed\b"
    r"|\bcandidates?\b|\brejected\b|\bexamples?\b|\bintend\sto\suse\b|\bsub-?\s?processors\sof\sothers\b"
    r"|\b(?:do\snot|don['’]t|does\snot|doesn['’]t)\s(?:use|engage|have)\s(?:any\s)?sub"
    r"|\bterminated\b|\bdiscontinued\b|\binactive\b|\bretired\b|\behemalig|\bentfernte|\bgestrichene|\banciens?\b"
    r"|\b(?:compan(?:y|ies)|vendors?|providers?|(?:sub-?\s?)?(?:processors?|contractors?)|suppliers?|services|those"
    r"|partners?|third\sparties)\s(?:that\s|which\s|whom\s)?(?:(?:we|they)\s)?(?:(?:do|does|did|are|is|have)\s"
    r"(?:\w+ly\s)?(?:not|never)|(?:do|does|did)n['’]t|never|used\sto|stopped|were)\b"
    r"|\b(?:used|engaged)\b[^.]{0,60}\b(?:until|till|through|before)\b|\buse(?:d|s)?\snone\b|\bnone\sof\s(?:them|these|those)\b"
    r"|\bnot\s(?:in\suse|used|engaged)\b",
    re.IGNORECASE,
)
_ATX = re.compile(r"(#{1,6})\s")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})[ \t]*\Z")
_ITEM = re.compile(r"[ \t]{0,12}(?:[*+•–-]|\d{1,3}[.)])[ \t]+(?=\S)")
_APPENDIX = re.compile(r"[*_#\s]{0,6}(?:appendix|annex|schedule|exhibit|anhang|annexe)\b", re.IGNORECASE)
# Levels are counted in twos: what announces headings stands between two of them.
_PLAIN_LEVEL = 14


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line: `text[start:end]`. `kind` is `heading`, `row`, `item`, `rule`, `blank` or `words`.

    `headings` are those above it, the outermost first; `caption` is the short line right above a table or a list.
    """

    start: int
    end: int
    kind: str
    headings: tuple[str, ...]
    caption: str
    level: int = 0

    @property
    def is_under_sub_processors(self) -> bool:
        return any(names_sub_processors(title) for title in (*self.headings, self.caption)) and not self.is_of_others

    @property
    def is_in_a_list(self) -> bool:
        """Whether a title above that names sub-processors promises a list of them."""
        named = [title for title in (*self.headings, self.caption) if names_sub_processors(title)]
        is_promised = any(len(title.split()) <= _FEW_WORDS or _OF_A_LIST.search(title) for title in named)
        return is_promised and not self.is_of_others

    @property
    def is_of_others(self) -> bool:
        """Whether a title says that those below are no sub-processors, or were or will be some."""
        return any(_OTHERS.search(title) for title in (*self.headings, self.caption))


def names_sub_processors(words: str) -> bool:
    return NAMES_SUB_PROCESSORS.search(words.replace(SOFT_HYPHEN, "")) is not None


def is_list_page(text: str) -> bool:
    """Whether the first lines of the text name sub-processors."""
    lines = [line for line in text[: _FIRST_LINES * _LONGEST_HEADING].split("\n") if line.strip()][:_FIRST_LINES]
    titles = takewhile(lambda line: not line.lstrip().startswith("|"), lines)
    return any(len(line) < _LONGEST_TITLE and names_sub_processors(line) for line in titles)


def lines_with_titles(text: str) -> Iterator[ListedLine]:
    """Yield each line of the text. The indented lines below a list item are part of it."""
    item: ListedLine | None = None
    for line in _lines(text):
        if item and line.kind == "words" and text[line.start : line.start + 2].isspace():
            item = replace(item, end=line.end)
            continue
        if item:
            yield item
        item = line if line.kind == "item" else None
        if item is None:
            yield line
    if item:
        yield item


def _lines(text: str) -> Iterator[ListedLine]:
    bounds = list(_bounds(text))
    stack: list[tuple[int, str]] = []
    caption, announces = "", False
    for place, (start, end) in enumerate(bounds):
        line = text[start:end]
        following = text[slice(*bounds[place + 1])] if place + 1 < len(bounds) else ""
        kind, level = _kind(line, following)
        if kind == "heading":
            stack = [one for one in stack if one[0] < level]
            if announces and names_sub_processors(caption):  # "Our sub-processors are:" and then a heading for each
                stack = [*(one for one in stack if one[0] < level - 1), (level - 1, caption)]
            yield ListedLine(start, end, kind, tuple(title for _, title in stack), "", level)
            stack.append((level, line.strip(" \t\r#*_")))
            caption, announces = "", False
            continue
        yield ListedLine(start, end, kind, tuple(title for _, title in stack), caption)
        if kind == "words":
            caption = line.strip(" \t\r*_:") if len(line) < _LONGEST_HEADING else ""
            announces = bool(caption) and line.rstrip(" \t\r*_").endswith(":")


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end == -1 else end
        yield start, end
        start = end + 1


def _kind(line: str, following: str) -> tuple[str, int]:
    bare = line.strip()
    if not bare:
        return "blank", 0
    if bare.startswith("|"):
        return "row", 0
    if _UNDERLINE.match(bare) or bare in ("* * *", "- - -"):
        return "rule", 0
    atx = _ATX.match(bare)
    if atx:
        return "heading", 2 * len(atx[1])
    is_short = len(bare) < _LONGEST_HEADING
    if is_short and _UNDERLINE.match(following.strip()) and not _ITEM.match(line):
        return "heading", 2 if following.strip().startswith("=") else 4
    # A page whose headings were lost in reading: "APPENDIX 1 – Sub-processors" on a line of its own.
    if is_short and not bare.endswith((".", ";", ",", ":")) and _APPENDIX.match(bare) and len(bare.split()) < 15:
        return "heading", _PLAIN_LEVEL
    return ("item", 0) if _ITEM.match(line) else ("words", 0)


def words_of_item(text: str, line: ListedLine) -> int:
    """Return where the words of a list item begin."""
    mark = _ITEM.match(text, line.start, line.end)
    return mark.end() if mark else line.start
