"""A part of a document as a text of its own: the upcoming text beside the current one.

A view keeps the exact places of its clauses in the whole text, so that quotations stay quotations; only the indexes of
the clauses are its own.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from governance.comparison.judging.deltas import dates_the_text
from governance.comparison.text.clause_purposes import announces_change, states_effect
from governance.comparison.text.quick_look import folded, holds_any
from governance.comparison.text.segment import Block, ParsedText

LONG_CLAUSE_WORDS = 5
MOST_PLACES = 12
CURRENT_SHARE = 0.8
ALIKE_SHARE = 0.5
COPY_SHARE = 0.97
LEAST_CLAUSES = 6
GROWN_BY = 1.5
REPEATED_SHARE = 0.5
DIVIDER_WORDS = 60
NEAR = 3
OPENING_BLOCKS = 12
Blocks = Sequence[Block]

# What stands between an upcoming text and the one in force, or above one of them.
_DIVIDES = re.compile(
    r"until (?:then|that (?:date|time|day))|(?:current|existing|present|previous|prior|former) (?:version|terms|policy)"
    r"|(?:upcoming|new|updated|future) (?:version|terms|policy)|effective (?:until|through)|in effect (?:until|through)"
    r"|bis dahin|bisherige|jusque-là|jusqu.à cette date|version actuelle|hasta entonces|versión actual"
    r"|fino ad allora|versione attuale|tot die tijd|huidige versie|até lá|versão atual",
    re.IGNORECASE,
)
_SIGNS_OF_DIVISION = (
    "until", "through", "vers", "terms", "policy", "bis dahin", "bisherige", "jusqu", "hasta", "fino ad", "tot die",
    "huidige", "até",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Divided:
    """A document that holds the `copy` of a known text and an `other` version of it, by its date newer or older."""

    copy: ParsedText
    other: ParsedText
    is_other_newer: bool


class _Division(NamedTuple):
    """A place where a text may be divided: how well its parts fit, and which is which."""

    fit: float
    copy: Blocks
    other: Blocks
    is_other_newer: bool


def view_of(text: ParsedText, blocks: Blocks) -> ParsedText:
    """Return a text of these blocks only, with the digests of the whole text."""
    own = tuple(replace(block, index=index, half=0, twin=None, is_copy=False) for index, block in enumerate(blocks))
    titles = frozenset(block.words for block in own if block.kind == "heading")
    words = sum(block.word_count for block in own)
    return ParsedText(text.text, own, text.digest, words, text.dated_digest, titles)


def original_of(text: ParsedText, block: Block) -> Block:
    """Return the block in the whole text, given the same block in one of its views."""
    place = bisect_left(text.blocks, (block.start, block.end), key=lambda found: (found.start, found.end))
    return text.blocks[place]


def divided(text: ParsedText, single: ParsedText) -> Divided | None:
    """The two parts of `text` when it holds the known text `single` nearly word for word and another version of it."""
    if text.word_count < GROWN_BY * single.word_count or len(single.blocks) < LEAST_CLAUSES:
        return None
    known = Counter(block.words for block in single.blocks if _is_long(block))
    if known.total() < LEAST_CLAUSES or _is_newer_twice(text, known):
        return None
    found = [division for place in _places(text) if (division := _divided_at(text, place, single, known))]
    if not found:
        return None
    best = max(found, key=lambda division: division.fit)
    return Divided(view_of(text, best.copy), view_of(text, best.other), best.is_other_newer)


def _divided_at(text: ParsedText, place: int, single: ParsedText, known: Counter[str]) -> _Division | None:
    """Return the text divided at the place, or None unless one part is a copy of `single` and the other its version."""
    parts = text.blocks[:place], text.blocks[place:]
    shares = [_share_of(known, part) for part in parts]
    for one, other in ((0, 1), (1, 0)):
        copy, version = parts[one], parts[other]
        if shares[one] < CURRENT_SHARE or shares[other] >= COPY_SHARE or _repeats(version, copy, known):
            continue
        is_other_newer = _is_newer(version, copy)
        if is_other_newer is None or not _says_so(text, place, version if is_other_newer else copy):
            continue
        likeness = _likeness(single.blocks, version)
        if likeness >= ALIKE_SHARE:
            return _Division(shares[one] + likeness, copy, version, is_other_newer)
    return None


def _repeats(version: Blocks, copy: Blocks, known: Counter[str]) -> bool:
    """Whether what is new in one part is mostly in the other too."""
    new = Counter(block.words for block in version if _is_long(block) and block.words not in known)
    return not new or _share_of(new, copy) >= REPEATED_SHARE


def _is_newer_twice(text: ParsedText, known: Counter[str]) -> bool:
    """Whether what is new stands in both halves: a page captured twice, and no older text beside the newer one."""
    new: dict[str, set[int]] = {}
    for block in text.blocks:
        if _is_long(block) and block.words not in known:
            new.setdefault(block.words, set()).add(block.half)
    return sum(len(halves) > 1 for halves in new.values()) >= max(REPEATED_SHARE * len(new), 1)


def _says_so(text: ParsedText, place: int, newer: Blocks) -> bool:
    """Whether a line at the place, or the opening of the newer part, says that the parts hold at different times."""
    near = text.blocks[max(0, place - NEAR) : place + NEAR]
    if any(block.word_count <= DIVIDER_WORDS and _divides(block) for block in near):
        return True
    return any(block.dates and states_effect(block.visible) for block in newer[:OPENING_BLOCKS])


def _is_newer(part: Blocks, copy: Blocks) -> bool | None:
    """Whether the part states a later day than the copy; None where it states none or the same."""
    days = _latest_day(copy), _latest_day(part)
    if days[0] == days[1] or days[1] is None:
        return None
    return days[0] is None or days[0] < days[1]


def _latest_day(part: Blocks) -> tuple[int, int, int] | None:
    """The latest day it states for itself; a line about the other part ("effective until") does not count."""
    dated = (block for block in part if dates_the_text(block))
    own = (block for block in dated if not (_divides(block) or announces_change(block.visible)))
    return max((stated.value for block in own for stated in block.dates), default=None)


def _divides(block: Block) -> bool:
    return holds_any(folded(block.visible), _SIGNS_OF_DIVISION) and _DIVIDES.search(block.visible) is not None


def _places(text: ParsedText) -> list[int]:
    """Where the text may be divided: after a line that says so, and before a second title."""
    titles = Counter(block.words for block in text.blocks if block.words and block.word_count <= 8)
    seen: set[str] = set()
    found: list[int] = []
    for block in text.blocks:
        is_divider = block.word_count <= DIVIDER_WORDS and _divides(block)
        is_second_title = titles[block.words] > 1 and block.words in seen and block.kind == "heading"
        if is_divider or is_second_title:
            found += [block.index, block.index + 1] if is_divider else [block.index]
        seen.add(block.words)
    middle = [place for place in dict.fromkeys(found) if 0 < place < len(text.blocks)]
    return middle[:MOST_PLACES]


def _share_of(known: Counter[str], part: Blocks) -> float:
    """How much of the known clauses stands in the part word for word."""
    there = Counter(block.words for block in part if block.words in known)
    return sum(min(count, there[words]) for words, count in known.items()) / known.total()


def _likeness(single: Blocks, part: Blocks) -> float:
    """The share of the known text's words that the part has as well."""
    known, there = (Counter(" ".join(block.words for block in blocks).split()) for blocks in (single, part))
    return sum(min(count, there[word]) for word, count in known.items()) / max(known.total(), 1)


def _is_long(block: Block) -> bool:
    return block.word_count >= LONG_CLAUSE_WORDS
