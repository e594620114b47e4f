"""Train the model of materiality: a logistic regression over signs, where a change weighs what its clauses weigh.

Plain Python, and the same examples give the same model to the last digit.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from governance.comparison import compare, parse
from governance.comparison.judging.where_told import WORDS_OF_PROVISIONS
from governance.comparison.materiality.model import WEIGHT_UNIT, Example, MaterialityModel
from governance.comparison.materiality.small_edits import small_edit, told_change
from governance.comparison.predictions import context_of_pair
from governance.comparison.weighing.taxonomy import DATA
from governance.training.cross_validation import FOLDS, fold_of_companies
from governance.training.labelled_pairs import LabelledPair

EXAMPLES_PATH = DATA / "materiality_examples.jsonl"
ROUNDS = 300
LEARNING_RATE = 0.5
# How strongly weights are kept small: what few examples show weighs little.
RESTRAINT = 3.0
# A sign that fewer companies show would tell that company and not the edit.
FEWEST_COMPANIES = 4
# What two careful readers would see differently teaches half as much.
AMBIGUOUS_WEIGHT = 0.5
# So large a share of the small edits that the model is asked about and that are worth an alert may wait for the digest:
# about one of two hundred alerts.
MOST_LOST = 0.04
# Tells every change, so that what it would be asked about can be found.
NEVER_QUIET = MaterialityModel({}, 0, -1_000_000)


@dataclass(frozen=True)
class LabelledExample:
    """A change as the model sees it, and whether a careful reader wanted it told the same day."""

    id: str
    company: str
    example: Example
    is_worth_telling: bool
    is_ambiguous: bool
    # Whether the model would be asked; from the others it only learns.
    is_asked: bool

    def stored(self) -> str:
        """Return the example as a line of JSON."""
        return json.dumps(
            {
                "id": self.id,
                "company": self.company,
                "alert": self.is_worth_telling,
                "ambiguous": self.is_ambiguous,
                "asked": self.is_asked,
                "change": sorted(self.example.change),
                "clauses": [sorted(clause) for clause in self.example.clauses],
            },
            ensure_ascii=False,
        )


def read_examples(path: Path = EXAMPLES_PATH) -> list[LabelledExample]:
    """Return the stored examples. Raises OSError, or KeyError for a line of another shape."""
    with path.open(encoding="utf-8") as lines:
        return [_example_from(json.loads(line)) for line in lines if line.strip()]


def _example_from(row: Mapping[str, Any]) -> LabelledExample:
    example = Example(frozenset(row["change"]), tuple(frozenset(clause) for clause in row["clauses"]))
    return LabelledExample(row["id"], row["company"], example, row["alert"], row["ambiguous"], row["asked"])


def train_materiality(examples: Sequence[LabelledExample]) -> MaterialityModel:
    """Return the model that fits the examples; its threshold is chosen by cross-validation among them."""
    ordered = sorted(examples, key=lambda one: one.id)
    threshold = _threshold(_unseen_points(ordered))
    weights, bias = _fitted(ordered)
    return MaterialityModel(weights, bias, threshold)


def _unseen_points(examples: Sequence[LabelledExample]) -> list[tuple[float, LabelledExample]]:
    """Return the points that each example gets from what learned from other companies."""
    folds = fold_of_companies((one.company for one in examples), count=FOLDS)
    found = []
    for number in range(FOLDS):
        weights, bias = _fitted([one for one in examples if folds[one.company] != number])
        model = MaterialityModel(weights, bias, 0)
        found += [(model.points(one.example), one) for one in examples if folds[one.company] == number]
    return found


def _threshold(points: Iterable[tuple[float, LabelledExample]]) -> int:
    """Return the points below which no more than `MOST_LOST` of the changes that are worth telling lie."""
    wanted = sorted(each for each, one in points if one.is_worth_telling and one.is_asked)
    return math.floor(wanted[int(MOST_LOST * len(wanted))]) if wanted else 0


def _fitted(examples: Sequence[LabelledExample]) -> tuple[dict[str, int], int]:
    """Return the weights of the signs and the bias, in hundredths."""
    signs = sorted(_signs_of_several_companies(examples))
    numbers = {sign: number for number, sign in enumerate(signs)}
    rows = [_Row(one, numbers) for one in examples]
    weights, squares = [0.0] * len(signs), [1e-6] * len(signs)
    bias, bias_square = 0.0, 1e-6
    for _ in range(ROUNDS):
        slopes, bias_slope = [RESTRAINT * weight for weight in weights], 0.0
        for row in rows:
            error, shares = row.error(weights, bias)
            bias_slope += error
            for number in row.change:
                slopes[number] += error
            for clause, share in zip(row.clauses, shares, strict=True):
                for number in clause:
                    slopes[number] += error * share
        for number, slope in enumerate(slopes):
            squares[number] += slope * slope
            weights[number] -= LEARNING_RATE * slope / math.sqrt(squares[number])
        bias_square += bias_slope * bias_slope
        bias -= LEARNING_RATE * bias_slope / math.sqrt(bias_square)
    rounded = {sign: round(WEIGHT_UNIT * weight) for sign, weight in zip(signs, weights, strict=True)}
    return {sign: weight for sign, weight in rounded.items() if weight}, round(WEIGHT_UNIT * bias)


class _Row:
    """An example in numbers."""

    __slots__ = ("change", "clauses", "target", "weight")

    def __init__(self, one: LabelledExample, numbers: Mapping[str, int]) -> None:
        self.change = [numbers[sign] for sign in sorted(one.example.change) if sign in numbers]
        self.clauses = [[numbers[sign] for sign in sorted(clause) if sign in numbers] for clause in one.example.clauses]
        self.target = float(one.is_worth_telling)
        self.weight = AMBIGUOUS_WEIGHT if one.is_ambiguous else 1.0

    def error(self, weights: Sequence[float], bias: float) -> tuple[float, list[float]]:
        """Return how far the likelihood is from the target, and the share of each clause in the points."""
        points = [sum(weights[number] for number in clause) for clause in self.clauses]
        most = max(points)
        powers = [math.exp(each - most) for each in points]
        total = sum(powers)
        score = bias + sum(weights[number] for number in self.change) + most + math.log(total)
        likelihood = 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
        return self.weight * (likelihood - self.target), [power / total for power in powers]


def _signs_of_several_companies(examples: Iterable[LabelledExample]) -> Iterator[str]:
    companies: dict[str, set[str]] = defaultdict(set)
    for one in examples:
        for sign in one.example.change.union(*one.example.clauses):
            companies[sign].add(one.company)
    return (sign for sign, known in companies.items() if len(known) >= FEWEST_COMPANIES)


def stored_model(model: MaterialityModel) -> str:
    """Return the text of a model file: one sign a line, the weightiest first."""
    ordered = sorted(model.weights.items(), key=lambda item: (-abs(item[1]), item[0]))
    lines = ",\n".join(f"  {json.dumps(sign)}: {weight}" for sign, weight in ordered)
    return f'{{\n "threshold": {model.threshold},\n "bias": {model.bias},\n "weights": {{\n{lines}\n }}\n}}\n'


class Outcome(NamedTuple):
    """Of the changes that the model is asked about: told rightly, told wrongly, wrongly left to the digest."""

    right: int
    false: int
    lost: int


def outcomes_unseen(examples: Sequence[LabelledExample]) -> Outcome:
    """Return what the model says of companies that it did not learn from, its threshold chosen among the others."""
    folds = fold_of_companies((one.company for one in examples), count=FOLDS)
    right = false = lost = 0
    for number in range(FOLDS):
        model = train_materiality([one for one in examples if folds[one.company] != number])
        for one in examples:
            if folds[one.company] == number and one.is_asked:
                is_told = model.judge(one.example).is_told
                right += is_told and one.is_worth_telling
                false += is_told and not one.is_worth_telling
                lost += one.is_worth_telling and not is_told
    return Outcome(right, false, lost)


def examples_of(pairs: Iterable[LabelledPair]) -> Iterator[LabelledExample]:
    """Yield an example for each labelled small change that no rule knows to bind nobody."""
    for one in pairs:
        if one.pair["before"] is None:
            continue
        context = context_of_pair(one.pair)
        base, after = parse(one.pair["before"]), parse(one.pair["after"])
        comparison = compare(base, after, context, materiality=NEVER_QUIET)
        if comparison.rule != WORDS_OF_PROVISIONS or not comparison.is_alertable:
            continue
        seen = comparison.differences, base, after, context.document_title
        if example := told_change(*seen):
            is_asked = small_edit(*seen) is not None
            yield LabelledExample(one.id, one.company, example, one.label["alert"], one.label["ambiguous"], is_asked)
