"""What changed clauses came to say, in a few of their own words: the parts of a headline.

A direction is said only where it is certain: a clause or words that came or went, a quantity that rose or fell.
Whatever stands between “ and ” is an exact part of `readable(block.visible)` of a clause, or of its heading.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from governance.comparison.judging.materiality import is_material
from governance.comparison.judging.shifts import Shift
from governance.comparison.judging.surroundings import words_above
from governance.comparison.matching.changed_words import touched
from governance.comparison.matching.folding import telling_words
from governance.comparison.result import ADDED, MODIFIED, MOVED, REMOVED, Comparison, Difference, Weighed
from governance.comparison.telling.sentences import (
    Edit,
    edits_between,
    has_words,
    is_named_by_heading,
    only_the_rest,
    put_elsewhere,
    quoted,
    rank_of_edit,
)
from governance.comparison.text.cutting import bare, cut
from governance.comparison.text.meaningful_marks import meaningful_marks
from governance.comparison.text.phrases import Span
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.text.word_lists import LEGAL_FORMS
from governance.comparison.weighing.severity import REVERSED, STRONG_IN_MODIFIED, shifts_of
from governance.comparison.weighing.subjects import main_categories
from governance.comparison.weighing.taxonomy import EFFECTIVE_DATE, OTHER, category_names, category_shown, in_sentence

# A heading that is longer leaves no room for the clause; over a row or an item it says more than these.
HEADING_LENGTH = 40
HEADING_LENGTH_OF_ROW = 60
HEADING_LENGTH_OF_LONG = 30
# Of a clause with more changes than these one is told only where it stands out among them.
EDITS_QUOTED = 2
STANDING_OUT = 0.5
# A clause that is no longer is told whole.
SHORT_CLAUSE = 45
# So many times the words of the most binding edit outweigh it, unless that turns the clause round.
OUTWEIGHING = 4
EDITS_WEIGHED = 40
REWORDED_SHARE = 0.6
# Fewer letters of a word say nothing.
LETTERS_QUOTED = 3
Clause = TypeVar("Clause", bound=Weighed)
CONTACTS = "contact_entity"
# A name of a company by its legal form; “limited” in small letters is a word.
_COMPANY = re.compile(
    rf"(?<![\w.’'-])[A-Z][\w.’'-]{{0,40}}+,? (?:{LEGAL_FORMS.title()}|{LEGAL_FORMS.upper()}|GmbH|L\.L\.C)"
)
_QUOTED = re.compile(r"“([^“”]+)”")
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
    show of it. The groups stand in the order of their first clauses.
    """
    changed = [one for one in clauses if one.severity_rule != MOVED]
    told = [one for one in changed if one.category != EFFECTIVE_DATE] or changed
    main = set(main_categories(clauses)) - {EFFECTIVE_DATE}
    if told and told[0].category == OTHER:  # nothing weighs more than a clause of no category
        main.add(OTHER)
    groups: dict[str, list[Clause]] = {}
    for one in sorted(told, key=lambda one: not is_material(one)):
        if one.category in main:
            groups.setdefault(one.category, []).append(one)
    return list(groups.values()) or ([_most_telling_first(told)] if told else [])


def _most_telling_first(group: Sequence[Clause]) -> list[Clause]:
    """The clauses in their order, but what provides nothing else than before after the others."""
    return sorted(group, key=lambda one: not is_material(one))


def directions(comparison: Comparison, quote_length: int) -> Iterator[tuple[str, int]]:
    """A phrase for each category that the change is mainly about, such as `adds “and our partners” (data sharing)`.

    With each comes the number of clauses that it speaks of. What is longer than `quote_length` is quoted by its first
    words.
    """
    differences = comparison.differences if comparison.has_known_categories else _by_heading(comparison.differences)
    for group in told_by_category(differences):
        yield _told(group, quote_length), sum(map(is_material, group))


def _by_heading(differences: Sequence[Difference]) -> Sequence[Difference]:
    """The clauses without their categories, so that each is told under its heading."""
    return [one if one.category == EFFECTIVE_DATE else replace(one, category=OTHER) for one in differences]


def _told(group: Sequence[Difference], length: int) -> str:
    """What a headline says of the clauses of a category: what happened to the first, and how many more there are."""
    first, more = group[0], sum(map(is_material, group[1:]))
    if first.kind == MOVED:
        if more:
            return f"changes which words stand above {more + 1} clauses{_on(group)}"
        return f"{_put_elsewhere(first, length)}{'' if first.category == OTHER else _about(first)}"
    phrase, subject = _of_clause(first, length)
    if not more:
        return phrase + subject
    clauses = f"{more} more {'clause' if more == 1 else 'clauses'}"
    is_alike = first.kind != MODIFIED and all(one.kind == first.kind for one in group)
    together = _on(group)
    return f"{phrase}{'' if together else subject}{' and' if is_alike else '; changes'} {clauses}{together}"


def _of_clause(difference: Difference, length: int) -> tuple[str, str]:
    """What happened to a clause, and what it is about: a subject in brackets or the heading that it stands under."""
    if difference.kind != MODIFIED:
        quotation = _quote(difference, length)
        return f"{_VERBS[difference.kind]} {quotation}", _about_whole(difference, quotation)
    told = _edited(difference, length)
    if told.startswith("changes") and _COMPANY.search(" ".join(_QUOTED.findall(told))):
        return told, f" ({in_sentence(category_names()[CONTACTS])})"
    subject = _about(difference)
    if not subject and _quote(difference, length) not in told:
        subject = f" in {_quote(difference, length)}"
    return told, subject


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
    """What a single clause is about: its category, or the heading over it where that says more."""
    if not is_named_by_heading(difference.category, _shown(difference)):
        return f" ({_topic(difference)})"
    return _under(_shown(difference))


def _about_whole(difference: Difference, quotation: str) -> str:
    """What a clause that came or went is about; the first words of a long one say more than a long heading."""
    is_cut = quotation.startswith("a clause")
    heading = _under(_shown(difference)) if is_cut and difference.category == OTHER else ""
    is_row = _shown(difference).kind == "table_row"
    return "" if len(heading) > HEADING_LENGTH_OF_LONG and not is_row else _about(difference)


def _on(group: Sequence[Difference]) -> str:
    """What several clauses are about, or the heading that all of them stand under where that says more."""
    first = group[0]
    if not is_named_by_heading(first.category, _shown(first)):
        return f" on {_topic(first)}"
    return _under(_shown(first)) if len({_shown(one).heading_path[-1:] for one in group}) == 1 else ""


def _under(block: Block) -> str:
    """The nearest heading, such as ` under “Fees”`; empty where there is none, or a sentence in its place."""
    heading = bare(block.heading_path[-1]) if block.heading_path else ""
    most = HEADING_LENGTH if block.kind == "paragraph" else HEADING_LENGTH_OF_ROW
    return f" under “{heading}”" if heading and len(heading) <= most else ""


def _topic(difference: Difference) -> str:
    return in_sentence(category_shown(difference.category, _shown(difference).visible))


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
    rewords = f"rewords {quoted(new, length, noun='a clause')}"
    if edits and max(len(old), len(new)) <= min(length, SHORT_CLAUSE):
        rewords = f"changes {quoted(old, length)} to {quoted(new, length)}"
    quantity = _quantity(shifts, edits, old, new, length)
    if quantity:
        return quantity
    elsewhere = put_elsewhere(edits, old, new)
    if elsewhere and len(edits) == len(elsewhere[0]):
        (one, _), (_, other) = elsewhere[0]
        moved = min((old[one.start : one.end], new[other.start : other.end]), key=len)
        return f"puts {quoted(moved, length)} elsewhere in {quoted(new, length, noun='a clause')}"
    edit = None if _only_moves_words(edits, old, new) else _most_telling(edits, shifts, old, new)
    if edit is None:
        return rewords
    was, now = only_the_rest(*_wordings(edit, old, new))
    if max(len(was), len(now)) < LETTERS_QUOTED:
        return rewords
    if not has_words(was):
        return f"adds {quoted(now, length)}"
    if not has_words(now):
        return f"removes {quoted(was, length)}"
    return f"changes {_shortened(was, length)} to {_shortened(now, length)}"


def _shortened(words: str, length: int) -> str:
    """The words in quotation marks; of many the first, and an ellipsis behind the quotation."""
    shown = cut(bare(words), length)
    return f"“{shown}”" + ("…" if shown != bare(words) else "")


def _most_telling(edits: Sequence[Edit], shifts: Sequence[Shift], old: str, new: str) -> Edit | None:
    """The edit that a headline tells; None where the clause is mostly new or no edit stands out among many."""
    sizes = {edit: _weight(edit, old, new) for edit in edits}
    changed = sum(one.end - one.start for one, _ in edits)
    if not edits or changed > REWORDED_SHARE * len(old):
        return None
    first = min(edits, key=lambda edit: (rank_of_edit(edit, shifts), -sizes[edit]))
    heaviest = max(edits, key=sizes.__getitem__)
    if rank_of_edit(first, shifts) >= len(REVERSED) and sizes[heaviest] >= OUTWEIGHING * max(1, sizes[first]):
        first = heaviest
    is_strong = rank_of_edit(first, shifts) < len(STRONG_IN_MODIFIED)
    if is_strong or len(edits) <= EDITS_QUOTED or sizes[first] >= STANDING_OUT * sum(sizes.values()):
        return first
    return None


def _wordings(edit: Edit, old: str, new: str) -> tuple[str, str]:
    one, other = edit
    return old[one.start : one.end], new[other.start : other.end]


def _weight(edit: Edit, old: str, new: str) -> int:
    """How many words of a meaning of their own an edit takes out or puts in."""
    was, now = map(telling_words, _wordings(edit, old, new))
    return len(was ^ now)


def _only_moves_words(edits: Sequence[Edit], old: str, new: str) -> bool:
    """Whether most of the words that one edit takes out come back by another one."""
    if len(edits) > EDITS_WEIGHED:
        return False
    sides = [tuple(map(telling_words, _wordings(edit, old, new))) for edit in edits]
    return any(
        first is not second and 2 * len((first[0] & second[1]) - first[1] - second[0]) > max(len(first[0]), 1)
        for first in sides
        for second in sides
    )


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
