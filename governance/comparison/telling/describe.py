"""A document in plain words: for each kind of provision that it holds, what its most telling clauses state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from governance.comparison.judging.shifts import Shift, shifts_of_addition
from governance.comparison.telling.quoting import quoted
from governance.comparison.telling.sentences import place_of
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.weighing.taxonomy import EFFECTIVE_DATE, OTHER, categories

CLAUSES_A_CATEGORY = 2
CLAUSES_READ = 2_000
LEAST_WORDS = 5
QUOTE_LENGTH = 200
# What tells most of a kind of provision comes first: how long and how much, then what is ruled out, chosen, granted.
TELLING = ("period", "amount", "share", "age", "prohibition", "choice", "right", "duty", "discretion", "party", "power",
           "condition", "rule")  # fmt: skip
_QUANTITIES = ("period", "amount", "share", "age")


@dataclass(frozen=True, slots=True)
class Description:
    """One sentence about a document, the category it is about and the clause that says so."""

    category: str
    block: Block
    sentence: str


def describe(clauses: Sequence[tuple[str, Block]]) -> list[Description]:
    """What a document states, by category in the order of the taxonomy, from (category, clause) in the text's order.

    Every quotation is a part of `readable(block.visible)`. Uncategorised clauses and dates are left out; so is what
    stands after the first `CLAUSES_READ` clauses of a document.
    """
    by_category: dict[str, list[Block]] = {}
    for category, block in clauses[:CLAUSES_READ]:
        if block.is_provision and block.word_count >= LEAST_WORDS:
            by_category.setdefault(category, []).append(block)
    order = [row.id for row in categories() if row.id not in (OTHER, EFFECTIVE_DATE)]
    return [found for category in order for found in _of_category(category, by_category.get(category, ()))]


def _of_category(category: str, blocks: Sequence[Block]) -> Iterator[Description]:
    """Its most telling clauses, of different kinds where there are such, in the order of the text."""
    ranked = sorted(((*_leading(block), block.index, block) for block in blocks), key=lambda row: (row[0], row[2]))
    firsts = {rank: (block, shift) for rank, shift, _, block in reversed(ranked)}
    chosen = [firsts[rank] for rank in sorted(firsts)][:CLAUSES_A_CATEGORY]
    for block, shift in sorted(chosen, key=lambda pair: pair[0].index):
        yield Description(category, block, _sentence(category, block, shift))


def _leading(block: Block) -> tuple[int, Shift | None]:
    """(rank, observation) of the most telling thing in a clause; a clause without any comes last."""
    shifts = shifts_of_addition(readable(block.visible))
    observed = {shift.kind.removesuffix("_added"): shift for shift in reversed(shifts)}
    for rank, kind in enumerate(TELLING):
        if kind in observed:
            return rank, observed[kind]
    return len(TELLING), None


def _sentence(category: str, block: Block, shift: Shift | None) -> str:
    text = readable(block.visible)
    kind = shift.kind.removesuffix("_added") if shift else ""
    stated = quoted(text, QUOTE_LENGTH)
    if kind in _QUANTITIES and shift and shift.after:
        stated = f"{quoted(text[shift.after.start : shift.after.end])}, in {quoted(text, QUOTE_LENGTH)}"
    return f"{place_of(category, block)}: states {stated}."
