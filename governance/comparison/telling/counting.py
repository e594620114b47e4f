"""How many provisions changed, in which way: the one count behind headlines, statements, mails and pages."""

from collections import Counter
from collections.abc import Iterable

from governance.comparison.judging.where_told import is_material
from governance.comparison.result import MODIFIED, Difference, told_kind


def count_by_kind(differences: Iterable[Difference]) -> Counter[str]:
    """How many provisions were added, removed, modified and moved; headings and dates are none of them.

    A line that took the place of another one is that one modified, and so is a clause that says it in other words.
    """
    kinds: Counter[str] = Counter()
    for one in differences:
        kinds[MODIFIED if one.instead or one.reworded else told_kind(one.kind, one.severity_rule)] += one.provisions
    return kinds


def lines_by_kind(differences: Iterable[Difference]) -> Counter[str]:
    """How many lines were added, removed, modified and moved, whether they are provisions or not."""
    return Counter([MODIFIED if a.instead or a.reworded else told_kind(a.kind, a.severity_rule) for a in differences])


def told_once(differences: Iterable[Difference]) -> list[Difference]:
    """The changed clauses; of two lines of which one took the place of the other only the new one.

    It stands where the first of both stood.
    """
    differences = list(differences)
    news = {id(one.instead): one for one in differences if one.instead and one.after}
    if not news:
        return differences
    found: dict[int, Difference] = {}
    for one in differences:
        new = news.get(id(one.before), one) if one.instead and one.before else one
        found.setdefault(id(new), new)
    return list(found.values())


def material(differences: Iterable[Difference]) -> int:
    """How many provisions there are of which something else is provided than before."""
    changed = [one for one in told_once(differences) if is_material(one)]
    return sum(one.provisions for one in [one for one in changed if not one.says_little] or changed)
