"""Which part of a page holds its text: what is marked as main, where that is most of it, else all."""

from governance.capture.extraction.markup import Element

# Many a "main" is a widget: whole policies would be lost by believing it.
MAIN_SHARE = 0.6
_MARKED = frozenset(("main", "article"))


def main_parts(root: Element) -> list[Element]:
    """Return the marked parts if they hold at least 60 % of the words together, else the whole page."""
    marked = _outermost(root)
    words = sum(part.word_count() for part in marked)
    return marked if marked and words >= MAIN_SHARE * root.word_count() else [root]


def _outermost(root: Element) -> list[Element]:
    found, waiting = [], [root]
    while waiting:
        element = waiting.pop()
        if element.tag in _MARKED or element.attribute("role") in _MARKED:
            found.append(element)
        else:
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))
    return found
