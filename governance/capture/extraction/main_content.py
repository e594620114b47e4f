"""Which part of a page holds its text: what is marked as main, where that is most of it, else all.

The choice is kept from one reading to the next, since teasers beside the text come and go, and the text must not.
"""

from typing import NamedTuple

from governance.capture.extraction.extracted import IN_MARKED, IN_PAGE, TextPlace
from governance.capture.extraction.markup import CONTENT, Element

# Many a "main" is a widget: whole policies would be lost by believing it.
MAIN_SHARE = 0.6
# What was the text stays it with so many of its words, whatever stands beside it. That is more than MAIN_SHARE, so that
# terms which move out of the marked part aren't taken for teasers.
STAYING_SHARE = 0.8
# A title stands with a date and a sentence; with more words it is a part of the page.
MOST_WORDS_WITH_A_TITLE, MOST_ABOVE_A_TITLE = 60, 5
# What stood with it stays with it until it has twice as many words, and what did not stays away until it has few.
FEW_WORDS_WITH_A_TITLE, MOST_WORDS_THAT_STAY = 10, 120


class MainParts(NamedTuple):
    """Where the text of a page stands, the parts that it is made of, and how many words a title before them has."""

    text_in: str
    parts: list[Element]
    title_word_count: int = 0


def main_parts(root: Element, before: TextPlace | None = None) -> MainParts:
    """Return the parts that the text of a page is made of, and where they stand.

    These are the marked parts if they hold at least 60 % of the words together, else the whole page. Where the text
    stood `before` it stays: in the whole page always, in the marked parts as long as these hold 80 % of its words. A
    title that stands before the marked parts comes first.
    """
    marked = _outermost(root)
    if not marked or not _hold_the_text(marked, root, before):
        return MainParts(IN_PAGE, [root])
    if any(element.tag == "h1" for part in marked for element in part.elements()):
        return MainParts(IN_MARKED, marked)
    titles = _titles_before(root, {id(part) for part in marked}, _most_words_with_a_title(before))
    return MainParts(IN_MARKED, titles + marked, sum(title.word_count() for title in titles))


def _hold_the_text(marked: list[Element], root: Element, before: TextPlace | None) -> bool:
    words = sum(part.word_count() for part in marked)
    if before is not None and before.text_in == IN_PAGE:
        return False
    if before is not None and before.text_in == IN_MARKED and words >= STAYING_SHARE * before.word_count:
        return True
    return words >= MAIN_SHARE * root.word_count()


def _is_content(element: Element) -> bool:
    return element.tag in CONTENT or element.attribute("role") in CONTENT


def _outermost(root: Element) -> list[Element]:
    found, waiting = [], [root]
    while waiting:
        element = waiting.pop()
        if _is_content(element):
            found.append(element)
        else:
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))
    return found


def _most_words_with_a_title(before: TextPlace | None) -> int:
    if before is None or not before.title_word_count:
        return MOST_WORDS_WITH_A_TITLE
    return min(max(2 * before.title_word_count, FEW_WORDS_WITH_A_TITLE), MOST_WORDS_THAT_STAY)


def _titles_before(root: Element, marked: set[int], most_words: int) -> list[Element]:
    """Return what holds the title: the first `h1` outside of the marked parts, and the few words beside it."""
    above: dict[int, Element] = {}
    title, holding, waiting = None, set[int](), [root]
    while waiting:
        element = waiting.pop()
        if id(element) in marked:
            up: Element | None = element
            while up is not None and id(up) not in holding:
                holding.add(id(up))
                up = above.get(id(up))
            continue
        title = title or (element if element.tag == "h1" else None)
        children = [child for child in reversed(element.children) if isinstance(child, Element)]
        above.update((id(child), element) for child in children)
        waiting.extend(children)
    if title is None:
        return []
    for _ in range(MOST_ABOVE_A_TITLE):
        parent = above.get(id(title))
        if parent is None or id(parent) in holding or parent.word_count() > most_words:
            break
        title = parent
    return [title]
