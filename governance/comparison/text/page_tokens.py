"""Lines that software writes into a page anew at each request: ids, the visitor's address, times of making, counters.

Such a line holds nothing but a token and the words that name it: "Request ID: 8f3a91", "Served by web-3 in 0.23s", "12
of 34 found this helpful". Whatever else stands in it is of the document, and so is a bare token or a counter where a
list, a table or what stands above says what it is for.
"""

import re

from governance.comparison.text.segment import Block, ParsedText

LONGEST_LINE = 300
MOST_TOKENS = 8
# What stands above a line in so few words is its title.
LONGEST_TITLE_WORDS = 8
_HAS_TOKEN = re.compile(r"\d|[\w+/=-]{16}")
_ZONE = r"(?:Z\b|UTC|GMT|CES?T|[A-Z]{1,3}[SD]T\b|[+-]\d\d:?\d\d)"
_CLOCK = rf"\d{{1,2}}:\d\d(?::\d\d(?:\.\d{{1,6}})?)?(?:\s?[ap]\.?m\b\.?)?(?:\s?{_ZONE})?"
_ISO = r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?\s?(?:Z\b|UTC|GMT|[+-]\d\d:?\d\d)?)?"
_MONTH = r"[^\W\d_]{3,9}\.?"
_DAY = (
    rf"(?:(?:[^\W\d_]{{2,10}},\s)?(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\s{_MONTH},?\s\d{{4}}"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}})"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
)
_WHEN = rf"(?:(?:{_ISO}|{_DAY})(?:,?\s(?:at\s|um\s|à\s)?{_CLOCK})?|{_CLOCK})"
_TOOK = r"\d{1,6}(?:[.,]\d{1,6})?\s?(?:ms|µs|s|secs?|seconds?|milliseconds?)\b"
_IP = r"(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4}(?::[\da-f]{0,4}){2,7})"
_COUNT = r"\d[\d,. ’']{0,12}(?:\s?[km])?"
_MADE = r"(?:generated|rendered|loaded|built|cached|compiled|generiert|geladen|erzeugt|générée?|chargée?)"
_ID = (
    r"(?:(?=[^\W\d_]{0,60}\d)(?=[\d.:-]{0,60}[^\W\d_])[\w+/=:.-]{4,200}|\d{6,40}"
    r"|(?-i:(?=[a-z]{0,60}[A-Z]{1,60}[a-z])[\w+/=-]{16,200}))"
)
# What names itself as a thing of the page, wherever it stands.
_NAMED = re.compile(
    r"(?:"
    # What a request, a visit or a form is told from others by.
    r"(?:your\s)?(?:(?:x-)?request|(?:cf-)?ray|trace|span|correlation|session|visit(?:or)?|page(?:\sview)?)"
    rf"(?:[\s_-]?(?:id|token|nonce|uuid)(?:\sis)?\s?[:=#]?|:)\s{{0,3}}{_ID}"
    rf"|(?:csrf|xsrf|anti-?forgery|nonce)(?:[\s_-]?(?:id|token|nonce))?\s?[:=]\s{{0,3}}{_ID}"
    rf"|build(?:\s(?:id|no\.?|number|hash))?\s?[:=#]?\s{{0,3}}(?:\d[\d.]{{2,40}}|{_ID})"
    r"|(?:ref(?:erence)?|etag)\s?[:=#]?\s{0,3}(?=\d{0,80}[a-f])(?=[a-f]{0,80}\d)[a-f\d]{5,80}"
    rf"|your\s(?:current\s)?ip(?:v[46])?(?:[\s-]?address)?(?:\sis)?\s?:?\s{{0,3}}{_IP}"
    # Which machine made the page, when, and how long that took.
    rf"|(?:(?:this\s)?page\s)?(?:was\s)?(?:served|{_MADE})\s(?:by|from)\s(?=[a-z.-]{{0,40}}\d)[\w.-]{{2,60}}(?:\sin\s{_TOOK})?"
    r"|(?:(?:this\s|the\s)?(?:page|seite|copy|document)\s)?(?:was\s|wurde\s)?(?:last\s)?"
    rf"{_MADE}(?:\s(?:on|at|am|um|le|à))?\s?:?\s{_WHEN}"
    rf"|(?:(?:this\s)?page\s)?(?:was\s)?(?:served|{_MADE})\sin\s{_TOOK}"
    rf"|(?:page\s)?(?:load(?:ing)?|render(?:ing)?|generation)\stime\s?:?\s{_TOOK}"
    rf"|(?:current|server|local)\s(?:date(?:\sand\s|/))?time(?:\sis)?\s?:?\s{_WHEN}"
    # How many found it of use.
    rf"|{_COUNT}\s(?:out\s)?(?:of|von|sur|de|su|van)\s{_COUNT}\s"
    r"(?:(?:people|users|readers|visitors|personen|personnes|personas)\s)?"
    r"(?:have\s)?(?:found|find|fanden|ont\strouvé|encontraron)\s(?:this|it|dies(?:en\sartikel)?|cela|cet\sarticle|esto)"
    r"(?:\s(?:page|article|answer|to\sbe))?\s(?:helpful|useful|hilfreich|utile|útil)"
    rf"|(?:[^\W\d_]{{1,12}}\s){{2,7}}(?:utile|útil|nuttig\svond)\s?:\s?{_COUNT}\s(?:sur|de|su|van)\s{_COUNT}"
    r")(?![\w%€$£])",
    re.IGNORECASE,
)
_COUNTER = re.compile(
    rf"\W*(?:{_COUNT}\s(?:(?:total|page)\s)?"
    r"(?:views?|reads|visits|visitors|likes|comments|aufrufe|vues|visualizaciones|visualizzazioni|weergaven)"
    rf"|(?:page\s)?(?:views|reads|visits|aufrufe|vues)\s?:\s?{_COUNT}"
    rf"|(?:viewed|read|visited|seen)\s(?:by\s)?{_COUNT}\s(?:times|people|visitors|users)"
    rf"|{_COUNT}\s(?:people|visitors|users|others)\s(?:are\s)?(?:reading|viewing|watching|looking\sat)\s(?:this|now)"
    r"(?:\spage|\snow)?)\W*",
    re.IGNORECASE,
)
# A token and nothing else: a UUID, a long mixture of letters and digits, a moment, a time with its seconds.
_BARE = re.compile(
    rf"\W*(?:[\da-f]{{8}}(?:-[\da-f]{{4}}){{3}}-[\da-f]{{12}}|(?=[a-f]{{0,64}}\d)(?=\d{{0,64}}[a-f])[\da-f]{{16,128}}"
    rf"|\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{{1,9}})?)?\s?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)?|{_CLOCK})\W*",
    re.IGNORECASE,
)
# So short a time may be that at which a shop opens, where a title stands above it.
_HOUR = re.compile(r"\W*\d{1,2}:\d\d\W*")
# What a page hands to its own scripts.
_DATA = re.compile(r"\"[\w.-]{1,40}\":\s?(?:[\"\[{]|true\b|false\b|null\b|\d)")
LEAST_DATA = 12
_ENDS_SENTENCE = re.compile(r"[.!?]\W{0,3}$")
_BETWEEN = re.compile(r"\s[·•|–—-]\s|[;\n]|(?<=[^\W_]{4}[.!?])\s")
_MARKS = re.compile(r"\W*")
# Below such a title a number is what one gets or may do, and a time or an address is one that is agreed upon.
_PROVIDES = re.compile(
    r"\b(?:plans?|pricing|prices?|free|tiers?|package|included|limits?|quotas?|allowances?|allow\w*|whitelist\w*"
    r"|maximum|minimum|fees?|hours?|times?|open\w*|clos\w+|cut-?off|deadlines?|until|before|after|from|start\w*|ends?"
    r"|keys?|fingerprints?|address(?:es)?|wallets?|ids?|ips?|identifiers?|accounts?|sub-?processors?|versions?|releases?"
    r"|certificates?|support|availability|zeit\w*|frist\w*|horaires?|heures?|horario|orari\w?|limite\w?|preis\w*|prix|tarif\w*)\b",
    re.IGNORECASE,
)


def is_data_of_the_page(line: str) -> bool:
    """Whether a line is what a page hands to its own scripts, many named values one after the other."""
    return '":' in line and len(_DATA.findall(line)) >= LEAST_DATA


def is_line_of_tokens(block: Block, text: ParsedText) -> bool:
    """Whether a line holds nothing but what software writes into the page anew at each request."""
    line = block.visible
    if line.isdecimal() or not _may_hold_tokens(block):
        return len(line) > LONGEST_LINE and is_data_of_the_page(line)
    if _names_itself(line):
        return True
    is_token = _BARE.fullmatch(line) or _COUNTER.fullmatch(line)
    return is_token is not None and not _is_provided_above(block, text)


def differ_in_tokens(first: Block, second: Block, before: ParsedText, after: ParsedText) -> bool:
    """Whether the parts in which two lines differ are nothing but such tokens."""
    if not (_may_hold_tokens(first) and _may_hold_tokens(second)):
        is_long = len(first.visible) > LONGEST_LINE
        return is_long and is_data_of_the_page(first.visible) and is_data_of_the_page(second.visible)
    if is_line_of_tokens(first, before) and is_line_of_tokens(second, after):
        return True
    old, new = (_BETWEEN.split(block.visible) for block in (first, second))
    gone, come = ([one for one in here if one not in there] for here, there in ((old, new), (new, old)))
    if not (gone or come) or [one for one in old if one in new] != [one for one in new if one in old]:
        return False
    return all(map(_names_itself, (*gone, *come)))


def _may_hold_tokens(block: Block) -> bool:
    return (
        block.kind != "table_row"
        and not (block.kind == "list_item" and block.lead_in)
        and len(block.visible) <= LONGEST_LINE
        and _HAS_TOKEN.search(block.visible) is not None
    )


def _names_itself(line: str) -> bool:
    place, found = _after_marks(line, 0), 0
    while place < len(line) and found < MOST_TOKENS:
        token = _NAMED.match(line, place)
        if token is None:
            return False
        place, found = _after_marks(line, token.end()), found + 1
    return found > 0 and place == len(line)


def _after_marks(line: str, place: int) -> int:
    marks = _MARKS.match(line, place)
    return marks.end() if marks else place


def _is_provided_above(block: Block, text: ParsedText) -> bool:
    """Whether what stands above the line says what it is for: a title, or words that end with a colon."""
    above = text.blocks[block.index - 1] if block.index else None
    titles = list(block.heading_path)
    if above and _may_be_title(above):
        if _HOUR.fullmatch(block.visible):
            return True
        titles.append(above.visible)
    is_introduced = above is not None and above.visible.rstrip(" *_").endswith(":")
    return is_introduced or any(map(_PROVIDES.search, titles))


def _may_be_title(block: Block) -> bool:
    if block.kind not in ("heading", "paragraph") or block.word_count > LONGEST_TITLE_WORDS:
        return False
    return not _ENDS_SENTENCE.search(block.visible)
