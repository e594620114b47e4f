"""How many provisions changed, in which way: the one count behind headlines, statements, mails and pages."""

from collections import Counter
from collections.abc import Iterable

from governance.comparison.judging.materiality import is_material
from governance.comparison.result import Difference, told_kind


def count_by_kind(differences: Iterable[Difference]) -> Counter[str]:
    """How many provisions were added, removed, modified and moved; headings are none of them."""
    kinds: Counter[str] = Counter()
    for one in differences:
        kinds[told_kind(one.kind, one.severity_rule)] += one.provisions
    return kinds


def material(differences: Iterable[Difference]) -> int:
    """How many provisions there are of which something else is provided than before."""
    return sum(one.provisions for one in differences if is_material(one))
