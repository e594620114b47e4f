"""What a change is called: one line that says who, which document, and which way it changed."""

from collections.abc import Iterable

from governance.comparison.judging.materiality import SMALL_EDIT, is_material
from governance.comparison.result import INITIAL, SUBSTANTIVE, Comparison
from governance.comparison.telling.directions import directions
from governance.comparison.telling.statements import ANNOUNCED, REWRITTEN, day_words
from governance.comparison.weighing.severity import ANNOUNCEMENT
from governance.comparison.weighing.taxonomy import EFFECTIVE_DATE, OTHER, category_names, in_sentence

# A headline is the subject of a mail: what doesn't fit is left to what stands below it.
LENGTH = 150
QUOTE_LENGTHS = (85, 77, 70, 65, 60, 55, 50, 45, 40, 35, 30, 25)
CATEGORIES_NAMED = 3
ANNOUNCES = "announces a change"
# Of what these rules decide their reason says more than any clause.
_TOLD_BY_REASON = ("took_effect",)


def headline(platform_name: str, document_title: str, comparison: Comparison) -> str:
    """E.g. 'OpenAI Privacy Policy: lengthens a period from “30 days” to “90 days” (retention and deletion)'."""
    is_named = document_title.casefold().startswith(platform_name.casefold())
    who = document_title if is_named else f"{platform_name} {document_title}"
    return f"{who}: {_told(comparison, LENGTH - len(who) - 2)}"


def _told(comparison: Comparison, room: int) -> str:
    if comparison.label == INITIAL:
        return "first record"
    is_of_words = comparison.label == SUBSTANTIVE or comparison.rule == SMALL_EDIT
    if not is_of_words or comparison.rule in _TOLD_BY_REASON:
        return _in_line(comparison.reason)
    codes = {statement.code for statement in comparison.statements}
    if comparison.rule == "rolled_back":
        return f"returned to an earlier text{_topics(comparison)}"
    if REWRITTEN in codes:
        return f"rewritten{_topics(comparison)}"
    # A clause on how changes are told reads like an announcement; one that states its day is certain to be one.
    if ANNOUNCED in codes and comparison.effective_date and _only_announces(comparison):
        return f"{ANNOUNCES} as of {day_words(comparison.effective_date)}"
    upcoming = "upcoming text " if comparison.rule == "upcoming_text" else ""
    phrases = _phrases(comparison, room - len(upcoming))
    return f"{upcoming}{phrases}" if phrases else _in_line(comparison.reason)


def _only_announces(comparison: Comparison) -> bool:
    """Whether all clauses that provide something else than before announce other terms."""
    return all(one.severity_rule == ANNOUNCEMENT for one in comparison.differences if is_material(one))


def _phrases(comparison: Comparison, room: int) -> str:
    """As many phrases as there is room for; the first in any case, with shorter quotations where that makes it fit."""
    number = sum(is_material(one) for one in comparison.differences)
    for length in QUOTE_LENGTHS:
        found = _fitting(directions(comparison, length), number, room)
        if len(found) <= room:
            break
    return found


def _fitting(phrases: Iterable[tuple[str, int]], number: int, room: int) -> str:
    """The phrases, and how many of the `number` changed clauses they leave out where there is room for that."""
    found = ""
    for phrase, told in phrases:
        if found and phrase.startswith("rewords"):  # that says too little beside another phrase
            continue
        longer = f"{found}; {phrase}" if found else phrase
        if found and len(longer) > room:
            break
        found, number = longer, number - told
    if not found or number <= 0 or " more clause" in found:
        return found
    more = f"; changes {number} more {'clause' if number == 1 else 'clauses'}"
    return found + more if len(found + more) <= room else found


def _topics(comparison: Comparison) -> str:
    names = category_names()
    categories = comparison.main_categories or comparison.categories
    shown = [names[category] for category in categories if category not in (OTHER, EFFECTIVE_DATE)]
    return f" ({', '.join(in_sentence(name) for name in shown[:CATEGORIES_NAMED])})" if shown else ""


def _in_line(reason: str) -> str:
    return reason[:1].lower() + reason[1:].removesuffix(".")
