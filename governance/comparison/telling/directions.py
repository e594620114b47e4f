"""What changed clauses came to say, in a few of their own words: the parts of a headline.

A direction is said only where it is certain: a clause or words that came or went, a quantity that rose or fell.
Whatever stands between “ and ” is an exact part of `readable(block.visible)` of a clause, or of its heading.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

from governance.comparison.judging.materiality import is_material
from governance.comparison.judging.shifts import Shift
from governance.comparison.judging.surroundings import words_above
from governance.comparison.matching.changed_words import touched
from governance.comparison.result import ADDED, MODIFIED, MOVED, REMOVED, Comparison, Difference, Weighed
from governance.comparison.telling.sentences import Edit, edits_between, has_words, only_the_rest, quoted, rank_of_edit
from governance.comparison.text.cutting import bare
from governance.comparison.text.meaningful_marks import meaningful_marks
from governance.comparison.text.normalise import plain_words
from governance.comparison.text.phrases import Span
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.weighing.severity import shifts_of
from governance.comparison.weighing.subjects import main_categories
from governance.comparison.weighing.taxonomy import EFFECTIVE_DATE, OTHER, category_names, in_sentence

HEADING_LENGTH = 40
# Of a clause with more changes than these a single one says too little.
EDITS_QUOTED = 2
REWORDED_SHARE = 0.6
# Fewer letters of a word say nothing.
LETTERS_QUOTED = 3
Clause = TypeVar("Clause", bound=Weighed)
_VERBS = {ADDED: "adds", REMOVED: "removes"}
_QUANTITIES = {
    "period": ("a period", "lengthens", "shortens"),
    "amount": ("an amount", "raises", "lowers"),
    "share": ("a percentage", "raises", "lowers"),
    "age": ("an age", "raises", "lowers"),
}


def told_by_category(clauses: Sequence[Clause]) -> list[list[Clause]]:
    """The clauses that a headline is about: those of each category that the change is mainly about, weightiest first.

    A group holds all clauses of its category that did more than move, so that its length is what a page and a mail
    show of it, and a direction that its clauses share is that of the category.
    """
    changed = [one for one in clauses if one.severity_rule != MOVED]
    told = [one for one in changed if one.category != EFFECTIVE_DATE] or changed
    groups = [[one for one in told if one.category == category] for category in main_categories(clauses)]
    groups = [_most_telling_first(group) for group in groups if group and group[0].category != EFFECTIVE_DATE]
    return groups or ([_most_telling_first(told)] if told else [])


def _most_telling_first(group: Sequence[Clause]) -> list[Clause]:
    """The clauses in their order, but what provides nothing else than before after the others."""
    return sorted(group, key=lambda one: not is_material(one))


def directions(comparison: Comparison, quote_length: int) -> Iterator[str]:
    """A phrase for each category that the change is mainly about, such as `adds “and our partners” (data sharing)`.

    What is longer than `quote_length` is quoted by its first words.
    """
    for group in told_by_category(comparison.differences):
        yield _told(group, quote_length)


def _told(group: Sequence[Difference], length: int) -> str:
    """What a headline says of the clauses of a category. A direction is said only where all of them have it."""
    first, number = group[0], len(group)
    if len({one.kind for one in group}) > 1:
        kinds = Counter(one.kind for one in group)
        parts = ", ".join(f"{kinds[kind]} {kind}" for kind in (ADDED, REMOVED, MODIFIED, MOVED) if kinds[kind])
        return f"changes {number} clauses{_on(group)} ({parts})"
    if first.kind == MODIFIED:
        more = f" and changes {number - 1} more {'clause' if number == 2 else 'clauses'}" if number > 1 else ""
        return f"{_edited(first, length)}{more}{_on(group) if more else _about(first)}"
    if first.kind == MOVED and number > 1:
        return f"puts {number} clauses under other words{_on(group)}"
    if first.kind == MOVED:
        return f"{_put_elsewhere(first, length)}{'' if first.category == OTHER else _about(first)}"
    if number == 1:
        return f"{_VERBS[first.kind]} {_quote(first, length)}{_about(first)}"
    if first.category == OTHER:
        return f"{_VERBS[first.kind]} {number} clauses, the first {_quote(first, length).removeprefix('a clause ')}"
    return f"{_VERBS[first.kind]} {number} clauses{_on(group)}"


def _put_elsewhere(difference: Difference, length: int) -> str:
    """Under which words a clause stands that stayed as it was, and under which it stood."""
    assert difference.before is not None, "A clause that stayed has both sides."
    assert difference.after is not None, "A clause that stayed has both sides."
    above = words_above(difference.before, difference.after)
    was, now = (quoted(readable(words), length) if words else "" for words in above[1:]) if above else ("", "")
    if not now:
        return f"takes {_quote(difference, length)} from under {was}"
    return f"puts {_quote(difference, length)} under {now}" + (f" instead of {was}" if was else "")


def _about(difference: Difference) -> str:
    """What a single clause is about, or the heading it stands under where no category fits."""
    return _on([difference]) if difference.category == OTHER else f" ({_topic(difference)})"


def _on(group: Sequence[Difference]) -> str:
    """What several clauses are about, or the heading that all of them stand under where no category fits."""
    first = group[0]
    if all(one.category == first.category != OTHER for one in group):
        return f" on {_topic(first)}"
    headings = {_shown(one).heading_path[-1:] for one in group}
    heading = next(iter(headings)) if len(headings) == 1 else ()
    return f" under “{bare(heading[0])}”" if heading and len(heading[0]) <= HEADING_LENGTH else ""


def _topic(difference: Difference) -> str:
    return in_sentence(category_names()[difference.category])


def _quote(difference: Difference, length: int) -> str:
    return quoted(readable(_shown(difference).visible), length, noun="a clause")


def _shown(difference: Difference) -> Block:
    shown = difference.after or difference.before
    assert shown is not None, "A difference has one side at least."
    return shown


def _edited(difference: Difference, length: int) -> str:
    """What happened to a reworded clause: a quantity that moved, a few words, or only that it is worded otherwise."""
    assert difference.before is not None, "A modified clause has both sides."
    assert difference.after is not None, "A modified clause has both sides."
    old, new = readable(difference.before.visible), readable(difference.after.visible)
    shifts, edits = shifts_of(difference.before, difference.after), edits_between(old, new)
    quantity = _quantity(shifts, edits, old, new, length)
    if quantity:
        return quantity
    changed = sum(one.end - one.start for one, _ in edits)
    is_long = len(edits) > EDITS_QUOTED or changed > REWORDED_SHARE * len(old)
    if not edits or is_long or _only_moves_words(edits, old, new):
        return f"rewords {quoted(new, length, noun='a clause')}"
    one, other = min(edits, key=lambda edit: rank_of_edit(edit, shifts))
    was, now = only_the_rest(old[one.start : one.end], new[other.start : other.end])
    if max(len(was), len(now)) < LETTERS_QUOTED:
        return f"rewords {quoted(new, length, noun='a clause')}"
    if not has_words(was):
        return f"adds {quoted(now, length)}"
    if not has_words(now):
        return f"removes {quoted(was, length)}"
    return f"changes {quoted(was, length)} to {quoted(now, length)}"


def _only_moves_words(edits: Sequence[Edit], old: str, new: str) -> bool:
    """Whether words that one edit takes out come back by another one."""
    lost = [_words(old[one.start : one.end]) for one, _ in edits]
    gained = [_words(new[other.start : other.end]) for _, other in edits]
    return any(
        first != second and (lost[first] & gained[second]) - gained[first] - lost[second]
        for first in range(len(edits))
        for second in range(len(edits))
    )


def _words(piece: str) -> frozenset[str]:
    return frozenset(word for word in plain_words(piece).split() if len(word) >= LETTERS_QUOTED)


def _quantity(shifts: Sequence[Shift], edits: Sequence[Edit], old: str, new: str, length: int) -> str:
    """Such as `lengthens a period from “30 days” to “90 days”`; empty unless all that moved of its kind went one way.

    With a sign before one of them ("≥ 50 EUR"), more than its size may have changed.
    """
    if meaningful_marks(old) != meaningful_marks(new):
        return ""
    for dimension, (noun, raises, lowers) in _QUANTITIES.items():
        moved = [shift for shift in shifts if shift.kind.startswith(f"{dimension}_")]
        if len(moved) != 1 or moved[0].kind.endswith("_changed") or not (moved[0].before and moved[0].after):
            continue
        before, after = moved[0].before, moved[0].after
        if any(_is_within(before, one) and _is_within(after, other) for one, other in edits):
            verb = raises if moved[0].kind.endswith("_raised") else lowers
            was, now = old[before.start : before.end], new[after.start : after.end]
            return f"{verb} {noun} from {quoted(was, length)} to {quoted(now, length)}"
    return ""


def _is_within(part: Span, whole: Span) -> bool:
    return bool(touched([part], [whole]))
