"""Which lines took the place of others, and which clauses are other forms of sentences that the other text has."""

from collections.abc import Mapping

from governance.comparison.judging.evidence import ChangeEvidence
from governance.comparison.judging.sides import Sides
from governance.comparison.matching.kept_words import KeptWords
from governance.comparison.result import MODIFIED
from governance.comparison.telling.places import Place, replaced_lines
from governance.comparison.telling.sentences import reworded_from
from governance.comparison.text.segment import Block

# Of more clauses none is looked for: texts made to be slow have 100,000.
MOST_LOOKED_FOR = 2_000
# The sentence of the other text of which a clause is another form, and whether it is told with the new clause.
Reworded = tuple[str, bool]


def lines_replaced(sides: Sides, evidence: ChangeEvidence) -> dict[Place, Block]:
    """The lines that took the place of others, where whole texts are compared."""
    if not sides.is_whole:
        return {}
    sizes = len(evidence.base.blocks), len(evidence.after.blocks)
    return replaced_lines(evidence.deltas, evidence.matching.pairs, sizes)


def sentences_reworded(
    evidence: ChangeEvidence, replaced: Mapping[Place, Block], kept: KeptWords
) -> dict[Place, Reworded]:
    """The clauses that came or went and are another form of a sentence of the other text, with that sentence.

    Of two clauses of which each is another form of the other the former one is told with the new one.
    """
    found = {}
    deltas = evidence.deltas[:MOST_LOOKED_FOR]
    of_words = [(one, side) for one in deltas for side in (one.after or one.before,) if side and " " in side.words]
    for one, block in of_words:
        is_new = one.after is not None
        if one.kind != MODIFIED and (is_new, block.index) not in replaced:
            found[is_new, block.index] = reworded_from(block, kept, is_new=is_new)
    found = {place: sentence for place, sentence in found.items() if sentence}
    holders = {place: kept.holder(sentence, are_new=False) for place, sentence in found.items() if not place[0]}
    told_there = {place for place, holder in holders.items() if holder and (True, holder.index) in found}
    return {place: (sentence, place in told_there) for place, sentence in found.items()}
