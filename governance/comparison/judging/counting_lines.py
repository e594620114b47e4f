"""Lines that count: the day of the year, the quote of the day. They are replaced again within days of the last time."""

import re
from collections.abc import Iterable

from governance.comparison.text.segment import ParsedText

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
# What names a line: "Quote of the day:".
LONGEST_NAME_WORDS = 6


def key_of(line: str) -> str:
    """Return what stays of a line that counts: its name, or all but its numbers."""
    name, colon, _ = line.partition(":")
    if colon and 0 < len(name.split()) <= LONGEST_NAME_WORDS:
        return f"{name.casefold()}:"
    return _NUMBER.sub("0", line.casefold())


def is_edited(before: str, after: str) -> bool:
    """Tell whether a line was edited rather than replaced: half of its words stay, and more than numbers differ."""
    old, new = (_NUMBER.sub("0", line.casefold()) for line in (before, after))
    if old != new and key_of(before) == key_of(after):  # what names both is no word that stays
        old, new = (line.partition(":")[2] for line in (old, new))
    words, others = set(old.split()), set(new.split())
    return old != new and 2 * len(words & others) >= min(len(words), len(others))


def replaced_lines(earlier: Iterable[ParsedText], text: ParsedText) -> frozenset[str]:
    """Return the keys of lines that stood in earlier texts in another wording than in this one."""
    present = {block.visible for block in text.blocks}
    keys = {key_of(line) for line in present}
    lines = {block.visible for parsed in earlier for block in parsed.blocks} - present
    return frozenset(key for line in lines if (key := key_of(line)) in keys)
