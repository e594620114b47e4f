"""Clauses that were split or merged: which descends from which, and what of it changed beyond the new division.

A part is known by its runs of three words: most of them stand in the other clause, and not in what that clause itself
became, so that a sentence said once more elsewhere is an addition and no part.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from governance.comparison.matching.matched_clauses import Matching, Sides
from governance.comparison.matching.wording import equal_stretches
from governance.comparison.result import Relation
from governance.comparison.text.segment import Block, ParsedText, part_of
from governance.comparison.text.spans import CharacterRange, sentence_spans

FEWEST_WORDS = 5
CONTAINED_SHARE = 0.6
LEAST_OVERLAP = 0.3
COMMON_RUN_LIMIT = 20
# Of the words that both have so many may stand in a neighbouring sentence: "you", "may", "the".
STRAY_SHARE = 0.15
SPLIT, MERGE = "split", "merge"

_WORD = re.compile(r"\w+")
Families = dict[int, list[int]]
Run = tuple[str, str, str]


def trace(base: ParsedText, after: ParsedText, matching: Matching) -> Matching:
    """The matching with splits and merges recorded; parts are then neither added nor removed.

    The identity goes to the part that keeps most of the words. `sides` gives, for each part whose words changed, the
    stretch of the undivided clause and the part; both are exact stretches of their texts.
    """
    old_parts = [index for index in matching.removed if _may_be_part(base.blocks[index])]
    new_parts = [index for index in matching.added if _may_be_part(after.blocks[index])]
    if not (old_parts or new_parts):
        return matching
    old, new = base.blocks, after.blocks
    kept = dict(matching.modified)
    splits = _families(old, new, [*kept, *matching.removed], new_parts, kept)
    kept |= {host: _keeper(old[host], new, parts) for host, parts in splits.items()}
    parts_of_splits = {part for parts in splits.values() for part in parts}
    added = [index for index in matching.added if index not in parts_of_splits]
    removed = [index for index in matching.removed if index not in splits]
    origin = {other: one for one, other in kept.items() if one not in splits}
    left = [index for index in old_parts if index not in splits]
    merges = _families(new, old, [*origin, *added], left, origin)
    origin |= {host: _keeper(new[host], old, parts) for host, parts in merges.items()}
    parts_of_merges = {part for parts in merges.values() for part in parts}
    modified = {one: other for one, other in kept.items() if one in splits} | {one: two for two, one in origin.items()}
    equal = set(matching.pairs) - set(matching.modified)
    # A clause that only became shorter or longer is its own single part.
    splits, merges = ({host: parts for host, parts in found.items() if len(parts) > 1} for found in (splits, merges))
    divided = {(host, kept[host]) for host in splits} | {(origin[host], host) for host in merges}
    return replace(
        matching,
        pairs=tuple(sorted([*equal, *modified.items()], key=lambda pair: pair[1])),
        modified=tuple(sorted((pair for pair in modified.items() if pair not in divided), key=lambda pair: pair[1])),
        added=tuple(index for index in added if index not in merges and index not in origin),
        removed=tuple(index for index in removed if index not in parts_of_merges),
        divided=frozenset(divided),
        relations=(
            *(Relation(SPLIT, host, part) for host in sorted(splits) for part in splits[host] if part != kept[host]),
            *(Relation(MERGE, part, host) for host in sorted(merges) for part in merges[host] if part != origin[host]),
        ),
        sides=(*_sides(base, after, splits), *((one, two) for two, one in _sides(after, base, merges))),
    )


def _may_be_part(block: Block) -> bool:
    return block.words.count(" ") >= FEWEST_WORDS - 1 and block.kind != "heading"


def _families(
    wholes: Sequence[Block],
    others: Sequence[Block],
    hosts: Iterable[int],
    children: Iterable[int],
    kept: Mapping[int, int],
) -> Families:
    """{undivided clause of `hosts`: its parts among `children`, with what it is matched to already, in their order}."""
    runs_of = {child: set(_runs(others[child])) for child in children}
    if not runs_of:
        return {}
    wanted = set().union(*runs_of.values())
    remaining = {host: wanted.intersection(_runs(wholes[host])) for host in hosts if wholes[host].kind != "heading"}
    for host, runs in remaining.items():
        if runs and host in kept:
            runs.difference_update(_runs(others[kept[host]]))
    holders: dict[Run, list[int]] = defaultdict(list)
    for host, runs in remaining.items():
        for run in runs:
            holders[run].append(host)
    found: Families = defaultdict(list)
    for child, runs in runs_of.items():
        origin = _host_of(runs, remaining, holders)
        if origin is not None:
            found[origin].append(child)
            remaining[origin] -= runs
    for host in found.keys() & kept.keys():
        found[host].append(kept[host])
    return {
        host: sorted(parts)
        for host, parts in sorted(found.items())
        if len(parts) > 1 or _overlap(wholes[host], others[parts[0]]) >= LEAST_OVERLAP
    }


def _host_of(runs: set[Run], remaining: Mapping[int, set[Run]], holders: Mapping[Run, list[int]]) -> int | None:
    """The clause in which most of a child's runs of words stand that are not accounted for yet."""
    counts: dict[int, int] = {}
    for run in runs:
        for host in holders.get(run, ())[:COMMON_RUN_LIMIT]:
            if run in remaining[host]:
                counts[host] = counts.get(host, 0) + 1
    if not counts:
        return None
    host, count = max(counts.items(), key=lambda item: (item[1], -item[0]))
    return host if count >= CONTAINED_SHARE * len(runs) else None


def _runs(block: Block) -> Iterator[Run]:
    words = block.words.split()
    return zip(words, words[1:], words[2:], strict=False)


def _keeper(whole: Block, others: Sequence[Block], parts: Sequence[int]) -> int:
    """The part with the most words of the undivided clause; the first of several."""
    words = Counter(whole.words.split())
    return max(parts, key=lambda part: ((words & Counter(others[part].words.split())).total(), -part))


def _overlap(one: Block, other: Block) -> float:
    shared = (Counter(one.words.split()) & Counter(other.words.split())).total()
    return 2 * shared / (one.word_count + other.word_count)


def _sides(whole_text: ParsedText, other_text: ParsedText, families: Families) -> Iterator[Sides]:
    """(stretch of the undivided clause, part) for every part whose words or days differ from its stretch."""
    for host, parts in families.items():
        blocks = [other_text.blocks[part] for part in parts]
        whole = whole_text.blocks[host]
        for stretch, part in zip(_stretches(whole_text, whole, other_text, blocks), blocks, strict=True):
            if stretch is None or stretch.words != part.words or _days(stretch) != _days(part):
                yield stretch, part


def _stretches(
    whole_text: ParsedText, whole: Block, other_text: ParsedText, parts: Sequence[Block]
) -> Iterator[Block | None]:
    """The undivided clause cut where its words pass from one part to the next; None for a part without any of them."""
    places = [found.span() for found in _WORD.finditer(whole_text.text, whole.start, whole.end)]
    words = [whole_text.text[start:end].lower() for start, end in places]
    spoken = [[word.lower() for word in _WORD.findall(other_text.quote(part))] for part in parts]
    others = [word for part in spoken for word in part]
    owners = [number for number, part in enumerate(spoken) for _ in part]
    firsts: dict[int, int] = {}
    owned: dict[int, int] = {}
    for one, other, length in equal_stretches(words, others):
        for step in range(length):
            firsts.setdefault(owners[other + step], one + step)
            owned[one + step] = owners[other + step]
    at_sentences = _at_sentences(firsts, owned, _sentence_starts(whole_text.text, whole, places))
    for number, before in zip(sorted(firsts), [None, *sorted(firsts)], strict=False):
        begun = words[at_sentences[number] : firsts[number]]
        # A part of a broken page may end with the first words of a sentence.
        if before is None or not begun or spoken[before][-len(begun) :] != begun:
            firsts[number] = at_sentences[number]
    cuts = [0 if number == min(firsts) else firsts[number] for number in sorted(firsts)]
    bounds = dict(zip(sorted(firsts), zip(cuts, [*cuts[1:], len(words)], strict=True), strict=True))
    for number in range(len(parts)):
        first, stop = bounds.get(number, (0, 0))
        end = places[stop][0] if stop < len(places) else whole.end
        yield part_of(whole_text.text, whole, whole.start if not first else places[first][0], end) if stop else None


def _sentence_starts(text: str, whole: Block, places: Sequence[CharacterRange]) -> list[int]:
    """The number of the word that each sentence of a clause begins with."""
    begins = [start for start, _ in places]
    starts = (bisect_left(begins, start) for start, _ in sentence_spans(text, whole.start, whole.end))
    return sorted({start for start in starts if start < len(places)})


def _at_sentences(firsts: dict[int, int], owned: Mapping[int, int], starts: Sequence[int]) -> dict[int, int]:
    """Where each part begins, moved to whole sentences where these explain the text (nearly) as well.

    `firsts` is the first word of each part, `owned` which part each word of the clause passed to.
    """
    if len(starts) < len(firsts):
        return firsts
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for word, owner in owned.items():
        votes[bisect_right(starts, word) - 1][owner] += 1
    whole: dict[int, int] = {}
    last, strays = -1, 0
    for sentence in sorted(votes):
        owner, count = max(votes[sentence].items(), key=lambda vote: (vote[1], -vote[0]))
        strays += votes[sentence].total() - count
        if owner < last:
            return firsts
        whole.setdefault(owner, starts[sentence])
        last = owner
    is_as_good = whole.keys() == firsts.keys() and strays <= STRAY_SHARE * len(owned)
    return whole if is_as_good else firsts


def _days(block: Block) -> list[tuple[int, int, int]]:
    return [stated.value for stated in block.dates]
