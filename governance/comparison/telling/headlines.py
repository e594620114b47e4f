"""What a change is called: one line that says who, which document, and which way it changed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from governance.comparison.judging.where_told import SMALL_EDIT, is_material
from governance.comparison.result import ADDED, INITIAL, REMOVED, SUBSTANTIVE, Comparison, Difference, Kept
from governance.comparison.telling.counting import material
from governance.comparison.telling.directions import (
    Phrase,
    Room,
    directions,
    headline_groups,
    section_told,
    whole_section,
)
from governance.comparison.telling.statements import ANNOUNCED, REWRITTEN, day_words
from governance.comparison.weighing.severity import ANNOUNCEMENT
from governance.comparison.weighing.taxonomy import EFFECTIVE_DATE, OTHER, category_names, in_sentence, is_evident

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
WORTH_OF_SUBJECT, WORTH_OF_REST, WORTH_BESIDE_CUT = 25, 20, 5
FEWEST_JOINED = 2
CATEGORIES_NAMED = 3
# Of so many clauses a reader wants to know first how many there are and what they are about.
MANY = 20
NEARLY_ALL = 0.8
# Fewer of them are none of their subjects.
LEAST_SHARE_OF_SUBJECT = 0.1
LEAST_OF_MANY = 30
ALONE = {ADDED: "adds", REMOVED: "removes"}
ANNOUNCES = "announces a change"
_QUOTED = re.compile(r"“([^“”]+)”")
_REST = re.compile(r" more clauses?(?: on [^“”]+)?$")
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
    assert comparison.kept is not None, "Two texts were compared."
    phrases = _phrases(comparison, room - len(upcoming), comparison.kept)
    return f"{upcoming}{phrases}" if phrases else _in_line(comparison.reason)


def _only_announces(comparison: Comparison) -> bool:
    """Whether all clauses that provide something else than before announce other terms."""
    return all(one.severity_rule == ANNOUNCEMENT for one in comparison.differences if is_material(one))


def _phrases(comparison: Comparison, room: int, kept: Kept) -> str:
    """As many phrases as there is room for; the first in any case, with as much of it quoted as fits."""
    if section := whole_section(comparison):
        whole = next((told for one in ROOMS if len(told := section_told(section, one, kept)) <= room), "")
        if whole:
            return whole
    number = material(comparison.differences)
    groups = headline_groups(comparison)
    if number >= MANY:
        return _of_many(comparison, groups, number, room, kept)
    return _fullest(groups, number, room, kept)


def _of_many(comparison: Comparison, groups: Sequence[Sequence[Difference]], number: int, room: int, kept: Kept) -> str:
    """How many clauses changed and what they are about, and what happened to the first where there is room for that."""
    counts = comparison.counts
    number = counts.total - counts.moved
    named = [group for group in groups if group[0].category != OTHER and _is_subject(group, number)]
    kinds = {ADDED: counts.added, REMOVED: counts.removed}
    kind = next((kind for kind in ALONE if kinds[kind] >= NEARLY_ALL * number), None)
    counted = f"{ALONE[kind]} {kinds[kind]:,} clauses" if kind else f"changes {number:,} clauses"
    told = [counted + _about(named[:most], number) for most in (CATEGORIES_NAMED, 2, 1)]
    for one in told:
        first = _fullest([group[:1] for group in groups[:1]], 0, room - len(one) - 2, kept, ROOMS_WITHOUT_SUBJECT)
        if _quoted_letters(first) >= LEAST_OF_MANY and len(one) + 2 + len(first) <= room:
            return f"{one}; {first}"
    return told[0]


def _is_subject(group: Sequence[Difference], number: int) -> bool:
    """Whether clauses of one category are enough of all to be a subject, and one of them has words that speak of it."""
    if LEAST_SHARE_OF_SUBJECT * number > sum(one.provisions for one in group):
        return False
    return _is_spoken_of(group)


def _is_spoken_of(group: Sequence[Difference]) -> bool:
    """Whether one of the clauses of a category has words, or a heading, that speak of it."""
    blocks = [one.after or one.before for one in group]
    return any(is_evident(group[0].category, *one.heading_path[-1:], one.visible) for one in blocks if one)


def _about(groups: Sequence[Sequence[Difference]], number: int) -> str:
    """Such as ` (fees, security and more)`: what some of the clauses are about, and whether others are not."""
    if not groups:
        return ""
    names = category_names()
    listed = ", ".join(in_sentence(names[group[0].category]) for group in groups)
    are_all = sum(one.provisions for group in groups for one in group) >= number
    return f" ({listed})" if are_all else f" ({listed} and more)"


def _fullest(
    groups: Sequence[Sequence[Difference]],
    number: int,
    room: int,
    kept: Kept,
    rooms: Sequence[Room] = ROOMS,
) -> str:
    """The phrases for these clauses in the form that says most of the first, and of how many it leaves out."""
    best, most, found = "", -1, ""
    for one in rooms:
        phrases = directions(groups, one, kept)
        first = next(phrases, None)
        if first is None:
            return ""
        is_cut = "”…" in first.what
        worth = (WORTH_BESIDE_CUT if is_cut else WORTH_OF_SUBJECT) * (one.is_subject and bool(first.about))
        quoted = (
            _quoted_letters(first.text) + worth - WORTH_OF_REST * ("” to “" in first.what and first.what[:4] == "adds")
        )
        if quoted + WORTH_OF_REST <= most or (best and len(first.text) > room):
            continue
        found = _fitting(chain((first,), phrases), number, room)
        quoted += WORTH_OF_REST * bool(_REST.search(found))
        if len(found) <= room and quoted > most:
            best, most = found, quoted
    return best or found


def _quoted_letters(phrase: str) -> int:
    return sum(map(len, _QUOTED.findall(phrase)))


def _fitting(phrases: Iterable[Phrase], number: int, room: int) -> str:
    """The phrases, and how many of the `number` changed provisions they leave out where there is room for that."""
    shown: list[Phrase] = []
    for phrase in phrases:
        if shown and phrase.what.startswith("rewords"):  # that says too little beside another phrase
            continue
        if shown and len(_joined([*shown, phrase])) > room:
            break
        shown.append(phrase)
    left = number - sum(phrase.told for phrase in shown)
    while True:
        forms = [one for one in _with_rest(shown, left, number) if len(one) <= room]
        if forms or len(shown) < FEWEST_JOINED:
            return forms[0] if forms else _joined(shown)
        left += shown.pop().told  # to say how many are left out is worth more than a last phrase


def _with_rest(shown: Sequence[Phrase], left: int, number: int) -> Iterator[str]:
    """The phrases with the number of those they leave out, the form that says most of them first."""
    if left <= 0:
        yield _joined(shown)
        return
    clauses = f"{left:,} more {'clause' if left == 1 else 'clauses'}"
    first = shown[0]
    if len(shown) == 1 and first.number == number:
        together = f"{' and' if first.is_alike else '; changes'} {clauses}{first.together}"
        yield f"{first.what if first.together else first.text}{together}"
        yield f"{first.what}{together.removesuffix(first.together)}"
    yield f"{_joined(shown)}; changes {clauses}"


def _joined(phrases: Iterable[Phrase]) -> str:
    return "; ".join(phrase.text for phrase in phrases)


def _topics(comparison: Comparison) -> str:
    names = category_names()
    categories = comparison.main_categories or comparison.categories
    of = {category: [one for one in comparison.differences if one.category == category] for category in categories}
    shown = [
        names[category]
        for category in categories
        if category not in (OTHER, EFFECTIVE_DATE) and of[category] and _is_spoken_of(of[category])
    ]
    return f" ({', '.join(in_sentence(name) for name in shown[:CATEGORIES_NAMED])})" if shown else ""


def _in_line(reason: str) -> str:
    return reason[:1].lower() + reason[1:].removesuffix(".")
