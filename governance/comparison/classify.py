"""What kind of change it is: an ordered list of rules, the first that applies decides.

Each rule is a function from the evidence to a verdict or None, named as its slug. To change the behaviour, add or
reorder rules; nothing else knows their order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from governance.comparison.deltas import Delta, validity_dates
from governance.comparison.match import Matching
from governance.comparison.result import (
    ADDED,
    COSMETIC,
    EDITORIAL,
    EXTRACTION,
    FLAPPING,
    MODIFIED,
    REMOVED,
    SUBSTANTIVE,
    Context,
)
from governance.comparison.segment import ParsedText
from governance.comparison.signals import announces_change, looks_failed

FORWARD, BACKWARD, UNMOVED = "forward", "backward", "unmoved"
SHRUNK_SHARE = 0.5
SOURCE_PAGE_WORDS = 150


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label with the rule that gave it and one neutral sentence."""

    label: str
    rule: str
    reason: str
    is_alertable: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """All a rule may look at. `changed` are the deltas left when date-only ones are set aside."""

    before: ParsedText
    base: ParsedText
    after: ParsedText
    matching: Matching
    deltas: Sequence[Delta]
    changed: Sequence[Delta]
    context: Context
    date_movement: str
    against_last_good: bool

    @property
    def is_return(self) -> bool:
        """Whether the new wording, dates aside, was recorded before the version it replaces."""
        return self.after.digest != self.before.digest and self.after.digest in self.context.earlier_digests[1:]


Rule = Callable[[Evidence], Verdict | None]


def classify(evidence: Evidence) -> Verdict:
    """The verdict of the first rule that applies."""
    for rule in RULES:
        verdict = rule(evidence)
        if verdict:
            return verdict
    return Verdict(SUBSTANTIVE, "words_of_provisions", "The wording of one or more provisions changed.", is_alertable=True)


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


def technical(evidence: Evidence) -> Verdict | None:
    if evidence.context.kind == "technical":
        return Verdict(EXTRACTION, "technical", "The new version was recorded after a change of the extraction, not of the document.")
    return None


def no_words_changed(evidence: Evidence) -> Verdict | None:
    if evidence.changed:
        return None
    if any(delta.is_date_only for delta in evidence.deltas):
        return Verdict(COSMETIC, "dates_only", "Only stated dates changed.")
    if evidence.matching.moved:
        return Verdict(COSMETIC, "moved_only", "Clauses moved; no wording changed.")
    return Verdict(COSMETIC, "formatting", "Only formatting, links or markup changed.")


def returned_to_earlier_text(evidence: Evidence) -> Verdict | None:
    if not evidence.is_return:
        return None
    if evidence.date_movement == FORWARD:
        reason = "The document returned to an earlier text, and its stated date moved forward."
        return Verdict(SUBSTANTIVE, "rolled_back", reason, is_alertable=True)
    return Verdict(FLAPPING, "returned_text", "The same text was recorded before; the document alternates between versions.")


def failed_capture(evidence: Evidence) -> Verdict | None:
    if looks_failed(evidence.after):
        return Verdict(EXTRACTION, "failed_capture", "The new capture is an error, redirect, login or empty page.")
    if evidence.after.word_count < SHRUNK_SHARE * evidence.base.word_count and evidence.date_movement != FORWARD:
        return Verdict(EXTRACTION, "shrunk", "The new capture has less than half of the words and states no new date.")
    return None


def recovered_capture(evidence: Evidence) -> Verdict | None:
    if looks_failed(evidence.base):
        return Verdict(EXTRACTION, "first_good_capture", "The capture before was not a document; there is no earlier good one to compare with.")
    return None


def blocks_returned(evidence: Evidence) -> Verdict | None:
    if evidence.date_movement == FORWARD:
        return None
    open_deltas = [delta for delta in evidence.changed if not (delta.is_navigation or delta.is_duplicate)]
    shown = [delta for delta in evidence.changed if delta.after]
    if shown and all(delta.is_seen_before for delta in shown if delta in open_deltas or not delta.is_navigation):
        if any(delta.is_seen_before for delta in shown) and not any(delta.kind == REMOVED for delta in open_deltas):
            return Verdict(FLAPPING, "returned_clauses", "Every changed clause had been recorded with this wording before.")
    return None


def source_page(evidence: Evidence) -> Verdict | None:
    if evidence.context.sources < 2 or evidence.date_movement == FORWARD:
        return None
    open_deltas = [delta for delta in evidence.changed if not (delta.is_navigation or delta.is_seen_before)]
    kinds = {delta.kind for delta in open_deltas}
    if len(kinds) == 1 and kinds <= {ADDED, REMOVED} and sum(delta.word_count for delta in open_deltas) >= SOURCE_PAGE_WORDS:
        if _is_one_run([delta.shown.index for delta in open_deltas]):
            verb = "missing" if kinds == {REMOVED} else "there again"
            return Verdict(EXTRACTION, "source_page", f"One of the pages the document is assembled from is {verb}.")
    return None


def navigation(evidence: Evidence) -> Verdict | None:
    if any(delta.after and announces_change(delta.after.visible) for delta in evidence.changed if not delta.is_seen_before):
        return None
    if all(delta.is_navigation or delta.is_seen_before or delta.is_duplicate for delta in evidence.changed):
        return Verdict(COSMETIC, "navigation", "Only menu, contents or link lines changed.")
    return None


def same_words_respelled(evidence: Evidence) -> Verdict | None:
    open_deltas = [delta for delta in evidence.changed if not delta.is_navigation]
    if all(delta.kind == MODIFIED and _is_respelling(delta) for delta in open_deltas):
        return Verdict(EDITORIAL, "respelled", "The same words are spelled or joined differently.")
    return None


def listing_only(evidence: Evidence) -> Verdict | None:
    open_deltas = [delta for delta in evidence.changed if not delta.is_navigation]
    if open_deltas and all(delta.shown.kind == "table_row" for delta in open_deltas):
        return Verdict(SUBSTANTIVE, "table_rows", "Only rows of a table changed.")
    return None


RULES: tuple[Rule, ...] = (
    technical,
    no_words_changed,
    returned_to_earlier_text,
    failed_capture,
    recovered_capture,
    blocks_returned,
    source_page,
    navigation,
    same_words_respelled,
    listing_only,
)


def _is_one_run(indexes: Sequence[int]) -> bool:
    ordered = sorted(indexes)
    return ordered[-1] - ordered[0] <= len(ordered) * 1.2


def _is_respelling(delta: Delta) -> bool:
    """Whether both wordings have the same letters, or differ in letters inside a few long words only."""
    first, second = delta.before.words, delta.after.words  # type: ignore[union-attr]
    if first.replace(" ", "") == second.replace(" ", ""):
        return True
    old, new = first.split(), second.split()
    if len(old) != len(new) or len(old) > 400:
        return False
    changed = [(one, other) for one, other in zip(old, new) if one != other]
    return len(changed) <= 5 and all(_is_variant(one, other) for one, other in changed)


def _is_variant(one: str, other: str) -> bool:
    if not (one.isalpha() and other.isalpha()) or min(len(one), len(other)) < 5:
        return False
    return one[0] == other[0] and SequenceMatcher(None, one, other).ratio() >= 0.85
