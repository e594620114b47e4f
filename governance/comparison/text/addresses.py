"""Addresses that a page hides from robots, or writes out for people: each is an address, however it looks."""

import re

from governance.comparison.text.quick_look import folded, holds_any

# The placeholder that a content network shows to programs; parts of the address come and go around it. What stands
# before it is read from its beginning only: a repeat tried from each letter would read a long word over and over.
_PLACEHOLDER = re.compile(
    r"(?:(?<![\w.+-])[\w.+-]{1,64}+)?(?:\[[\w.+-]{0,64}+)?\\?\[email\s{0,3}protected\\?\][\w.-]{0,190}+(?:\]\()?"
    r"|\[?javascript[- ]protected e-?mail address\]?"
    r"|(?:you need )?javascript (?:(?:is|must be) )?(?:required|enabled)"
    r" to (?:view|see) (?:this|the) (?:e-?mail )?address"
    r"|th(?:is|e) e-?mail address is being protected from spam ?bots?\.?"
    r"(?:\s?you need javascript enabled to view it\.?)?",
    re.IGNORECASE,
)
SIGNS_OF_PLACEHOLDER = ("protected", "javascript")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,190}")
# "name [at] domain (dot) example".
_WRITTEN_OUT = re.compile(
    r"(?<![\w.+-])(?P<name>[\w.+-]{1,64}+)\s?[\[({] ?(?:at|@) ?[\])}]\s?"
    r"(?P<domain>[\w-]{1,63}+(?:\s?(?:[\[({]\s?(?:dot|\.)\s?[\])}]|\.)\s?[\w-]{2,63}+){1,4})",
    re.IGNORECASE,
)
SIGNS_OF_WRITTEN_OUT = (*(f"{sign}{end}" for sign in ("at", "at ", "@", "@ ") for end in "])}"), " dot ")
_POINT = re.compile(r"\s?[\[({]\s?(?:dot|\.)\s?[\])}]\s?", re.IGNORECASE)
# Without brackets it is an address only in capitals: "name AT domain DOT example".
_IN_WORDS = re.compile(
    r"(?<![\w.+-])(?P<name>[\w.+-]{1,64}+)\sAT\s(?P<domain>[\w-]{1,63}+(?:\sDOT\s[\w-]{2,63}+){1,4})"
)
_POINT_IN_WORDS = re.compile(r"\sDOT\s")


def hides_address(text: str) -> bool:
    """Whether the text holds what stands for an address that is hidden from robots."""
    return holds_any(folded(text), SIGNS_OF_PLACEHOLDER) and _PLACEHOLDER.search(text) is not None


def without_hidden_addresses(text: str, other: str) -> str:
    """The text without its hidden addresses, and without plain ones where the other text hides one."""
    if hides_address(text):
        text = _PLACEHOLDER.sub(" ", text)
    return _EMAIL.sub(" ", with_plain_addresses(text, other)) if hides_address(other) else text


def with_plain_addresses(text: str, _: str = "") -> str:
    """The text with addresses that are written out ("name [at] domain [dot] example") written as such."""
    if not holds_any(folded(text), SIGNS_OF_WRITTEN_OUT):
        return text
    text = _WRITTEN_OUT.sub(lambda found: f"{found['name']}@{_POINT.sub('.', found['domain'])}", text)
    return _IN_WORDS.sub(lambda found: f"{found['name']}@{_POINT_IN_WORDS.sub('.', found['domain'])}", text)


def addresses_in(text: str) -> list[tuple[int, int]]:
    """The places of the e-mail addresses that a text writes out."""
    found = _EMAIL.finditer(text) if "@" in text else ()
    return [(one.start(), one.start() + len(one.group().rstrip("."))) for one in found]


def other_addresses(first: str, second: str) -> bool:
    """Whether two texts write out as many e-mail addresses, and these are not the same."""
    if not ("@" in first and "@" in second):
        return False
    one, other = ([text[start:end].lower() for start, end in addresses_in(text)] for text in (first, second))
    return len(one) == len(other) and one != other


def without_addresses(text: str) -> str:
    """The text without e-mail addresses of any form."""
    if "@" in text or holds_any(folded(text), (*SIGNS_OF_PLACEHOLDER, *SIGNS_OF_WRITTEN_OUT)):
        return _EMAIL.sub(" ", _PLACEHOLDER.sub(" ", with_plain_addresses(text)))
    return text
