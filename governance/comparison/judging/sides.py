"""Which parts of two texts are compared with each other, and the evidence that comes of it."""

from dataclasses import dataclass, replace

from governance.comparison.judging.captures import set_held_run_aside
from governance.comparison.judging.deltas import Delta, find_deltas
from governance.comparison.judging.evidence import TOOK_EFFECT, UPCOMING, ChangeEvidence, movement_of_dates
from governance.comparison.judging.noise import set_noise_aside
from governance.comparison.judging.parts import divided, original_of
from governance.comparison.judging.surroundings import find_turned, with_rule_from_above
from governance.comparison.matching.layouts import laid_out_otherwise, with_relaid, without_relaid
from governance.comparison.matching.lineage import trace
from governance.comparison.matching.pairing import match_blocks
from governance.comparison.result import REMOVED, Context
from governance.comparison.text.segment import ParsedText

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared: `old` with `new`, each a whole text or a view of one.

    `followed` are the parts whose clauses descend from each other where these are not the compared ones: the text in
    force before and after an upcoming one was published beside it or took its place.
    """

    base: ParsedText
    after: ParsedText
    old: ParsedText
    new: ParsedText
    stage: str = ""
    followed: tuple[ParsedText, ParsedText] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the whole texts are compared."""
        return self.old is self.base and self.new is self.after


def choose_sides(base: ParsedText, after: ParsedText) -> Sides:
    """An upcoming text is compared with the old one, a text in force with what had been announced."""
    announced = divided(after, base)
    if announced and announced.is_other_newer:
        return Sides(base, after, base, announced.other, UPCOMING, (base, announced.copy))
    former = divided(base, after)
    if former and not former.is_other_newer:
        return Sides(base, after, former.copy, after, TOOK_EFFECT, (former.other, after))
    return Sides(base, after, base, after)


def gather(before: ParsedText, base: ParsedText, after: ParsedText, context: Context) -> tuple[Sides, ChangeEvidence]:
    """The sides chosen and all that the rules may look at."""
    sides = choose_sides(base, after)
    evidence = _evidence_of(before, sides, context)
    if sides.stage == TOOK_EFFECT and evidence.open and all(delta.kind == REMOVED for delta in evidence.open):
        # Lines lost with the older text do not show that the newer one departs from what was announced.
        sides = Sides(base, after, base, after)
        evidence = _evidence_of(before, sides, context)
    return sides, set_held_run_aside(evidence)


def _evidence_of(before: ParsedText, sides: Sides, context: Context) -> ChangeEvidence:
    old, new = sides.old, sides.new
    matching = match_blocks(old.blocks, new.blocks)
    if sides.is_whole:
        relaid = laid_out_otherwise(old.blocks, new.blocks, matching)
        others = without_relaid(old.blocks, new.blocks, matching, relaid)
        matching = with_relaid(trace(old, new, others), relaid)
    deltas = find_deltas(old, new, matching, context.earlier_block_digests, context.lines_once_gone)
    deltas = set_noise_aside(deltas, old, new, matching, context.document_title)
    surroundings = find_turned(old.blocks, new.blocks, matching)
    if surroundings.new_headings:
        deltas = [with_rule_from_above(delta, surroundings) for delta in deltas]
    return ChangeEvidence(
        before=before,
        base=old,
        after=new,
        matching=matching,
        deltas=deltas,
        changed=[delta for delta in deltas if not delta.is_date_only],
        context=context,
        date_movement=movement_of_dates(old, new, deltas),
        against_last_good=sides.base is not before,
        stage=sides.stage,
        surroundings=surroundings,
    )


def pairs_of(sides: Sides, evidence: ChangeEvidence) -> Pairs:
    """Return (index before, index after) of each clause that became another, counted in the whole texts."""
    if sides.is_whole:
        return evidence.matching.pairs
    old, new = sides.followed or (sides.old, sides.new)
    pairs = match_blocks(old.blocks, new.blocks).pairs if sides.followed else evidence.matching.pairs
    return tuple((_index_in(sides.base, old, one), _index_in(sides.after, new, other)) for one, other in pairs)


def _index_in(whole: ParsedText, part: ParsedText, index: int) -> int:
    return original_of(whole, part.blocks[index]).index


def in_whole_texts(sides: Sides, delta: Delta) -> Delta:
    """The changed clause with its blocks as they stand in the whole texts."""
    if sides.is_whole:
        return delta
    before = original_of(sides.base, delta.before) if delta.before else None
    return replace(delta, before=before, after=original_of(sides.after, delta.after) if delta.after else None)
