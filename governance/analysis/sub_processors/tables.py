"""Reads the rows of a Markdown table that lists sub-processors."""

import re
from collections.abc import Iterator, Sequence

from governance.analysis.sub_processors.outline import SOFT_HYPHEN, ListedLine, names_sub_processors
from governance.analysis.sub_processors.past_rows import is_nobody, is_past_row
from governance.analysis.sub_processors.places import countries_in, is_place
from governance.analysis.sub_processors.rows import Cell, SubProcessorRow, bars_of, cell_of, parts_of_cell
from governance.comparison.text.spans import CharacterRange

ENTITY, PURPOSE, LOCATION, OTHER = "entity", "purpose", "location", "other"
# Tried in this order: "Processing location" is a place and "Service provider" a company.
_HEADERS = {
    LOCATION: r"locat|countr|region|jurisdiction|where\b|place|standort|\bland\b|länder|\bort\b|sitz|\blieu|\bpays\b"
    r"|localisation|\bhq\b|headquarter",
    OTHER: r"category|categories|data\s(?:types?|processed|subjects?)|personal\sdata|contact|website|transfer|safeguard"
    r"|address|\burl\b|duration|retention|\btype\b",
    ENTITY: r"sub-?\s?(?:processor|contractor)s?(?:\sname)?\Z|entit|company|vendor|\bname\b|provider|supplier"
    r"|third.part|partner|organi[sz]ation|einheit|unternehmen|anbieter|dienstleister|gesellschaft|unterauftrag"
    r"|subunternehmer|société|fournisseur|sous-traitant|\bnom\b|prestataire",
    PURPOSE: r"purpose|servi[cz]|activity|activities|descri|function|\brole\b|nature|subject\smatter|processing|scope"
    r"|\buse\b|zweck|leistung|dienst|tätigkeit|beschreibung|aufgabe|finalité|activité|\brôle\b",
}
_ROLE = {role: re.compile(words, re.IGNORECASE) for role, words in _HEADERS.items()}
_SERVES_FIRST = re.compile(
    r"(?:purpose|services?\b(?!\sprovider)|description|activity|activities|function|nature)", re.IGNORECASE
)
_PROCESSING = re.compile(r"process|hosting|data|server|verarbeit|traitement", re.IGNORECASE)
_SEAT = re.compile(r"\bhq\b|headquarter|seat|incorporat|provider|sitz", re.IGNORECASE)
_HEADER_WITHIN, _LONGEST_TITLE, _MOST_COLUMNS = 4, 10, 40
# In words: what is longer is a sentence, not a name.
_LONGEST_NAME = 16
_OTHER_TABLE = re.compile(r"cookie|tracker|pixel|\bsdk\b", re.IGNORECASE)
_RULE = re.compile(r"[|:\s-]+\Z|\|\s?:?-{3}")
_LABELLED = re.compile(
    r"(?:(?P<location>location|country|countries|region|standort|land|lieu|pays)|(?P<purpose>purpose|services?|activity|"
    r"description|zweck|finalité)|(?P<other>products?|contact|website|data|address|more\sinformation))\s?:\s{0,3}",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"\]\(|[.;!?]\Z")
_ONLY_MARKS = re.compile(r"(?:\s|<br\s?/?>|[|•·])*+", re.IGNORECASE)
_JOINED_LINK = re.compile(r"\[[^\]\n]{0,100}\]\([^)\n]{0,500}\)")


def rows_of_table(
    text: str, lines: Sequence[ListedLine], *, is_on_list_page: bool
) -> tuple[list[SubProcessorRow], list[CharacterRange]]:
    """Return the sub-processors that a table lists, and the rows of such a table that are none."""
    titles, body = _parted(text, lines)
    header = text[lines[0].start : body[0].start if body else lines[-1].end]
    if _OTHER_TABLE.search(header) or lines[0].is_of_others:
        return [], []
    if not (is_on_list_page or lines[0].is_under_sub_processors or names_sub_processors(header)):
        return [], []
    roles = _roles(titles)
    if titles and not _is_of_a_list(roles):
        return [], []
    if not titles and not lines[0].is_in_a_list:
        return [], []
    rows, unread = [], []
    for line in body:
        cells = [text[start:end] for start, end in bars_of(text, *_inner(text, line))]
        if is_past_row(cells, titles, roles.index(ENTITY) if ENTITY in roles else 0):
            continue
        row = _row(text, line, roles) if titles else _row_without_header(text, line)
        if row is not None:
            rows.append(row)
        elif any(map(str.isalnum, text[line.start : line.end])):
            unread.append((line.start, line.end))
    return (rows, unread) if rows else ([], [])


def _is_of_a_list(roles: Sequence[str]) -> bool:
    return ENTITY in roles and bool({PURPOSE, LOCATION} & set(roles))


def _parted(text: str, lines: Sequence[ListedLine]) -> tuple[list[str], list[ListedLine]]:
    """Return the titles of the columns, none where no row has any, and the rows below them.

    The header of the Markdown may be empty or hold the title of the table; then a row below it may be the header.
    """
    rows = [line for line in lines if not _RULE.match(text[line.start : line.end])]
    for place, line in enumerate(rows[:_HEADER_WITHIN]):
        titles = _titles(text, line)
        if _is_of_a_list(_roles(titles)):
            return titles, rows[place + 1 :]
    has_rule = len(rows) < len(lines) and lines[0] in rows
    titles = _titles(text, rows[0]) if has_rule and rows else []
    return (titles, rows[1:]) if any(titles) else ([], rows[1:] if has_rule else rows)


def _titles(text: str, line: ListedLine) -> list[str]:
    cells = bars_of(text, *_inner(text, line))[:_MOST_COLUMNS]
    return [text[start:end].replace(SOFT_HYPHEN, "").strip(" *_") for start, end in cells]


def _inner(text: str, line: ListedLine) -> CharacterRange:
    """Return the range of a row without the blanks around it."""
    start, end = line.start, line.end
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _roles(titles: Sequence[str]) -> list[str]:
    """Return what each column says. Of several places that of processing goes first, and a seat last."""
    roles = [_role(title) for title in titles]
    if ENTITY not in roles and roles[:1] == [OTHER] and titles[0] and {PURPOSE, LOCATION} & set(roles):
        roles[0] = ENTITY
    if roles.count(LOCATION) > 1:
        places = [place for place, role in enumerate(roles) if role == LOCATION]
        kept = min(places, key=lambda place: (not _PROCESSING.search(titles[place]), bool(_SEAT.search(titles[place]))))
        roles = [OTHER if place in places and place != kept else role for place, role in enumerate(roles)]
    return [OTHER if role in roles[:place] else role for place, role in enumerate(roles)]


def _role(title: str) -> str:
    if len(title.split()) > _LONGEST_TITLE:
        return OTHER
    order = [PURPOSE, *_ROLE] if _SERVES_FIRST.match(title) else [*_ROLE]
    return next((role for role in order if _ROLE[role].search(title)), OTHER)


def _row(text: str, line: ListedLine, roles: Sequence[str]) -> SubProcessorRow | None:
    cells: dict[str, Cell] = {}
    for role, (start, end) in zip(roles, bars_of(text, *_inner(text, line)), strict=False):
        cell = cell_of(text, start, end)
        if cell and role != OTHER:
            cells[role] = cell
    entity = cells.get(ENTITY)
    if entity:  # The name is the first line of its cell; an address or a remark may follow.
        entity = next(parts_of_cell(text, entity.start, entity.end), None)
    return made(line, entity, cells.get(PURPOSE), cells.get(LOCATION), "sub-processors-table")


def _row_without_header(text: str, line: ListedLine) -> SubProcessorRow | None:
    """Read a row whose cells, or the lines of whose only cell, are a name, what for, and where."""
    ranges = bars_of(text, *_inner(text, line))
    parts = [part for start, end in ranges for part in parts_of_cell(text, start, end)]
    if len(parts) < 2:
        return None
    purpose, location = _told_by(text, parts[1:])
    if purpose is None and location is None:
        return None
    return made(line, parts[0], purpose, location, "sub-processors-cell-by-lines")


def _told_by(text: str, parts: Sequence[Cell]) -> tuple[Cell | None, Cell | None]:
    """Return (what for, where) of the parts that follow a name; a label before a part decides."""
    purpose = location = None
    for part in parts:
        label = _LABELLED.match(part.words)
        bare = cell_of(text, part.start + label.end(), part.end) if label else part
        if bare is None or (label and label["other"]) or _JOINED_LINK.match(part.words):
            continue
        if location is None and (label["location"] if label else is_place(bare.words)):
            location = bare
        elif location and not label and is_place(bare.words) and _ONLY_MARKS.fullmatch(text, location.end, bare.start):
            location = Cell(location.start, bare.end, text[location.start : bare.end])  # one place of several
        elif purpose is None and (not label or label["purpose"]):
            purpose = bare
    return purpose, location


def made(
    line: ListedLine, entity: Cell | None, purpose: Cell | None, location: Cell | None, rule: str
) -> SubProcessorRow | None:
    """Return the row; None without a name, or with nothing beside it."""
    if entity is None or is_nobody(entity.words):
        return None
    if (purpose is None and location is None) or len(entity.words.split()) > _LONGEST_NAME:
        return None
    titles = [title for title in (*line.headings, line.caption) if title and not _SENTENCE.search(title)]
    section = titles[-1] if titles else ""
    beside = f"{entity.words} {purpose.words if purpose else ''}"
    countries = countries_in(location.words, beside) if location else ()
    return SubProcessorRow(entity, purpose, location, countries, section, line.start, line.end, rule)


def runs_of(lines: Sequence[ListedLine], kind: str) -> Iterator[list[ListedLine]]:
    """Yield the lines of this kind that stand together; for items, blank lines between them don't part them."""
    run: list[ListedLine] = []
    for line in lines:
        if line.kind == kind:
            run.append(line)
        elif run and not (kind == "item" and line.kind == "blank"):
            yield run
            run = []
    if run:
        yield run
