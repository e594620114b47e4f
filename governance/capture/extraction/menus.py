"""Menus, lists of contents and of related pages, told by their links and the words above them."""

import re
from collections.abc import Iterator, Set
from itertools import pairwise
from urllib.parse import urldefrag, urljoin

from governance.capture.extraction.folds import is_heading
from governance.capture.extraction.markup import Element, drop

_FEWEST_LINKS = 3
_LINK_SHARE = 0.8
_LONGEST_RUN = 8
# Menus are looked for in these; a paragraph with three links in it is none.
_HOLDS_A_MENU = frozenset(("div", "section", "ul", "ol", "aside", "table", "td", "form", "center"))
_COPYRIGHT = re.compile(r"\s*(?:©|\(c\)|copyright)", re.IGNORECASE)
_LONGEST_TITLE = 40
_CONTENTS = frozenset(
    (
        "contents", "table of contents", "on this page", "in this article", "jump to", "quick links", "inhalt",
        "inhaltsverzeichnis", "auf dieser seite", "sommaire", "table des matières", "dans cet article", "índice",
        "contenido", "indice", "sommario", "inhoud", "inhoudsopgave", "conteúdo", "sumário", "spis treści",
        "目次", "目录",
    )
)  # fmt: skip
_RELATED = frozenset(
    (
        "related articles", "related topics", "articles in this section", "recently viewed articles", "recent articles",
        "more articles", "popular articles", "verwandte artikel", "verwandte beiträge", "ähnliche artikel",
        "articles associés", "articles connexes", "artículos relacionados", "articoli correlati",
        "gerelateerde artikelen",        "artigos relacionados",
    )
)  # fmt: skip


class LinkFigures:
    """Of what is in an element: its elements, its letters, those in links, its links, the longest run outside links."""

    __slots__ = ("elements", "letters", "link_letters", "links", "longest_run", "own_links", "words")

    def __init__(self) -> None:
        self.elements = 1
        self.letters = self.link_letters = self.links = self.own_links = self.longest_run = self.words = 0

    @property
    def is_of_links(self) -> bool:
        """Whether nearly all of its letters stand in links, and no sentence beside them."""
        return self.longest_run < _LONGEST_RUN and self.link_letters > _LINK_SHARE * self.letters


Figures = dict[int, LinkFigures]


def figures_of(root: Element, address: str, known: Figures | None = None, changed: Set[int] = frozenset()) -> Figures:
    """Return the figures of each element, by its identity. Links to places of the page at `address` are its own.

    Where something was taken out since the figures were `known`, `changed` says out of which elements.
    """
    found: Figures = {}
    renewed = set(changed)
    # Children come after their parents in this order, so that it can be walked back.
    order: list[tuple[Element, bool, int]] = []
    waiting = [(root, False, 0)]
    while waiting:
        one = waiting.pop()
        order.append(one)
        element, in_link, _ = one
        if element.children:
            inside, above = in_link or element.tag == "a", id(element)
            waiting += [(child, inside, above) for child in element.children if child.__class__ is Element]
    for element, in_link, above in reversed(order):
        if known is not None:
            if id(element) not in renewed:
                found[id(element)] = known[id(element)]
                continue
            renewed.add(above)
        is_link = element.tag == "a"
        figures = found[id(element)] = LinkFigures()
        for child in element.children:
            if isinstance(child, str):
                if child and not child.isspace():
                    _count(figures, child, in_link=in_link or is_link)
                continue
            inner = found[id(child)]
            figures.elements += inner.elements
            if inner.words:
                figures.words += inner.words
                figures.letters += inner.letters
                figures.link_letters += inner.link_letters
                if inner.longest_run > figures.longest_run:
                    figures.longest_run = inner.longest_run
            if inner.links:
                figures.links += inner.links
                figures.own_links += inner.own_links
        if is_link:
            figures.links += 1
            figures.own_links += leads_into(element, address)
    return found


def leads_into(link: Element, address: str) -> bool:
    """Whether a link leads to a place of the page itself."""
    href = link.attribute("href").strip()
    if href.startswith("#"):
        return True
    if "#" not in href or not address:
        return False
    try:
        return urldefrag(urljoin(address, href)).url == urldefrag(address).url
    except ValueError:
        return False


def without_menus(root: Element, figures: Figures) -> None:
    """Take out menus, lists of contents with their titles, and lists of related pages, by the figures of a page."""
    titles = set(_titles_of_contents(root, figures))
    drop(
        root,
        lambda element, in_content: (
            id(element) in titles
            or _is_menu(element, figures[id(element)], in_content=in_content)
            or _is_related(element, figures)
        ),
    )


def _count(figures: LinkFigures, text: str, *, in_link: bool) -> None:
    words = text.split()
    letters = len("".join(words))
    figures.words += len(words)
    if in_link:
        figures.link_letters += letters
    elif _COPYRIGHT.match(text) and len(words) < _LONGEST_RUN:
        return
    else:
        figures.longest_run = max(figures.longest_run, len(words))
    figures.letters += letters


def _is_menu(element: Element, found: LinkFigures, *, in_content: bool) -> bool:
    """Whether it holds nothing but links. What is marked as content may list other pages, so only its contents go."""
    if element.tag not in _HOLDS_A_MENU or found.links < _FEWEST_LINKS or not found.is_of_links:
        return False
    return not in_content or found.own_links == found.links


def _titles_of_contents(root: Element, figures: Figures) -> Iterator[int]:
    """Yield the identities of titles that stand before a list of contents, such as "On this page"."""
    for parent in root.elements():
        if not figures[id(parent)].own_links:
            continue
        children = [child for child in parent.children if isinstance(child, Element)]
        for title, after in pairwise(children):
            listed = figures[id(after)]
            is_contents = listed.links and listed.own_links == listed.links and listed.is_of_links
            if is_contents and _said(title, figures) in _CONTENTS:
                yield id(title)


def _is_related(element: Element, figures: Figures) -> bool:
    """Whether it is a title such as "Related articles" with links under it, as help centres put under an article."""
    found = figures[id(element)]
    if element.tag not in _HOLDS_A_MENU or not found.links or found.longest_run >= _LONGEST_RUN:
        return False
    title = next((child for child in element.children if isinstance(child, Element) and is_heading(child)), None)
    if title is None or _said(title, figures) not in _RELATED:
        return False
    beside = found.letters - figures[id(title)].letters
    return found.link_letters > _LINK_SHARE * beside


def _said(title: Element, figures: Figures) -> str:
    """Return the words of a short title in small letters; "" for what is longer."""
    if figures[id(title)].letters > _LONGEST_TITLE or figures[id(title)].elements > _LONGEST_TITLE:
        return ""
    return " ".join(title.text().split()).rstrip(":").lower()
