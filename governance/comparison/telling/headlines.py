"""What a change is called: one line that says who, which document, and which way it changed."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from governance.comparison.judging.materiality import SMALL_EDIT, is_material
from governance.comparison.result import ADDED, INITIAL, REMOVED, SUBSTANTIVE, Comparison, Difference
from governance.comparison.telling.directions import Room, directions, headline_groups, section
from governance.comparison.telling.statements import ANNOUNCED, REWRITTEN, day_words
from governance.comparison.weighing.severity import ANNOUNCEMENT
from governance.comparison.weighing.taxonomy import EFFECTIVE_DATE, OTHER, category_names, in_sentence

# A headline is the subject of a mail: what doesn't fit is left to what stands below it.
LENGTH = 150
# Of what fits that is taken which quotes most of the first clause. To say what it is about is worth so many letters
# where nothing is cut, and few where something is.
ROOMS = (
    *(Room(letters, is_around=True) for letters in range(118, 45, -6)),
    *(Room(letters, is_around=True, is_subject=False) for letters in range(124, 27, -6)),
    *(Room(letters) for letters in (45, 35, 25)),
)
ROOMS_WITHOUT_SUBJECT = [one for one in ROOMS if not one.is_subject]
WORTH_OF_SUBJECT, WORTH_BESIDE_CUT = 25, 5
CATEGORIES_NAMED = 3
# Of so many clauses a reader wants to know first how many there are and what they are about.
MANY = 20
NEARLY_ALL = 0.8
LEAST_OF_MANY = 30
ALONE = {ADDED: "adds", REMOVED: "removes"}
ANNOUNCES = "announces a change"
_QUOTED = re.compile(r"“([^“”]+)”")
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
    """As many phrases as there is room for; the first in any case, with as much of it quoted as fits."""
    whole = next((told for one in ROOMS if (told := section(comparison, one)) and len(told) <= room), "")
    if whole:
        return whole
    number = sum(is_material(one) for one in comparison.differences)
    groups = headline_groups(comparison)
    if number >= MANY:
        return _of_many(comparison, groups, number, room)
    return _fullest(groups, number, room)


def _of_many(comparison: Comparison, groups: Sequence[Sequence[Difference]], number: int, room: int) -> str:
    """How many clauses changed and what they are about, and what happened to the first where there is room for that."""
    names = category_names()
    about = [in_sentence(names[group[0].category]) for group in groups if group[0].category != OTHER]
    kinds = Counter(one.kind for one in comparison.differences if is_material(one))
    kind = next((kind for kind in ALONE if kinds[kind] >= NEARLY_ALL * number), None)
    counted = f"{ALONE[kind]} {kinds[kind]} clauses" if kind else f"changes {number} clauses"
    told = [f"{counted} ({', '.join(about[:most])})" for most in (CATEGORIES_NAMED, 2)] if about else [counted]
    for one in told:
        first = _fullest([group[:1] for group in groups[:1]], 1, room - len(one) - 2, ROOMS_WITHOUT_SUBJECT)
        if _quoted_letters(first) >= LEAST_OF_MANY and len(one) + 2 + len(first) <= room:
            return f"{one}; {first}"
    return told[0]


def _fullest(groups: Sequence[Sequence[Difference]], number: int, room: int, rooms: Sequence[Room] = ROOMS) -> str:
    """The phrases for these clauses in the form that quotes most of the first."""
    best, most, found = "", -1, ""
    for one in rooms:
        phrases = directions(groups, one)
        first = next(phrases, ("", 0))
        worth = WORTH_BESIDE_CUT if "”…" in first[0] else WORTH_OF_SUBJECT
        quoted = _quoted_letters(first[0]) + worth * one.is_subject
        if quoted > most and (not best or len(first[0]) <= room):
            found = _fitting(chain((first,), phrases), number, room)
            if len(found) <= room:
                best, most = found, quoted
    return best or found


def _quoted_letters(phrase: str) -> int:
    return sum(map(len, _QUOTED.findall(phrase)))


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
