"""Pages that were captured twice: the second half of the document repeats the first one, clause by clause."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from governance.comparison.text.order import longest_increasing

LONG_CLAUSE_WORDS = 5
FEWEST_CLAUSES = 6
REPEATED_SHARE = 0.8
FURTHEST_SHARE = 0.25
REWORDED_SHARE = 0.5


def twins_in(words: Sequence[str]) -> dict[int, int]:
    """{clause of the second half: its twin in the first one}, given the words of each clause; empty for most documents.

    Both halves must consist of the same clauses in the same order for four fifths of their words. Twins may differ:
    then only one of the halves has been updated.
    """
    if len(words) - len(set(words)) < FEWEST_CLAUSES:
        return {}
    anchors = _anchors(words)
    if len(anchors) < FEWEST_CLAUSES:
        return {}
    split = min(second for _, second in anchors)
    anchors = [pair for pair in anchors if pair[0] < split]
    if len(anchors) < FEWEST_CLAUSES:
        return {}
    first = anchors[0][0]
    while first > 0 and split - 1 > anchors[-1][0] and words[first - 1] == words[split - 1]:
        first, split = first - 1, split - 1
    twins = {second: first for first, second in _filled(words, anchors, split)}
    start = min(twins.values())
    equal = [second for second, first in twins.items() if words[second] == words[first]]
    repeated = sum(_length(words[second]) for second in equal)
    halves = [sum(map(_length, words[start:split])), sum(map(_length, words[split:]))]
    return twins if repeated >= REPEATED_SHARE * max(halves) else {}


def _anchors(words: Sequence[str]) -> list[tuple[int, int]]:
    """Return (place, place) of long clauses that stand exactly twice, far apart and in the same order both times."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, clause in enumerate(words):
        if clause.count(" ") >= LONG_CLAUSE_WORDS - 1:
            places[clause].append(index)
    far = FURTHEST_SHARE * len(words)
    found = [(two[0], two[1]) for two in places.values() if len(two) == 2 and two[1] - two[0] >= far]
    if 4 * len(found) < len(places):
        return []
    kept = set(longest_increasing([second for _, second in found]))
    return [pair for pair in found if pair[1] in kept]


def _filled(words: Sequence[str], anchors: list[tuple[int, int]], split: int) -> Iterator[tuple[int, int]]:
    """The anchors, and between them the clauses that are equal or stand at the same place of gaps of one length."""
    edges = [(-1, split - 1), *anchors, (split, len(words))]
    for (one, other), (next_one, next_other) in pairwise(edges):
        if one >= 0:
            yield one, other
        first, second = one + 1, other + 1
        if one == -1:  # what stands before the first half, such as a menu, is no part of it
            first = max(first, next_one - (next_other - second))
        while first < next_one and second < next_other and words[first] == words[second]:
            yield first, second
            first, second = first + 1, second + 1
        while next_one > first and next_other > second and words[next_one - 1] == words[next_other - 1]:
            next_one, next_other = next_one - 1, next_other - 1
            yield next_one, next_other
        if next_one - first == next_other - second:
            pairs = zip(range(first, next_one), range(second, next_other), strict=True)
            yield from (pair for pair in pairs if _are_alike(words[pair[0]], words[pair[1]]))


def _are_alike(one: str, other: str) -> bool:
    first, second = set(one.split()), set(other.split())
    return 2 * len(first & second) >= REWORDED_SHARE * (len(first) + len(second))


def _length(words: str) -> int:
    return words.count(" ") + 1 if words else 0
