"""Reads HTML into plain nodes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from governance.capture.extraction.bombs import refuse_bombs

CONTENT = frozenset(("main", "article"))
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


def drop(root: Element, is_dropped: Callable[[Element, bool], bool]) -> None:
    """Take out of `root` the elements for which `is_dropped` says so; it is also told whether they are in content."""
    waiting = [(root, False)]
    while waiting:
        parent, in_content = waiting.pop()
        kept: list[Element | str] = []
        for child in parent.children:
            if isinstance(child, str):
                kept.append(child)
                continue
            is_content = in_content or child.tag in CONTENT or child.attribute("role") in CONTENT
            if not is_dropped(child, is_content):
                kept.append(child)
                waiting.append((child, is_content))
        parent.children = kept


def _attributes(node: LexborNode) -> dict[str, str]:
    return {name.lower(): value or "" for name, value in (node.attributes or {}).items()}


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
