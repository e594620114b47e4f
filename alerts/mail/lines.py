"""Lines of a mail: no control characters, and cut where a reader would cut them."""

import re

from django.utils.formats import number_format

from accounts.unseen import as_line
from governance.comparison.text.shortening import bare_end, place_to_cut

_WAITING = re.compile(r"…? (?:to|from|in|and|under)\s*$")


def one_line(text: str) -> str:
    """Return the text on one line without control characters, safe for a header or heading."""
    if text.isprintable() and "  " not in text and text == text.strip():  # nothing of that in it, as in nearly all
        return text
    return " ".join(as_line(text).split())


def clipped(text: str, length: int) -> str:
    """Return the text on one line, cut between words if it is longer, without punctuation before the ellipsis."""
    line = one_line(text)
    if len(line) <= length:
        return line
    place = place_to_cut(line, length - 1)
    return bare_end(line[: place if place < length else length - 1]) + "…"


def clipped_between_quotations(text: str, length: int) -> str:
    """Return the text on one line, cut at a word if it is longer; a quotation that is cut is closed again."""
    line = one_line(text)
    if len(line) <= length:
        return line
    depth, between, cut, closing = 0, 0, 0, ""
    for place, character in enumerate(line[: length - 1]):
        depth += (character == "“") - (character == "”")
        if character == " " and not depth and line[place - 1] == ";":
            between = place - 1
        elif character == " " and line[place - 1] != "“":
            cut, closing = place, "”" if depth > 0 else ""
    if between > length // 2:
        cut, closing = between, ""
    if not closing:
        cut = len(_WAITING.sub("", line[:cut]))
    return f"{bare_end(line[:cut])}…{closing}" if cut > length // 3 else clipped(line, length)


def grouped(number: int) -> str:
    """Return the number with its thousands set apart as the active language does."""
    return number_format(number, use_l10n=True, force_grouping=True)


def counted(number: int, unit: str) -> str:
    """Return English words such as `3 platforms`, for what is told in English alone."""
    return f"{number:,} {unit}{'' if number == 1 else 's'}"
