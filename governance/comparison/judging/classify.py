"""What kind of change it is: an ordered list of rules, the first that applies decides.

Each rule is a function from the evidence to a verdict or None, named as its slug. Where a change is told is decided
by `where_told`, from the verdict and the weighed clauses. To change the behaviour, add or reorder rules; nothing else
knows their order. Rules about captures are in `captures`, rules about changes of no provision in `minor_changes`.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import dropwhile

from governance.comparison.judging import hold_hours
from governance.comparison.judging.captures import (
    failed_capture,
    good_text_is_back,
    other_language,
    page_frame,
    paged_list,
    part_failed,
    part_missing,
    recovered_capture,
)
from governance.comparison.judging.counting_lines import only_count
from governance.comparison.judging.deltas import FORCE, NAVIGATION_WORDS, Delta, changed_words
from governance.comparison.judging.evidence import (
    FORWARD,
    TOOK_EFFECT,
    UPCOMING,
    ChangeEvidence,
    Verdict,
    states_newer_date,
)
from governance.comparison.judging.minor_changes import headings, listing, navigation, no_words_changed, set_aside
from governance.comparison.judging.where_told import WORDS_OF_PROVISIONS, may_be_news
from governance.comparison.result import COSMETIC, EDITORIAL, EXTRACTION, FLAPPING, MODIFIED, REMOVED, SUBSTANTIVE
from governance.comparison.text.addresses import without_addresses
from governance.comparison.text.normalise import plain_words
from governance.comparison.text.quality_signs import looks_failed

MOSTLY_SEEN_SHARE = 0.8
MOSTLY_SEEN_WORDS = 300
TECHNICAL_EDITS = 8
TECHNICAL_EDIT_WORDS = 12
ALIKE_SHARE = 0.3
MOST_GROWTH = 2.5

Rule = Callable[[ChangeEvidence], Verdict | None]


def classify(evidence: ChangeEvidence) -> Verdict:
    """Return the verdict of the first rule that applies.

    If words above a clause turned it, the change is no editing, whatever else was edited.
    """
    verdict = next((verdict for rule in RULES if (verdict := rule(evidence))), _WORDS_OF_PROVISIONS)
    is_all = verdict is _WORDS_OF_PROVISIONS and all(delta.from_above for delta in evidence.open)
    is_said_less = is_all or verdict.label in (COSMETIC, EDITORIAL)
    return _UNDER_OTHER_WORDS if evidence.is_turned_from_above and is_said_less else verdict


_UNDER_OTHER_WORDS = Verdict(
    SUBSTANTIVE,
    "under_other_words",
    "Headings or other words above clauses that stayed now say the opposite, limit them otherwise, "
    "or name another place or person.",
)
_WORDS_OF_PROVISIONS = Verdict(SUBSTANTIVE, WORDS_OF_PROVISIONS, "The wording of one or more provisions changed.")


def technical(evidence: ChangeEvidence) -> Verdict | None:
    """Recorded because the extraction changed, and nothing shows that the document changed with it."""
    if evidence.context.kind != "technical" or _changed_with_the_extraction(evidence):
        return None
    return Verdict(
        EXTRACTION,
        "technical",
        "The new version was recorded after a change in how the text is extracted, not in the document.",
    )


def _changed_with_the_extraction(evidence: ChangeEvidence) -> bool:
    """A newer date with other words in a text that is still the same document, or a few small edits and no more.

    An upgrade gains and loses parts and re-cuts lines; it does not put a later date for an earlier one, and it does
    not put one word of force or one number for another in an otherwise equal text.
    """
    found = evidence.open
    if not found or looks_failed(evidence.base) or looks_failed(evidence.after):
        return False
    if states_newer_date(evidence) and _is_same_document(evidence):
        return True
    if len(found) > TECHNICAL_EDITS or any(delta.kind != MODIFIED for delta in found):
        return False
    edits = [changed_words(delta) for delta in found]
    return all(edit.count(" ") < TECHNICAL_EDIT_WORDS for edit in edits) and any(map(FORCE.search, edits))


def _is_same_document(evidence: ChangeEvidence) -> bool:
    """Whether the two texts are about as long and share a good part of their clauses."""
    shorter, longer = sorted((evidence.base.word_count, evidence.after.word_count))
    most = max(len(evidence.base.blocks), len(evidence.after.blocks))
    return longer <= MOST_GROWTH * shorter and len(evidence.matching.pairs) >= ALIKE_SHARE * most


def captured_twice(evidence: ChangeEvidence) -> Verdict | None:
    """A second copy of the page came or went, and no clause changed."""
    copies = [any(block.is_copy for block in text.blocks) for text in (evidence.base, evidence.after)]
    is_menu = all(delta.is_navigation or delta.is_duplicate for delta in evidence.changed)
    if copies[0] != copies[1] and is_menu and evidence.date_movement != FORWARD:
        return _NOW_TWICE if copies[1] else _NO_LONGER_TWICE
    return None


_NOW_TWICE = Verdict(EXTRACTION, "captured_twice", "The capture holds the page twice.")
_NO_LONGER_TWICE = Verdict(EXTRACTION, "captured_once_again", "The capture no longer holds the page twice.")


def took_effect(evidence: ChangeEvidence) -> Verdict | None:
    """The upcoming text that stood beside the current one is now the only one, worded as it was announced."""
    if evidence.stage == TOOK_EFFECT and not evidence.open:
        reason = "The text that had been announced is now the only one; its wording is the announced one."
        return Verdict(SUBSTANTIVE, "took_effect", reason)
    return None


def upcoming_text(evidence: ChangeEvidence) -> Verdict | None:
    """An upcoming text stands beside the current one; the differences are those between these two."""
    if evidence.stage == UPCOMING and evidence.open:
        reason = "An upcoming text is published beside the current one; the changes are those between the two."
        return Verdict(SUBSTANTIVE, "upcoming_text", reason)
    return None


def returned_to_earlier_text(evidence: ChangeEvidence) -> Verdict | None:
    """The words of the whole document were recorded before: a roll-back if its date moved forward or if it stays."""
    after, context = evidence.after, evidence.context
    if after.digest == evidence.before.digest or after.digest not in context.earlier_digests[1:]:
        return None
    is_copy = after.dated_digest in context.earlier_dated_digests
    if evidence.announces and context.before_stood_hours is not None:
        return None
    before_is_return = evidence.before.digest in context.earlier_digests[1:]
    if evidence.date_movement == FORWARD and not (is_copy or before_is_return) and _would_alert(evidence):
        reason = "The document returned to an earlier text, and its stated date moved forward."
        return Verdict(SUBSTANTIVE, "rolled_back", reason)
    reason = "The same text was recorded before; the document alternates between versions."
    return _returned(evidence, Verdict(FLAPPING, "returned_text", reason))


def _returned(evidence: ChangeEvidence, verdict: Verdict) -> Verdict:
    """The verdict on a return: believed once it has stayed, waited for where a settled text gave way to it."""
    if evidence.context.is_confirmed and _would_alert(evidence):
        reason = "The document returned to an earlier text and has stayed since."
        return Verdict(SUBSTANTIVE, "rolled_back", reason)
    if _is_taken_back(evidence) and _would_alert(evidence):
        reason = "What the last change had brought was taken back, after it had stood for more than a day."
        return Verdict(SUBSTANTIVE, "rolled_back", reason)
    if not _waits(evidence) or not _would_alert(evidence):
        return verdict
    return replace(verdict, hold_hours=hold_hours.SETTLED)


def _waits(evidence: ChangeEvidence) -> bool:
    """Whether a return is looked at again after a week, and told if it has stood.

    Where each text was looked at twice that is each return to a text other than the one that people were told last.
    """
    context, stood = evidence.context, evidence.context.before_stood_hours
    if stood is None or context.is_as_told:
        return False
    return context.is_seen_twice or stood >= hold_hours.SETTLED


def _is_taken_back(evidence: ChangeEvidence) -> bool:
    """Whether a text that had not been there before gives way to the one that it had replaced, each looked at twice.

    It must have been in force: for more than a day, or through the hold after which it was told.
    """
    stood, before = evidence.context.before_stood_hours, evidence.before.digest
    if stood is None or not (stood >= hold_hours.IN_FORCE or evidence.context.is_before_confirmed):
        return False
    earlier = list(dropwhile(before.__eq__, evidence.context.earlier_digests))
    is_the_one_before = earlier[:1] == [evidence.after.digest]
    return evidence.context.is_seen_twice and is_the_one_before and before not in earlier


def _would_alert(evidence: ChangeEvidence) -> bool:
    """Whether the change would be news had the document no past, and is more than another address."""
    if all(_is_of_addresses(delta) for delta in evidence.open):
        return False
    rules = [rule for rule in RULES if rule not in (returned_to_earlier_text, clauses_returned)]
    return may_be_news(next((found for rule in rules if (found := rule(evidence))), _WORDS_OF_PROVISIONS))


def _is_of_addresses(delta: Delta) -> bool:
    """Whether nothing is left of the difference when mail addresses of any form are set aside."""
    sides = (without_addresses(one.visible) if one else "" for one in (delta.before, delta.after))
    old, new = map(plain_words, sides)
    return old == new


def clauses_returned(evidence: ChangeEvidence) -> Verdict | None:
    """(Nearly) every changed clause had been recorded with its new wording before, or had been gone before."""
    if evidence.date_movement == FORWARD or evidence.announces:
        return None
    returns = [delta for delta in evidence.changed if delta.is_return]
    if not returns:
        return None
    new_words = sum(delta.word_count for delta in evidence.open if delta.after)
    seen_words = sum(delta.word_count for delta in returns)
    # A few words taken back with the rest do not make it a removal.
    unseen = [
        delta
        for delta in evidence.open
        if not (delta.is_return or (delta.kind == REMOVED and delta.word_count <= NAVIGATION_WORDS))
    ]
    if not seen_words:
        return None
    if all(delta.is_mere_address for delta in unseen):
        reason = "Every changed clause goes back to a state that was recorded before."
        return _returned(evidence, Verdict(FLAPPING, "returned_clauses", reason))
    if evidence.context.sources > 1 and seen_words >= MOSTLY_SEEN_WORDS and seen_words >= MOSTLY_SEEN_SHARE * new_words:
        return Verdict(
            EXTRACTION,
            "variant_returned",
            "Most changed clauses were recorded with this wording before: this is another variant of the page.",
        )
    return None


def counted(evidence: ChangeEvidence) -> Verdict | None:
    """Only lines that were replaced in the last days were replaced again, by others of the same name, form or place."""
    known, found = evidence.context.replaced_lines, evidence.open
    if evidence.context.is_confirmed or not known or not found:
        return None
    if not only_count([(delta.before, delta.after) for delta in found], (evidence.base, evidence.after), known):
        return None
    reason = "Only lines that were replaced in the last days were replaced again, like a counter or a quote of the day."
    return Verdict(FLAPPING, "counted", reason, hold_hours.SETTLED)


RULES: tuple[Rule, ...] = (
    technical,
    good_text_is_back,
    captured_twice,
    took_effect,
    no_words_changed,
    returned_to_earlier_text,
    upcoming_text,
    failed_capture,
    recovered_capture,
    part_failed,
    other_language,
    navigation,
    clauses_returned,
    page_frame,
    part_missing,
    paged_list,
    set_aside,
    headings,
    listing,
    counted,
)
