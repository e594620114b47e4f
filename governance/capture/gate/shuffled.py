"""Lines that a page lists in another order at each look, such as partners or questions: they are laid as they were.

Only lines that stand once in the record and in each look are moved. A line that the record doesn't have stays under the
line that it follows, or under the one that it follows at the first look, where that is another one each time.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
_ITEM = re.compile(r"\s*(?:[*+-] |\||\(?[^\W_]{1,5}[.)] )")
_TOP = ""


def in_one_order(record: str, looks: Sequence[str]) -> list[str]:
    """Return the looks with their lines in the order of the record, if they have them in several orders."""
    texts = [_LINES.findall(text) for text in (record, *looks)]
    known = set.intersection(*map(_standing_once, texts))
    orders = {tuple(key for line in text if (key := _key(line)) in known) for text in texts[1:]}
    if len(orders) < 2:
        return list(looks)
    as_recorded = {key: line for line in texts[0] if (key := _key(line)) in known}
    places = _places(texts, known)
    return [_laid(text, as_recorded, places) for text in texts[1:]]


def _key(line: str) -> str:
    return line.rstrip("\n")


def _standing_once(lines: Sequence[str]) -> set[str]:
    return {key for key, count in Counter(map(_key, lines)).items() if count == 1}


def _places(texts: Sequence[Sequence[str]], known: set[str]) -> dict[str, tuple[str, int]]:
    """Return under which known line each other line belongs that stands in one of the texts once, and in which order.

    The record decides, then the first look that has it.
    """
    found: dict[str, tuple[str, int]] = {}
    for text in texts:
        once, above = _standing_once(text), _TOP
        for place, key in enumerate(map(_key, text)):
            if key in known:
                above = key
            elif key in once:
                found.setdefault(key, (above, place))
    return found


def _laid(lines: Sequence[str], as_recorded: dict[str, str], places: dict[str, tuple[str, int]]) -> str:
    """Return the lines of one look in the order of the record, each other line under the one it belongs to."""
    under: dict[str, list[tuple[int, str]]] = {}
    above = _TOP
    for place, line in enumerate(lines):
        key = _key(line)
        if key in as_recorded:
            above = key
        else:
            owner, order = places.get(key, (above, place))
            under.setdefault(owner, []).append((order, line))
    found = [line for _, line in sorted(under.get(_TOP, []), key=lambda one: one[0])]
    for key, line in as_recorded.items():
        found += [line, *(other for _, other in sorted(under.get(key, []), key=lambda one: one[0]))]
    return "".join(_ended(found))


def _ended(lines: list[str]) -> Iterator[str]:
    """Yield the lines, with an empty one after the last of a list or a table."""
    for line, after in pairwise([*lines, ""]):
        is_last = after and _ITEM.match(line) and not _ITEM.match(after)
        yield f"{_key(line)}\n\n" if is_last and not line.endswith("\n\n") else line
