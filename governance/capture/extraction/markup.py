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
            if element.children:
                waiting += [child for child in reversed(element.children) if child.__class__ is Element]

    def texts(self) -> Iterator[str]:
        """Yield the texts in it, in the order of the document."""
        waiting: list[Element | str] = [self]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                yield node
            else:
                waiting += node.children[::-1]

    def text(self) -> str:
        """Return all text in it, as it stands."""
        return "".join(self.texts())

    def word_count(self) -> int:
        """Return how many words stand in it."""
        return sum([len(text.split()) for text in self.texts()])

    def has_words(self) -> bool:
        """Tell whether any word stands in it."""
        return any(text and not text.isspace() for text in self.texts())


def parse_html(html: str) -> LexborHTMLParser:
    """Parse a page, open shadow roots as if they stood in it. Raises Unreadable where that would take too long."""
    refuse_bombs(html)
    return LexborHTMLParser(_with_open_shadows(html))


def read_element(node: LexborNode) -> Element:
    """Return a node of the parser with all in it as an element. Comments are left out."""
    root = Element(node.tag or "", _attributes(node))
    # Each entry: the first child that is to be read with those after it, and the element that they belong to.
    waiting: list[tuple[LexborNode | None, Element]] = [(node.child, root)]
    while waiting:
        current, parent = waiting.pop()
        while current is not None:
            tag = current.tag or ""
            if tag == "-text":
                parent.children.append(current.text_content or "")
            elif tag[:1] not in "-_!":
                element = Element(tag, _attributes(current))
                parent.children.append(element)
                child = current.child
                if child is not None:
                    waiting.append((child, element))
            current = current.next
    return root


def drop(root: Element, is_dropped: Callable[[Element, bool], bool]) -> set[int]:
    """Take out of `root` the elements for which `is_dropped` says so; it is also told whether they are in content.

    Return the identities of the elements that something was taken out of.
    """
    changed: set[int] = set()
    waiting = [(root, False)]
    while waiting:
        parent, in_content = waiting.pop()
        if not parent.children:
            continue
        kept: list[Element | str] = []
        for child in parent.children:
            if isinstance(child, str):
                kept.append(child)
                continue
            is_content = in_content or child.tag in CONTENT or child.attributes.get("role") in CONTENT
            if not is_dropped(child, is_content):
                kept.append(child)
                waiting.append((child, is_content))
        if len(kept) < len(parent.children):
            parent.children = kept
            changed.add(id(parent))
    return changed


def _attributes(node: LexborNode) -> dict[str, str]:
    found = node.attributes
    return {name.lower(): value or "" for name, value in found.items()} if found else {}


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
