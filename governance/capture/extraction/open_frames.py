"""Closes the header, menu or column that lacks its end tag, so that the page after it is not taken for a part of it."""

from collections.abc import Sequence

from governance.capture.extraction.markup import CONTENT, Element
from governance.capture.extraction.menus import Figures

_FRAMES = frozenset(("header", "nav", "aside"))
_FRAME_ROLES = frozenset(("banner", "navigation", "complementary"))
# A header that holds its title rightly has less of the page.
_MOST_OF_A_PAGE = 0.4


def close_open_frames(root: Element, elements: Sequence[Element], figures: Figures) -> bool:
    """Let what stands around the text end where the text begins, in place; return whether anything did not.

    It is open if it holds much of the page, and all content and titles that are marked as such. `elements` are all
    in their order, `figures` those of each.
    """
    most = _MOST_OF_A_PAGE * figures[id(root)].letters
    if not any(_is_frame(element) and figures[id(element)].letters > most for element in elements):
        return False
    marks, was_any = _marks_by_element(elements), False
    waiting = [root] if marks[id(root)] else []
    while waiting:
        parent = waiting.pop()
        for place, child in enumerate(parent.children):
            if isinstance(child, Element) and figures[id(child)].letters > most and marks[id(child)] == marks[id(root)]:
                if _is_frame(child):
                    parent.children[place + 1 : place + 1] = _cut_off(child, marks)  # walked through next
                    was_any = True
                else:
                    waiting.append(child)
    return was_any


def _is_frame(element: Element) -> bool:
    return element.tag in _FRAMES or element.attribute("role") in _FRAME_ROLES


def _cut_off(frame: Element, marks: dict[int, int]) -> list[Element | str]:
    """Take out of a frame what stands in it from the first title or content on, and return that."""
    places = (place for place, child in enumerate(frame.children) if isinstance(child, Element) and marks[id(child)])
    first = next(places)
    rest, frame.children = frame.children[first:], frame.children[:first]
    return rest


def _marks_by_element(elements: Sequence[Element]) -> dict[int, int]:
    """Return how many in each element, itself included, say that they are the text of the page or its title."""
    marks: dict[int, int] = {}
    for element in reversed(elements):
        is_mark = element.tag in CONTENT or element.tag == "h1" or element.attribute("role") in CONTENT
        marks[id(element)] = is_mark + sum(marks[id(child)] for child in element.children if isinstance(child, Element))
    return marks
