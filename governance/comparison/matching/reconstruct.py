"""The proof that a comparison tells everything: the new clauses made from the old ones and the differences alone."""

from collections.abc import Iterator

from governance.comparison.result import MOVED, Comparison
from governance.comparison.text.segment import Block, ParsedText

# The words of a clause and the days it states: what equality is decided by.
Wording = tuple[str, tuple[tuple[int, int, int], ...]]
Place = tuple[int | None, int | None]


class NotReconstructible(Exception):
    """The comparison does not account for every clause of the text it starts from."""


def wording_of(block: Block) -> Wording:
    """What must be told of a clause: its words without label and markup, and the days it states."""
    return block.words, tuple([stated.value for stated in block.dates]) if block.dates else ()


def reconstruct(base: ParsedText, comparison: Comparison) -> list[Wording]:
    """The wordings of the clauses of the new text, in order, from the text compared against and the comparison.

    A clause of the new text has the wording a difference quotes for its place, or else that of the clause it is paired
    with. Raises NotReconstructible where the pairs and differences do not fit together, of a page captured twice, of
    which one half speaks for both, of clauses that were split or merged, of which only the edited parts are told, and
    where the differences lead to an upcoming text and the pairs to the one that stays in force beside it.
    """
    told = {place: wording for place, wording in _told(comparison) if place[1] is not None}
    sources: dict[int, int | None] = {other: one for one, other in comparison.pairs}
    for one, other in told:
        if other is None or sources.setdefault(other, one) != one:
            raise NotReconstructible(f"Clause {other} of the new text comes from two places.")
    if sorted(sources) != list(range(len(sources))):
        raise NotReconstructible("A clause of the new text is neither paired nor told as added.")
    _check_removed(base, comparison)
    return [told.get((one, other)) or _wording_at(base, one) for other, one in sorted(sources.items())]


def _told(comparison: Comparison) -> Iterator[tuple[Place, Wording | None]]:
    """(index before, index after) and new wording of every changed clause, repeats included."""
    for difference in (*comparison.differences, *comparison.set_aside):
        if difference.kind != MOVED:
            before, after = difference.before, difference.after
            wording = wording_of(after) if after else None
            for place in ((before.index if before else None, after.index if after else None), *difference.repeats):
                yield place, wording


def _check_removed(base: ParsedText, comparison: Comparison) -> None:
    """Every clause of the old text is paired or told as removed, and not both."""
    gone = [place[0] for place, wording in _told(comparison) if wording is None]
    kept = [one for one, _ in comparison.pairs]
    if sorted(kept + [one for one in gone if one is not None]) != list(range(len(base.blocks))):
        raise NotReconstructible("A clause of the old text is neither paired nor told as removed.")


def _wording_at(base: ParsedText, index: int | None) -> Wording:
    if index is None:
        raise NotReconstructible("An added clause has no wording.")
    return wording_of(base.blocks[index])
