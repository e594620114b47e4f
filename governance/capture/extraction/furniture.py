"""Takes out of a page what is no part of a document: navigation, consent windows, buttons, what a help centre adds.

It goes by structure and by the names of known products. It never goes by a bare word such as "cookie", "share" or
"newsletter": in policies these name sections. What is hidden stays, as closed sections and other tabs are terms, too.
"""

import re
from collections.abc import Callable

from governance.capture.extraction.markup import Element

# Nothing in these is text that a reader of the page sees.
_UNSEEN_NAMES = (
    "script style template svg math iframe object embed video audio canvas map input select textarea progress"
    " meter head datalist link meta param source track"
)
UNSEEN = frozenset(_UNSEEN_NAMES.split())
_CHROME = frozenset(("nav", "dialog"))
_CHROME_OF_A_PAGE = frozenset(("header", "footer", "aside"))
_CHROME_ROLES_NAMES = "navigation banner contentinfo search dialog alertdialog tablist menu menubar toolbar tooltip"
_CHROME_ROLES = frozenset(_CHROME_ROLES_NAMES.split())
_WHOLE_WORD = r"(?<![a-z0-9])(?:{})(?![a-z0-9])"
_CONSENT = re.compile(
    r"onetrust|ot-sdk|optanon|cookiebot|cybot|didomi|usercentrics|truste_|trustarc|qc-cmp|quantcast|sp_message_container"
    r"|iubenda-cs|osano|cky-|cookieyes|cmplz|complianz|klaro|axeptio|tarteaucitron|fc-consent|cookie-law-info|cli-modal"
    r"|termly-|borlabs|cc-window|cc-banner|cookieconsent|cookie-consent-banner|gdpr-cookie-notice|ketch-|transcend-consent"
    r"|consent-manager-root|CookieReportsBanner|_evidon|evidon-|civic-|ccc-module|hs-eu-cookie|moove_gdpr|cookiefirst"
    r"|cookiehub|cookie-script|cookiescript|securiti|pubconsent|sncmp|tc-privacy",
    re.IGNORECASE,
)
_HELP_CENTRE = re.compile(
    _WHOLE_WORD.format(
        "article-votes|article-vote|article-more-questions|article-relatives|article-subscribe|article-share"
        "|article-return-to-top|article-comments|article-footer|related-articles|recent-articles|recent-activity"
        "|related_articles|article__reactions|intercom-reaction-picker|reaction-picker|breadcrumbs?|breadcrumb-nav"
        "|article-feedback|was-this-helpful|skip-link|skip-links|skip-to-content|share-links|share-buttons|social-share"
        "|addthis|sharethis|a2a_kit|sub-nav|comment-list|article-sidebar|section-articles|pagination"
    ),
    re.IGNORECASE,
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_CONTENT = frozenset(("main", "article"))
_NEVER_BY_NAME = frozenset(("html", "body", "main", "article"))
# What holds more of a page than this is the page, whatever it is called.
_PART = 0.4
_FEWEST_LINKS = 3
_LINK_SHARE = 0.8
_LONGEST_RUN = 8
# Menus are looked for in these; a paragraph with three links in it is none.
_HOLDS_A_MENU = frozenset(["div", "section", "ul", "ol", "aside", "table", "td", "form", "center"])
_PERMALINK_SIGNS = frozenset("#¶§🔗")


def without_furniture(root: Element) -> None:
    """Take out of a page, in place, what is no part of its text."""
    _mark_buttons_in_headings(root)
    figures = _figures(root)
    _drop(
        root,
        lambda element, in_content: (
            _is_unseen(element, in_content)
            or _is_chrome(element, in_content)
            or (_is_named_as_chrome(element) and figures[id(element)].letters <= _PART * figures[id(root)].letters)
        ),
    )


def without_unseen(root: Element) -> None:
    """Take out only what no reader sees. For what a declaration has selected."""
    _drop(root, _is_unseen)


def without_menus(root: Element) -> None:
    """Take out menus and lists of contents. Menus are told by their links, and only where no content is marked."""
    figures = _figures(root)
    _drop(root, lambda element, in_content: _is_menu(element, figures, in_content=in_content))


def _drop(root: Element, is_dropped: Callable[[Element, bool], bool]) -> None:
    """Take out of `root` the elements for which `is_dropped` says so; it is also told whether it is marked content."""
    waiting = [(root, False)]
    while waiting:
        parent, in_content = waiting.pop()
        kept: list[Element | str] = []
        for child in parent.children:
            if isinstance(child, str):
                kept.append(child)
                continue
            is_content = in_content or child.tag in _CONTENT or child.attribute("role") in _CONTENT
            if not is_dropped(child, is_content):
                kept.append(child)
                waiting.append((child, is_content))
        parent.children = kept


def _is_unseen(element: Element, in_content: bool) -> bool:
    if element.tag in UNSEEN:
        return True
    return element.tag == "a" and _is_permalink(element)


def _is_permalink(link: Element) -> bool:
    return link.attribute("href").startswith("#") and link.text().strip() in _PERMALINK_SIGNS


def _is_chrome(element: Element, in_content: bool) -> bool:
    """Whether its tag or its role says that it frames the page."""
    tag, role = element.tag, element.attribute("role").lower()
    if tag == "noscript" or tag in _CHROME or role in _CHROME_ROLES:
        return True
    if tag in _CHROME_OF_A_PAGE and not in_content:
        return True
    if tag == "button" or role == "button":
        return not _opens_a_section(element)
    return False


def _is_named_as_chrome(element: Element) -> bool:
    names = f"{element.attribute('id')} {element.attribute('class')}"
    if len(names) == 1 or element.tag in _NEVER_BY_NAME:
        return False
    return _CONSENT.search(names) is not None or _HELP_CENTRE.search(names) is not None


def _opens_a_section(button: Element) -> bool:
    """Whether a button is the title of a part that folds: it says what it controls, or holds or is in a heading."""
    if "aria-controls" in button.attributes or "aria-expanded" in button.attributes:
        return True
    if "data-heading" in button.attributes:
        return True
    return any(inner.tag in _HEADINGS for inner in button.elements())


def _mark_buttons_in_headings(root: Element) -> None:
    """Mark buttons inside of headings and summaries, which are their text."""
    for element in root.elements():
        if element.tag in _HEADINGS or element.tag == "summary":
            for inner in element.elements():
                if inner.tag == "button" or inner.attribute("role") == "button":
                    inner.attributes["data-heading"] = ""


class _LinkFigures:
    """Of the text in an element: its letters, those in links, its links, and the longest run of words outside links."""

    __slots__ = ("letters", "link_letters", "links", "longest_run", "own_links")

    def __init__(self) -> None:
        self.letters = self.link_letters = self.links = self.own_links = self.longest_run = 0

    def add(self, other: "_LinkFigures") -> None:
        self.letters += other.letters
        self.link_letters += other.link_letters
        self.links += other.links
        self.own_links += other.own_links
        self.longest_run = max(self.longest_run, other.longest_run)


def _figures(root: Element) -> dict[int, _LinkFigures]:
    """Return the figures of each element, by its identity."""
    found: dict[int, _LinkFigures] = {}
    # Children come after their parents in this order, so that it can be walked back.
    order: list[tuple[Element, bool]] = []
    waiting = [(root, False)]
    while waiting:
        element, in_link = waiting.pop()
        in_link = in_link or element.tag == "a"
        order.append((element, in_link))
        waiting.extend((child, in_link) for child in element.children if isinstance(child, Element))
    for element, in_link in reversed(order):
        figures = found[id(element)] = _LinkFigures()
        for child in element.children:
            if isinstance(child, Element):
                figures.add(found[id(child)])
                continue
            letters = len("".join(child.split()))
            figures.letters += letters
            if in_link:
                figures.link_letters += letters
            else:
                figures.longest_run = max(figures.longest_run, len(child.split()))
        if element.tag == "a":
            figures.links += 1
            figures.own_links += element.attribute("href").startswith("#")
    return found


def _is_menu(element: Element, figures: dict[int, _LinkFigures], *, in_content: bool) -> bool:
    found = figures[id(element)]
    if element.tag not in _HOLDS_A_MENU or found.links < _FEWEST_LINKS or found.longest_run >= _LONGEST_RUN:
        return False
    if found.link_letters <= _LINK_SHARE * found.letters:
        return False
    return not in_content or found.own_links == found.links
