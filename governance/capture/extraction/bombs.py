"""Refuses pages that would take the parser for ever, before it is called.

lexbor takes quadratic time in the depth of nesting and in the number of attributes of one tag, and opens each bold or
font tag that was left open again in each paragraph. It holds the lock of the interpreter meanwhile, so no deadline
would help. Tags are told as HTML tells them (13.2.5), and where what is open is uncertain, too much is counted.
"""

import re
from collections import Counter
from collections.abc import Iterator

from governance.capture.extraction.extracted import Unreadable

MOST_DEPTH = 2_000
MOST_ATTRIBUTES = 1_000
# Elements that are made again for those left open (HTML, 13.2.4.3).
MOST_REOPENED = 500_000
# Of equal ones no more are made again.
_ALIKE = 3
_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)"""
_PAIR = rf"[^\s/>][^\s/>=]*+(?:\s*+=\s*+{_VALUE}?+)?+"
_TAG = re.compile(rf"<(/?+)([a-zA-Z][^\s/>]*+)((?:[\s/]++|{_PAIR})*+)(?:>|\Z)")
_ATTRIBUTE = re.compile(_PAIR)
_SHORTEST_ATTRIBUTE = 2
_COMMENT_END = re.compile(r"--!?>")
_RAW_END = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes")
}
_VOID_NAMES = "area base basefont bgsound br col embed frame hr img image input keygen link meta param source track wbr"
_VOID = frozenset(_VOID_NAMES.split())
# Those end where the next one begins, so that they nest only in others.
_CLOSED_BY_NEXT_NAMES = "html head body p tr td th thead tbody tfoot colgroup caption"
_CLOSED_BY_NEXT = frozenset(_CLOSED_BY_NEXT_NAMES.split())
_FORMATTING_NAMES = "a b big code em font i nobr s small strike strong tt u"
_FORMATTING = frozenset(_FORMATTING_NAMES.split())
# End tags do not reach over these; most do not reach over special elements either.
_BARRIERS = frozenset(("table", "marquee", "object", "applet", "template", "svg", "math"))
_SPECIAL_NAMES = (
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form header"
    " hgroup h1 h2 h3 h4 h5 h6 main menu nav ol pre listing search section summary ul"
)
_SPECIAL = frozenset(_SPECIAL_NAMES.split())
# Within these, what is bold outside is not made again.
_MARKERS = frozenset(("table", "marquee", "object", "applet", "template"))
_ITEMS = frozenset(("li", "dd", "dt"))
_REACHING = _SPECIAL | _BARRIERS | _ITEMS
# So far up an element is looked for that a tag closes without an end tag of its own.
_FAR = 200
_OPTIONS = frozenset(("option", "optgroup"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Of drawings: what ends them (HTML, 13.2.6.5), and in which of their elements there is HTML again.
_ENDS_DRAWING_NAMES = (
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta"
    " nobr ol p pre ruby s small span strong strike sub sup table tt u ul var"
)
_ENDS_DRAWING = frozenset(_ENDS_DRAWING_NAMES.split())
_ENDS_WITH = re.compile(r"(?:^|\s)(?:color|face|size)(?=[\s=/]|$)", re.IGNORECASE)
# A name in a drawing is kept with the drawing's before it and a blank between, which no name in a page can hold.
_DRAWINGS = {"svg": "svg ", "math": "math "}
_HTML_AGAIN = {
    "svg ": frozenset(("foreignobject", "desc", "title")),
    "math ": frozenset(("mi", "mo", "mn", "ms", "mtext")),
}


def refuse_bombs(html: str) -> None:
    """Raise Unreadable for elements nested deeper than a page has them, and for other ways to make far too many."""
    opened = _Open()
    for is_end, name, attributes in _tags(html, opened):
        is_long = len(attributes) > _SHORTEST_ATTRIBUTE * MOST_ATTRIBUTES
        if is_long and sum(1 for _ in _ATTRIBUTE.finditer(attributes)) > MOST_ATTRIBUTES:
            raise Unreadable(f"One of its tags has more than {MOST_ATTRIBUTES:,} attributes.")
        if is_end:
            opened.end(name)
        else:
            opened.start(name, attributes)
        if opened.depth > MOST_DEPTH:
            raise Unreadable(f"Its elements are nested more than {MOST_DEPTH:,} deep.")
        if opened.reopened > MOST_REOPENED:
            raise Unreadable("Tags that are never closed would make far too many elements of it.")


def _tags(html: str, opened: "_Open") -> Iterator[tuple[bool, str, str]]:
    """Yield whether a tag is an end tag, its name and its attributes; of comments and raw text there are none."""
    position = 0
    while (position := html.find("<", position)) >= 0:
        found = _TAG.match(html, position)
        if found is None:
            position = _after_no_tag(html, position)
            continue
        name = found[2].lower()
        position = found.end()
        drawing = opened.drawing
        yield found[1] == "/", name, found[3]
        if not found[1] and name in _RAW_END and not drawing:
            ending = _RAW_END[name].search(html, position)
            if ending is None:
                return
            if name == "script":
                _refuse_odd_script(html, position, ending.start())
            position = ending.start()


def _after_no_tag(html: str, position: int) -> int:
    """Return where a comment, a declaration or a sign "<" that is text ends (HTML, 13.2.5.41 to 44)."""
    if html.startswith("<!--", position):
        if html.startswith((">", "->"), position + 4):
            return position + 5
        ending = _COMMENT_END.search(html, position + 4)
        return ending.end() if ending else len(html)
    if html.startswith(("<!", "<?", "</"), position):
        end = html.find(">", position + 2)
        return end + 1 if end >= 0 else len(html)
    return position + 1


def _refuse_odd_script(html: str, start: int, end: int) -> None:
    """Raise Unreadable for a script in a comment in a script, after which it is uncertain what is text."""
    opening = html.find("<!--", start, end)
    if opening >= 0 and html.find("-->", opening, end) < 0 and re.search("<script", html[opening:end], re.IGNORECASE):
        raise Unreadable("It hides a script in the comment of a script.")


class _Formatting:
    """The tags for bold, links and the like that are open up to the next cell or so, and how many are made again."""

    def __init__(self) -> None:
        self.made_again = self.count = 0
        self._alike: dict[str, Counter[str]] = {}

    def start(self, name: str, attributes: str) -> None:
        alike = self._alike.setdefault(name, Counter())
        alike[attributes] += 1
        self.count += 1
        self.made_again += alike[attributes] <= _ALIKE

    def end(self, name: str) -> None:
        alike = self._alike.get(name)
        if alike:
            attributes, count = alike.popitem()
            self.count -= 1
            self.made_again -= count <= _ALIKE
            if count > 1:
                alike[attributes] = count - 1


class _Open:
    """The elements that are open at a place of a page, at least as many as the parser has."""

    def __init__(self) -> None:
        self.reopened = 0
        # What the innermost element is a part of: "svg ", "math ", where no text is raw, or "" for HTML.
        self.drawing = ""
        self._stack: list[str] = []
        self._names: Counter[str] = Counter()
        self._formatting = [_Formatting()]

    @property
    def depth(self) -> int:
        """How deep the elements are nested."""
        levels = self._formatting
        return len(self._stack) + levels[-1].count + (levels[-2].count if len(levels) > 1 else 0)

    @property
    def _last(self) -> str:
        return self._stack[-1] if self._stack else ""

    def start(self, name: str, attributes: str) -> None:
        """Count a start tag."""
        if self.drawing and (name in _ENDS_DRAWING or (name == "font" and _ENDS_WITH.search(attributes))):
            while self.drawing:
                self._pop_last()
        if drawing := self.drawing:
            if not attributes.endswith("/"):
                self._push(name if name in _HTML_AGAIN[drawing] or name in _DRAWINGS else drawing + name)
        elif name in _FORMATTING:
            self._formatting[-1].start(name, attributes)
        else:
            self.reopened += self._formatting[-1].made_again
            if not (name in _VOID or name in _CLOSED_BY_NEXT or (name in _DRAWINGS and attributes.endswith("/"))):
                self._start_html(name)

    def _start_html(self, name: str) -> None:
        is_after_heading = name in _HEADINGS and self._last in _HEADINGS and not self._formatting[-1].count
        if is_after_heading or (name in _OPTIONS and self._last == name):
            self._pop_last()
        if name in _ITEMS:
            self._close_item_before(name)
        self._push(name)

    def _close_item_before(self, name: str) -> None:
        """Close the item before this one, if they are of the same list."""
        closed = ("li",) if name == "li" else ("dd", "dt")
        for place in range(len(self._stack) - 1, max(-1, len(self._stack) - _FAR), -1):
            above = self._stack[place]
            if above in closed:
                self._pop(place)
                return
            if above in _ITEMS or above in _BARRIERS or (above in _SPECIAL and above not in ("address", "div")):
                return

    def end(self, name: str) -> None:
        """Count an end tag, which closes nothing where HTML lets it close nothing (13.2.6.4.7)."""
        if self.drawing and self._close_in_drawing(name):
            return
        if name in _FORMATTING:
            self._formatting[-1].end(name)
        elif self._stack and self._stack[-1] == name:
            self._pop_last()
        elif self._names[name] or name in _HEADINGS:
            self._close(name)

    def _close_in_drawing(self, name: str) -> bool:
        """Close an element of a drawing; return whether there was one of the name in it."""
        for place in range(len(self._stack) - 1, max(-1, len(self._stack) - _FAR), -1):
            above = self._stack[place]
            if above.endswith(f" {name}"):
                self._pop(place)
                return True
            if " " not in above:
                return False
        return False

    def _close(self, name: str) -> None:
        for place in range(len(self._stack) - 1, -1, -1):
            above = self._stack[place]
            if above == name or (name in _HEADINGS and above in _HEADINGS):
                self._pop(place)
                return
            is_special = above in _SPECIAL or above in _ITEMS
            if above in _BARRIERS or (is_special and name not in _REACHING) or (name == "li" and above in ("ul", "ol")):
                return

    def _push(self, name: str) -> None:
        self._stack.append(name)
        self.drawing = _drawing_of(name)
        self._names[name] += 1
        if name in _MARKERS:
            self._formatting.append(_Formatting())

    def _pop_last(self) -> None:
        name = self._stack.pop()
        self._names[name] -= 1
        if name in _MARKERS:
            self._formatting.pop()
        self.drawing = _drawing_of(self._last)

    def _pop(self, place: int) -> None:
        for name in self._stack[place:]:
            self._names[name] -= 1
            if name in _MARKERS:
                self._formatting.pop()
        del self._stack[place:]
        self.drawing = _drawing_of(self._last)


def _drawing_of(name: str) -> str:
    if " " in name:
        return f"{name.partition(' ')[0]} "
    return _DRAWINGS.get(name, "")
