"""Whether a text only went over to the spelling and the idioms of another country where the same language is spoken.

Such a text has many small edits at once, words that are spelled as elsewhere among them. What else differs then are
words like "also", "although" or "such as"; a clause that came or went, a number or a new date is more than that.
"""

from collections.abc import Iterable, Sequence

from governance.comparison.judging.deltas import Delta
from governance.comparison.judging.editing import is_spelled_elsewhere
from governance.comparison.judging.evidence import Verdict
from governance.comparison.judging.where_told import is_material
from governance.comparison.materiality.edits import Edit
from governance.comparison.result import EDITORIAL, MODIFIED, MOVED, Difference

OTHER_LOCALE = Verdict(
    EDITORIAL, "other_locale", "Many clauses are only spelled and phrased as in another country; nothing else changed."
)
FEWEST_CLAUSES, MOST_CLAUSES = 6, 300
# So large a share of the changed clauses are rewritten by rules that know that nothing changed.
LEAST_KNOWN = 0.4
# So large a share of the words of a clause stays.
LEAST_KEPT = 0.7
_STATED_DATE = "stated_date"
_WORDING = "wording_modified"


def is_other_locale(differences: Sequence[Difference], respelled: Sequence[Delta]) -> bool:
    """Whether many clauses differ in spelling or idiom, words of another country among them, and none in more.

    `respelled` are the clauses that were set aside, those that are only spelled otherwise among them.
    """
    if not FEWEST_CLAUSES <= len(differences) + len(respelled) <= MOST_CLAUSES:
        return False
    edited = [one for one in differences if one.kind != MOVED]
    count = len(edited) + len(respelled)
    if count < FEWEST_CLAUSES or any(one.kind != MODIFIED for one in edited):
        return False
    if any(one.severity_rule == _STATED_DATE for one in edited):
        return False
    open_ones = [one for one in edited if is_material(one)]
    if count - len(open_ones) < LEAST_KNOWN * count:
        return False
    return all(map(_is_small, open_ones)) and _spells_as_elsewhere([*edited, *respelled])


def _is_small(difference: Difference) -> bool:
    """Whether most words of a clause stay, and nothing that binds is known to have changed."""
    if difference.severity_rule != _WORDING or not (difference.before and difference.after):
        return False
    old, new = difference.before.words.split(), difference.after.words.split()
    return len({*old} & {*new}) >= LEAST_KEPT * max(len({*old}), len({*new}))


def _spells_as_elsewhere(clauses: Iterable[Difference | Delta]) -> bool:
    """Whether a word gave way to its spelling in another country, and none the other way round."""
    ways = set()
    for one in clauses:
        for piece in Edit(one.kind, one.before, one.after).pieces:
            olds, news = piece.old.lower().split(), piece.new.lower().split()
            if len(olds) == len(news):
                ways |= {way for old, new in zip(olds, news, strict=True) if (way := is_spelled_elsewhere(old, new))}
    return len(ways) == 1
