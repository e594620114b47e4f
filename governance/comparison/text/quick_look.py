"""A cheap look at a text before a costly pattern is searched in it.

Searching a pattern of many alternatives in any case takes some hundred times as long as looking for a few letters, and
most clauses hold none of the words. A list of signs belongs to one pattern: whatever that matches holds one of them.
"""

from collections.abc import Sequence


def folded(text: str) -> str:
    """The text in small letters as patterns that ignore case see it: they take ı for i and ſ for s."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return lowered.replace("i\u0307", "i").replace("ı", "i").replace("ſ", "s")


def holds_any(folded_text: str, signs: Sequence[str]) -> bool:
    """Whether one of the signs, in small letters, stands in a text that `folded` made."""
    return any(map(folded_text.__contains__, signs))
