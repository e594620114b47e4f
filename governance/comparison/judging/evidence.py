"""What the rules of classification look at, and what they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from governance.comparison.judging import hold_hours
from governance.comparison.judging.deltas import Delta, validity_dates
from governance.comparison.judging.surroundings import NOTHING_TURNED, Surroundings
from governance.comparison.matching.matched_clauses import Matching
from governance.comparison.result import Context
from governance.comparison.text.clause_purposes import announces_change, says_it_is_being_revised
from governance.comparison.text.effective_dates import announces_other_terms
from governance.comparison.text.segment import Block, ParsedText

FORWARD, BACKWARD, UNMOVED = "forward", "backward", "unmoved"
UPCOMING, TOOK_EFFECT = "upcoming", "took_effect"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label with the rule that gave it and one neutral sentence; `hold_hours` where it waits for confirmation."""

    label: str
    rule: str
    reason: str
    hold_hours: int = 0


@dataclass(frozen=True)
class ChangeEvidence:
    """All a rule may look at. `changed` are the deltas left when date-only ones are set aside.

    `base` and `after` are what is compared: the whole texts, or a view of one. `stage` says that one side is the
    upcoming text that stands (or stood) beside the current one.
    """

    before: ParsedText
    base: ParsedText
    after: ParsedText
    matching: Matching
    deltas: Sequence[Delta]
    changed: Sequence[Delta]
    context: Context
    date_movement: str
    against_last_good: bool
    stage: str = ""
    surroundings: Surroundings = NOTHING_TURNED

    @cached_property
    def open(self) -> list[Delta]:
        """The changed clauses that are neither navigation, copies of clauses standing elsewhere nor set aside."""
        return [delta for delta in self.changed if not (delta.is_navigation or delta.is_duplicate or delta.aside)]

    @cached_property
    def announces(self) -> bool:
        """Whether a new wording announces new terms that had not been announced before."""
        return any(
            announces_change(delta.after.visible) and (not delta.is_seen_before or self._is_put_up_again(delta.after))
            for delta in self.changed
            if delta.after and not delta.aside
        )

    def _is_put_up_again(self, block: Block) -> bool:
        """Whether an announcement that stood before is of other terms than then: of another day, or after a while."""
        if block.dates and self.context.earlier_dated_digests:
            is_told = block.dated_digest in self.context.earlier_block_digests
        else:
            stood = self.context.before_stood_hours
            is_told = stood is not None and stood < hold_hours.SETTLED
        return not is_told and (announces_other_terms(block.visible) or says_it_is_being_revised(block.visible))

    @property
    def is_turned_from_above(self) -> bool:
        """Whether clauses that stayed word for word stand under words that say something else than before."""
        return bool(self.surroundings.clauses or self.surroundings.new_headings)

    def quote(self, delta: Delta) -> str:
        """The exact new wording, or the old one of a removed clause."""
        return self.after.quote(delta.after) if delta.after else self.base.quote(delta.shown)

    def words_in_order(self, *, old: bool) -> str:
        """All changed words of one side in the order of the text."""
        sides = [delta.before if old else delta.after for delta in self.changed]
        return " ".join([block.words for block in sorted(filter(None, sides), key=attrgetter("index"))])


def movement_of_dates(base: ParsedText, after: ParsedText, deltas: Sequence[Delta]) -> str:
    """Whether the stated effective or update dates went forward, backward or did not move."""
    old, new = validity_dates(base), validity_dates(after)
    old_latest = max((stated.value for _, stated in old), default=None)
    new_latest = max((stated.value for _, stated in new), default=None)
    if old_latest and new_latest and old_latest != new_latest:
        return FORWARD if new_latest > old_latest else BACKWARD
    old_places, new_places = {index for index, _ in old}, {index for index, _ in new}
    steps = set()
    for delta in deltas:
        first, second = delta.before, delta.after
        if first and second and first.index in old_places and second.index in new_places:
            earlier, later = max(d.value for d in first.dates), max(d.value for d in second.dates)
            steps.add((later > earlier) - (later < earlier))
    return FORWARD if 1 in steps else BACKWARD if -1 in steps else UNMOVED


def states_newer_date(evidence: ChangeEvidence) -> bool:
    """Whether the stated date moved forward and the date stated before is stated no more."""
    if evidence.date_movement != FORWARD:
        return False
    latest = max((stated.value for _, stated in validity_dates(evidence.base)), default=None)
    return latest is not None and all(stated.value != latest for _, stated in validity_dates(evidence.after))
