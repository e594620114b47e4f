"""A multinomial logistic regression in plain Python: the same examples give the same model, to the last digit."""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from governance.comparison.weighing.categorise import WEIGHT_UNIT, Categoriser
from governance.comparison.weighing.category_features import PLACES, TABLES, UNIT, Passage, findings
from governance.comparison.weighing.taxonomy import EFFECTIVE_DATE, categories

ROUNDS = 12
LEARNING_RATE = 0.3
FORGOTTEN_SHARE = 0.02
SECONDARY_SHARE = 0.25
LEAST_DOCUMENTS = 2
LEAST_GRADIENT = 0.004
LEAST_WEIGHT = 15

Row = list[float]


@dataclass(frozen=True, slots=True)
class LabelledClause:
    """A clause and its category.

    `group` is the document it is of, and `company` whose: those of one company must not be on both sides of a
    cross-validation. Our own sentences are of no company.
    """

    passage: Passage
    category: str
    secondary: Sequence[str]
    group: str
    company: str = ""

    @property
    def digest(self) -> str:
        """The digest of the clause, by which clauses are ordered for training."""
        return hashlib.sha256(f"{self.group}\n{self.passage.clause}\n{self.category}".encode()).hexdigest()


class _Prepared:
    """An example in numbers: its words as (row of weights, value), its phrases as (place, category, value)."""

    __slots__ = ("phrases", "target", "words")

    def __init__(
        self, example: LabelledClause, vocabulary: dict[tuple[str, str], int], numbers: dict[str, int]
    ) -> None:
        words: dict[int, float] = defaultdict(float)
        self.phrases: list[tuple[int, int, float]] = []
        for place, table, word_value, phrase_share, reading in findings(example.passage):
            for stem in reading.stems if table else ():
                if (table, stem) in vocabulary:
                    words[vocabulary[table, stem]] += word_value / UNIT
            for name, value in reading.spoken_for:
                self.phrases.append((PLACES.index(place), numbers[name], round(value * phrase_share) / UNIT))
        self.words = list(words.items())
        secondary = [name for name in example.secondary if name in numbers]
        self.target: dict[int, float] = defaultdict(float)
        self.target[numbers[example.category]] = 1 - SECONDARY_SHARE * bool(secondary)
        for name in secondary:
            self.target[numbers[name]] += SECONDARY_SHARE / len(secondary)


class _Weights:
    """Weights while they are learned, each with the sum of its squared gradients (AdaGrad)."""

    def __init__(self, words: int, categories: int) -> None:
        self.words = [[0.0] * categories for _ in range(words)]
        self.bias = [0.0] * categories
        self.places = [0.5] * len(PLACES)
        self._word_squares = [[0.1] * categories for _ in range(words)]
        self._bias_squares = [0.1] * categories
        self._place_squares = [10.0] * len(PLACES)

    def learn(self, example: _Prepared) -> None:
        """Take one step towards the category of the example."""
        errors = self._errors(example)
        for number, error in errors.items():
            _step(self.bias, self._bias_squares, number, error)
        for row, value in example.words:
            weights, squares = self.words[row], self._word_squares[row]
            for number, error in errors.items():
                _step(weights, squares, number, error * value)
        gradients: dict[int, float] = defaultdict(float)
        for place, number, value in example.phrases:
            gradients[place] += errors.get(number, 0.0) * value
        for place, gradient in gradients.items():
            _step(self.places, self._place_squares, place, gradient)

    def shrink(self) -> None:
        """Reduce all weights a little, so that what few examples show weighs little."""
        self.words = [[weight * (1 - FORGOTTEN_SHARE) for weight in row] for row in self.words]

    def _errors(self, example: _Prepared) -> dict[int, float]:
        scores = self.bias[:]
        for row, value in example.words:
            scores = [score + value * weight for score, weight in zip(scores, self.words[row], strict=True)]
        for place, number, value in example.phrases:
            scores[number] += value * self.places[place]
        top = max(scores)
        likelihoods = [math.exp(score - top) for score in scores]
        total = sum(likelihoods)
        target = example.target
        errors = {}
        for number, likelihood in enumerate(likelihoods):
            error = likelihood / total - target.get(number, 0.0)
            if abs(error) > LEAST_GRADIENT:
                errors[number] = error
        return errors


def _step(weights: Row, squares: Row, index: int, gradient: float) -> None:
    squares[index] += gradient * gradient
    weights[index] -= LEARNING_RATE * gradient / math.sqrt(squares[index])


def untrained() -> Categoriser:
    """Return a model that knows nothing: every clause is `other`."""
    names = [category.id for category in categories()]
    return Categoriser(dict.fromkeys(names, 0), dict.fromkeys(PLACES, 0), {table: {} for table in TABLES})


def train(examples: Iterable[LabelledClause]) -> Categoriser:
    """Return the model that fits the examples. Their order does not matter."""
    ordered = sorted(examples, key=lambda example: example.digest)
    names = [category.id for category in categories() if category.id != EFFECTIVE_DATE]
    numbers = {name: number for number, name in enumerate(names)}
    vocabulary = _vocabulary(ordered)
    prepared = [_Prepared(example, vocabulary, numbers) for example in ordered]
    weights = _Weights(len(vocabulary), len(names))
    for _ in range(ROUNDS):
        for example in prepared:
            weights.learn(example)
        weights.shrink()
    return _rounded(weights, names, vocabulary)


def _rounded(weights: _Weights, names: Sequence[str], vocabulary: dict[tuple[str, str], int]) -> Categoriser:
    tables: dict[str, dict[str, dict[str, int]]] = {table: {} for table in TABLES}
    for (table, key), row in vocabulary.items():
        rounded = {name: round(weight * WEIGHT_UNIT) for name, weight in zip(names, weights.words[row], strict=True)}
        kept = {name: weight for name, weight in rounded.items() if abs(weight) >= LEAST_WEIGHT}
        if kept:
            tables[table][key] = kept
    bias = {name: round(weight * WEIGHT_UNIT) for name, weight in zip(names, weights.bias, strict=True)}
    places = {place: round(weight * WEIGHT_UNIT) for place, weight in zip(PLACES, weights.places, strict=True)}
    return Categoriser(bias, places, tables)


def _vocabulary(examples: Sequence[LabelledClause]) -> dict[tuple[str, str], int]:
    """Return the words of at least two documents, since a word of only one would identify that document."""
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for example in examples:
        for finding in findings(example.passage):
            for stem in finding.reading.stems if finding.table else ():
                seen[finding.table, stem].add(example.group)
    counts = Counter({key: len(groups) for key, groups in seen.items()})
    kept = sorted(key for key, count in counts.items() if count >= LEAST_DOCUMENTS)
    return {key: row for row, key in enumerate(kept)}
