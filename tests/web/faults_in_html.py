"""What is wrong with the HTML of a page: by the parser of the HTML standard, and by rules of our own."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FIELDS = ("input", "select", "textarea")
_NEED_NO_LABEL = ("hidden", "submit", "button", "image", "reset")
# What names ids of other elements.
_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "headers", "form")
_TAKES_NO_BLOCK = (
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "span",
    "strong",
    "em",
    "button",
    "label",
    "summary",
    "time",
)
_BLOCKS = (
    "div",
    "p",
    "ul",
    "ol",
    "dl",
    "table",
    "section",
    "article",
    "form",
    "blockquote",
    "pre",
    "figure",
    "fieldset",
)
_DATA = ("application/ld+json", "application/json")
_PRESSED = ("a", "button", "input", "select", "textarea", "summary", "label")


def parsed(html: str) -> tuple[list[Element], list[str]]:
    """Return the elements of the page in their order, and what the parser had to mend."""
    parser = HTMLParser(namespace_html_elements=False)
    tree = parser.parse(html)
    mended = [f"line {line}: {name} {about}" for (line, _), name, about in parser.errors]
    return [one for one in tree.iter() if isinstance(one.tag, str)], mended


def faults_of(elements: list[Element], mended: list[str]) -> list[str]:
    """Tell everything that is wrong with a whole page."""
    rules = (_ids, _headings, _labels, _inline, _nesting, _shell)
    return [*mended, *(fault for rule in rules for fault in rule(elements))]


def _ids(elements: list[Element]) -> Iterator[str]:
    ids = Counter(one.attrib["id"] for one in elements if "id" in one.attrib)
    yield from (f"the id {name!r} is there {times} times" for name, times in ids.items() if times > 1)
    yield from (f"{name!r} is no id" for name in ids if not name or re.search(r"\s", name))
    for one in elements:
        for attribute in _REFERENCES:
            for name in (one.get(attribute) or "").split():
                if name not in ids:
                    yield f"<{one.tag} {attribute}={name!r}> names an id that is not there"


def _headings(elements: list[Element]) -> Iterator[str]:
    levels = [_HEADINGS[one.tag] for one in elements if one.tag in _HEADINGS]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    yield from (f"h{after} follows h{before}" for before, after in pairwise(levels) if after > before + 1)
    yield from (f"an empty {one.tag}" for one in elements if one.tag in _HEADINGS and not _words(one))


def _labels(elements: list[Element]) -> Iterator[str]:
    labelled = {one.get("for") for one in elements if one.tag == "label"}
    wrapped = {id(inside) for one in elements if one.tag == "label" for inside in one.iter()}
    for one in elements:
        if one.tag not in _FIELDS or one.get("type") in _NEED_NO_LABEL:
            continue
        if not (one.get("id") in labelled or id(one) in wrapped or one.get("aria-label") or one.get("aria-labelledby")):
            yield f"<{one.tag} name={one.get('name')!r}> has no label"
    yield from (f"an empty {one.tag}" for one in elements if one.tag in ("label", "button") and not _words(one))
    yield from (f"a link without words to {one.get('href')}" for one in elements if one.tag == "a" and not _words(one))
    yield from ("an image without alt" for one in elements if one.tag == "img" and one.get("alt") is None)


def _inline(elements: list[Element]) -> Iterator[str]:
    for one in elements:
        if one.tag == "style" or (one.tag == "script" and not one.get("src") and one.get("type") not in _DATA):
            yield f"<{one.tag}> in the page"
        for name, value in one.attrib.items():
            if name == "style" or name.startswith("on") or value.strip().lower().startswith("javascript:"):
                yield f"<{one.tag} {name}={value!r}>"


def _nesting(elements: list[Element]) -> Iterator[str]:
    for one in elements:
        inside = [below.tag for below in one.iter() if below is not one]
        if one.tag in _TAKES_NO_BLOCK:
            yield from (f"<{tag}> in <{one.tag}>" for tag in inside if tag in _BLOCKS)
        if one.tag in ("a", "button"):
            yield from (f"<{tag}> in <{one.tag}>" for tag in inside if tag in _PRESSED)
        children = [below.tag for below in one]
        if one.tag in ("ul", "ol"):
            yield from (
                f"<{tag}> as a child of <{one.tag}>" for tag in children if tag not in ("li", "script", "template")
            )
        if one.tag == "figure" and "figcaption" in children[1:-1]:
            yield "<figcaption> in the middle of <figure>"
        if one.tag == "dl":
            yield from (f"<{tag}> as a child of <dl>" for tag in children if tag not in ("dt", "dd", "div"))


def _shell(elements: list[Element]) -> Iterator[str]:
    tags = Counter(one.tag for one in elements)
    yield from (f"{tags[tag]} <{tag}>" for tag in ("main", "title") if tags[tag] != 1)
    root = elements[0]
    if not root.get("lang"):
        yield "no language"
    if not any(one.tag == "title" and _words(one) for one in elements):
        yield "an empty title"


def _words(one: Element) -> str:
    """Return what a reader is told of the element: its words, or those that stand for a picture in it."""
    spoken = [below.get("alt") or below.get("aria-label") or "" for below in one.iter()]
    return " ".join(("".join(one.itertext()) + " ".join(spoken)).split())
