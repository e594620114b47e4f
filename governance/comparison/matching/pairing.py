"""Which clause of the new text is which clause of the old one.

Equal wording first (under the same headings, then anywhere), then the same label or a similar wording under the
same heading, then a similar wording anywhere. What is left was added or removed. Nothing here compares every
clause with every other: candidates come from shared words, and their number is bounded.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import attrgetter

from governance.comparison.matching.matched_clauses import Matching, without_copies
from governance.comparison.text.defined_terms import defined_term
from governance.comparison.text.order import longest_increasing
from governance.comparison.text.segment import Block

SAME_PLACE_OVERLAP = 0.3
SIMILAR_OVERLAP = 0.5
ONLY_ONE_THERE_OVERLAP = 0.4
SURELY_SIMILAR_OVERLAP = 0.65
WEIGHTED_OVERLAP = 0.3
# Of the same defined term little else need be the same; what stands under an old number need not be what stood there.
SAME_TERM_OVERLAP = 0.1
MAX_CANDIDATES = 60_000
COMMON_WORD_LIMIT = 40
# With so many clauses, those that share the most words, each changed clause is compared.
MOST_SHARED = 8
_TERM = re.compile(r"[\s*+•_-]*?(?:\*\*|__)\s?([^*_]{2,60})(?:\*\*|__)")


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
    matching = Matching(
        pairs=tuple(pairs),
        moved=tuple(moved),
        modified=tuple(sorted(modified.items(), key=lambda pair: pair[1])),
        removed=tuple(block.index for block in removed if block.index not in modified),
        added=tuple(block.index for block in added if block.index not in taken),
    )
    is_captured_twice = any(blocks and blocks[-1].half for blocks in (before, after))
    return without_copies(before, after, matching) if is_captured_twice else matching


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
        and one.half == other.half
        and one.heading_path[-1:] == other.heading_path[-1:]
        and (one.dates is other.dates or _values(one) == _values(other))
    )


def _equal_pairs(before: Sequence[Block], after: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Pair equal wordings in order of appearance: first under the same headings and lead-in, then ever less near."""
    matched: set[int] = set()
    known = set(map(attrgetter("words"), before))
    left = [block for block in after if block.words in known]
    waiting_here = set(map(attrgetter("words"), left))
    before = [block for block in before if block.words in waiting_here]
    for key in (_path_and_words, _heading_and_words, _words_and_kind, _words):
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


def _path_and_words(block: Block) -> object:
    return (block.half, block.heading_path, block.lead_in, *_words_and_dates(block))


def _heading_and_words(block: Block) -> object:
    return (block.half, block.heading_path[-1:], *_words_and_dates(block))


def _words_and_dates(block: Block) -> tuple[object, ...]:
    return block.words, block.dates and _values(block), block.kind == "heading"


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


def _similar_pairs(
    removed: Sequence[Block], added: Sequence[Block], equal: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Greedy best-first pairing of changed blocks, better places and higher overlaps first."""
    scored = []
    old = {block.index: (block, _counted(block.words)) for block in removed}
    new = {block.index: (block, _counted(block.words)) for block in added}
    candidates = [*_candidates(old, new, equal)]
    if not candidates:
        return
    names = _Names(removed, added)
    weights = _weights(old, new)
    totals = [{index: _weight(words, weights) for index, (_, words) in side.items()} for side in (old, new)]
    counts = [{index: sum(words.values()) for index, (_, words) in side.items()} for side in (old, new)]
    alone = {pair for pair, is_alone in _gap_pairs(old, new, equal) if is_alone}
    for one, other in candidates:
        first, first_words = old[one]
        second, second_words = new[other]
        if (first.kind == "heading") != (second.kind == "heading"):
            continue
        plain = _overlap(first_words, second_words, counts[0][one] + counts[1][other])
        place = names.same_place(first, second)
        asked = SAME_PLACE_OVERLAP if place == 2 else SIMILAR_OVERLAP
        if (term := defined_term(first.visible)) and (now := defined_term(second.visible)):
            place, asked = (place, SURELY_SIMILAR_OVERLAP) if term != now else (2, SAME_TERM_OVERLAP)
        elif place == 1 and (one, other) in alone:
            asked = ONLY_ONE_THERE_OVERLAP
        if plain < asked:
            continue
        weighted = _weighted_overlap(first_words, second_words, weights, totals[0][one] + totals[1][other])
        # Under another heading, words that stand in many of the changed clauses make none like another.
        if place or plain >= SURELY_SIMILAR_OVERLAP or weighted >= WEIGHTED_OVERLAP:
            nearness = place + (first.half == second.half)
            scored.append((plain + nearness * 0.1, weighted, -abs(one - other), one, other))
    scored.sort(reverse=True)
    used_old: set[int] = set()
    used_new: set[int] = set()
    for *_, one, other in scored:
        if one not in used_old and other not in used_new:
            used_old.add(one)
            used_new.add(other)
            yield one, other


def _counted(wording: str) -> Mapping[str, int]:
    """How often each word stands in a wording; in a short one mostly once."""
    words = wording.split()
    once = dict.fromkeys(words, 1)
    return once if len(once) == len(words) else Counter(words)


def _weights(*sides: dict[int, tuple[Block, Mapping[str, int]]]) -> dict[str, float]:
    """How much each word says: less the more of the changed clauses of one text it stands in."""
    weights: dict[str, float] = {}
    for side in sides:
        holders = Counter(chain.from_iterable([words for _, words in side.values()]))
        for word, count in holders.items():
            weights[word] = min(weights.get(word, 1.0), 1 / count)
    return weights


def _weight(words: Mapping[str, int], weights: dict[str, float]) -> float:
    return sum([count * weights[word] for word, count in words.items()])


def _overlap(first: Mapping[str, int], second: Mapping[str, int], total: int) -> float:
    """The share of words in common; takes the time of the clause with fewer words."""
    shared = first.keys() & second.keys()
    return 2 * sum([min(first[word], second[word]) for word in shared]) / total if total else 0.0


def _weighted_overlap(
    first: Mapping[str, int], second: Mapping[str, int], weights: dict[str, float], total: float
) -> float:
    """The share of words in common by how much they say."""
    shorter, longer = (first, second) if len(first) <= len(second) else (second, first)
    shared = [min(count, longer[word]) * weights[word] for word, count in shorter.items() if word in longer]
    return 2 * sum(shared) / total if total else 0.0


class _Names:
    """What a clause is called by within its section: its label, its defined term, the first cells of its row."""

    def __init__(self, removed: Sequence[Block], added: Sequence[Block]) -> None:
        first_cells = [
            Counter(_cells(block)[:1] for block in side if block.kind == "table_row") for side in (removed, added)
        ]
        self._common = {cell for side in first_cells for cell, count in side.items() if count > 1}
        self._names = ({block.index: self._name(block) for block in removed}, {b.index: self._name(b) for b in added})

    def same_place(self, first: Block, second: Block) -> int:
        """2 for the same name under the same heading, 1 for the same heading, 0 otherwise."""
        if first.heading_path[-1:] != second.heading_path[-1:]:
            return 0
        name = self._names[0][first.index]
        return 2 if name and name == self._names[1][second.index] else 1

    def _name(self, block: Block) -> tuple[str, ...]:
        if block.kind == "table_row":
            cells = _cells(block)
            return cells[:2] if cells[:1] in self._common else cells[:1]
        if block.label and not defined_term(block.visible):
            return (block.label,)
        term = _TERM.match(block.visible[:100])
        return (term[1].lower().strip(" .:"),) if term else ()


def _cells(row: Block) -> tuple[str, ...]:
    """The first two cells of a row that are not empty."""
    cells = (cell.strip() for cell in row.visible[:400].split("|"))
    return tuple(islice(filter(None, cells), 2))


def _candidates(
    old: dict[int, tuple[Block, Mapping[str, int]]],
    new: dict[int, tuple[Block, Mapping[str, int]]],
    equal: dict[int, int],
) -> Iterable[tuple[int, int]]:
    """Pairs worth comparing: between the same unchanged neighbours, or sharing words that are not everywhere."""
    found = {pair for pair, _ in _gap_pairs(old, new, equal)}
    holders: dict[str, list[int]] = defaultdict(list)
    for index, (_, words) in old.items():
        for word in words:
            holders[word].append(index)
    telling = {word: places for word, places in holders.items() if len(places) <= COMMON_WORD_LIMIT}
    for index, (_, words) in new.items():
        places = [telling[word] for word in words if word in telling]
        if not places:
            continue
        shared = Counter(chain.from_iterable(places))
        most = shared if len(shared) <= MOST_SHARED else dict(shared.most_common(MOST_SHARED))
        found.update([(one, index) for one in most])
        if len(found) > MAX_CANDIDATES:
            break
    return found


def _gap_pairs(old: Iterable[int], new: Iterable[int], equal: dict[int, int]) -> Iterator[tuple[tuple[int, int], bool]]:
    """Yield pairs of changed blocks at the same place after the same unchanged block.

    Each comes with whether it is the only changed block there.
    """
    backwards = {position: index for index, position in equal.items()}
    new_runs = {(backwards.get(last) if last is not None else None): run for last, run in _runs(new)}
    for last, run in _runs(old):
        others = new_runs.get(last, [])
        is_alone = len(run) == len(others) == 1
        for one, other in zip(run, others, strict=False):
            yield (one, other), is_alone


def _runs(changed: Iterable[int]) -> Iterator[tuple[int | None, list[int]]]:
    """(the index before it, or None at the start; the indexes) of each run of changed blocks."""
    run: list[int] = []
    for index in sorted(changed):
        if run and index == run[-1] + 1:
            run.append(index)
        else:
            if run:
                yield (run[0] - 1 if run[0] else None), run
            run = [index]
    if run:
        yield (run[0] - 1 if run[0] else None), run
