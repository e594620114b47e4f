"""The verdict on a small edit of which no rule knows whether it binds anybody: what the model says, and why."""

from collections.abc import Sequence
from dataclasses import replace

from governance.comparison.judging.evidence import ChangeEvidence, Verdict
from governance.comparison.judging.where_told import SMALL_EDIT, is_material
from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.materiality.model import MOST_CLAUSES, Example, MaterialityModel, example_of, may_judge
from governance.comparison.result import EDITORIAL, Difference
from governance.comparison.text.quality_signs import language_of
from governance.comparison.text.segment import ParsedText

_STATED_DATE = "stated_date"


def small_edit(differences: Sequence[Difference], base: ParsedText, after: ParsedText, title: str) -> Example | None:
    """Return a change as the model sees it, None where the model may not be asked."""
    open_ones = [one for one in differences if is_material(one)]
    if len(open_ones) > MOST_CLAUSES:
        return None
    edits = [Edit(one.kind, one.before, one.after) for one in open_ones]
    if not may_judge(edits, [one.severity_rule for one in open_ones]):
        return None
    if language_of(block.words for block in after.blocks) != "English":
        return None
    return told_change(differences, base, after, title)


def told_change(differences: Sequence[Difference], base: ParsedText, after: ParsedText, title: str) -> Example | None:
    """Return a change that is told as the model would see it, None where too many clauses changed."""
    open_ones = [one for one in differences if is_material(one)]
    if not 0 < len(open_ones) <= MOST_CLAUSES:
        return None
    edits = tuple(Edit(one.kind, one.before, one.after) for one in open_ones)
    is_newly_dated = any(one.severity_rule == _STATED_DATE for one in differences)
    return example_of(edits, Edits(base, after, edits, title), is_newly_dated=is_newly_dated)


def with_materiality(
    verdict: Verdict, differences: Sequence[Difference], evidence: ChangeEvidence, model: MaterialityModel
) -> Verdict:
    """Return the verdict on a change that no rule of classification knows, with what the model says of a small edit."""
    example = small_edit(differences, evidence.base, evidence.after, evidence.context.document_title)
    return with_judgement(verdict, example, model) if example else verdict


def with_judgement(verdict: Verdict, example: Example, model: MaterialityModel) -> Verdict:
    """Return the verdict with what weighed most; a small edit that seldom matters is told in the digest."""
    is_told, reasons = model.judge(example)
    if not reasons:
        return verdict
    weighed = f"What weighed most: {'; '.join(reasons)}."
    if is_told:
        return replace(verdict, reason=f"{verdict.reason} {weighed}")
    return Verdict(EDITORIAL, SMALL_EDIT, f"A small edit of a kind that seldom matters. {weighed}")
