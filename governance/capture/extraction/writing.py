"""Writes elements as Markdown: headings, paragraphs, items with their own labels, tables a row a line.

Labels of lists are those that a browser shows: letters and Roman numbers as `type`, `start` and `value` say (HTML,
4.4.5). Text is kept as it is but for blanks, invisible letters and signs that Markdown would take for its own. What CSS
alone would number stays unnumbered.
"""

import re
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin, urlsplit

from governance.capture.extraction.extracted import Unreadable
from governance.capture.extraction.folds import holds_a_heading, is_button, short_text
from governance.capture.extraction.markup import Element
from governance.capture.extraction.menus import leads_into
from governance.capture.extraction.tables import is_layout, rows_of
from governance.composing import composed

INDENT, BULLET, DEFINITION = "    ", "* ", ": "
LONGEST_ADDRESS = 2_000
# Spans of cells and the indents of lists make much of little.
MOST_LETTERS = 8_000_000
DEEPEST_INDENT = 12
HIDDEN_MAIL = "[email protected]"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS_NAMES = (
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form header hgroup html legend main menu nav ol p pre search section summary ul li caption table"
    " tbody thead tfoot tr td th h1 h2 h3 h4 h5 h6 hr button optgroup option noscript textarea"
)
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
_BOLD = frozenset(("b", "strong"))
_ITALIC = frozenset(("i", "em", "cite", "dfn"))
_STRUCK = frozenset(("s", "strike", "del"))
_STYLED = frozenset(("span", "font", "p", "div"))
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_LINK = "]("
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARKS = {
    **dict.fromkeys(_BOLD, "**"),
    **dict.fromkeys(_ITALIC, "_"),
    **dict.fromkeys(_STRUCK, "~~"),
}
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_BLANKS = re.compile("[ \t\r\n\f]+")
_MARK_SIGNS = re.compile(r"([\\`*])|(?<![^\W_])(_)|(_)(?![^\W_])")
_STARTS_LIKE_MARKUP = re.compile(r"(?:#{1,6}(?=\s|$)|>|\||[=-]{2,}$|~~)")
_OWN_LABEL = re.compile(r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,3}(?:\.\d{1,3})+\.?|§|[•●▪■◦○‣·–—-])\s")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_STYLES = {"a": "a", "A": "A", "i": "i", "I": "I", "1": "1"}
_NAMED_STYLES = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
    "decimal": "1",
    "none": "",
}
_BOLD_STYLE = re.compile(r"font-weight\s{0,9}:\s{0,9}(?:bold|[6-9]00)", re.IGNORECASE)
# Two bold words beside one another, marked one by one.
_BETWEEN_BOLDS = re.compile(r"(?<!\\)\*\*( ?)\*\*")
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s{0,9}:\s{0,9}([a-z-]{1,20})", re.IGNORECASE)


@dataclass(slots=True)
class _List:
    """A list that is open: how its items are labelled, and the number of the next one."""

    style: str
    next: int = 1
    step: int = 1

    def label(self, item: Element) -> str:
        """Return the label of its next item, with the blank after it."""
        if self.style in ("*", ""):
            return BULLET
        number = _whole_number(item.attribute("value"), self.next)
        self.next = number + self.step
        return f"{_numeral(number, self.style)}. "


@dataclass(slots=True)
class _Span:
    """Markup inside a line that is open: what closes it, and where it began."""

    mark: str
    start: int
    line: int
    href: str = ""


@dataclass(slots=True)
class _Writer:
    """Gathers the text of a line until the line ends. `level` and `label` are what the next line begins with."""

    address: str
    lines: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    spans: list[_Span] = field(default_factory=list)
    level: int = 0
    label: str = ""
    line_count: int = 0
    in_pre: int = 0
    was_item: bool = False
    letters: int = 0

    def write(self, root: Element) -> None:
        # An element stands in a tuple, with what marks its words, where it is to be closed.
        waiting: list[Element | str | tuple[Element, str]] = [root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                if node:
                    self._text(node)
            elif isinstance(node, tuple):
                self._close(*node)
            elif node.tag == "table" and not is_layout(node):
                self._table(node)
            elif self._open(node):
                mark = _mark(node)
                if mark:
                    target = _target(node, self.address) if mark == _LINK else ""
                    self.spans.append(_Span(mark, len(self.inline), self.line_count, target))
                waiting.append((node, mark))
                waiting += node.children[::-1]

    def _open(self, element: Element) -> bool:
        """Begin an element; return whether what is in it is to be written, too."""
        tag = element.tag
        if tag in _BLOCKS:
            self.end_line()
        if level := _heading_level(element):
            self.level = level
        elif tag in _LISTS:
            self.lists.append(_ordered(element) if tag == "ol" else _List(_bullet_style(element)))
        elif tag == "li":
            # An item that holds nothing but a list lends its number to the first item of that.
            above = self.label if self.label not in (BULLET, DEFINITION) else ""
            self.label = above + (self.lists[-1].label(element) if self.lists else BULLET)
        elif tag == "dd":
            self.label = DEFINITION
        elif tag == "pre":
            self.in_pre += 1
        elif tag == "br":
            self.inline.append("\n")
        elif tag == "img":
            self._text(f" {element.attribute('alt')} " if element.attribute("alt").strip() else "")
        elif tag == "q":
            self._text('"')
        elif _is_hidden_mail(element):
            self._text(HIDDEN_MAIL)
            return False
        elif raised := _raised(element):
            self._text(raised)
            return False
        return True

    def _close(self, element: Element, mark: str) -> None:
        tag = element.tag
        if mark:
            self._close_span()
        if tag == "q":
            self._text('"')
        if tag in _BLOCKS:
            self.end_line()
        if _heading_level(element):
            self.end_line()
            self.level = 0
        elif tag in _LISTS:
            self.lists.pop()
            self.was_item = self.was_item and bool(self.lists)
        elif tag in ("li", "dd"):
            self.label = ""
        elif tag == "pre":
            self.in_pre -= 1

    def _close_span(self) -> None:
        """Put the marks of a span round its words, if they stand in one line; blanks at its ends stay outside."""
        span = self.spans.pop()
        words = "".join(self.inline[span.start :]) if span.line == self.line_count else ""
        bare = words.strip()
        if not bare or "\n" in bare:
            return
        is_marked = any(outer.mark == span.mark and outer.line == self.line_count for outer in self.spans)
        is_marked = is_marked or (self.level > 0 and span.mark == "**")
        if span.mark == _LINK:
            marked = f"[{bare}]({span.href})" if span.href and not is_marked else bare
        else:
            marked = bare if is_marked else f"{span.mark}{bare}{span.mark}"
        start = len(words) - len(words.lstrip())
        self.inline[span.start :] = [words[:start], marked, words[start + len(bare) :]]

    def _text(self, text: str) -> None:
        if not text.isascii():
            text = _INVISIBLE.sub("", composed(text, "NFC"))
        text = text.replace("\r\n", "\n").replace("\t", " ") if self.in_pre else _BLANKS.sub(" ", text)
        if text:
            self.inline.append(escaped(text))

    def end_line(self) -> None:
        """Write what was gathered as a line, or as several where it was broken by hand."""
        self.line_count += 1
        if not self.inline:
            return
        text = "".join(self.inline)
        self.inline.clear()
        if not text or text.isspace():
            return
        if "**" in text:
            text = _BETWEEN_BOLDS.sub(r"\1", text)
            if not text.strip():
                return
        if self.level:
            text = text.replace("\n", " ")
        pieces = [_BLANKS.sub(" ", piece).strip() for piece in text.strip().split("\n")]
        is_item = bool(self.lists) and self.label != "" and not self.level
        if self.lines and not (is_item and self.was_item):
            self.lines.append("")
        self.lines.append(self._first_line(pieces[0]))
        indent = INDENT * min(len(self.lists), DEEPEST_INDENT)
        self.lines += [indent + _unlike_markup(piece) if piece else "" for piece in pieces[1:]]
        self._count(len(text) + len(indent) * len(pieces))
        self.label, self.was_item = "", bool(self.lists) and not self.level

    def _first_line(self, piece: str) -> str:
        label, is_more_of_an_item = self.label, not self.label and bool(self.lists) and self.was_item
        if label not in ("", BULLET, DEFINITION) and _OWN_LABEL.match(piece):
            label = ""
        if self.level:
            return "#" * self.level + " " + (label if label not in (BULLET, DEFINITION) else "") + piece
        depth = len(self.lists) if is_more_of_an_item else max(0, len(self.lists) - 1)
        return INDENT * min(depth, DEEPEST_INDENT) + label + (_unlike_markup(piece) if label in ("", BULLET) else piece)

    def _count(self, letters: int) -> None:
        self.letters += letters
        if self.letters > MOST_LETTERS:
            raise Unreadable(f"Its text is longer than {MOST_LETTERS:,} letters.")

    def _table(self, table: Element) -> None:
        self.end_line()
        if self.label not in ("", BULLET, DEFINITION):
            self._text(self.label)
            self.label = ""
            self.end_line()
        captions = [child for child in table.children if isinstance(child, Element) and child.tag == "caption"]
        for caption in captions:
            self.write(caption)
            self.end_line()
        written: list[tuple[bool, list[str]]] = []
        shown: dict[int, str] = {id(None): ""}
        for row in rows_of(table):
            for cell in row.cells:
                if id(cell) not in shown:
                    shown[id(cell)] = _cell(cell, self.address)
            cells = [shown[id(cell)] for cell in row.cells]
            self._count(sum(map(len, cells)) + len(cells))
            if any(cells):
                written.append((row.is_header, cells))
        if not written:
            return
        if self.lines:
            self.lines.append("")
        self.label, self.was_item = "", False
        for number, (is_header, cells_of) in enumerate(written):
            self.lines.append(f"| {' | '.join(cells_of)} |")
            if number == 0 and is_header:
                self.lines.append(f"|{' --- |' * len(cells_of)}")


def write_markdown(parts: list[Element], address: str) -> str:
    """Return the elements as one Markdown text; links are made whole by the page's address."""
    writer = _Writer(address)
    for part in parts:
        writer.write(part)
        writer.end_line()
    return "\n".join(line.rstrip() for line in writer.lines).strip("\n") + "\n" if writer.lines else ""


def escaped(text: str) -> str:
    """Return the text with a backslash before what Markdown would take for its own, and angle brackets by name."""
    if "<" in text or ">" in text:
        text = text.replace("<", "&lt;").replace(">", "&gt;")
    if "\\" in text or "`" in text or "*" in text or "_" in text:
        text = _MARK_SIGNS.sub(r"\\\g<0>", text)
    return text.replace("](", "]\\(")


def _unlike_markup(piece: str) -> str:
    """Return a line of text with a backslash before it if it would be taken for a heading, a rule or a row."""
    return "\\" + piece if _STARTS_LIKE_MARKUP.match(piece) else piece


def _cell(cell: Element | None, address: str) -> str:
    """Return what stands in a cell as one line."""
    if cell is None:
        return ""
    writer = _Writer(address)
    writer.write(cell)
    writer.end_line()
    lines = [line.strip() for line in writer.lines if line.strip()]
    text = " ".join(line.removeprefix(BULLET).lstrip("#").strip() for line in lines)
    return re.sub(r"(?<!\\)\|", r"\\|", text)


def _heading_level(element: Element) -> int:
    """Return the level of a heading, by its tag or its role; 0 for what is none."""
    if level := _HEADINGS.get(element.tag):
        return level
    if element.attribute("role") != "heading":
        return 0
    return min(max(_whole_number(element.attribute("aria-level"), 2), 1), 6)


def _mark(element: Element) -> str:
    """Return what marks the words of an element: as a link, bold, italic or struck out; "" for most."""
    if element.tag == "a" and not _is_hidden_mail(element):
        return _LINK
    if mark := _MARKS.get(element.tag):
        return mark
    if element.tag == "summary" or is_button(element):
        return "" if holds_a_heading(element) else "**"
    is_styled = "style" in element.attributes and _BOLD_STYLE.search(element.attribute("style"))
    return "**" if is_styled and element.tag in _STYLED else ""


def _raised(element: Element) -> str:
    """Return a raised number as such: "[1]" for the link to a footnote, "²" for another; "" for all else."""
    if element.tag != "sup":
        return ""
    digits = short_text(element).strip().strip("[]")
    if not (digits.isascii() and digits.isdigit()):
        return ""
    is_link = any(inner.tag == "a" for inner in islice(element.elements(), 10))
    return f"[{digits}]" if is_link else digits.translate(_SUPERSCRIPT)


def _is_hidden_mail(element: Element) -> bool:
    if element.tag == "a":
        return "/email-protection" in element.attribute("href")
    return "class" in element.attributes and "__cf_email__" in element.attributes["class"].split()


def _target(link: Element, address: str) -> str:
    """Return the whole address that a link leads to; "" where it leads nowhere else."""
    href = link.attribute("href").strip()
    if not href or leads_into(link, address):
        return ""
    try:
        whole = urljoin(address, href)
        scheme = urlsplit(whole).scheme
    except ValueError:
        return ""
    if scheme not in ("http", "https", "mailto", "tel") or len(whole) > LONGEST_ADDRESS:
        return ""
    return re.sub(r"\s", "%20", whole).replace("(", "%28").replace(")", "%29")


def _ordered(element: Element) -> _List:
    is_reversed = "reversed" in element.attributes
    count = sum(isinstance(child, Element) and child.tag == "li" for child in element.children)
    start = _whole_number(element.attribute("start"), count if is_reversed else 1)
    return _List(_style(element, "1"), start, -1 if is_reversed else 1)


def _bullet_style(element: Element) -> str:
    return "*" if _style(element, "*") not in ("a", "A", "i", "I", "1") else _style(element, "*")


def _style(element: Element, usual: str) -> str:
    if found := _LIST_STYLE.search(element.attribute("style")):
        return _NAMED_STYLES.get(found[1].lower(), usual)
    return _STYLES.get(element.attribute("type").strip(), usual)


def _numeral(number: int, style: str) -> str:
    if style in ("i", "I") and 0 < number < 4_000:
        text = ""
        for value, letters in _ROMAN:
            text += letters * (number // value)
            number %= value
        return text.upper() if style == "I" else text
    if style in ("a", "A") and number > 0:
        letters = ""
        while number:
            number, place = divmod(number - 1, 26)
            letters = chr(ord(style) + place) + letters
        return letters
    return str(number)


def _whole_number(text: str, usual: int) -> int:
    text = text.strip()
    return int(text) if re.fullmatch(r"-?\d{1,5}", text, re.ASCII) else usual
