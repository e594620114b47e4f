"""Reads HTML into plain nodes, and refuses what would take the parser for ever.

lexbor takes quadratic time in the depth of nesting and in the number of attributes of one tag, and holds the lock of
the interpreter meanwhile, so no deadline would help: both are counted before it is called.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from governance.capture.extraction.extracted import Unreadable

MOST_DEPTH = 2_000
MOST_ATTRIBUTES = 1_000
# Start and end tags of elements that nest; others close themselves, or hold no elements.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,40})(?=[\s/>])")
_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr script style title textarea"
_VOID = frozenset(_VOID_NAMES.split())
_SCRIPT = re.compile(r"<(script|style)(?=[\s/>])", re.IGNORECASE)
_CLOSED_BY_NEXT_NAMES = "li p dt dd tr td th option optgroup thead tbody tfoot colgroup"
_CLOSED_BY_NEXT = frozenset(_CLOSED_BY_NEXT_NAMES.split())
_ATTRIBUTE_SIGNS = re.compile(r"[\s\"'/][^\s\"'<>/=]{1,200}")
_TEMPLATE = re.compile(r"<template(?=[\s>])([^<>]{0,2000})>|</template\s{0,9}>", re.IGNORECASE)
_SHADOW = re.compile(r"\sshadowrootmode\s{0,9}=", re.IGNORECASE)


@dataclass(eq=False, slots=True)
class Element:
    """An element with what is in it, in order: elements and texts. `attributes` are lower-case names."""

    tag: str
    attributes: dict[str, str]
    children: "list[Element | str]" = field(default_factory=list)

    def attribute(self, name: str) -> str:
        """Return the attribute's value; "" if it is missing or has none."""
        return self.attributes.get(name, "")

    def elements(self) -> "Iterator[Element]":
        """Yield this element and all in it, in the order of the document."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))

    def texts(self) -> Iterator[str]:
        """Yield the texts in it, in the order of the document."""
        waiting: list[Element | str] = [self]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                yield node
            else:
                waiting.extend(reversed(node.children))

    def text(self) -> str:
        """Return all text in it, as it stands."""
        return "".join(self.texts())

    def word_count(self) -> int:
        """Return how many words stand in it."""
        return sum(len(text.split()) for text in self.texts())


def parse_html(html: str) -> LexborHTMLParser:
    """Parse a page, open shadow roots as if they stood in it. Raises Unreadable where that would take too long."""
    refuse_bombs(html)
    return LexborHTMLParser(_with_open_shadows(html))


def refuse_bombs(html: str) -> None:
    """Raise Unreadable for elements nested deeper than a page has them, and tags with a thousand attributes."""
    depth = 0
    for found in (found for piece in _outside_scripts(html) for found in _TAG.finditer(piece)):
        name = found[2].lower()
        if name in _VOID or name in _CLOSED_BY_NEXT:
            continue
        depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > MOST_DEPTH:
            raise Unreadable(f"Its elements are nested more than {MOST_DEPTH:,} deep.")
    for tag in _long_tags(html):
        if len(_ATTRIBUTE_SIGNS.findall(tag)) > MOST_ATTRIBUTES:
            raise Unreadable(f"One of its tags has more than {MOST_ATTRIBUTES:,} attributes.")


def read_element(node: LexborNode) -> Element:
    """Return a node of the parser with all in it as an element. Comments are left out."""
    root = Element(node.tag or "", _attributes(node))
    # Each entry: the next sibling to be read, and the element that it belongs to.
    waiting: list[tuple[LexborNode | None, Element]] = [(node.child, root)]
    while waiting:
        current, parent = waiting.pop()
        if current is None:
            continue
        waiting.append((current.next, parent))
        tag = current.tag or ""
        if tag == "-text":
            parent.children.append(current.text_content or "")
        elif tag[:1] not in "-_!":
            element = Element(tag, _attributes(current))
            parent.children.append(element)
            waiting.append((current.child, element))
    return root


def _attributes(node: LexborNode) -> dict[str, str]:
    return {name.lower(): value or "" for name, value in (node.attributes or {}).items()}


def _outside_scripts(html: str) -> Iterator[str]:
    """Yield the parts of a page outside of scripts and style sheets, whose text holds no elements."""
    position = 0
    while found := _SCRIPT.search(html, position):
        yield html[position : found.start()]
        closing = re.compile(rf"</{found[1]}", re.IGNORECASE).search(html, found.end())
        if closing is None:
            return
        position = closing.start()
    yield html[position:]


def _long_tags(html: str) -> Iterator[str]:
    """Yield tags that are long enough to hold a thousand attributes."""
    position = 0
    while (start := html.find("<", position)) >= 0:
        end = html.find(">", start)
        end = len(html) if end < 0 else end
        if end - start > 2 * MOST_ATTRIBUTES:
            yield html[start:end]
        position = max(end, start + 1)


def _with_open_shadows(html: str) -> str:
    """Return the page with a div in place of each template that declares a shadow root, which parsers leave inert."""
    if not _SHADOW.search(html):
        return html
    open_templates: list[bool] = []

    def replaced(found: re.Match[str]) -> str:
        if found[1] is not None:
            open_templates.append(_SHADOW.search(found[1]) is not None)
            return "<div>" if open_templates[-1] else found[0]
        return "</div>" if open_templates and open_templates.pop() else found[0]

    return _TEMPLATE.sub(replaced, html)
