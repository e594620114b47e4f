"""Titles of parts that fold or hide behind tabs: which buttons are titles, and what each panel is called."""

import re
from collections.abc import Sequence
from itertools import islice

from governance.capture.extraction.markup import Element

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# What holds more elements than these is no title.
_MOST_IN_A_TITLE = 200
_FOLDS = re.compile(r"accordion|collapse|collapsible|expander|faq-question", re.IGNORECASE)
_TITLE_MARK = "data-heading"


def is_heading(element: Element) -> bool:
    """Whether it is a heading by its tag or its role."""
    return element.tag in HEADINGS or element.attributes.get("role") == "heading"


def is_button(element: Element) -> bool:
    """Whether it is a button by its tag or its role."""
    return element.tag == "button" or element.attributes.get("role") == "button"


def holds_a_heading(title: Element) -> bool:
    """Whether a title is a heading or holds one."""
    return any(is_heading(inner) for inner in islice(title.elements(), _MOST_IN_A_TITLE))


def short_text(element: Element) -> str:
    """Return the text of what may be a title, word after word; of what holds much more, the beginning."""
    return "".join(islice(element.texts(), _MOST_IN_A_TITLE))


def opens_a_section(button: Element) -> bool:
    """Whether a button is the title of a part that folds: it says so, or holds a heading or is in one."""
    if "aria-haspopup" in button.attributes:
        return False
    if any(name in button.attributes for name in ("aria-controls", "aria-expanded", _TITLE_MARK)):
        return True
    toggles = button.attribute("data-toggle") or button.attribute("data-bs-toggle")
    return toggles == "collapse" or _FOLDS.search(button.attribute("class")) is not None or holds_a_heading(button)


def mark_buttons_in_headings(elements: Sequence[Element]) -> None:
    """Mark buttons inside of headings and summaries that are their text, and not one that stands beside it."""
    for element in elements:
        if not (is_heading(element) or element.tag == "summary"):
            continue
        inside = list(islice(element.elements(), _MOST_IN_A_TITLE))
        buttons = [inner for inner in inside if is_button(inner)]
        if buttons and _letters(element) == sum(_letters(button) for button in buttons):
            for button in buttons:
                button.attributes[_TITLE_MARK] = ""


def give_panels_their_titles(elements: Sequence[Element]) -> None:
    """Write the title of each tab above its panel, unless the panel says it itself (WAI-ARIA 1.2, tabpanel)."""
    tabs = [element for element in elements if element.attributes.get("role") == "tab"]
    if not tabs:
        return
    by_tab = {tab.attribute("id"): tab for tab in tabs if tab.attribute("id")}
    by_panel = {tab.attribute("aria-controls"): tab for tab in tabs if tab.attribute("aria-controls")}
    for panel in elements:
        if panel.attribute("role") != "tabpanel":
            continue
        tab = by_tab.get(panel.attribute("aria-labelledby")) or by_panel.get(panel.attribute("id"))
        title = " ".join(short_text(tab).split()) if tab else ""
        if title and title not in (" ".join(short_text(heading).split()) for heading in _first_headings(panel)):
            panel.children.insert(0, Element("p", {}, [Element("b", {}, [title])]))


def _first_headings(panel: Element) -> list[Element]:
    return [inner for inner in islice(panel.elements(), _MOST_IN_A_TITLE) if is_heading(inner)][:1]


def _letters(element: Element) -> int:
    return len("".join(short_text(element).split()))
