"""Cross-validation of what judges labelled pairs: whole companies are left out, and each pair is judged once."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from governance.training.labelled_pairs import LabelledPair
from governance.training.scores import JudgedPair

FOLDS = 5
# Given the pairs of the other folds, to learn from, and those of one fold: a prediction for each of the latter, in
# their order, of the shape that `governance.comparison.predictions.predict` gives.
Judge = Callable[[Sequence[LabelledPair], Sequence[LabelledPair]], Iterable[Mapping[str, Any]]]


def cross_validated(pairs: Sequence[LabelledPair], judge: Judge, *, count: int = FOLDS) -> list[JudgedPair]:
    """Judge the pairs of each fold by what was learned from the others. Raises ValueError for another pair's answer."""
    folds = fold_of_companies((pair.company for pair in pairs), count=count)
    judged = []
    for number in range(count):
        others = [pair for pair in pairs if folds[pair.company] != number]
        unseen = [pair for pair in pairs if folds[pair.company] == number]
        for pair, prediction in zip(unseen, judge(others, unseen), strict=True):
            if prediction["id"] != pair.id:
                raise ValueError(f"{pair.id} was answered by a prediction for {prediction['id']}")
            judged.append(JudgedPair(pair, prediction, number))
    return judged


def fold_of_companies(companies: Iterable[str], *, count: int) -> dict[str, int]:
    """Return the fold of each company, given the company of each pair: the largest first, each to the smallest fold.

    Equal ones come in the order of a digest of their names, so that the folds follow from the pairs alone.
    """
    sizes = Counter(companies)
    filled = [0] * count
    folds = {}
    for company in sorted(sizes, key=lambda name: (-sizes[name], hashlib.sha256(name.encode()).hexdigest())):
        folds[company] = filled.index(min(filled))
        filled[folds[company]] += sizes[company]
    return folds
