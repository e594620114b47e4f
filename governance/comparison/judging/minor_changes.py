"""Rules about changes of no provision: of dates, places, menus, spellings and headings, or of rows of a list."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from governance.comparison.judging.deltas import FORCE, Delta, changed_words, is_day_of_provision
from governance.comparison.judging.evidence import ChangeEvidence, Verdict
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
from governance.comparison.judging.where_told import IMMATERIAL
from governance.comparison.matching.wording import changed_pieces
from governance.comparison.result import COSMETIC, EDITORIAL, EXTRACTION, MODIFIED, SUBSTANTIVE
from governance.comparison.text.addresses import other_addresses
from governance.comparison.text.clause_purposes import is_attribution, is_pointer, lists_recipients_or_cookies
from governance.comparison.text.joined_words import same_words_joined

# The apostrophe with the letters at its sides: "r's" of one customer, "s'" of several.
_POSSESSOR = re.compile(r"\w['’]s\b|s['’](?!\w)")


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
            return _VERDICTS[REJOINED]
        rewritten = _written_otherwise(evidence)
        if _only_labels_differ(rewritten):
            return _VERDICTS[CLAUSE_NUMBER]
        if _possessors_differ(rewritten):
            return Verdict(EDITORIAL, "immaterial", f"Only {IMMATERIAL['word_forms']} changed.")
        return Verdict(COSMETIC, "formatting", "Only formatting, links or markup changed.")
    if any(_names_another_address(delta) for delta in evidence.changed if delta.before and "@" in delta.before.visible):
        return None
    if same_words_joined(evidence.words_in_order(old=True), evidence.words_in_order(old=False)):
        return _VERDICTS[REJOINED]
    return None


def _names_another_address(delta: Delta) -> bool:
    """Whether an e-mail address in a clause is another one, in however few letters."""
    if delta.before is None or delta.after is None:
        return False
    return other_addresses(delta.before.visible, delta.after.visible)


class _Written(NamedTuple):
    """How a clause is written in a text, and the number or letter that it bears there."""

    quote: str
    label: str


def _written_otherwise(evidence: ChangeEvidence) -> list[tuple[_Written, _Written]]:
    """Both ways of writing of each clause that stayed and is not written as before."""
    base, after = evidence.base, evidence.after
    pairs = ((base.blocks[one], after.blocks[other]) for one, other in evidence.matching.pairs)
    return [
        (_Written(old, one.label), _Written(new, other.label))
        for one, other in pairs
        if (old := base.quote(one)) != (new := after.quote(other))
    ]


def _only_labels_differ(rewritten: Sequence[tuple[_Written, _Written]]) -> bool:
    """Whether each clause that is written differently differs in the number or letter that it bears."""
    return bool(rewritten) and all(
        old.label and new.label and old.quote.replace(old.label, "", 1) == new.quote.replace(new.label, "", 1)
        for old, new in rewritten
    )


def _possessors_differ(rewritten: Sequence[tuple[_Written, _Written]]) -> bool:
    """Whether what belonged to one belongs to several now, or the other way round: "customer's" and "customers'"."""
    owners = [(_POSSESSOR.findall(old.quote), _POSSESSOR.findall(new.quote)) for old, new in rewritten]
    return any(
        len(olds) == len(news) and [one.endswith("s") for one in olds] != [one.endswith("s") for one in news]
        for olds, news in owners
    )


def navigation(evidence: ChangeEvidence) -> Verdict | None:
    """Only lines of menus, contents lists and links changed."""
    if evidence.announces:
        return None
    if all(delta.is_navigation or delta.is_duplicate for delta in evidence.changed):
        return Verdict(COSMETIC, "navigation", only_changed(evidence))
    return None


def set_aside(evidence: ChangeEvidence) -> Verdict | None:
    """Nothing is left when spellings, names, references, hidden addresses and link texts are set aside."""
    if evidence.open or evidence.announces:
        return None
    found = {delta.aside for delta in evidence.changed}
    kind = next((kind for kind in _VERDICTS if kind in found), None)
    if kind is None:
        return None
    verdict = _VERDICTS[kind]
    return verdict if is_all_that_changed(kind, evidence) else replace(verdict, reason=only_changed(evidence))


# What a change is called by the first of these that it holds, and why where it holds nothing else.
_VERDICTS = {
    RENAMED: Verdict(EDITORIAL, "renamed", "One name was replaced by another throughout; nothing else changed."),
    RESPELLED: Verdict(EDITORIAL, "respelled", "The same words are spelled or joined differently."),
    REFERENCE: Verdict(EDITORIAL, "references", "Only the numbers of clauses that the text refers to changed."),
    COPYRIGHT_YEAR: Verdict(COSMETIC, "copyright_year", "Only the year of a copyright line changed."),
    HIDDEN_ADDRESS: Verdict(
        EXTRACTION, "hidden_address", "Only an e-mail address that the page hides from robots is written differently."
    ),
    LINK_TEXT: Verdict(COSMETIC, "link_text", "Only the text of links changed."),
    MARKS: Verdict(COSMETIC, "marks", "Only marks, blanks or apostrophes are written differently."),
    REJOINED: Verdict(COSMETIC, "rejoined", "The same text is divided into words, lines or clauses differently."),
    CLAUSE_NUMBER: Verdict(COSMETIC, "clause_numbers", "Only the numbers or letters that clauses bear changed."),
    FRAME: Verdict(COSMETIC, "page_frame", "Only lines of the page around the document changed."),
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
        return is_otherwise or FORCE.search(changed_words(delta)) is not None
    return FORCE.search(delta.shown.visible) is not None or states_force(delta.shown.visible)


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
