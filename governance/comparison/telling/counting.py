"""How many provisions changed, in which way: the one count behind headlines, statements, mails and pages."""

from collections import Counter
from collections.abc import Iterable

from governance.comparison.judging.materiality import is_material
from governance.comparison.result import Difference, told_kind
from governance.comparison.text.segment import Block


def count_by_kind(differences: Iterable[Difference]) -> Counter[str]:
    """How many provisions were added, removed, modified and moved; headings are none of them."""
    kinds: Counter[str] = Counter()
    for one in differences:
        kinds[told_kind(one.kind, one.severity_rule)] += one.provisions
    return kinds


def told_once(differences: Iterable[Difference]) -> list[Difference]:
    """The changed clauses; of two lines of which one took the place of the other only the first."""
    found: list[Difference] = []
    other_halves: list[Block] = []
    for one in differences:
        if one.instead is None:
            found.append(one)
        elif not any(one.instead is half for half in other_halves):
            found.append(one)
            other_halves += [side for side in (one.before, one.after) if side]
    return found


def material(differences: Iterable[Difference]) -> int:
    """How many provisions there are of which something else is provided than before."""
    changed = [one for one in told_once(differences) if is_material(one)]
    return sum(one.provisions for one in [one for one in changed if not one.says_little] or changed)
