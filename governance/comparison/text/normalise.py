"""What two wordings must share to count as the same: the normalisation of a line and its hashes.

The rules are those of the published pair data (ODC-BY collections of Open Terms Archive), so that hashes
made elsewhere stay comparable. Every function here takes time linear in the length of its input: the
texts come from the open web and a regular expression that scans to the end from each bracket would not.
"""

import hashlib
import html
import re
from functools import lru_cache

from governance.comparison.text.meaningful_marks import (
    CURRENCY_SIGNS,
    meaningful_marks,
    with_plain_powers,
    without_struck,
)
from governance.comparison.text.word_lists import BE, HAVE, MODALS, TIME_UNITS
from governance.composing import composed

# Raise it with every change of what a text is read as: of this module, of `segment` (blocks, norms, words) or of
# `dates`. Stored digests made by an older one are then made again before they are compared with.
NORMALISER_VERSION = 9
UPDATE_LINE_WORDS = 6

# A list of its own: the published normalisation takes any word that starts like a month for one ("Decision 2021"), and
# hashes depend on it. Never decide from a norm alone that a number is unchanged: see `wording_key`.
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATES = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}\b"
    rf"|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b"
    rf"|\b{_MONTH},?\s+\d{{4}}\b"
    r"|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"
    rf"|\b(?:\d+|an?)\s+(?:{TIME_UNITS})s?\s+ago\b",
    re.IGNORECASE,
)
RELATIVE_DATE = re.compile(rf"\b(?:\d+|an?)\s+(?:{TIME_UNITS})s?\s+ago\b|\b(?:today|yesterday)\b", re.IGNORECASE)
_EDITED = "updated|modified|posted|published|edited|revised|reviewed|changed|created|added|amended|written"
# In such a line "a month ago" is no time stamp but a part of what is said.
_SAYS_MORE = re.compile(
    r"\b(?:i|you|your|we|our|us|they|their|it|he|she|if|when|where|who|whose|that|which|than|within|until|unless|or|less"
    rf"|more|{MODALS}|might|cannot|not|no|be|had|{BE}|{HAVE}"
    rf"|(?!(?:{_EDITED})\b)\w+ed)\b",
    re.IGNORECASE,
)
# "This page was updated 3 days ago".
_SAYS_WHEN = re.compile(rf"\b(?:it|that|we|be|been|{BE}|{HAVE})\b(?=(?: \w+){{0,2}} (?:{_EDITED})\b)", re.IGNORECASE)
_BARE_URL = re.compile(r"https?://\S+")
# To a reader an address ends where a bracket opens that doesn't close within it: "https://x.example(opens in new tab)".
_SHOWN_URL = re.compile(r"https?://[^\s(]*(?:\([^\s()]*\)[^\s(]*)*")
_ENDS_OF_ADDRESS = ".,;:!?*_\"'”’)]}>|\\"
_APOSTROPHES = re.compile(r"['’‘]")
# "< 50 EUR or > 90 EUR" holds no tag.
_IS_NO_TAG = re.compile(rf"[\s=\d{CURRENCY_SIGNS}-]")
_SIGN_BY_NAME = re.compile(r"&(?:lt|gt|le|ge|ne|plusmn|minus|#60|#62|#177|#880[045]);")
_ADDRESS_SCHEME = re.compile(r"\b(?:mailto|tel):", re.IGNORECASE)
_NOT_WORDS = re.compile(r"[\W_]+")
# With these few marks gone nearly every line is ASCII, and a table is several times faster than the pattern.
_COMMON_MARKS = "“”–—•"
_ASCII_WORDS = {
    code: None if chr(code) == "'" else chr(code).lower() if chr(code).isalnum() else " " for code in range(128)
}
_BLANK_IN_NUMBERS = re.compile(r" (?<=\d )(?=\d)(?!\d{3}(?!\d))")
_HAS_DIGIT = re.compile(r"\d")
# What every form of a date holds: years, numbers between slashes or dots, "ago". Cheaper to look for than a date.
_MAY_HOLD_DATE = re.compile(r"\d(?:\d{3}|[/.]\d{1,2}[/.]\d)|[aA][gG][oO]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# Chinese and Japanese, about two letters a word; Thai, Lao, Burmese and Khmer, about three.
_UNSPACED = (
    (re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"), 2),
    (re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+"), 3),
)
_SIGNS_OF_NUMBERS = re.compile(
    rf"[{CURRENCY_SIGNS}%‰](?=\s?\d)|(?<=\d)\s?[{CURRENCY_SIGNS}%‰]"
    rf"|(?<![^\s({CURRENCY_SIGNS}])[-−–](?=[\d{CURRENCY_SIGNS}])"
)
_MAY_HOLD_SIGN = re.compile(rf"[\d{CURRENCY_SIGNS}]")
_MINUS = str.maketrans("−–", "--")
# "3-5" is not "3.5"; a telephone number and "24-7" are no ranges.
_RANGE = re.compile(
    r"(?<![\w.,/+‐-])(?<!\d[ -])(?!24-7\b)\d{1,3}\s?[-‐‒–—−]\s?\d{1,3}(?![\w/]|\s?[-‐‒–—−]\s?\d|[.,]\d|\s\d)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,190}")


def normalise_line(line: str) -> str:
    """The words of one line as the published hashes see them: no links, tags, dates, punctuation or case."""
    line = composed(line, "NFKC")
    return plain_words(_without_dates(without_links_and_tags(line)))


# "Re-sign" is to sign again, and "resign" something else.
AGAIN = re.compile(
    r"\bre-(?=(?:act|bound|call|claim|collect|count|cover|create|dress|form|formed|lay|lease|mark|move|place|present|press"
    r"|prove|serve|sent|sign|sort|sound|store|strain|treat|turn)(?:e?d|s|ing)?\b)",
    re.IGNORECASE,
)


def wording_key(line: str, *, date_spans: list[tuple[int, int]]) -> str:
    """The words of one visible text with its true dates cut out, every other number and e-mail address kept.

    `line` is a result of `visible_text`; `date_spans` are the character ranges of real dates in it. Unlike a
    norm, the key keeps the number in "Decision 2021/914", the signs of "$5" and "≥ 5", ticks and crosses, and the
    underscore in an address.
    """
    pieces, position = [], 0
    for start, end in date_spans:
        pieces += [line[position:start], " "]
        position = end
    if date_spans or "ago" in line:
        line = _without_relative_dates("".join(pieces) + line[position:])
    words = plain_words(line)
    if words:
        # "$5" is not "€5"; the sign is no word of its own.
        if _MAY_HOLD_SIGN.search(line):
            words += "".join(map(str.strip, _SIGNS_OF_NUMBERS.findall(line))).translate(_MINUS)
            words += "-" * len(_RANGE.findall(line))
        words += " again" * (len(AGAIN.findall(line)) if "-" in line else 0)
        words = f"{words} {meaningful_marks(line)}".rstrip()
    if "@" in line:
        words += "".join(" " + address.lower() for address in _EMAIL.findall(line) if "_" in address)
    return words


def visible_text(line: str) -> str:
    """The line as a reader sees it: compatibility forms folded; what is struck out or invisible, targets, tags gone.

    An ellipsis stands for an address, so that what is quoted of the line shows that something is left out there.
    """
    if "~~" in line or "</" in line:
        line = without_struck(line)
    if "<" in line or not line.isascii():
        line = with_plain_powers(line)
    if not line.isascii():
        line = _INVISIBLE.sub("", composed(line, "NFKC"))
    visible = without_links(line) if "](" in line else line
    if "://" in visible:
        visible = _SHOWN_URL.sub(_left_out, visible)
    if "<" in visible:
        visible = _replace_tags(visible, is_sign=_IS_NO_TAG)
    if "&" in visible:
        visible = _SIGN_BY_NAME.sub(lambda found: html.unescape(found.group()), visible)
    return _ADDRESS_SCHEME.sub("", visible) if ":" in visible else visible


def _left_out(address: re.Match[str]) -> str:
    """What stands for an address: nothing for the target of a link that is written wrong."""
    return " " if address.string.endswith("](", 0, address.start()) else " … "


def shown_address(line: str) -> str:
    """The first address that a line shows to its reader; "" where it shows none."""
    found = _SHOWN_URL.search(without_links(line))
    return found.group().rstrip(_ENDS_OF_ADDRESS) if found else ""


def address_key(address: str) -> str:
    """What an address is compared by: its host and path. "://" before them tells it from words."""
    rest = address.partition("://")[2].partition("#")[0].partition("?")[0]
    return "://" + rest.lower().removeprefix("www.").rstrip("/")


def without_links_and_tags(line: str) -> str:
    """The line with images, bare addresses and HTML tags dropped and links reduced to their text."""
    line = without_links(line)
    if "://" in line:
        line = _BARE_URL.sub(" ", line)
    return _replace_tags(line) if "<" in line else line


def without_links(line: str) -> str:
    """The line with images dropped and links reduced to their text."""
    if "](" not in line:
        return line
    if "![" in line:
        line = _replace_links(line, opener="![", keep_text=False)
    return _replace_links(line, opener="[", keep_text=True)


def digest_of(norm: str) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of a normalised line."""
    return hashlib.sha256(norm.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def document_digest(norms: list[str]) -> str:
    """The SHA-256 of the normalised, non-empty lines of a document joined by one space."""
    joined = " ".join(norm for norm in norms if norm)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


# The words of a line are asked for as a norm and as a key, of the same text unless it has a label, a link or a date.
@lru_cache(maxsize=2)
def plain_words(line: str) -> str:
    """The words of a line in lower case, one blank between them; apostrophes vanish, other marks part."""
    if not line.isascii():
        line = _APOSTROPHES.sub("", line)
        for mark in _COMMON_MARKS:
            line = line.replace(mark, " ")
        if not line.isascii():
            return _NOT_WORDS.sub(" ", line.lower()).strip()
    return " ".join(line.translate(_ASCII_WORDS).split())


def count_words(words: str) -> int:
    """How many words these are; those of scripts that put no blanks are counted by their letters."""
    return words.count(" ") + (words != "") + (0 if words.isascii() else _more_words_in(words))


def _more_words_in(words: str) -> int:
    runs = [(len(run), letters) for pattern, letters in _UNSPACED for run in pattern.findall(words)]
    return sum([length // letters - 1 for length, letters in runs if length >= letters])


def squeezed(words: str) -> str:
    """Words without the blanks between them, for "web site" and "website"; "2 5" (2.5) stays another number than 25.

    A blank before just three digits separates thousands and goes with the others.
    """
    return with_points_in_numbers(words).replace(" ", "")


def with_points_in_numbers(words: str) -> str:
    """Words with a point for the blank between two numbers, so that "2 5" stays another number than 25."""
    return _BLANK_IN_NUMBERS.sub(".", words)


def _without_relative_dates(line: str) -> str:
    """ "Updated 3 days ago" says when the page was looked at; "classes taken 24 hours ago" is part of a rule."""
    without = RELATIVE_DATE.sub(" ", line)
    if without is line or plain_words(without).count(" ") >= UPDATE_LINE_WORDS:
        return line
    return line if _SAYS_MORE.search(_SAYS_WHEN.sub(" ", without)) else without


def _without_dates(line: str) -> str:
    may_hold = _MAY_HOLD_DATE.search(line) if _HAS_DIGIT.search(line) else " ago" in line.lower()
    return _DATES.sub(" ", line) if may_hold else line


def _replace_links(line: str, *, opener: str, keep_text: bool) -> str:
    """Same result as substituting `opener[^]]*](...)`, found from the middle so that no text is read twice."""
    pieces, copied, free = [], 0, 0
    middle = line.find("](")
    while middle != -1:
        # A link text holds no "]": it begins at the first opener after the last one.
        free = max(free, line.rfind("]", free, middle) + 1)
        start = line.find(opener, free, middle)
        free = middle + 1
        if start != -1:
            end = line.find(")", middle + 2)
            if end == -1:
                break
            pieces += [line[copied:start], line[start + len(opener) : middle] if keep_text else " "]
            copied = free = end + 1
        middle = line.find("](", free)
    return "".join(pieces) + line[copied:] if pieces else line


def _replace_tags(line: str, is_sign: re.Pattern[str] | None = None) -> str:
    pieces, copied = [], 0
    start = line.find("<")
    while start != -1:
        if is_sign and is_sign.match(line, start + 1):
            start = line.find("<", start + 1)
            continue
        end = line.find(">", start + 1)
        if end == -1:
            break
        if end > start + 1:
            pieces += [line[copied:start], " "]
            copied = end + 1
            start = line.find("<", copied)
        else:
            start = line.find("<", start + 1)
    return "".join(pieces) + line[copied:] if pieces else line
