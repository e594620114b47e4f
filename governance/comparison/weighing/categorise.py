"""Which kind of provision a clause is, and what says so: a linear model over its words, phrases and headings.

The weights are in `governance/data/category_model.json`, made by `manage.py train_categories`. A clause of which the
model is not sure is `other`.
"""

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from governance.comparison.weighing.category_features import (
    OF_THE_CLAUSE,
    UNIT,
    Passage,
    finding_at,
    texts_of,
    words_at,
)
from governance.comparison.weighing.taxonomy import DATA, OTHER

MODEL_PATH = DATA / "category_model.json"
# Weights are stored in hundredths.
WEIGHT_UNIT = 100
LEAST_MARGIN = 0.8
# One sentence of a clause is about less.
LEAST_MARGIN_OF_SENTENCE = 0.6
SHOWN_EVIDENCE = 5


class CategoryEvidence(NamedTuple):
    """A word or the phrases that spoke for the category, where they stand, and how much they counted."""

    place: str
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The category of a clause, the lead it had over the next one, and what decided, most telling first."""

    category: str
    margin: float
    evidence: tuple[CategoryEvidence, ...]


class Categoriser:
    """A trained model, all weights in hundredths.

    `bias` is what speaks for each category to begin with, `places` what a phrase at a place counts for the category it
    speaks for, `tables` what each word counts for every category.
    """

    def __init__(
        self,
        bias: Mapping[str, int],
        places: Mapping[str, int],
        tables: Mapping[str, Mapping[str, Mapping[str, int]]],
    ) -> None:
        self.bias, self.places, self.tables = bias, places, tables
        self._names = sorted(bias)
        self._points = _PointsOfAll(self._names)
        self._start = UNIT * self._points.packed(bias)
        self._rows = {
            table: {word: self._points.packed(weights) for word, weights in rows.items()}
            for table, rows in tables.items()
        }
        # Many clauses stand under one heading, and each beside two others.
        self._spoken_around = lru_cache(maxsize=1_000)(self._spoken)

    def categorise(self, passage: Passage, least: float = LEAST_MARGIN) -> str:
        """The category of a clause; `other` where none leads by as much as `least`."""
        best, margin = self.ranked(passage)
        return best if margin >= least else OTHER

    def explain(self, passage: Passage) -> Explanation:
        """The category of a clause and the words, phrases and headings that decided it."""
        best, margin = self.ranked(passage)
        found = [
            one for place, text in texts_of(passage) for one in self._evidence(place, text, passage.language, best)
        ]
        telling = sorted((one for one in found if one.weight > 0), key=lambda one: (-one.weight, one.place, one.words))
        category = best if margin >= LEAST_MARGIN else OTHER
        return Explanation(category, margin, tuple(telling[:SHOWN_EVIDENCE]))

    def ranked(self, passage: Passage) -> tuple[str, float]:
        """Return the category with the most points, and its lead over the next one."""
        total = self._total(passage)
        return self._of_nothing if total is None else self._first(total)

    def likeliest(self, passage: Passage, count: int) -> tuple[str, ...]:
        """Return so many categories with the most points, however unsure; none where no word counts."""
        total = self._total(passage)
        if total is None:
            return ()
        ordered = sorted(zip(self._points.unpacked(total), self._names, strict=True), key=lambda one: (-one[0], one[1]))
        return tuple(name for _, name in ordered[:count])

    def _total(self, passage: Passage) -> int | None:
        """The points of all categories, None where no word of the passage counts: many lines are only a number."""
        found = [
            (self._spoken if place in OF_THE_CLAUSE else self._spoken_around)(place, text, passage.language)
            for place, text in texts_of(passage)
        ]
        return sum(found, start=self._start) if any(found) else None

    @cached_property
    def _of_nothing(self) -> tuple[str, float]:
        """What a passage with no word that counts is ranked as: many lines are only a number."""
        return self._first(self._start)

    def _first(self, total: int) -> tuple[str, float]:
        points = self._points.unpacked(total)
        most = max(points)
        first = points.index(most)
        points[first] = min(points) - 1
        return self._names[first], (most - max(points)) / (UNIT * WEIGHT_UNIT)

    def _spoken(self, place: str, text: str, language: str) -> int:
        """What a text at a place speaks for, in points of all categories; 0 where it says nothing."""
        _, table, word_value, phrase_share, reading = finding_at(place, text, language)
        if not (word_value or reading.spoken_for):
            return 0
        rows = self._rows[table] if table else {}
        points = word_value * sum([rows[stem] for stem in reading.stems if stem in rows])
        for name, value in reading.spoken_for:
            points += round(value * phrase_share) * self.places[place] * self._points.one_of[name]
        return points

    def _evidence(self, place: str, text: str, language: str, category: str) -> Iterator[CategoryEvidence]:
        _, table, word_value, phrase_share, reading = finding_at(place, text, language)
        unit = UNIT * WEIGHT_UNIT
        for word in words_at(place, text) if table else ():
            weight = self.tables[table].get(word.stem, {}).get(category, 0)
            yield CategoryEvidence(place, word.text, word_value * weight / unit)
        for name, value in reading.spoken_for:
            if name == category:
                phrases = ", ".join(hit.phrase for hit in reading.hits if hit.category == name)
                yield CategoryEvidence(place, phrases, round(value * phrase_share) * self.places[place] / unit)


class _PointsOfAll:
    """Points of all categories as one whole number, so that adding them up is one addition.

    Each category has 64 bits of its own. Points are far below a quarter of what these hold, and may be below zero.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.one_of = {name: 1 << (64 * number) for number, name in enumerate(names)}
        self._fields = struct.Struct(f"<{len(names)}Q")
        self._lift = sum(one << 62 for one in self.one_of.values())

    def packed(self, points: Mapping[str, int]) -> int:
        return sum(count * self.one_of[name] for name, count in points.items())

    def unpacked(self, total: int) -> list[int]:
        """The points by number of the category, all raised by the same, so that none is below zero."""
        return list(self._fields.unpack((total + self._lift).to_bytes(self._fields.size, "little")))


@lru_cache(maxsize=1)
def shipped_categoriser() -> Categoriser:
    """The model that is shipped. Raises when its file is missing or malformed."""
    return categoriser_from(json.loads(MODEL_PATH.read_text(encoding="utf-8")))


def categoriser_from(model: Mapping[str, Any]) -> Categoriser:
    """The model in the form it is stored in: categories by their number, weights in hundredths."""
    names = model["categories"]
    tables = {
        place: {
            key: {names[number]: weight for number, weight in zip(row[::2], row[1::2], strict=True)}
            for key, row in table.items()
        }
        for place, table in model["tables"].items()
    }
    return Categoriser(dict(zip(names, model["bias"], strict=True)), model["places"], tables)


def stored_model(categoriser: Categoriser) -> str:
    """The text of a model file: sorted, one word a line, without what weighs nothing."""
    names = sorted(categoriser.bias)
    numbers = {name: number for number, name in enumerate(names)}
    parts = []
    for place, table in sorted(categoriser.tables.items()):
        rows = []
        for word, weights in sorted(table.items()):
            row = [value for name in sorted(weights) for value in (numbers[name], weights[name])]
            rows.append(f"   {json.dumps(word, ensure_ascii=False)}: {json.dumps(row, separators=(',', ':'))}")
        parts.append(f"  {json.dumps(place)}: {{\n" + ",\n".join(rows) + "\n  }")
    head = {
        "categories": names,
        "bias": [categoriser.bias[name] for name in names],
        "places": dict(sorted(categoriser.places.items())),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    return "{\n" + ",\n".join(lines) + ',\n "tables": {\n' + ",\n".join(parts) + "\n }\n}\n"
