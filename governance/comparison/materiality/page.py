"""Whether a line is one of the page and not of the document, or only marks differ that the page left in it."""

import re

from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.text.segment import Block, ParsedText

LONGEST_READ = 20_000
LONGEST_CONTENTS = 400
LONGEST_ENTRY_WORDS = 20
LONGEST_HEADING_WORDS = 10
LEAST_HEADINGS = 6
# Of the words of a contents list so many may be no heading of the document.
OTHER_WORDS = 0.1
# A footer stands among so many clauses at one end of the page.
FROM_THE_END = 12
LONGEST_FOOTER = 1_000
LEAST_IN_MENU = 4
LONGEST_ANSWER = 3
LONGEST_NOTICE_WORDS = 60
# So many lines below "Related articles" may be of these.
LONGEST_TEASERS = 30

_FURNITURE = re.compile(
    r"\W*(?:expand all\W{1,3}collapse all|collapse all\W{1,3}expand all"
    r"|yes|no|submit|cancel|close|share|print|download(?: (?:as )?pdf)?|search|menu|home|contents"
    r"|skip to (?:main )?content|back to top|table of contents|on this page|in this article"
    r"|(?:was|is) this (?:\w+ ){0,2}helpful\W*(?:yes\W*no)?|did this (?:\w+ ){0,3}help\w*|thank you for your feedback"
    r"|thank(?: you|s) for (?:contacting us|getting in touch|your (?:message|feedback|enquiry|inquiry"
    r"|submission|interest))"
    r"(?:\W{1,3}(?:a member of )?(?:our|the) team will (?:be in touch|get back to you|contact you"
    r"|respond)(?: with you)?"
    r"(?: shortly| soon| as soon as possible)?)?(?:\W{1,3}close)?"
    r"|(?:notifications? )?save this page(?: to your [\w ]{1,40})?(?: to get notifications on [\w ]{1,40})?"
    r"|(?:stay organi[sz]ed with collections )?save and categori[sz]e content based on your preferences"
    r"|(?:send|give|leave) (?:us )?feedback|accordion toggle|(?:expand|collapse) all|(?:show|read) (?:more|less)"
    r"|(?:share|tweet|post|follow us)(?: this)?(?: page| article)? (?:on|via|by)"
    r" (?:facebook|twitter|x|linkedin|whatsapp|e-?mail|mastodon|instagram)"
    r"|partager (?:sur|par) (?:facebook|twitter|x|linkedin|whatsapp|e-?mail|courriel)"
    r"|(?:copy|copier)(?: (?:the|le))? (?:link|lien|to (?:the )?clipboard|dans le presse-papiers?)"
    r"|\d{1,3} languages"
    r"|(?:change|choose|select)(?: your)? (?:language|country|region)(?: or (?:region|country))?[^.!?]*"
    r"|log ?in|sign ?(?:in|up)|copy link|(?:link )?copied|last updated|loading"
    r"|(?:accept|reject|manage)(?: all)? cookies|cookie settings)\W*",
    re.IGNORECASE,
)
# What a form or a button says of itself: that it failed, or that it needs cookies first.
_OF_A_FORM = re.compile(
    r"\W*(?:there was an? (?:issue|error|problem) (?:submitting|sending|saving) your \w+"
    r"|(?:please )?check your (?:internet )?connection(?: and try again)?|something went wrong[^.]{0,40}"
    r"|please (?:allow|accept|enable) (?:the use of )?cookies (?:to|in order to) (?:share|watch|view|play)\b[^.]{0,80}"
    r"|veuillez (?:autoriser|accepter) (?:le dépôt de |les )?cookies (?:pour|afin de) (?:partager|voir|lire)\b"
    r"[^.]{0,80}"
    r")\W*",
    re.IGNORECASE,
)
# What "No" answers where it is a button.
_ASKS = re.compile(r"\b(?:helpful|useful|help you|utile|hilfreich)\b[^?]{0,30}\?", re.IGNORECASE)
_ANSWER = re.compile(r"\W*(?:yes|no)\W*", re.IGNORECASE)
_DOWN = re.compile(
    r"\b(?:scheduled|planned|ongoing|essential) (?:\w+ )?(?:maintenance|outage|upgrade)\b"
    r"|\btemporarily (?:unable|unavailable|closed|down)\b"
    r"|\bexperiencing (?:technical|an?|some) (?:\w+ )?(?:issues?|difficult\w+|outage)\b",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"\W*(?:table of contents|contents|index|índice|inhalt(?:sverzeichnis)?|sommaire|table des matières|indice"
    r"|inhoud(?:sopgave)?"
    r"|on this page|in this (?:article|policy|document))\W*",
    re.IGNORECASE,
)
_LEFT_BEHIND = re.compile(
    r"(?:\\?\[\\?\])?\{#[\w.:-]{1,60}(?:\s\.[\w-]{1,40}){0,3}\}|(?:\\?\[\\?\])(?!\()|\\{1,4}(?=[$\W]|$)"
    r"|(?<![^\s(])https?:\s|\(?\s?\bopens (?:in )?(?:an? )?(?:new )?(?:tab|window|e-?mail client)\)?|\bin a new tab\)?"
    r"|(?<=[^\w\s)])?\s?\bin new tab\)|\\?\[comment\\?\]:\s?<>\s?\([^()]{0,200}\)",
    re.IGNORECASE,
)
# A letter of two bytes or three that was read as so many letters.
_MISREAD = re.compile(r"[\xc2-\xef][\x80-\xbf]{1,2}")
_MAY_BE_LEFT = re.compile(r"\{#|\[\]|\\|opens|new tab|protected|[©×\x80-\x9f]|https?:\s|comment", re.IGNORECASE)
_HIDDEN = re.compile(
    r"(?:\[?\\?\[e-?mail\s?protected\\?\]\]?(?:\]?\()?)"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}?){1,4}(?=opens\b|[^\w]|$)",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"e-?mail\s?protected", re.IGNORECASE)
_WORDS = re.compile(r"\w+|[^\w\s.,;:!?()\[\]“”\"'’‘*_·\\—–-]")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s")
_LETTERS = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"\s[—–|·•/]\s")
_PAGES = re.compile(
    r"\W*(?:home|privacy(?: (?:policy|notice))?|(?:terms|conditions)(?: (?:of (?:use|service)|and conditions))?"
    r"|contact(?: us)?"
    r"|about(?: us)?|help(?: cent(?:er|re))?|support|careers|jobs|blog|imprint|cookies?(?: (?:policy"
    r"|settings))?|legal(?: notice)?"
    r"|sitemap|faqs?|press|security|accessibility|status|developers?|company(?: info)?|mentions légales"
    r"|impressum|datenschutz)\W*",
    re.IGNORECASE,
)
# What stands below such a heading is of other pages.
_OF_OTHERS = re.compile(
    r"\W*(?:related|similar|recent|popular|recommended|more|other) (?:articles|topics|posts|stories|pages|reading)\W*"
    r"|\W*(?:you (?:may|might) also like|read next|keep reading|articles (?:similaires|associés)|à lire aussi)\W*",
    re.IGNORECASE,
)
_IS_SENTENCE = re.compile(r"[.!?](?:\s|$)|\b(?:we|you|must|may|shall|will|not|never)\b", re.IGNORECASE)
_NO_PAGE_NAME = re.compile(r"\d|[.;:!?]$|\b(?:we|you|must|may|shall|will|not)\b", re.IGNORECASE)


def furniture(edit: Edit, edits: Edits) -> bool:
    """Whether a line that came or went is one of a page: a button, a feedback box, a menu, a list of contents."""
    sides = ((block, text) for block, text in ((edit.before, edits.base), (edit.after, edits.after)) if block)
    if all(_is_of_other_pages(block, text) for block, text in sides):
        return True
    if edit.is_modified:
        return _differs_in_furniture(edit) or _is_footer(edit, edits)
    line, text = edit.old or edit.new, edits.after if edit.after else edits.base
    if _ANSWER.fullmatch(line):
        return _is_asked(edit.shown, text)
    return (
        _FURNITURE.fullmatch(line) is not None
        or _OF_A_FORM.fullmatch(line) is not None
        or _is_down_notice(edit.shown, line, text)
        or _is_list_of_contents(edit.shown, line, text)
        or _is_entry_of_contents(edit.shown, text)
    )


def _is_of_other_pages(block: Block, text: ParsedText) -> bool:
    """Whether a clause stands below a line like "Related articles", and no heading between them."""
    for above in reversed(text.blocks[max(0, block.index - LONGEST_TEASERS) : block.index]):
        if above.word_count <= LONGEST_ANSWER and _OF_OTHERS.fullmatch(above.visible):
            return True
        if above.kind == "heading":
            return False
    return False


def left_behind(edit: Edit, _: Edits) -> bool:
    """Whether only marks of the page's making differ: anchors, remarks on links, hidden addresses, misread signs."""
    if not edit.is_modified or max(len(edit.old), len(edit.new)) > LONGEST_READ:
        return False
    if not (_MAY_BE_LEFT.search(edit.old) or _MAY_BE_LEFT.search(edit.new)):
        return False
    hides = _PLACEHOLDER.search(edit.old) is not None or _PLACEHOLDER.search(edit.new) is not None
    old, new = (_cleaned(side, hides=hides) for side in (edit.old, edit.new))
    return bool(old) and old == new


def _cleaned(text: str, *, hides: bool) -> list[str]:
    text = _MISREAD.sub(_read_aright, text).replace("©", "(c)").replace("×", "x")
    if hides:
        text = _HIDDEN.sub(" \u2020 ", text)
    return _WORDS.findall(_LEFT_BEHIND.sub(" ", text).casefold())


def _read_aright(found: re.Match[str]) -> str:
    try:
        return found.group().encode("latin-1").decode()
    except UnicodeDecodeError:
        return found.group()


def _is_asked(block: Block, text: ParsedText) -> bool:
    """Whether "Yes" or "No" stands below a question whether the page helped."""
    asked = [*block.heading_path[-1:], *(one.visible for one in text.blocks[max(0, block.index - 3) : block.index])]
    return any(map(_ASKS.search, asked))


def _differs_in_furniture(edit: Edit) -> bool:
    """Whether every piece that came or went in a clause is a line of a page."""
    olds, news = _sentences(edit.old), _sentences(edit.new)
    changed = [*(one for one in olds if one not in news), *(one for one in news if one not in olds)]
    if _FURNITURE.fullmatch(edit.old) and _FURNITURE.fullmatch(edit.new):
        return not (_ANSWER.fullmatch(edit.old) or _ANSWER.fullmatch(edit.new))
    # "Yes", "no" or "close" may answer the sentence before.
    if not changed or not all(len(one.split()) > LONGEST_ANSWER and _FURNITURE.fullmatch(one) for one in changed):
        return False
    return [one for one in olds if one in news] == [one for one in news if one in olds]


def _sentences(text: str) -> list[str]:
    return [one.strip() for one in _BETWEEN_SENTENCES.split(text[:LONGEST_READ]) if one.strip()]


def _is_down_notice(block: Block, line: str, text: ParsedText) -> bool:
    """Whether a line above the first heading says that the site is down for a while."""
    first = next((one.index for one in text.blocks if one.kind == "heading"), 0)
    return block.index < first and len(line.split()) <= LONGEST_NOTICE_WORDS and _DOWN.search(line) is not None


def _is_list_of_contents(block: Block, line: str, text: ParsedText) -> bool:
    """Whether a clause consists of headings of the document, four or more, one after the other."""
    if block.kind in ("heading", "table_row") or not 2 * LEAST_HEADINGS <= block.word_count <= LONGEST_CONTENTS:
        return False
    if _IS_SENTENCE.search(line):
        return False
    left, found = f" {_bare(line)} ", 0
    for heading in _short_lines_of(text, block):
        if f" {heading} " in left:
            left, found = left.replace(f" {heading} ", "  ", 1), found + 1
    return found >= LEAST_HEADINGS and len(left.split()) <= OTHER_WORDS * len(line.split())


def _short_lines_of(text: ParsedText, block: Block) -> list[str]:
    """The headings of a text and what else may be one, the longest first."""
    lines = {one.words for one in text.blocks if one.index != block.index and one.word_count <= LONGEST_HEADING_WORDS}
    return sorted({_bare(line) for line in lines} - {""}, key=len, reverse=True)


def _bare(line: str) -> str:
    return " ".join(_LETTERS.findall(line.casefold()))


def _is_entry_of_contents(block: Block, text: ParsedText) -> bool:
    """Whether a short line names a heading of the document, above all headings or under "Contents"."""
    words = block.words.split()
    if block.kind == "heading" or not 0 < len(words) <= LONGEST_ENTRY_WORDS:
        return False
    first = next((one.index for one in text.blocks if one.kind == "heading"), 0)
    is_listed = bool(block.heading_path) and _CONTENTS.fullmatch(block.heading_path[-1]) is not None
    if not (is_listed or block.index < first):
        return False
    return any(" ".join(words[at:]) in text.heading_words for at in range(len(words) if is_listed else 1))


def _is_footer(edit: Edit, edits: Edits) -> bool:
    """Whether a line at an end of the page that names other pages names some more or fewer of them."""
    if edit.shown.kind == "table_row" or not (edit.before and edit.after):
        return False
    if not _is_near_end(edit.before, edits.base) or not _is_near_end(edit.after, edits.after):
        return False
    olds, news = _BETWEEN.split(edit.old[:LONGEST_FOOTER]), _BETWEEN.split(edit.new[:LONGEST_FOOTER])
    return all(
        len(names) >= LEAST_IN_MENU
        and sum(_PAGES.fullmatch(name) is not None for name in names) >= 2
        and all(len(name.split()) <= 5 and not _NO_PAGE_NAME.search(name) for name in names)
        for names in (olds, news)
    )


def _is_near_end(block: Block, text: ParsedText) -> bool:
    return min(block.index, len(text.blocks) - 1 - block.index) < FROM_THE_END
