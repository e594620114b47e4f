"""How much two texts have in common: their titles, and the runs of five words that both have."""

import re
from difflib import SequenceMatcher

SHINGLE_WORDS = 5
_WORD = re.compile(r"\w+")
_LONGEST_TITLE = 300


def title_likeness(one: str, other: str) -> float:
    """Return from 0 to 1 how alike two titles are; 1 where one is missing, which says nothing."""
    if not one.strip() or not other.strip():
        return 1.0
    words, other_words = _words(one[:_LONGEST_TITLE]), _words(other[:_LONGEST_TITLE])
    return SequenceMatcher(None, words, other_words, autojunk=False).ratio()


def overlap(one: str, other: str) -> float:
    """Return which share of the shorter text's runs of five words the other one has, too."""
    shingles, other_shingles = _shingles(one), _shingles(other)
    fewest = min(len(shingles), len(other_shingles))
    return len(shingles & other_shingles) / fewest if fewest else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[place : place + SHINGLE_WORDS]) for place in range(len(words) - SHINGLE_WORDS + 1)}
