"""How right alerts are on labelled pairs, with intervals: Wilson's, and a bootstrap over companies."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from governance.training.labelled_pairs import LabelledPair

Z = 1.959964  # of 95 %
DRAWS, SEED = 2_000, 1
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A labelled pair, what was predicted of it, and the fold in which it was judged."""

    labelled: LabelledPair
    prediction: Mapping[str, Any]
    fold: int

    @property
    def is_worth_an_alert(self) -> bool:
        return bool(self.labelled.label["alert"])

    @property
    def is_told(self) -> bool:
        return bool(self.prediction["alert"])


class AlertCounts(NamedTuple):
    """Alerts that were right, alerts that were not, and changes worth an alert that got none."""

    true: int
    false: int
    missed: int

    @property
    def precision(self) -> float | None:
        return _share(self.true, self.true + self.false)

    @property
    def recall(self) -> float | None:
        return _share(self.true, self.true + self.missed)

    @property
    def f1(self) -> float | None:
        return _share(2 * self.true, 2 * self.true + self.false + self.missed)


def count_alerts(judged: Iterable[JudgedPair]) -> AlertCounts:
    """Return the counts over all pairs, ambiguous ones too."""
    true = false = missed = 0
    for one in judged:
        true += one.is_told and one.is_worth_an_alert
        false += one.is_told and not one.is_worth_an_alert
        missed += one.is_worth_an_alert and not one.is_told
    return AlertCounts(true, false, missed)


def wilson(right: int, of: int) -> Interval:
    """Return the 95 % score interval of a share (E. B. Wilson, JASA 22, 1927); (0, 1) for a share of nothing."""
    if not of:
        return 0.0, 1.0
    share, square = right / of, Z * Z
    middle = share + square / (2 * of)
    width = Z * ((share * (1 - share) + square / (4 * of)) / of) ** 0.5
    whole = 1 + square / of
    return max(0.0, (middle - width) / whole), min(1.0, (middle + width) / whole)


def bootstrapped_by_company(
    judged: Iterable[JudgedPair], measure: Callable[[AlertCounts], float | None]
) -> Interval | None:
    """Return the middle 95 % of the measure when as many companies are drawn with replacement, each with all its pairs.

    Pairs of one company are wrong together, which Wilson's interval does not know. None where no draw has the measure.
    """
    by_company: dict[str, list[JudgedPair]] = defaultdict(list)
    for one in judged:
        by_company[one.labelled.company].append(one)
    counts = [count_alerts(by_company[company]) for company in sorted(by_company)]
    generator = random.Random(SEED)  # noqa: S311 - a repeatable draw, no secret
    draws = (generator.choices(counts, k=len(counts)) for _ in range(DRAWS))
    sums = (AlertCounts(*(sum(column) for column in zip(*draw, strict=True))) for draw in draws)
    return middle_95(value for value in map(measure, sums) if value is not None)


def middle_95(values: Iterable[float]) -> Interval | None:
    """Return between which values the middle 95 % lie; None of nothing."""
    found = sorted(values)
    if not found:
        return None
    return found[int(0.025 * len(found))], found[min(len(found) - 1, int(0.975 * len(found)))]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
