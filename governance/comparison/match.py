"""Which clause of the new text is which clause of the old one.

Equal wording first (under the same heading, then anywhere), then the same label or a similar wording under the
same heading, then a similar wording anywhere. What is left was added or removed. Nothing here compares every
clause with every other: candidates come from shared words, and their number is bounded.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from governance.comparison.segment import Block

SAME_PLACE_OVERLAP = 0.3
SIMILAR_OVERLAP = 0.5
MAX_CANDIDATES = 60_000
COMMON_WORD_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Matching:
    """Indexes of blocks: every matched pair, and the pairs among them that moved or changed their words."""

    pairs: tuple[tuple[int, int], ...]
    moved: tuple[tuple[int, int], ...]
    modified: tuple[tuple[int, int], ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]


def match_blocks(before: Sequence[Block], after: Sequence[Block]) -> Matching:
    """Match the blocks of two texts, one to one."""
    head, tail = _common_ends(before, after)
    old_middle, new_middle = before[head : len(before) - tail], after[head : len(after) - tail]
    middle = dict(_equal_pairs(old_middle, new_middle))
    moved = _out_of_order(before, after, middle)
    equal = {index: index for index in range(head)}
    equal.update(middle)
    equal.update((len(before) - step, len(after) - step) for step in range(tail, 0, -1))
    taken = set(equal.values())
    removed = [block for block in old_middle if block.index not in equal]
    added = [block for block in new_middle if block.index not in taken]
    modified = dict(_similar_pairs(removed, added, equal)) if removed and added else {}
    taken.update(modified.values())
    pairs = sorted({**equal, **modified}.items(), key=lambda pair: pair[1])
    return Matching(
        pairs=tuple(pairs),
        moved=tuple(moved),
        modified=tuple(sorted(modified.items(), key=lambda pair: pair[1])),
        removed=tuple(block.index for block in removed if block.index not in modified),
        added=tuple(block.index for block in added if block.index not in taken),
    )


def _common_ends(before: Sequence[Block], after: Sequence[Block]) -> tuple[int, int]:
    """How many blocks at the start and at the end are the same, dates included, under the same headings."""
    shorter = min(len(before), len(after))
    head = tail = 0
    while head < shorter and _is_same(before[head], after[head]):
        head += 1
    while tail < shorter - head and _is_same(before[-1 - tail], after[-1 - tail]):
        tail += 1
    return head, tail


def _is_same(one: Block, other: Block) -> bool:
    return (
        one.words == other.words
        and one.kind == other.kind
        and one.heading_path[-1:] == other.heading_path[-1:]
        and (one.dates is other.dates or _values(one) == _values(other))
    )


def _equal_pairs(before: Sequence[Block], after: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Pair equal wordings in order of appearance: first under the same heading and kind, then anywhere."""
    matched: set[int] = set()
    left = list(after)
    for key in (_place_and_words, _words_and_kind, _words):
        stock: dict[object, list[int]] = defaultdict(list)
        for block in reversed(before):
            if block.index not in matched:
                stock[key(block)].append(block.index)
        rest = []
        for block in left:
            waiting = stock.get(key(block))
            if waiting:
                matched.add(waiting[-1])
                yield waiting.pop(), block.index
            else:
                rest.append(block)
        left = rest
        if not left:
            return


def _place_and_words(block: Block) -> object:
    return (block.heading_path[-1:], block.words, block.dates and _values(block), block.kind == "heading")


def _words_and_kind(block: Block) -> object:
    return (block.words, block.dates and _values(block)) if block.words else (block.heading_path, block.kind)


def _words(block: Block) -> object:
    return block.words or (block.heading_path, block.kind)


def _values(block: Block) -> tuple[tuple[int, int, int], ...]:
    return tuple(found.value for found in block.dates)


def _out_of_order(before: Sequence[Block], after: Sequence[Block], equal: dict[int, int]) -> list[tuple[int, int]]:
    """The equal pairs outside the longest run of pairs in the same order in both texts."""
    ordered = sorted(equal.items())
    keep = set(longest_increasing([position for _, position in ordered]))
    return [
        pair for pair in ordered if pair[1] not in keep and before[pair[0]].is_provision and after[pair[1]].is_provision
    ]


def longest_increasing(values: Sequence[int]) -> list[int]:
    """The members of one longest strictly increasing subsequence, last first."""
    tails: list[int] = []
    tail_positions: list[int] = []
    previous: list[int] = []
    for position, value in enumerate(values):
        spot = bisect_left(tails, value)
        previous.append(tail_positions[spot - 1] if spot else -1)
        if spot == len(tails):
            tails.append(value)
            tail_positions.append(position)
        else:
            tails[spot], tail_positions[spot] = value, position
    result, position = [], tail_positions[-1] if tail_positions else -1
    while position != -1:
        result.append(values[position])
        position = previous[position]
    return result


def _similar_pairs(
    removed: Sequence[Block], added: Sequence[Block], equal: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Greedy best-first pairing of changed blocks, better places and higher overlaps first."""
    scored = []
    old = {block.index: (block, Counter(block.words.split())) for block in removed}
    new = {block.index: (block, Counter(block.words.split())) for block in added}
    old_totals = {index: words.total() for index, (_, words) in old.items()}
    new_totals = {index: words.total() for index, (_, words) in new.items()}
    for one, other in _candidates(old, new, equal):
        first, first_words = old[one]
        second, second_words = new[other]
        if (first.kind == "heading") != (second.kind == "heading"):
            continue
        total = old_totals[one] + new_totals[other]
        shared = 2 * _shared_words(first_words, second_words) / total if total else 0.0
        place = _same_place(first, second)
        if shared >= (SAME_PLACE_OVERLAP if place == 2 else SIMILAR_OVERLAP):
            scored.append((shared + place * 0.1, -abs(one - other), one, other))
    scored.sort(reverse=True)
    used_old: set[int] = set()
    used_new: set[int] = set()
    for _, _, one, other in scored:
        if one not in used_old and other not in used_new:
            used_old.add(one)
            used_new.add(other)
            yield one, other


def _shared_words(first: Counter[str], second: Counter[str]) -> int:
    """How many words both have; takes the time of the shorter, however many short clauses a very long one meets."""
    shorter, longer = sorted((first, second), key=len)
    return sum([min(count, longer[word]) for word, count in shorter.items() if word in longer])


def _same_place(first: Block, second: Block) -> int:
    """2 for the same label under the same heading, 1 for the same heading, 0 otherwise."""
    if first.heading_path[-1:] != second.heading_path[-1:]:
        return 0
    return 2 if first.label and first.label == second.label else 1


def _candidates(
    old: dict[int, tuple[Block, Counter[str]]], new: dict[int, tuple[Block, Counter[str]]], equal: dict[int, int]
) -> Iterable[tuple[int, int]]:
    """Pairs worth comparing: between the same unchanged neighbours, or sharing words that are not everywhere."""
    found = set(_gap_pairs(old, new, equal))
    holders: dict[str, list[int]] = defaultdict(list)
    for index, (_, words) in old.items():
        for word in words:
            holders[word].append(index)
    for index, (_, words) in new.items():
        shared: Counter[int] = Counter()
        for word in words:
            if len(holders.get(word, ())) <= COMMON_WORD_LIMIT:
                shared.update(holders.get(word, ()))
        found.update((one, index) for one, _ in shared.most_common(8))
        if len(found) > MAX_CANDIDATES:
            break
    return found


def _gap_pairs(old: Iterable[int], new: Iterable[int], equal: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Changed blocks at the same place counted from the last unchanged neighbour."""
    after_neighbour: dict[tuple[int | None, int], int] = {}
    new_set = set(new)
    backwards = {position: index for index, position in equal.items()}
    last: int | None = None
    run = 0
    for index in range(max(new_set) + 1):
        if index in new_set:
            after_neighbour[(last, run)] = index
            run += 1
        else:
            last, run = backwards.get(index), 0
    last, run = None, 0
    old_set = set(old)
    for index in range(max(old_set) + 1):
        if index in old_set:
            if (last, run) in after_neighbour:
                yield index, after_neighbour[(last, run)]
            run += 1
        else:
            last, run = index, 0
