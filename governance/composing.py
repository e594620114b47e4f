"""Composes text of others by a normalisation form of Unicode, in a time that grows with its length and no faster."""

import re
import sys
import unicodedata
from functools import cache
from typing import Literal

NormalForm = Literal["NFC", "NFKC", "NFKD"]
# The most marks on one letter, by the Stream-Safe Text Format (UAX 15, section 13); no language needs as many.
MOST_MARKS = 30


def composed(text: str, form: NormalForm) -> str:
    """Return the text in this form, with MOST_MARKS marks on a letter at most; the others are left out.

    Putting marks in order takes the square of their number: some thousands on one letter would take minutes.
    """
    if text.isascii():
        return text
    if len(text) > MOST_MARKS and _mark().search(text):
        text = _long_runs().sub(lambda run: run[0][:MOST_MARKS], text)
    return unicodedata.normalize(form, text)


@cache
def _mark() -> re.Pattern[str]:
    """What may be a mark, quickly found: those of the basic plane, and whatever lies beyond it."""
    return re.compile(f"[{_marks_below(0x10000)}\U00010000-\U0010ffff]")


@cache
def _long_runs() -> re.Pattern[str]:
    return re.compile(f"[{_marks_below(sys.maxunicode + 1)}]{{{MOST_MARKS + 1},}}")


def _marks_below(end: int) -> str:
    return "".join(filter(unicodedata.combining, map(chr, range(end))))
