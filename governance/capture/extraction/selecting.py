"""The parts of a page that are declared to be the document.

The order of work is the engine's: operations; what no reader sees is dropped; what is to be removed is found in the
whole page and then taken out; then the parts are selected, in the order in which they are listed, each of their matches
in the order of the page. A range ends at the first match of each of its selectors.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from governance.capture.declarations.operations import is_inside
from governance.capture.declarations.sources import DeclaredPage, PageRange, Selector
from governance.capture.extraction.extracted import NothingSelected
from governance.capture.extraction.furniture import without_unseen
from governance.capture.extraction.markup import Element, read_element


class _Interval(NamedTuple):
    """Places of nodes in the order of the page, from `start` up to `end` exclusive."""

    start: int
    end: int


def selected_parts(tree: LexborHTMLParser, page: DeclaredPage) -> list[Element]:
    """Return the parts, and change the tree on the way. Raises NothingSelected if they hold no text."""
    try:
        for operation in page.operations:
            operation.apply(tree)
        for node in tree.css("script, style"):
            node.decompose()
        _remove(tree, page.remove)
    except SelectolaxError as error:  # such as that the whole page is to be removed
        raise NothingSelected(f"What is declared can't be done with this page: {error}") from error
    parts = list(_select(tree, page.select or ()))
    for part in parts:
        without_unseen(part)
        _drop_noscript(part)
    if not any(part.text().strip() for part in parts):
        raise NothingSelected("Nothing in the page matches what is declared to be the document.")
    return parts


def _remove(tree: LexborHTMLParser, entries: Sequence[Selector]) -> None:
    spans = [entry for entry in entries if isinstance(entry, PageRange)]
    places = _Places(tree) if spans else None
    doomed: list[LexborNode] = []
    for entry in entries:
        if isinstance(entry, str):
            doomed += tree.css(entry)
        elif places is not None:
            interval = places.interval(tree, entry)
            if interval is None:
                raise NothingSelected("The page lacks an end of a range that is to be removed.")
            doomed += places.nodes_inside(interval)
    by_key = {node.mem_id: node for node in doomed}
    # What lies in another one goes with it, and must not be touched after that.
    for node in [node for node in by_key.values() if not is_inside(node, by_key.keys())]:
        node.decompose()


def _select(tree: LexborHTMLParser, entries: Sequence[Selector]) -> Iterator[Element]:
    places = _Places(tree) if any(isinstance(entry, PageRange) for entry in entries) else None
    for entry in entries:
        if isinstance(entry, str):
            yield from (read_element(node) for node in tree.css(entry))
        elif places is not None:
            interval = places.interval(tree, entry)
            if interval is not None and interval.start < interval.end:
                yield from places.cut(interval)


class _Places:
    """Every node of a page with its place in the order of the page."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._nodes: list[LexborNode] = []
        self._place: dict[int, int] = {}
        self._last: list[int] = []
        self._parent: list[int] = []
        waiting: list[tuple[LexborNode | None, int]] = [(tree.root, -1)]
        while waiting:
            node, parent = waiting.pop()
            if node is None:
                continue
            place = len(self._nodes)
            if parent >= 0:
                waiting.append((node.next, parent))
            self._nodes.append(node)
            self._place[node.mem_id] = place
            self._parent.append(parent)
            self._last.append(place)
            waiting.append((node.child, place))
        for place in range(len(self._nodes) - 1, 0, -1):
            above = self._parent[place]
            self._last[above] = max(self._last[above], self._last[place])

    def interval(self, tree: LexborHTMLParser, span: PageRange) -> _Interval | None:
        """Return where a range begins and ends; None if the page lacks one of its ends."""
        start, end = tree.css_first(span.start), tree.css_first(span.end)
        if start is None or end is None:
            return None
        first, last = self._place[start.mem_id], self._place[end.mem_id]
        return _Interval(
            first if span.is_start_included else self._last[first] + 1,
            self._last[last] + 1 if span.is_end_included else last,
        )

    def nodes_inside(self, interval: _Interval) -> list[LexborNode]:
        """Return the nodes that lie in it with all that is in them."""
        places = range(interval.start, interval.end)
        return [self._nodes[place] for place in places if self._last[place] < interval.end]

    def cut(self, interval: _Interval) -> list[Element]:
        """Return what lies in it, in copies of the elements that it cuts; nothing where that is no element at all."""
        copies: dict[int, Element] = {}
        found: list[Element] = []
        for place, node in enumerate(self._nodes):
            if self._last[place] < interval.start or place >= interval.end:
                continue
            tag = node.tag or ""
            is_inside = place >= interval.start
            above = copies.get(self._parent[place])
            if tag == "-text":
                if above is not None and is_inside:
                    above.children.append(node.text_content or "")
            elif tag[:1] not in "-_!":
                copy = copies[place] = Element(tag, {name: value or "" for name, value in node.attributes.items()})
                if above is not None:
                    above.children.append(copy)
                else:
                    found.append(copy)
        holds_elements = any(self._is_element(place) for place in range(interval.start, interval.end))
        return found if holds_elements else []

    def _is_element(self, place: int) -> bool:
        return (self._nodes[place].tag or "-")[0] not in "-_!"


def _drop_noscript(part: Element) -> None:
    """Take out what is shown without scripts, unless there is nothing else."""
    inside = [element for element in part.elements() if element.tag == "noscript" and element is not part]
    if inside and part.word_count() > sum(element.word_count() for element in inside):
        for element in part.elements():
            element.children = [
                child for child in element.children if not (isinstance(child, Element) and child.tag == "noscript")
            ]
