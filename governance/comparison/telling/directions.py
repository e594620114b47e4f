"""What changed clauses came to say, in a few of their own words: the parts of a headline.

A direction is said only where it is certain: a clause or words that came or went, a quantity that rose or fell.
Whatever stands between “ and ” is an exact part of `readable(block.visible)` of a clause, or of its heading.
"""

from collections.abc import Iterator, Sequence

from governance.comparison.judging.materiality import is_material
from governance.comparison.judging.shifts import Shift, touched
from governance.comparison.result import ADDED, MODIFIED, MOVED, REMOVED, Comparison, Difference
from governance.comparison.telling.sentences import Edit, edits_between, has_words, quoted, rank_of_edit
from governance.comparison.text.phrases import Span
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.weighing.severity import shifts_of
from governance.comparison.weighing.taxonomy import EFFECTIVE_DATE, OTHER, category_names, in_sentence

HEADING_LENGTH = 40
# Of a clause with more changes than these a single one says too little.
EDITS_QUOTED = 2
REWORDED_SHARE = 0.6
# Fewer letters of a word say nothing.
LETTERS_QUOTED = 3
_VERBS = {ADDED: "adds", REMOVED: "removes"}
_QUANTITIES = {
    "period": ("a period", "lengthens", "shortens"),
    "amount": ("an amount", "raises", "lowers"),
    "share": ("a percentage", "raises", "lowers"),
    "age": ("an age", "raises", "lowers"),
}


def directions(comparison: Comparison, quote_length: int) -> Iterator[str]:
    """A phrase for each category that the change is mainly about, such as `adds “and our partners” (data sharing)`.

    What is longer than `quote_length` is quoted by its first words.
    """
    changed = [one for one in comparison.differences if one.kind != MOVED]
    told = [one for one in changed if one.category != EFFECTIVE_DATE] or changed
    material = [one for one in told if is_material(one)] or told
    named = [category for category in comparison.main_categories if category != EFFECTIVE_DATE]
    groups = [[one for one in material if one.category == category] for category in named]
    for group in [group for group in groups if group] or ([material] if material else []):
        yield _told(group, quote_length)


def _told(group: Sequence[Difference], length: int) -> str:
    first = group[0]
    number = sum(1 + len(one.repeats) for one in group if one.kind == first.kind)
    if first.kind == MODIFIED:
        return f"{_edited(first, length)}{_about(first, number - 1)}"
    if number == 1:
        return f"{_VERBS[first.kind]} {_quote(first, length)}{_about(first, 0)}"
    if first.category == OTHER:
        return f"{_VERBS[first.kind]} {number} clauses, the first {_quote(first, length).removeprefix('a clause ')}"
    return f"{_VERBS[first.kind]} {number} clauses on {_topic(first)}"


def _about(difference: Difference, others: int) -> str:
    """What the clause is about, or the heading it stands under where no category fits, and how many more changed."""
    more = f" and changes {others} more {'clause' if others == 1 else 'clauses'}" if others else ""
    if difference.category != OTHER:
        return f"{more} on {_topic(difference)}" if more else f" ({_topic(difference)})"
    path = _shown(difference).heading_path
    under = f" under “{path[-1]}”" if path and len(path[-1]) <= HEADING_LENGTH and not more else ""
    return more + under


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
    if not edits or len(edits) > EDITS_QUOTED or changed > REWORDED_SHARE * len(old):
        return f"rewords {quoted(new, length, noun='a clause')}"
    one, other = min(edits, key=lambda edit: rank_of_edit(edit, shifts))
    was, now = old[one.start : one.end], new[other.start : other.end]
    if max(len(was), len(now)) < LETTERS_QUOTED:
        return f"rewords {quoted(new, length, noun='a clause')}"
    if not has_words(was):
        return f"adds {quoted(now, length)}"
    if not has_words(now):
        return f"removes {quoted(was, length)}"
    return f"changes {quoted(was, length)} to {quoted(now, length)}"


def _quantity(shifts: Sequence[Shift], edits: Sequence[Edit], old: str, new: str, length: int) -> str:
    """Such as `lengthens a period from “30 days” to “90 days”`; empty unless one of its kind alone moved."""
    for dimension, (noun, raises, lowers) in _QUANTITIES.items():
        moved = [shift for shift in shifts if shift.kind.startswith(f"{dimension}_")]
        if len(moved) != 1 or not (moved[0].before and moved[0].after):
            continue
        before, after = moved[0].before, moved[0].after
        if any(_is_within(before, one) and _is_within(after, other) for one, other in edits):
            verb = raises if moved[0].kind.endswith("_raised") else lowers
            was, now = old[before.start : before.end], new[after.start : after.end]
            return f"{verb} {noun} from {quoted(was, length)} to {quoted(now, length)}"
    return ""


def _is_within(part: Span, whole: Span) -> bool:
    return bool(touched([part], [whole]))
