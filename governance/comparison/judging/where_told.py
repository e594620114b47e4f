"""Where a change is told: the same day, in the digest, or nowhere. The one rule; see ADR 25.

Nothing else decides it. Rules of classification say what kind of change it is, the weighing of a clause says what
happened to it, and this says what follows.
"""

from collections.abc import Iterable
from dataclasses import replace

from governance.comparison.judging.evidence import Verdict
from governance.comparison.result import (
    ADDED,
    COSMETIC,
    EDITORIAL,
    MODIFIED,
    REMOVED,
    REPORTED,
    SUBSTANTIVE,
    Difference,
    Weighed,
)
from governance.comparison.text.addresses import hides_address
from governance.comparison.text.clause_purposes import begins_to_point, states_effect

SAME_DAY, DIGEST, NOWHERE = "same_day", "digest", "nowhere"
# The rule of a change whose wording no rule knows and of which a model says that it seldom matters.
SMALL_EDIT = "small_edit"
# The rule of another change of which the model is nearly sure of that: what changed may bind, so it keeps its class.
# The rule of a change that no other rule of classification knows.
WORDS_OF_PROVISIONS = "words_of_provisions"
# What happened to a clause that provides what it provided before: {rule of its severity: how the reason names it}.
IMMATERIAL = {
    "moved": "the places of clauses",
    **dict.fromkeys(("restated", "restated_here", "restated_there"), "the division of sentences into clauses"),
    "renamed": "a name",
    "stated_date": "stated dates",
    "copyright_year": "years of copyright lines",
    "word_forms": "forms of words (such as singular and plural)",
    "notation": "the notation of numbers",
    "contraction": "contractions (such as “don’t” for “do not”)",
    "address": "addresses of other pages",
    "reordered": "the order of lists",
    "same_otherwise": "ways of writing the same thing",
    **dict.fromkeys(("heading_added", "heading_removed", "heading_modified"), "headings"),
    "addresses": "addresses",
    "figures": "figures given for information (such as numbers of users)",
    "identifiers": "registration numbers (such as those of patents)",
    "document_renamed": "names of documents",
    **dict.fromkeys(("product_renamed", "formerly", "name_in_full"), "names of what the service offers"),
    "written_out": "abbreviations and their long forms",
    "language_row": "rows of a list of languages",
    "register_row": "entries of a register",
    "revision": "lines about revisions of the document and summaries",
    "grammar": "spelling and grammar",
    "furniture": "lines of the page around the document",
    "left_behind": "traces of how the page is made (such as hidden addresses)",
    "renumbered": "numbers of clauses",
    "notice_lapsed": "outdated announcements",
    "heading_in_disguise": "headings",
    "pointer": "pointers to information",
    "menu_entry": "entries of the page’s menu",
    "row_left": "the length of lists (rows were removed)",
    "channel": "ways to get in touch",
    "officers": "names or titles of people in office",
    "definition": "definitions of words that were already in use",
    "mixture": "names, spelling or ways to get in touch",
}
# What such a change is called where that is not `editorial`: where to write to is news, a button is none.
_LABELS = {
    "addresses": SUBSTANTIVE,
    "copyright_year": COSMETIC,
    "identifiers": SUBSTANTIVE,
    "furniture": COSMETIC,
    "left_behind": COSMETIC,
    "pointer": SUBSTANTIVE,
    "language_row": SUBSTANTIVE,
    "register_row": SUBSTANTIVE,
    "menu_entry": COSMETIC,
    "row_left": SUBSTANTIVE,
    "channel": SUBSTANTIVE,
    "officers": SUBSTANTIVE,
    "definition": SUBSTANTIVE,
}
# Lines around a document that are none of it, among which some may be news of the digest.
_FRAMES = frozenset(("page_frame", "navigation"))
CONTACT_LINES = "contact_lines"
_WAYS_TO_GET_IN_TOUCH = frozenset(("addresses", "channel", "officers"))
_FROM_LESS_TO_MORE = (COSMETIC, EDITORIAL, SUBSTANTIVE)
# Real differences that the weekly list is early enough for, by the rule of classification.
TOLD_IN_THE_DIGEST = frozenset(("table_rows", "attributions", "information_link", "took_effect", CONTACT_LINES))
# What these say is news whatever became of single clauses: other terms stand beside those in force.
ALWAYS_MATERIAL = frozenset(("upcoming_text",))
_CAME_OR_WENT = {
    frozenset((ADDED,)): "One or more provisions were added.",
    frozenset((REMOVED,)): "One or more provisions were removed.",
    frozenset((ADDED, REMOVED)): "One or more provisions were added and others removed.",
}


def is_material(difference: Weighed) -> bool:
    """Whether more happened to a clause than to its place, division, notation, the forms of its words, or a name."""
    return difference.severity_rule not in IMMATERIAL


def told(label: str, rule: str, differences: Iterable[Difference]) -> str:
    """Where a change of this class is told. What wasn't weighed counts as material."""
    if label not in REPORTED:
        return NOWHERE
    if label == EDITORIAL or rule in TOLD_IN_THE_DIGEST:
        return DIGEST
    return SAME_DAY if rule in ALWAYS_MATERIAL or any(map(is_material, differences)) else DIGEST


def may_be_news(verdict: Verdict) -> bool:
    """Whether a change of this class is told the same day if one of its clauses is material."""
    return verdict.label == SUBSTANTIVE and verdict.rule not in TOLD_IN_THE_DIGEST


def with_exact_reason(verdict: Verdict, differences: Iterable[Difference]) -> Verdict:
    """The verdict, with what changed: that provisions were added or removed, or what else than their substance."""
    differences = list(differences)
    found = {difference.severity_rule for difference in differences}
    if verdict.rule in _FRAMES and found & _WAYS_TO_GET_IN_TOUCH and not any(map(_hides_address, differences)):
        return Verdict(SUBSTANTIVE, CONTACT_LINES, f"{verdict.reason} Among them are ways to get in touch.")
    if verdict.rule != WORDS_OF_PROVISIONS or not found:
        return verdict
    if not found <= IMMATERIAL.keys():
        return replace(
            verdict,
            reason=_CAME_OR_WENT.get(
                frozenset(MODIFIED if one.reworded else one.kind for one in differences), verdict.reason
            ),
        )
    names = list(dict.fromkeys(name for rule, name in IMMATERIAL.items() if rule in found))
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    label = max(map(_label_of, differences), key=_FROM_LESS_TO_MORE.index)
    return Verdict(label, "immaterial", f"Only {listed} changed.")


def _hides_address(difference: Difference) -> bool:
    return any(hides_address(side.visible) for side in (difference.before, difference.after) if side)


def _label_of(difference: Difference) -> str:
    """Return the class of a change that has this one clause.

    A clause that only points elsewhere, before and now, is edited. A date from which nothing takes effect is cosmetic.
    """
    sides = [side for side in (difference.before, difference.after) if side]
    if (
        difference.severity_rule == "pointer"
        and len(sides) == 2
        and all(begins_to_point(side.visible) for side in sides)
    ):
        return EDITORIAL
    if difference.severity_rule == "stated_date" and not any(states_effect(side.visible) for side in sides):
        return COSMETIC
    return _LABELS.get(difference.severity_rule, EDITORIAL)
