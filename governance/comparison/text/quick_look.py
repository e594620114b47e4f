"""A cheap look at a text before a costly pattern is searched in it.

Searching a pattern of many alternatives in any case takes some hundred times as long as looking for a few letters, and
most clauses hold none of the words. A list of signs belongs to one pattern: whatever that matches holds one of them.
"""

import re
from collections.abc import Sequence

_DECIMAL = re.compile(r"\d")


def folded(text: str) -> str:
    """The text in small letters as patterns that ignore case see it: they take ı for i and ſ for s."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return lowered.replace("i\u0307", "i").replace("ı", "i").replace("ſ", "s")


def holds_digit(text: str) -> bool:
    """Whether one of the characters is a digit as `str.isdigit` has it: powers and numbers in circles as well."""
    return _DECIMAL.search(text) is not None or (not text.isascii() and any(map(str.isdigit, text)))


def holds_any(text: str, signs: Sequence[str]) -> bool:
    """Whether one of the signs stands in a text; where case says nothing, in one that `folded` made."""
    return any(map(text.__contains__, signs))


def on_one_line(text: str) -> str:
    """Return `" ".join(text.split())`, without that work where the text is so already, as most are."""
    # Of all blanks only " " is printable.
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    return " ".join(text.split())
