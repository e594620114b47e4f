"""What kind of change it is: an ordered list of rules, the first that applies decides.

Each rule is a function from the evidence to a verdict or None, named as its slug. Where a change is told is decided
by `materiality`, from the verdict and the weighed clauses. To change the behaviour, add or
reorder rules; nothing else knows their order. Rules about captures are in `captures`.
"""

import re
from collections.abc import Callable
from dataclasses import replace

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
from governance.comparison.judging.deltas import NAVIGATION_WORDS, Delta, is_day_of_provision
from governance.comparison.judging.evidence import (
    FORWARD,
    TOOK_EFFECT,
    UPCOMING,
    ChangeEvidence,
    Verdict,
    states_newer_date,
)
from governance.comparison.judging.materiality import may_be_news
from governance.comparison.judging.noise import (
    CLAUSE_NUMBER,
    COPYRIGHT_YEAR,
    FRAME,
    HIDDEN_ADDRESS,
    LINK_TEXT,
    MARKS,
    REFERENCE,
    REJOINED,
    RENAMED,
    RESPELLED,
)
from governance.comparison.judging.reasons import is_all_that_changed, only_changed
from governance.comparison.judging.titles import says_otherwise, states_force
from governance.comparison.matching.wording import changed_pieces
from governance.comparison.result import COSMETIC, EDITORIAL, EXTRACTION, FLAPPING, MODIFIED, REMOVED, SUBSTANTIVE
from governance.comparison.text.quality_signs import looks_failed
from governance.comparison.text.signs import is_attribution, is_pointer, lists_recipients_or_cookies
from governance.comparison.text.word_lists import WORDS_OF_FORCE

MOSTLY_SEEN_SHARE = 0.8
MOSTLY_SEEN_WORDS = 300
SETTLED_HOURS = 168
TECHNICAL_EDITS = 8
TECHNICAL_EDIT_WORDS = 12
ALIKE_SHARE = 0.3
MOST_GROWTH = 2.5
_FORCE = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|could|should|would|any|all|or|and|without"
    r"|don.?t|doesn.?t|won.?t)\b|\d",
    re.IGNORECASE,
)

Rule = Callable[[ChangeEvidence], Verdict | None]


def classify(evidence: ChangeEvidence) -> Verdict:
    """The verdict of the first rule that applies; what turned from above is no editing, whatever else was edited."""
    verdict = next((verdict for rule in RULES if (verdict := rule(evidence))), _WORDS_OF_PROVISIONS)
    is_all = verdict is _WORDS_OF_PROVISIONS and all(delta.from_above for delta in evidence.open)
    is_said_less = is_all or verdict.label in (COSMETIC, EDITORIAL)
    return _UNDER_OTHER_WORDS if evidence.is_turned_from_above and is_said_less else verdict


_REJOINED = Verdict(COSMETIC, "rejoined", "The same words are divided into lines or clauses differently.")
_UNDER_OTHER_WORDS = Verdict(
    SUBSTANTIVE,
    "under_other_words",
    "Headings or other words above clauses that stayed now say the opposite or name others.",
)
_WORDS_OF_PROVISIONS = Verdict(SUBSTANTIVE, "words_of_provisions", "The wording of one or more provisions changed.")


def technical(evidence: ChangeEvidence) -> Verdict | None:
    """Recorded because the extraction changed, and nothing shows that the document changed with it."""
    if evidence.context.kind != "technical" or _changed_with_the_extraction(evidence):
        return None
    return Verdict(
        EXTRACTION,
        "technical",
        "The new version was recorded after a change of the extraction, not of the document.",
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
    edits = [_changed_words(delta) for delta in found]
    return all(edit.count(" ") < TECHNICAL_EDIT_WORDS for edit in edits) and any(map(_FORCE.search, edits))


def _is_same_document(evidence: ChangeEvidence) -> bool:
    """Whether the two texts are about as long and share a good part of their clauses."""
    shorter, longer = sorted((evidence.base.word_count, evidence.after.word_count))
    most = max(len(evidence.base.blocks), len(evidence.after.blocks))
    return longer <= MOST_GROWTH * shorter and len(evidence.matching.pairs) >= ALIKE_SHARE * most


def _changed_words(delta: Delta) -> str:
    assert delta.before is not None, "A modified clause has both sides."
    assert delta.after is not None, "A modified clause has both sides."
    pieces = changed_pieces(delta.before.visible, delta.after.visible)
    return " ".join(old + " " + new for old, new in pieces).strip()


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


def no_words_changed(evidence: ChangeEvidence) -> Verdict | None:
    """Nothing but dates, places, links or markup differs."""
    if not evidence.changed:
        if any(is_day_of_provision(delta, evidence.context.document_title) for delta in evidence.deltas):
            return Verdict(SUBSTANTIVE, "days_of_provisions", "A day that a provision states changed.")
        if evidence.deltas:
            return Verdict(COSMETIC, "dates_only", "Only dates of the document changed.")
        if evidence.matching.moved:
            return Verdict(COSMETIC, "moved_only", "Clauses moved; no wording changed.")
        if evidence.matching.relations:
            return _REJOINED
        if _only_labels_differ(evidence):
            return _SET_ASIDE[CLAUSE_NUMBER]
        return Verdict(COSMETIC, "formatting", "Only formatting, links or markup changed.")
    if evidence.joined_words(old=True) == evidence.joined_words(old=False):
        return _REJOINED
    return None


def _only_labels_differ(evidence: ChangeEvidence) -> bool:
    """Whether each clause that is written differently differs in the number or letter that it bears."""
    pairs = [(evidence.base.blocks[one], evidence.after.blocks[other]) for one, other in evidence.matching.pairs]
    quotes = [(evidence.base.quote(one), one.label, evidence.after.quote(other), other.label) for one, other in pairs]
    differing = [row for row in quotes if row[0] != row[2]]
    return bool(differing) and all(
        label and new_label and old.replace(label, "", 1) == new.replace(new_label, "", 1)
        for old, label, new, new_label in differing
    )


def returned_to_earlier_text(evidence: ChangeEvidence) -> Verdict | None:
    """The words of the whole document were recorded before: a roll-back if its date moved forward or if it stays."""
    after, context = evidence.after, evidence.context
    if after.digest == evidence.before.digest or after.digest not in context.earlier_digests[1:]:
        return None
    is_copy = after.dated_digest in context.earlier_dated_digests
    before_is_return = evidence.before.digest in context.earlier_digests[1:]
    if evidence.date_movement == FORWARD and not is_copy and not before_is_return:
        reason = "The document returned to an earlier text, and its stated date moved forward."
        return Verdict(SUBSTANTIVE, "rolled_back", reason)
    reason = "The same text was recorded before; the document alternates between versions."
    return _returned(evidence, Verdict(FLAPPING, "returned_text", reason))


def _returned(evidence: ChangeEvidence, verdict: Verdict) -> Verdict:
    """The verdict on a return: believed once it has stayed, waited for where a settled text gave way to it."""
    if evidence.context.is_confirmed:
        reason = "The document returned to an earlier text and has stayed since."
        return Verdict(SUBSTANTIVE, "rolled_back", reason)
    stood = evidence.context.before_stood_hours
    if stood is None or stood < SETTLED_HOURS or not _would_alert(evidence):
        return verdict
    return replace(verdict, hold_hours=SETTLED_HOURS)


def _would_alert(evidence: ChangeEvidence) -> bool:
    """Whether the change would be news had the document no past."""
    rules = [rule for rule in RULES if rule not in (returned_to_earlier_text, clauses_returned)]
    return may_be_news(next((found for rule in rules if (found := rule(evidence))), _WORDS_OF_PROVISIONS))


def navigation(evidence: ChangeEvidence) -> Verdict | None:
    """Only lines of menus, contents lists and links changed."""
    if evidence.announces:
        return None
    if all(delta.is_navigation or delta.is_duplicate for delta in evidence.changed):
        return Verdict(COSMETIC, "navigation", only_changed(evidence))
    return None


def clauses_returned(evidence: ChangeEvidence) -> Verdict | None:
    """(Nearly) every changed clause had been recorded with its new wording before, or had been gone before."""
    if evidence.date_movement == FORWARD or evidence.announces:
        return None
    returns = [delta for delta in evidence.changed if delta.is_return]
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
    if not unseen:
        reason = "Every changed clause goes back to a state that was recorded before."
        return _returned(evidence, Verdict(FLAPPING, "returned_clauses", reason))
    if evidence.context.sources > 1 and seen_words >= MOSTLY_SEEN_WORDS and seen_words >= MOSTLY_SEEN_SHARE * new_words:
        return Verdict(
            EXTRACTION,
            "variant_returned",
            "Most changed clauses had been recorded with this wording before: another variant of the pages.",
        )
    return None


def set_aside(evidence: ChangeEvidence) -> Verdict | None:
    """Nothing is left when spellings, names, references, hidden addresses and link texts are set aside."""
    if evidence.open or evidence.announces:
        return None
    found = {delta.aside for delta in evidence.changed}
    kind = next((kind for kind in _SET_ASIDE if kind in found), None)
    if kind is None:
        return None
    verdict = _SET_ASIDE[kind]
    return verdict if is_all_that_changed(kind, evidence) else replace(verdict, reason=only_changed(evidence))


# What a change is called by the first of these that it holds, and why where it holds nothing else.
_SET_ASIDE = {
    RENAMED: Verdict(EDITORIAL, "renamed", "One name was replaced by another throughout; nothing else changed."),
    RESPELLED: Verdict(EDITORIAL, "respelled", "The same words are spelled or joined differently."),
    REFERENCE: Verdict(EDITORIAL, "references", "Only the numbers of clauses that the text refers to changed."),
    COPYRIGHT_YEAR: Verdict(COSMETIC, "copyright_year", "Only the year of a copyright line changed."),
    HIDDEN_ADDRESS: Verdict(
        COSMETIC, "hidden_address", "Only an address that is hidden from programs looks different."
    ),
    LINK_TEXT: Verdict(COSMETIC, "link_text", "Only the text of links changed."),
    MARKS: Verdict(COSMETIC, "marks", "Only marks, blanks or apostrophes are written differently."),
    REJOINED: Verdict(COSMETIC, "rejoined", "The same words are divided into lines or clauses differently."),
    CLAUSE_NUMBER: Verdict(COSMETIC, "clause_numbers", "Only the numbers or letters that clauses bear changed."),
    FRAME: Verdict(COSMETIC, "page_frame", "Only lines before or after the document itself changed."),
}


def headings(evidence: ChangeEvidence) -> Verdict | None:
    """Headings are worded differently or come and go, and no clause under them changed."""
    if evidence.announces or not evidence.open:
        return None
    if all(delta.shown.kind == "heading" and not _is_turned(delta) for delta in evidence.open):
        return Verdict(
            EDITORIAL, "headings", f"{only_changed(evidence).removesuffix('.')}; no clause under them changed."
        )
    return None


def _is_turned(delta: Delta) -> bool:
    """Whether words of force came to a heading or went from it."""
    if delta.before and delta.after:
        is_otherwise = says_otherwise(delta.before.visible, delta.after.visible)
        return is_otherwise or _FORCE.search(_changed_words(delta)) is not None
    return _FORCE.search(delta.shown.visible) is not None or states_force(delta.shown.visible)


def listing(evidence: ChangeEvidence) -> Verdict | None:
    """Table rows, credits of sources and pointers to information: recorded, not alerted."""
    if evidence.announces or not evidence.open:
        return None
    if all(_is_list_row(delta) for delta in evidence.open):
        return Verdict(SUBSTANTIVE, "table_rows", "Only rows of a list of cookies or companies changed.")
    if all(delta.kind != MODIFIED and is_attribution(evidence.quote(delta)) for delta in evidence.open):
        return Verdict(SUBSTANTIVE, "attributions", "Only credits of sources or licences changed.")
    if all(_only_adds_pointer(evidence, delta) for delta in evidence.open):
        return Verdict(SUBSTANTIVE, "information_link", "Only links to information were added.")
    return None


def _is_list_row(delta: Delta) -> bool:
    shown = delta.shown
    return shown.kind == "table_row" and lists_recipients_or_cookies(shown.visible, shown.heading_path)


def _only_adds_pointer(evidence: ChangeEvidence, delta: Delta) -> bool:
    """Whether all that is new in the clause is a sentence that links to information."""
    if delta.after is None:
        return False
    if delta.before is None:
        return is_pointer(evidence.quote(delta))
    pieces = changed_pieces(evidence.base.quote(delta.before), evidence.after.quote(delta.after))
    return all(not old and is_pointer(new) for old, new in pieces)


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
)
