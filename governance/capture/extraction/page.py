"""The text of an HTML page, by itself or as a declaration selects it."""

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from governance.capture.declarations.sources import DeclaredPage
from governance.capture.extraction.extracted import IN_PAGE, Extracted, TextPlace
from governance.capture.extraction.furniture import without_furniture
from governance.capture.extraction.left_out import left_out_of, sentences_of
from governance.capture.extraction.main_content import main_parts
from governance.capture.extraction.markup import Element, parse_html, read_element
from governance.capture.extraction.menus import without_menus
from governance.capture.extraction.selecting import selected_parts
from governance.capture.extraction.writing import write_markdown

# Below so many words without menus, the menus are the page: a hub of links.
FEWEST_WORDS_WITHOUT_MENUS = 20
MENU_PAGE_SHARE = 0.1
LONGEST_TITLE = 300


def extract_html(
    html: str, *, address: str, declared: DeclaredPage | None = None, before: TextPlace | None = None
) -> Extracted:
    """Return the text of a page; `address` completes its links unless it has a base of its own.

    The text is exactly what is declared of the page, else it is found by structure, where it stood `before` if it still
    does. Raises Unreadable for a page that
    is no page but a trap, and NothingSelected where what is declared isn't there.
    """
    tree = parse_html(html)
    page = _read(tree)
    title, language, base = _title_of(page), page.attribute("lang").strip(), _base_of(tree, address)
    sentences = [] if declared else sentences_of(page)
    place, parts = (
        (TextPlace(), selected_parts(tree, declared)) if declared else _found_by_structure(page, tree, base, before)
    )
    markdown = write_markdown(parts, base)
    word_count = len(markdown.split())
    return Extracted(
        markdown=markdown,
        title=title,
        first_heading=_first_heading(markdown),
        language=language[:35],
        word_count=word_count,
        link_share=_link_share(parts),
        replaced_share=markdown.count("\ufffd") / max(len(markdown), 1),
        place=place._replace(word_count=word_count),
        left_out=left_out_of(sentences, parts),
    )


def _found_by_structure(
    page: Element, tree: LexborHTMLParser, address: str, before: TextPlace | None
) -> tuple[TextPlace, list[Element]]:
    """Return where the text of a page stands, without the count of its words, and its parts.

    Of a page that is nothing without scripts these are what it says of that.
    """
    had_words = page.has_words()
    figures, choices = without_furniture(page, address, before)
    word_count = figures[id(page)].words
    if not word_count and had_words:
        return TextPlace(IN_PAGE), [element for element in _read(tree).elements() if element.tag == "noscript"]
    without_menus(page, figures)
    left = page.word_count()
    if left < FEWEST_WORDS_WITHOUT_MENUS and left < word_count * MENU_PAGE_SHARE:
        page = _read(tree)
        _, choices = without_furniture(page, address, before)
    found = main_parts(page, before)
    place = TextPlace(found.text_in, 0, choices.kept, choices.left_out, found.title_word_count)
    return place, found.parts


def _read(tree: LexborHTMLParser) -> Element:
    return read_element(tree.root) if tree.root is not None else Element("html", {})


def _title_of(page: Element) -> str:
    title = next((element for element in page.elements() if element.tag == "title"), None)
    return " ".join(title.text().split())[:LONGEST_TITLE] if title else ""


def _base_of(tree: LexborHTMLParser, address: str) -> str:
    """Return what links are relative to: the page's address, or what its first `base` says (HTML, 2.4.3)."""
    for node in tree.css("base"):
        href = (node.attributes.get("href") or "").strip()
        if href:
            try:
                return urljoin(address, href)
            except ValueError:
                return address
    return address


def _first_heading(markdown: str) -> str:
    line = next((line for line in markdown.split("\n") if line.startswith("#")), "")
    return re.sub(r"[#*_\\]", "", line).strip()[:LONGEST_TITLE]


def _link_share(parts: Sequence[Element]) -> float:
    letters = in_links = 0
    waiting = [(part, False) for part in parts]
    while waiting:
        element, in_link = waiting.pop()
        in_link = in_link or element.tag == "a"
        for child in element.children:
            if isinstance(child, Element):
                waiting.append((child, in_link))
            else:
                letters += len(child)
                in_links += len(child) if in_link else 0
    return in_links / letters if letters else 0.0
