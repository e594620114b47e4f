"""What became of each clause, and what of it is told where a page was captured twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from governance.comparison.result import Relation
from governance.comparison.text.segment import Block

# Before and after of a changed part; one of them is a stretch of an undivided clause, None where it has no words of it.
Sides = tuple[Block | None, Block | None]


@dataclass(frozen=True, slots=True)
class Relaid:
    """Indexes of changed blocks whose words all stand in the other text in another layout, such as a table.

    Of rows of which only some cells are news, those cells stand in `gone` (of old rows) and `news` (of new ones).
    """

    old: frozenset[int] = frozenset()
    new: frozenset[int] = frozenset()
    gone: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    news: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matching:
    """Indexes of blocks: every matched pair, and the pairs among them that moved or changed their words.

    `divided` are pairs of which one clause was split or merged into the other; what changed in those is in `sides`.
    """

    pairs: tuple[tuple[int, int], ...]
    moved: tuple[tuple[int, int], ...]
    modified: tuple[tuple[int, int], ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]
    divided: frozenset[tuple[int, int]] = frozenset()
    relations: tuple[Relation, ...] = ()
    sides: tuple[Sides, ...] = ()
    relaid: Relaid = field(default_factory=Relaid)


def without_copies(before: Sequence[Block], after: Sequence[Block], matching: Matching) -> Matching:
    """The matching of pages captured twice, each change once: copies have no part in it.

    What one half says already is no news when the other half follows, and no loss while one half still says it.
    """
    twins = [_twins(before), _twins(after)]
    pairs = tuple(pair for pair in matching.pairs if not after[pair[1]].is_copy)
    partners = dict(pairs)
    kept = set(partners.values())

    def is_old_news(pair: tuple[int, int]) -> bool:
        twin = twins[0].get(pair[0])
        return twin is not None and before[twin].words == after[pair[1]].words

    def still_stands(index: int) -> bool:
        return before[index].is_copy or twins[0].get(index, -1) in partners

    return replace(
        matching,
        pairs=pairs,
        moved=tuple(pair for pair in matching.moved if not after[pair[1]].is_copy and not before[pair[0]].is_copy),
        modified=tuple(pair for pair in matching.modified if pair[1] in kept and not is_old_news(pair)),
        removed=tuple(index for index in matching.removed if not still_stands(index)),
        added=tuple(index for index in matching.added if not after[index].is_copy),
    )


def _twins(blocks: Sequence[Block]) -> dict[int, int]:
    """Each clause that has a twin in the other half, and that twin."""
    pairs = [(block.index, block.twin) for block in blocks if block.twin is not None]
    return {one: other for pair in pairs for one, other in (pair, pair[::-1])}
