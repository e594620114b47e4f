"""Takes out of a page what is no part of a document: navigation, consent windows, buttons, what a help centre adds.

It goes by structure and by the names of known products. It never goes by a bare word such as "cookie", "share" or
"newsletter": in policies these name sections. What is hidden stays, as closed sections and other tabs are terms, too.
"""

import re
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from governance.capture.extraction.extracted import TextPlace
from governance.capture.extraction.folds import (
    give_panels_their_titles,
    is_button,
    is_heading,
    mark_buttons_in_headings,
    opens_a_section,
    short_text,
)
from governance.capture.extraction.markup import CONTENT, Element, drop
from governance.capture.extraction.menus import Figures, LinkFigures, figures_of
from governance.capture.extraction.open_frames import close_open_frames

# Nothing in these is text that a reader of the page sees.
_UNSEEN_NAMES = (
    "script style template svg math iframe object embed video audio canvas map input select progress"
    " meter head datalist link meta param source track"
)
UNSEEN = frozenset(_UNSEEN_NAMES.split())
# A field that is filled with so many words shows terms; others are to be filled in.
_FEWEST_WORDS_OF_TERMS = 20
_CHROME = frozenset(("nav", "dialog"))
_CHROME_OF_A_PAGE = frozenset(("header", "footer", "aside"))
# Without attributes, these are furniture by their words only.
_PLAIN_NAMES = (
    "p div span section ul ol li dl dt dd table thead tbody tfoot tr td th b strong i em u h1 h2 h3 h4 h5 h6 br"
    " blockquote pre hr sup sub small"
)
_PLAIN = frozenset(_PLAIN_NAMES.split())
_CHROME_ROLES_NAMES = "navigation banner contentinfo search dialog alertdialog tablist menu menubar toolbar tooltip"
_CHROME_ROLES = frozenset(_CHROME_ROLES_NAMES.split())
_WHOLE_WORD = r"(?<![a-z0-9])(?:{})(?![a-z0-9])"
_CONSENT = re.compile(
    r"(?<![a-z0-9])(?:onetrust|ot-sdk|optanon|cookiebot|cybot|didomi|usercentrics|truste_|trustarc|qc-cmp|quantcast"
    r"|sp_message_container|iubenda-cs|osano|cky-|cookieyes|cmplz|complianz|klaro|axeptio|tarteaucitron|fc-consent"
    r"|cookie-law-info|cli-modal|termly-|borlabs|cc-window|cc-banner|cookieconsent|cookie-consent-banner"
    r"|gdpr-cookie-notice|ketch-|transcend-consent|consent-manager-root|CookieReportsBanner|_evidon|evidon-|ccc-module"
    r"|hs-eu-cookie|moove_gdpr|cookiefirst|cookiehub|cookie-script|cookiescript|securiti-|pubconsent|sncmp|tc-privacy)",
    re.IGNORECASE,
)
# What the same products write into a policy: the list of its cookies, or the policy itself.
_WRITTEN_BY_CONSENT = re.compile(
    _WHOLE_WORD.format("(?:ot-sdk|optanon)-cookie-policy|cmplz-document|cookiefirst-(?:policy|cookies)-page"),
    re.IGNORECASE,
)
_HELP_CENTRE = re.compile(
    _WHOLE_WORD.format(
        "article-votes|article-vote|article-more-questions|article-relatives|article-subscribe|article-share"
        "|article-return-to-top|article-comments|article-footer|related-articles|recent-articles|recent-activity"
        "|related_articles|article__reactions|intercom-reaction-picker|reaction-picker|breadcrumbs?|breadcrumb-nav"
        "|article-feedback|was-this-helpful|skip-link|skip-links|skip-to-content|skip-navigation|share-links"
        "|share-buttons|social-share|addthis|sharethis|a2a_kit|sub-nav|comment-list|article-sidebar|section-articles"
        "|pagination|articlefoot"
    ),
    re.IGNORECASE,
)
_TRAIL = re.compile(r"breadcrumb", re.IGNORECASE)
_ASKS_WHETHER_IT_HELPED = re.compile(
    r"(?:was|is|did) this (?:page|article|answer|information|content)?\s?(?:helpful|useful|answer your question|help)"
    r"|did (?:this|we) (?:answer|help)|war dieser (?:artikel|beitrag) hilfreich|fanden sie diesen (?:artikel|beitrag)"
    r"|cet article vous a-t-il|¿(?:te|le)? ?(?:fue|ha sido|resultó) útil|questo articolo (?:è|ti è)|was dit artikel"
    r"|este artigo foi útil|esse artigo foi útil",
    re.IGNORECASE,
)
# With the two letters that Python takes for an "i" of another case.
_BEGINS_A_QUESTION = frozenset("wWiIİıdDfFcCqQeE¿")
_LONGEST_QUESTION = 80
_AGREES = re.compile(
    r"\s*(?:accept|allow|agree|reject|decline|i agree|i accept|got it|ok|okay|alle|akzeptieren|zustimmen|ablehnen|tout"
    r"|accepter|refuser|aceptar|rechazar|accetta|rifiuta|accepteren|weigeren|aceitar|rejeitar)(?![^\W_])",
    re.IGNORECASE,
)
_FEWEST_WORDS_OF_A_BANNER, _MOST_WORDS_OF_A_BANNER = 5, 150
_MOST_WORDS_OF_A_FORM = 60
_WRITTEN_IN = frozenset(("", "text", "email", "search", "password", "tel", "url"))
_ASKED_IN_SMALL_FORMS = frozenset(("email", "search", "password"))
_NEVER_BY_NAME = frozenset(("html", "body", "main", "article", "dt", "th", "summary"))
# What holds more of a page than this is the page, whatever it is called. It stays it while it holds the second share,
# and what was left out stays so up to the third. What holds less than the last is no choice.
_PART, _STAYS_KEPT, _STAYS_LEFT_OUT, _NO_CHOICE = 0.4, 0.2, 0.8, 0.05
_BANNER, _SMALL_FORM, _TRAIL_OF_PAGES, _QUESTION = "banner", "form", "trail", "question"
_PERMALINK_SIGNS = frozenset("#¶§🔗↩↑^")
_LONGEST_LOOK = 200


class Choices(NamedTuple):
    """What of a page is called furniture and was kept for its size, and what of some size was left out."""

    kept: tuple[str, ...]
    left_out: tuple[str, ...]


def without_furniture(root: Element, address: str, before: TextPlace | None = None) -> tuple[Figures, Choices]:
    """Take out of a page, in place, what is no part of its text; return the figures of what is left, and the choices.

    What was decided `before` is decided alike, as far as it fits still.
    """
    elements = list(root.elements())
    give_panels_their_titles(elements)
    mark_buttons_in_headings(elements)
    figures = figures_of(root, address)
    if close_open_frames(root, elements, figures):
        figures = figures_of(root, address)
    page = _Page(root, elements, figures, before)
    changed = drop(root, page.is_furniture)
    return figures_of(root, address, figures, changed), page.choices


def without_unseen(root: Element) -> None:
    """Take out only what no reader sees. For what a declaration has selected."""
    drop(root, _is_unseen)


class _Page:
    """What must be known of a whole page to tell what of it is furniture."""

    def __init__(self, root: Element, elements: list[Element], figures: Figures, before: TextPlace | None) -> None:
        self._figures, self._before = figures, before or TextPlace()
        self._kept, self._left_out = set[str](), set[str]()
        self._letters = figures[id(root)].letters
        links = [element.attribute("href") for element in elements if element.tag == "a"]
        self._linked = {href[1:] for href in links if href.startswith("#")}
        fields = [element for element in elements if element.tag in ("input", "select", "textarea")]
        self._fields = {field.attribute("id") for field in fields if _is_written_in(field)} - {""}
        self._by_hand = _marked(root, _is_written_by_consent) if any(map(_is_written_by_consent, elements)) else set()
        self._banners = {id(banner) for banner in self._banners_of(elements)}
        self._headers = _headers_with_the_title(root) if any(one.tag == "h1" for one in elements) else set()

    @property
    def choices(self) -> Choices:
        """What was decided by size of what was looked at."""
        return Choices(tuple(sorted(self._kept)), tuple(sorted(self._left_out)))

    def is_furniture(self, element: Element, in_content: bool) -> bool:
        """Whether an element is no part of the text."""
        if not element.attributes and element.tag in _PLAIN:
            return self._is_small_for(self._called_for_its_words(element), element)
        if _is_unseen(element, in_content):
            return True
        if id(element) in self._headers:
            return False
        if _is_chrome(element, in_content) or self._labels_a_field(element):
            return True
        called = self._called_by_name(element)
        if not called and self._is_a_small_form(element, self._figures[id(element)]):
            called = _SMALL_FORM
        if not called and _is_trail(element):
            called = _TRAIL_OF_PAGES
        return self._is_small_for(called or self._called_for_its_words(element), element)

    def _is_small_for(self, called: str, element: Element) -> bool:
        """Whether it is called something that frames a page, and holds too little of this one to be its text."""
        if not called:
            return False
        letters = self._figures[id(element)].letters
        most = _PART
        if called in self._before.kept:
            most = _STAYS_KEPT if self._before.word_count else _NO_CHOICE
        elif called in self._before.left_out:
            most = _STAYS_LEFT_OUT
        is_small = letters <= most * self._letters
        if letters > _NO_CHOICE * self._letters:
            (self._left_out if is_small else self._kept).add(called)
        return is_small

    def _called_for_its_words(self, element: Element) -> str:
        if id(element) in self._banners:
            return _BANNER
        return _QUESTION if _asks_whether_it_helped(element, self._figures[id(element)]) else ""

    def _called_by_name(self, element: Element) -> str:
        """Return the name of a known product, or of what help centres add, that it bears; "" if it bears none."""
        if element.tag in _NEVER_BY_NAME or is_heading(element) or id(element) in self._by_hand:
            return ""
        name = element.attribute("id")
        names = element.attribute("class")
        if not (name or names):
            return ""
        if name and not self._names_a_section(element, name):
            names = f"{name} {names}"
        found = (_CONSENT.search(names) or _HELP_CENTRE.search(names)) if names else None
        return found[0].lower() if found else ""

    def _names_a_section(self, element: Element, name: str) -> bool:
        """Whether an id is that of a section: the page links to it, or it is made of the section's heading."""
        if name in self._linked and element.tag != "a":
            return True
        first = next((child for child in element.children if isinstance(child, Element)), None)
        if first is None or not is_heading(first):
            return False
        return re.sub(r"[\W_]+", "", name.lower()) in re.sub(r"[\W_]+", "", short_text(first).lower())

    def _labels_a_field(self, element: Element) -> bool:
        """Whether it says what is to be written into a field. What is said of a box to be ticked may be terms."""
        return element.tag == "label" and element.attribute("for") in self._fields

    def _is_a_small_form(self, element: Element, figures: LinkFigures) -> bool:
        """Whether it is a form for an address, a search or a password with little text."""
        if element.tag != "form" or figures.words > _MOST_WORDS_OF_A_FORM:
            return False
        inside = islice(element.elements(), _LONGEST_LOOK)
        return any(inner.tag == "input" and _type_of(inner) in _ASKED_IN_SMALL_FORMS for inner in inside)

    def _banners_of(self, elements: list[Element]) -> list[Element]:
        """Return what asks for consent to cookies: the least part with a button to agree and words about cookies."""
        buttons = [one for one in elements if is_button(one) and _AGREES.match(short_text(one))]
        if not buttons:
            return []
        found: list[Element] = []
        above = {id(child): one for one in elements for child in one.children if child.__class__ is Element}
        for button in buttons:
            part = above.get(id(button))
            while part is not None and self._figures[id(part)].words <= _MOST_WORDS_OF_A_BANNER:
                is_much = self._figures[id(part)].elements > _LONGEST_LOOK
                if is_much or part.tag in CONTENT or part.tag in ("body", "html"):
                    break
                if self._says_what_cookies_are_for(part):
                    found.append(part)
                    break
                part = above.get(id(part))
        return found

    def _says_what_cookies_are_for(self, part: Element) -> bool:
        if any(inner.tag == "h1" for inner in part.elements()):
            return False
        words = self._figures[id(part)].words
        in_buttons = sum(self._figures[id(inner)].words for inner in part.elements() if is_button(inner))
        return words - in_buttons >= _FEWEST_WORDS_OF_A_BANNER and "cookie" in part.text().lower()


def _is_unseen(element: Element, in_content: bool) -> bool:
    if element.tag == "textarea":
        return element.word_count() < _FEWEST_WORDS_OF_TERMS
    return element.tag in UNSEEN or (element.tag == "a" and _is_permalink(element))


def _is_permalink(link: Element) -> bool:
    href = link.attribute("href")
    return href.startswith("#") and (href == "#top" or short_text(link).strip() in _PERMALINK_SIGNS)


def _is_chrome(element: Element, in_content: bool) -> bool:
    """Whether its tag or its role says that it frames the page."""
    tag, role = element.tag, element.attributes.get("role", "").lower()
    if tag == "noscript" or tag in _CHROME or role in _CHROME_ROLES:
        return True
    if tag in _CHROME_OF_A_PAGE and not in_content:
        return True
    return is_button(element) and not opens_a_section(element)


def _is_trail(element: Element) -> bool:
    """Whether it says of itself that it is the trail of pages above this one (schema.org BreadcrumbList, WAI-ARIA)."""
    if not ("itemtype" in element.attributes or "aria-label" in element.attributes):
        return False
    return _TRAIL.search(f"{element.attribute('itemtype')} {element.attribute('aria-label')}") is not None


def _asks_whether_it_helped(element: Element, figures: LinkFigures) -> bool:
    if not 0 < figures.letters <= _LONGEST_QUESTION or figures.elements > _LONGEST_LOOK:
        return False
    first = next(text for text in element.texts() if text and not text.isspace())
    if first.lstrip()[0] not in _BEGINS_A_QUESTION:
        return False
    return _ASKS_WHETHER_IT_HELPED.match(" ".join(element.text().split())) is not None


def _is_written_by_consent(element: Element) -> bool:
    if not ("id" in element.attributes or "class" in element.attributes):
        return False
    return _WRITTEN_BY_CONSENT.search(f"{element.attribute('id')} {element.attribute('class')}") is not None


def _is_written_in(field: Element) -> bool:
    return field.tag != "input" or _type_of(field) in _WRITTEN_IN


def _type_of(field: Element) -> str:
    return field.attribute("type").strip().lower()


def _marked(root: Element, is_marked: Callable[[Element], bool]) -> set[int]:
    """Return the identities of the elements that are so marked, and of all in them."""
    found: set[int] = set()
    waiting = [(root, False)]
    while waiting:
        element, is_inside = waiting.pop()
        if is_inside or is_marked(element):
            found.add(id(element))
            is_inside = True
        if element.children:
            waiting += [(child, is_inside) for child in element.children if child.__class__ is Element]
    return found


def _headers_with_the_title(root: Element) -> set[int]:
    """Return the headers outside of content that hold the title of the page, if nothing else does.

    A title is an `h1` with words outside of links; that of a site is a link to its first page.
    """
    headers: set[int] = set()
    waiting: list[tuple[Element, Element | None]] = [(root, None)]
    while waiting:
        element, header = waiting.pop()
        if element.tag == "h1" and _has_words_of_its_own(element):
            if header is None:
                return set()
            headers.add(id(header))
        is_header = element.tag == "header" or element.attribute("role") == "banner"
        header = None if element.tag in CONTENT else header or (element if is_header else None)
        if element.tag not in UNSEEN and element.tag not in _CHROME and element.children and element.tag != "a":
            waiting += [(child, header) for child in element.children if child.__class__ is Element]
    return headers


def _has_words_of_its_own(heading: Element) -> bool:
    waiting = [heading]
    while waiting:
        for child in waiting.pop().children:
            if isinstance(child, str) and child.strip():
                return True
            if isinstance(child, Element) and child.tag != "a" and child.tag not in UNSEEN:
                waiting.append(child)
    return False
