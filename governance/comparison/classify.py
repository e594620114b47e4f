"""What kind of change it is: an ordered list of rules, the first that applies decides.

Each rule is a function from the evidence to a verdict or None, named as its slug. To change the behaviour, add or
reorder rules; nothing else knows their order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from governance.comparison.deltas import NAVIGATION_WORDS, Delta, validity_dates
from governance.comparison.editing import is_respelling, renaming_of
from governance.comparison.matching import Matching
from governance.comparison.normalise import squeezed
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
from governance.comparison.signals import (
    announces_change,
    is_attribution,
    is_failure_notice,
    is_pointer,
    is_unavailable_part,
    language_of,
    lists_recipients_or_cookies,
    looks_failed,
)
from governance.comparison.wording import changed_pieces

FORWARD, BACKWARD, UNMOVED = "forward", "backward", "unmoved"
SHRUNK_SHARE = 0.5
OTHER_PAGE_SHARE = 0.25
CUT_SHARE = 0.25
SOURCE_PAGE_WORDS = 150
FAILED_PART_WORDS = 80
NOTICE_WORDS = 20
ALLOWED_GAPS = 1.2
MOSTLY_SEEN_SHARE = 0.8
MOSTLY_SEEN_WORDS = 300


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
    def open(self) -> list[Delta]:
        """The changed clauses that are neither navigation nor copies of clauses standing elsewhere."""
        return [delta for delta in self.changed if not (delta.is_navigation or delta.is_duplicate)]

    @property
    def announces(self) -> bool:
        """Whether a new wording that was not recorded before announces new terms."""
        return any(
            delta.after and not delta.is_seen_before and announces_change(delta.after.visible) for delta in self.changed
        )

    def quote(self, delta: Delta) -> str:
        """The exact new wording, or the old one of a removed clause."""
        return self.after.quote(delta.after) if delta.after else self.base.quote(delta.shown)

    def joined_words(self, *, old: bool) -> str:
        """All changed words of one side in the order of the text, without the gaps between them."""
        sides = [delta.before if old else delta.after for delta in self.changed]
        return squeezed(" ".join(block.words for block in sorted(filter(None, sides), key=lambda block: block.index)))

    def only_adds_pointer(self, delta: Delta) -> bool:
        """Whether all that is new in the clause is a sentence that links to information."""
        if delta.after is None:
            return False
        if delta.before is None:
            return is_pointer(self.quote(delta))
        pieces = changed_pieces(self.base.quote(delta.before), self.after.quote(delta.after))
        return all(not old and is_pointer(new) for old, new in pieces)


Rule = Callable[[Evidence], Verdict | None]


def classify(evidence: Evidence) -> Verdict:
    """The verdict of the first rule that applies."""
    for rule in RULES:
        verdict = rule(evidence)
        if verdict:
            return verdict
    return Verdict(
        SUBSTANTIVE, "words_of_provisions", "The wording of one or more provisions changed.", is_alertable=True
    )


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
    """Recorded because the extraction changed."""
    if evidence.context.kind == "technical":
        return Verdict(
            EXTRACTION,
            "technical",
            "The new version was recorded after a change of the extraction, not of the document.",
        )
    return None


def good_text_is_back(evidence: Evidence) -> Verdict | None:
    """A failed capture is followed by the text that was there before it."""
    if evidence.against_last_good and not evidence.deltas:
        return Verdict(
            FLAPPING,
            "good_text_is_back",
            "After a failed capture the document has the text of its last good version again.",
        )
    return None


def no_words_changed(evidence: Evidence) -> Verdict | None:
    """Nothing but dates, places, links or markup differs."""
    if not evidence.changed:
        if evidence.deltas:
            return Verdict(COSMETIC, "dates_only", "Only stated dates changed.")
        if evidence.matching.moved:
            return Verdict(COSMETIC, "moved_only", "Clauses moved; no wording changed.")
        return Verdict(COSMETIC, "formatting", "Only formatting, links or markup changed.")
    if evidence.joined_words(old=True) == evidence.joined_words(old=False):
        return Verdict(COSMETIC, "rejoined", "The same words are divided into lines or clauses differently.")
    return None


def returned_to_earlier_text(evidence: Evidence) -> Verdict | None:
    """The words of the whole document were recorded before: a roll-back only if its stated date moved forward."""
    after, context = evidence.after, evidence.context
    if after.digest == evidence.before.digest or after.digest not in context.earlier_digests[1:]:
        return None
    is_copy = after.dated_digest in context.earlier_dated_digests
    before_is_return = evidence.before.digest in context.earlier_digests[1:]
    if evidence.date_movement == FORWARD and not is_copy and not before_is_return:
        reason = "The document returned to an earlier text, and its stated date moved forward."
        return Verdict(SUBSTANTIVE, "rolled_back", reason, is_alertable=True)
    return Verdict(
        FLAPPING, "returned_text", "The same text was recorded before; the document alternates between versions."
    )


def failed_capture(evidence: Evidence) -> Verdict | None:
    """The new capture is no document, another document or half of one."""
    base, after = evidence.base, evidence.after
    if looks_failed(after):
        return Verdict(EXTRACTION, "failed_capture", "The new capture is an error, redirect, login or empty page.")
    if after.word_count >= SHRUNK_SHARE * base.word_count:
        return None
    if evidence.date_movement != FORWARD:
        return Verdict(EXTRACTION, "shrunk", "The new capture has less than half of the words and states no new date.")
    if len(evidence.matching.pairs) < OTHER_PAGE_SHARE * len(after.blocks):
        return Verdict(
            EXTRACTION, "other_page", "The new capture is much shorter and shares nearly no clause with the document."
        )
    return None


def recovered_capture(evidence: Evidence) -> Verdict | None:
    """There is no good version to compare with."""
    if looks_failed(evidence.base):
        return Verdict(
            EXTRACTION,
            "first_good_capture",
            "The capture before was not a document; there is no earlier good one to compare with.",
        )
    return None


def part_missing(evidence: Evidence) -> Verdict | None:
    """One large run of clauses is gone or there again, the rest is untouched and no date moved."""
    if evidence.date_movement == FORWARD:
        return None
    open_deltas = [delta for delta in evidence.open if not is_unavailable_part(delta.shown.visible)]
    kinds = {delta.kind for delta in open_deltas}
    if kinds not in ({ADDED}, {REMOVED}) or not _is_one_run(open_deltas, evidence.changed):
        return None
    words = sum(delta.word_count for delta in open_deltas)
    is_source = evidence.context.sources > 1 and words >= SOURCE_PAGE_WORDS
    if is_source:
        verb = "missing" if kinds == {REMOVED} else "there again"
        return Verdict(EXTRACTION, "source_page", f"One of the pages the document is assembled from is {verb}.")
    if kinds == {REMOVED} and words >= CUT_SHARE * evidence.base.word_count:
        return Verdict(
            EXTRACTION, "cut_off", "More than a quarter of the words is missing in one piece, and no stated date moved."
        )
    return None


def part_failed(evidence: Evidence) -> Verdict | None:
    """The notice of an error page stands for one of several pages, or gave way to it, and no clause was reworded."""
    if any(delta.kind == MODIFIED for delta in evidence.open):
        return None
    notices = {delta.kind for delta in evidence.changed if is_failure_notice(delta.shown.visible)}
    others = [delta for delta in evidence.open if not is_failure_notice(delta.shown.visible)]
    words = {kind: sum(delta.word_count for delta in others if delta.kind == kind) for kind in (ADDED, REMOVED)}
    if ADDED in notices and words[REMOVED] >= FAILED_PART_WORDS and words[ADDED] <= NOTICE_WORDS:
        return Verdict(EXTRACTION, "part_failed", "An error notice stands in the place of a part of the document.")
    if REMOVED in notices and words[ADDED] >= FAILED_PART_WORDS and words[REMOVED] <= NOTICE_WORDS:
        return Verdict(
            EXTRACTION, "part_recovered", "A part of the document is there again in the place of an error notice."
        )
    return None


def other_language(evidence: Evidence) -> Verdict | None:
    """The changed clauses are in another language than before."""
    old = language_of(delta.before.words for delta in evidence.changed if delta.before)
    new = language_of(delta.after.words for delta in evidence.changed if delta.after)
    if old and new and old != new:
        return Verdict(EXTRACTION, "other_language", f"The changed clauses are in {new}; before they were in {old}.")
    return None


def navigation(evidence: Evidence) -> Verdict | None:
    """Only lines of menus, contents lists and links changed."""
    if evidence.announces:
        return None
    if all(delta.is_navigation or delta.is_duplicate for delta in evidence.changed):
        return Verdict(COSMETIC, "navigation", "Only menu, contents or link lines changed.")
    return None


def clauses_returned(evidence: Evidence) -> Verdict | None:
    """(Nearly) every changed clause had been recorded with its new wording before."""
    if evidence.date_movement == FORWARD or evidence.announces:
        return None
    new_words = sum(delta.word_count for delta in evidence.open if delta.after)
    seen_words = sum(delta.word_count for delta in evidence.changed if delta.is_seen_before)
    # A removed clause cannot have been "seen before"; a few words taken back with the rest do not make it a removal.
    unseen = [
        delta
        for delta in evidence.open
        if not (delta.is_seen_before or (delta.kind == REMOVED and delta.word_count <= NAVIGATION_WORDS))
    ]
    if not seen_words:
        return None
    if not unseen:
        return Verdict(FLAPPING, "returned_clauses", "Every changed clause had been recorded with this wording before.")
    if evidence.context.sources > 1 and seen_words >= MOSTLY_SEEN_WORDS and seen_words >= MOSTLY_SEEN_SHARE * new_words:
        return Verdict(
            EXTRACTION,
            "variant_returned",
            "Most changed clauses had been recorded with this wording before: another variant of the pages.",
        )
    return None


def respelled(evidence: Evidence) -> Verdict | None:
    """The same words, spelled or joined differently."""
    if evidence.open and all(delta.kind == MODIFIED and is_respelling(delta) for delta in evidence.open):
        return Verdict(EDITORIAL, "respelled", "The same words are spelled or joined differently.")
    return None


def renamed(evidence: Evidence) -> Verdict | None:
    """One name is replaced by another wherever it stood, and nothing else changed."""
    if renaming_of(evidence.open, evidence.base, evidence.after):
        return Verdict(EDITORIAL, "renamed", "One name was replaced by another throughout; nothing else changed.")
    return None


def listing(evidence: Evidence) -> Verdict | None:
    """Table rows, credits of sources and pointers to information: recorded, not alerted."""
    if evidence.announces or not evidence.open:
        return None
    if all(_is_list_row(delta) for delta in evidence.open):
        return Verdict(SUBSTANTIVE, "table_rows", "Only rows of a list of cookies or companies changed.")
    if all(delta.kind != MODIFIED and is_attribution(evidence.quote(delta)) for delta in evidence.open):
        return Verdict(SUBSTANTIVE, "attributions", "Only credits of sources or licences changed.")
    if all(evidence.only_adds_pointer(delta) for delta in evidence.open):
        return Verdict(SUBSTANTIVE, "information_link", "Only links to information were added.")
    return None


RULES: tuple[Rule, ...] = (
    technical,
    good_text_is_back,
    no_words_changed,
    returned_to_earlier_text,
    failed_capture,
    recovered_capture,
    part_failed,
    other_language,
    navigation,
    clauses_returned,
    part_missing,
    respelled,
    renamed,
    listing,
)


def _is_list_row(delta: Delta) -> bool:
    shown = delta.shown
    return shown.kind == "table_row" and lists_recipients_or_cookies(shown.visible, shown.heading_path)


def _is_one_run(deltas: Sequence[Delta], changed: Sequence[Delta]) -> bool:
    """Whether the clauses, with the other changed ones of their kind, follow one another without a large gap."""
    places = [delta.shown.index for delta in deltas]
    first, last = min(places), max(places)
    within = sum(first <= delta.shown.index <= last for delta in changed if delta.kind == deltas[0].kind)
    return last - first + 1 <= within * ALLOWED_GAPS
