"""Measures how well the category model names what changes are about, on companies that it has not seen."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from governance.comparison.predictions import predict
from governance.comparison.weighing.taxonomy import OTHER
from governance.training.cross_validation import Judge
from governance.training.examples import unseen_by
from governance.training.labelled_pairs import LabelledPair
from governance.training.materiality_training import LabelledExample, train_materiality
from governance.training.scores import JudgedPair
from governance.training.trainer import LabelledClause, train


class CategoryCounts(NamedTuple):
    """How many categories were named rightly, named wrongly, and missed."""

    true: int
    false: int
    missed: int

    @property
    def f1(self) -> float | None:
        total = 2 * self.true + self.false + self.missed
        return 2 * self.true / total if total else None


def retrained(examples: Sequence[LabelledClause], edits: Sequence[LabelledExample] | None = None) -> Judge:
    """Return a judge of pairs whose models are trained again for each fold, without the companies it judges.

    These are the category model and the model of materiality. All other rules of the comparison are written by hand
    and learn nothing. Without `edits` the shipped model of materiality judges.
    """

    def judge(_: Sequence[LabelledPair], unseen: Sequence[LabelledPair]) -> Iterator[dict[str, Any]]:
        companies = {one.company for one in unseen}
        categoriser = train(unseen_by(unseen, examples))
        known = None if edits is None else [one for one in edits if one.company not in companies]
        materiality = None if known is None else train_materiality(known)
        return (predict(one.pair, categoriser, materiality) for one in unseen)

    return judge


def labelled_categories(one: JudgedPair) -> set[str]:
    return _categories(one.labelled.label)


def told_categories(one: JudgedPair) -> set[str]:
    return _categories(one.prediction)


def _categories(row: Mapping[str, Any]) -> set[str]:
    return {provision["category"] for provision in row.get("provisions") or ()}


def count_categories(judged: Iterable[JudgedPair], *, with_other: bool = True) -> CategoryCounts:
    """Return the counts of the published scorer: each category once a pair, over all pairs.

    Without `other`, a clause that is told under the heading of its section names no category.
    """
    aside = frozenset() if with_other else frozenset((OTHER,))
    true = false = missed = 0
    for one in judged:
        labelled, told = labelled_categories(one) - aside, told_categories(one) - aside
        true, false, missed = true + len(labelled & told), false + len(told - labelled), missed + len(labelled - told)
    return CategoryCounts(true, false, missed)


def by_category(judged: Iterable[JudgedPair]) -> list[tuple[str, CategoryCounts]]:
    """Return the counts of each category, the most labelled first."""
    true, false, missed = Counter[str](), Counter[str](), Counter[str]()
    for one in judged:
        labelled, told = labelled_categories(one), told_categories(one)
        true.update(labelled & told)
        false.update(told - labelled)
        missed.update(labelled - told)
    names = sorted(true | false | missed, key=lambda name: (-true[name] - missed[name], name))
    return [(name, CategoryCounts(true[name], false[name], missed[name])) for name in names]
