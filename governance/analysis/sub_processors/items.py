"""Reads sub-processors from list items, and from headings with labelled lines below."""

import re
from collections.abc import Sequence

from governance.analysis.sub_processors.outline import ListedLine, names_sub_processors, words_of_item
from governance.analysis.sub_processors.past_rows import is_past_item, is_past_name
from governance.analysis.sub_processors.places import is_place, names_a_place_last
from governance.analysis.sub_processors.rows import Cell, SubProcessorRow, cell_of
from governance.analysis.sub_processors.tables import made
from governance.comparison.text.spans import CharacterRange

_MARKED_NAME = re.compile(
    r"(?:\*\*(?P<bold>[^*\n]{2,120})\*\*|__(?P<strong>[^_\n]{2,120})__|\[(?P<link>[^\]\n]{2,120})\]\([^)\n]{0,500}\))"
)
_LEGAL_FORM = (
    r"(?:Inc|LLC|L\.L\.C|Ltd|Limited|GmbH|AG|SE|AB|ApS|A/S|AS|Oy|B\.?V|N\.?V|S\.?A\.?S?|SARL|Sarl|S\.?r\.?l|S\.?L"
    r"|Corp|Corporation|Co|PLC|plc|Pty|Pte|LP|LLP|KG|K\.K|Sp\. z o\.o)\b"
)
# A comma before "Inc." parts no name.
# What stands in brackets belongs to the name.
_END_OF_NAME = re.compile(rf"\([^()\n]{{1,80}}\)|(?P<end>\s?(?:,(?!\s?{_LEGAL_FORM})|:|\s[–—-]\s|\||–|—)\s{{0,3}})")
_NAME_ENDS = re.compile(rf"{_LEGAL_FORM}\.?[)\]]?(?:\s\([^()\n]{{1,60}}\))?\Z")
_BRACKET = re.compile(r"\s\([^()\n]{1,60}\)\Z")
_AFTER_NAME = re.compile(r"[\s,:|–—-]{1,6}|(?=\s?\()")
_AFTER_LINK = re.compile(r"(?:\s?\([^()\n]{1,60}\))?[\s,.:|–—-]{1,6}")
_IS_A_SENTENCE = re.compile(
    r"\b(?:shall|must|agrees?|warrants?|will|may|means|acknowledges?)\b|(?:and|or|which|who|as|that|not)\b",
    re.IGNORECASE,
)
_SENTENCE_IN_NAME = re.compile(
    r"\b(?:shall|must|will|may|we|you|our|your|their|is|are|agrees?)\b|\A(?:Each|Any|All|See|Such|These|Those"
    r"|For questions|Please|Note)\b"
)
_SENTENCE_LATER = re.compile(r"\b(?:shall|must|agrees?|warrants?|acknowledges?|means)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"[*_]{0,3}(?P<label>purpose|services?|activity|description|location|country|countries|region|zweck|standort|land"
    r"|finalité|lieu|pays|website|contact|data|address|entity|name)[*_]{0,3}\s?:[*_]{0,3}\s{0,3}",
    re.IGNORECASE,
)
_WHERE = frozenset(("location", "country", "countries", "region", "standort", "land", "lieu", "pays"))
_WHAT_FOR = frozenset(("purpose", "service", "services", "activity", "description", "zweck", "finalité"))
_LAST_PLACE = re.compile(
    r"\((?P<bracket>[^()\n]{2,80})\)\s?\.?\Z|(?:,|–|—|\s-|\||;)\s?(?P<last>[^,;|()–—\n]{2,60}?)\.?\Z"
)
_MOST_WORDS = 10


def rows_of_items(text: str, lines: Sequence[ListedLine]) -> tuple[list[SubProcessorRow], list[CharacterRange]]:
    """Return the sub-processors of items that stand together, and which of these items are none, where any is one."""
    if not lines[0].is_in_a_list:
        return [], []
    rows, unread = [], []
    for line in lines:
        if is_past_item(text[words_of_item(text, line) : line.end]):
            continue
        row = _row(text, line)
        if row is not None:
            rows.append(row)
        elif not _LABEL.match(text, words_of_item(text, line), line.end):
            unread.append((line.start, line.end))
    return (rows, unread) if rows else ([], [])


def _row(text: str, line: ListedLine) -> SubProcessorRow | None:
    start = words_of_item(text, line)
    if _LABEL.match(text, start, line.end):
        return None
    name, rest, is_marked = _name(text, start, line.end)
    if name is None or names_sub_processors(name.words) or len(name.words.split()) > _MOST_WORDS:
        return None
    told = text[rest : line.end]
    if _SENTENCE_IN_NAME.search(name.words):
        return None
    if _IS_A_SENTENCE.match(told) or _SENTENCE_LATER.search(told):
        return None
    is_company = _NAME_ENDS.search(name.words) is not None
    if not (is_marked or is_company or names_a_place_last(told)):
        return None
    purpose, location = _told(text, rest, line.end)
    entity = cell_of(text, name.start, name.start + len(_BRACKET.sub("", name.words)))
    return made(line, entity, purpose, location, "sub-processors-list-item")


def _name(text: str, start: int, end: int) -> tuple[Cell | None, int, bool]:
    """Return the name that an item begins with, where its words go on, and whether the name is in bold or a link."""
    marked = _MARKED_NAME.match(text, start, end)
    if marked:
        follows = (_AFTER_LINK if marked["link"] else _AFTER_NAME).match(text, marked.end(), end)
        name = cell_of(text, *marked.span(marked.lastgroup or 0))
        is_title = name is not None and name.words.endswith((".", ":")) and not _NAME_ENDS.search(name.words)
        if name is None or not follows or (is_title and name.words.endswith(".")):
            return None, end, True
        stop = name.end - (1 if is_title else 0)
        return cell_of(text, name.start, stop), follows.end(), True
    found = next((one for one in _END_OF_NAME.finditer(text, start, end) if one["end"]), None)
    return (cell_of(text, start, found.start()), found.end(), False) if found else (None, end, False)


def _told(text: str, start: int, end: int) -> tuple[Cell | None, Cell | None]:
    """Return (what for, where) of the words behind a name: a place stands last, or is all there is."""
    whole = cell_of(text, start, end)
    if whole is None:
        return None, None
    if is_place(whole.words.strip("() .")):
        inner = whole.start + whole.words.startswith("("), whole.end - len(whole.words) + len(whole.words.rstrip(" .)"))
        return None, cell_of(text, *inner)
    last = _LAST_PLACE.search(text, whole.start, whole.end)
    group = (last.lastgroup or "") if last else ""
    if last and is_place(last[group]):
        return cell_of(text, whole.start, last.start()), cell_of(text, *last.span(group))
    return whole, None


def rows_of_headings(text: str, lines: Sequence[ListedLine]) -> list[SubProcessorRow]:
    """Return the sub-processors each of which is a heading with labelled lines below it ("Purpose: …")."""
    rows: list[SubProcessorRow] = []
    heading: ListedLine | None = None
    told: dict[str, Cell] = {}
    end = 0
    for line in [*lines, None]:
        if line is None or line.kind == "heading":
            row = _of_heading(text, heading, told, end) if heading else None
            if row is not None:
                rows.append(row)
            heading, told = line, {}
        elif heading is not None and line.kind in ("item", "words"):
            label = _LABEL.match(text, words_of_item(text, line), line.end)
            cell = cell_of(text, label.end(), line.end) if label else None
            if label and cell:
                told.setdefault(label["label"].lower(), cell)
                end = line.end
    return rows


def _of_heading(text: str, heading: ListedLine, told: dict[str, Cell], end: int) -> SubProcessorRow | None:
    title = text[heading.start : heading.end]
    marks = len(title) - len(title.lstrip(" #"))
    entity = cell_of(text, heading.start + marks, heading.end)
    if entity is None or is_past_name(entity.words) or not heading.is_in_a_list or names_sub_processors(entity.words):
        return None
    purpose = next((told[label] for label in told if label in _WHAT_FOR), None)
    location = next((told[label] for label in told if label in _WHERE), None)
    row = made(heading, entity, purpose, location, "sub-processors-heading")
    return (
        SubProcessorRow(
            *(row.entity, row.purpose, row.location, row.countries), row.section, heading.start, end, row.rule
        )
        if row
        else None
    )
