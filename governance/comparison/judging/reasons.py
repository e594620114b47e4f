"""Reasons that say all that changed and nothing else, where no clause that provides anything did."""

from collections.abc import Iterable

from governance.comparison.judging.deltas import Delta
from governance.comparison.judging.evidence import ChangeEvidence
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
from governance.comparison.result import ADDED, REMOVED
from governance.comparison.text.quality_signs import belongs_to_a_menu
from governance.comparison.text.segment import Block, ParsedText

_NOISE = {
    RENAMED: "a name",
    RESPELLED: "the spelling of words",
    REFERENCE: "the numbers of clauses that the text refers to",
    COPYRIGHT_YEAR: "the year of a copyright line",
    HIDDEN_ADDRESS: "the form of an e-mail address that the page hides from robots",
    LINK_TEXT: "the text of links",
    MARKS: "marks, blanks or apostrophes",
    REJOINED: "the division into words, lines or clauses",
    CLAUSE_NUMBER: "the numbers or letters that clauses bear",
    FRAME: "lines before or after the document itself",
}
_DATE_LINES, _HEADINGS, _MENU_LINES = "lines on the dates of the document", "headings", "menu, contents or link lines"
_SHORT_LINES, _COPIES, _DATES, _PLACES = (
    "short lines",
    "copies of clauses",
    "dates of the document",
    "places of clauses",
)
_ORDER = (*_NOISE.values(), _MENU_LINES, _SHORT_LINES, _HEADINGS, _COPIES, _DATE_LINES, _DATES, _PLACES)


def only_changed(evidence: ChangeEvidence) -> str:
    """Such as `Only headings were added.` or `Only headings and dates of the document changed.`"""
    found = {_name_of(delta, evidence) for delta in evidence.deltas}
    if evidence.matching.moved:
        found.add(_PLACES)
    if _DATE_LINES in found:
        found.discard(_DATES)
    kinds = {delta.kind for delta in evidence.deltas}
    came_or_went = {frozenset((ADDED,)): "were added", frozenset((REMOVED,)): "were removed"}
    is_of_lines = found <= {_MENU_LINES, _SHORT_LINES, _HEADINGS, _COPIES, _DATE_LINES}
    verb = came_or_went.get(frozenset(kinds), "changed") if is_of_lines else "changed"
    return f"Only {_listed(name for name in _ORDER if name in found)} {verb}."


def is_all_that_changed(aside: str, evidence: ChangeEvidence) -> bool:
    """Whether each clause that changed was set aside for this, and nothing moved."""
    return not evidence.matching.moved and all(delta.aside == aside for delta in evidence.deltas)


def _name_of(delta: Delta, evidence: ChangeEvidence) -> str:
    """What kind of thing a delta without a change of provisions is."""
    if delta.is_date_only:
        return _DATES
    if delta.aside not in ("", FRAME):
        return _NOISE[delta.aside]
    if delta.shown.kind == "heading":
        return _HEADINGS
    if delta.shown.dates:
        return _DATE_LINES
    if delta.aside:
        return _NOISE[delta.aside]
    if delta.is_duplicate and not delta.is_navigation:
        return _COPIES
    text = evidence.after if delta.after else evidence.base
    return _MENU_LINES if _is_of_a_menu(delta.shown, text) else _SHORT_LINES


def _is_of_a_menu(block: Block, text: ParsedText) -> bool:
    """Whether a short line links, is an item of a list, or has words that menus have."""
    return block.kind == "list_item" or "](" in text.quote(block) or belongs_to_a_menu(block.visible)


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
