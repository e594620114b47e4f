"""Whether a small edit is worth telling the same day: a linear model over signs, with its three weightiest reasons.

The weights are in `governance/data/materiality_model.json`, made by `manage.py train_materiality` from labelled
changes. The model is asked only where no rule knows: of a few clauses whose wording changed, in English, without a
word of force, a quantity, a sum, a company or a recipient among what changed. Whatever it says, such a change stands in
the digest at least.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from governance.comparison.materiality.edits import ChangedWords, Edit, Edits, signs_that_count
from governance.comparison.materiality.signs import SAID, signs_of_change, signs_of_clause
from governance.comparison.text.clause_purposes import announces_change
from governance.comparison.text.numerals import SPELLED
from governance.comparison.text.phrases import PHRASES
from governance.comparison.text.quality_signs import language_of
from governance.comparison.text.word_lists import (
    ALL_LEGAL_FORMS,
    ALL_MODALS,
    ALL_TIME_UNITS,
    CALENDAR_UNITS,
    NEGATIONS,
)
from governance.comparison.weighing.taxonomy import DATA

MODEL_PATH = DATA / "materiality_model.json"
# Weights are stored in hundredths.
WEIGHT_UNIT = 100
MOST_CLAUSES = 12
SHOWN_REASONS = 3
# What happened to a clause of which no rule knows more: `severity_rule`s.
OPEN_RULES = frozenset(
    ("wording_modified", "wording_added", "wording_removed", "number_changed", "term_added", "term_removed")
)
# Of what is written in other letters than Latin ones no word is known here.
_UNREAD_LETTERS = re.compile("[\u0370-\u1fff\u2c00-\ua69f\ua800-\ud7ff\uf900-\ufaff]")
_DECIDES = re.compile(r"\b(?:arbitrat\w+|courts?|tribunals?|jur(?:y|ies))\b", re.IGNORECASE)
_IS_SOMEWHERE = re.compile(
    r"\b(?:stored|kept|hosted|located|processed|transferr?ed|servers?|data cent(?:er|re)s?)\b", re.IGNORECASE
)
_LEGAL_FORM = re.compile(rf"\b(?:{ALL_LEGAL_FORMS})\b\.?", re.IGNORECASE)
_VALUE = re.compile(
    rf"\d|[½¼¾⅐-⅞]|\b(?:{SPELLED}|yes|no|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|ja|nein|oui|non"
    rf"|{NEGATIONS}|{ALL_MODALS}|{ALL_TIME_UNITS}|{CALENDAR_UNITS}|daily|weekly|monthly|yearly|annual(?:ly)?)s?\b"
    r"|\b(?:fees?|pay(?:s|ment|ments|able|ing)?|paid|pric\w+|charg\w+|refund\w*|subscription\w*|costs?|purchas\w+|bill\w*"
    r"|credits?|tax(?:es)?|free)\b|[$€£¥]",
    re.IGNORECASE,
)
_RECIPIENTS = re.compile(
    r"third[- ]part|(?:sub-?)?processor|service provider|recipient|shar(?:e|ing)|disclos|vendor", re.IGNORECASE
)


class Worth(NamedTuple):
    """Whether a small edit is told the same day, and the weightiest signs for that, as phrases."""

    is_told: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """A change as the model sees it: its signs, and those of each changed clause."""

    change: frozenset[str]
    clauses: tuple[frozenset[str], ...]


class MaterialityModel:
    """Weights of signs, in hundredths. A change is told where its points reach the threshold."""

    def __init__(self, weights: Mapping[str, int], bias: int, threshold: int) -> None:
        self.weights, self.bias, self.threshold = weights, bias, threshold

    def points(self, example: Example) -> float:
        """Return the points of a change: those of its own signs, and of its clauses together, the weightiest most."""
        own = self.bias + sum(self.weights.get(sign, 0) for sign in example.change)
        clauses = [sum(self.weights.get(sign, 0) for sign in clause) for clause in example.clauses]
        return own + WEIGHT_UNIT * _together([points / WEIGHT_UNIT for points in clauses])

    def judge(self, example: Example) -> Worth:
        """Return whether the change is told the same day, and why."""
        is_told = self.points(example) >= self.threshold
        weightiest = max(example.clauses, key=lambda signs: sum(self.weights.get(sign, 0) for sign in signs))
        side = 1 if is_told else -1
        signs = sorted(example.change | weightiest, key=lambda sign: (-side * self.weights.get(sign, 0), sign))
        telling = [sign for sign in signs if side * self.weights.get(sign, 0) > 0]
        return Worth(is_told, tuple(SAID[sign] for sign in telling[:SHOWN_REASONS]))


def _together(points: Sequence[float]) -> float:
    """Return the logarithm of the sum of the points' powers, which is a little more than the greatest."""
    most = max(points)
    return most + math.log(sum(math.exp(each - most) for each in points))


def example_of(edits: Sequence[Edit], among: Edits, *, is_newly_dated: bool) -> Example:
    """Return a change as the model sees it. `edits` are its clauses, but for those that a rule knows to bind nobody."""
    return Example(
        signs_of_change(edits, among, is_newly_dated=is_newly_dated),
        tuple(signs_of_clause(edit, among) | frozenset(_signs_of_force(edit)) for edit in edits),
    )


def _signs_of_force(edit: Edit) -> Iterator[str]:
    """What the model is never asked about, but learns from: whatever else such changes show weighs less then."""
    if any(map(_names_a_party, edit.pieces)):
        yield "a party among"
    if any(map(_states_a_value, edit.pieces)):
        yield "a value among"
    if _RECIPIENTS.search(" ".join(edit.shown.heading_path[-2:])):
        yield "under recipients"


def may_judge(edits: Sequence[Edit], rules: Sequence[str]) -> bool:
    """Whether the model may be asked: the clauses are few, and no rule knows one in which something binding changed."""
    if not 0 < len(edits) <= MOST_CLAUSES or not OPEN_RULES.issuperset(rules):
        return False
    return not any(map(_binds, edits))


def _binds(edit: Edit) -> bool:
    """Whether changed words name a company, a sum or somebody who gets data, or aren't English."""
    if _UNREAD_LETTERS.search(wording := edit.new or edit.old) or language_of([wording]) not in ("English", ""):
        return True
    if announces_change(wording) or _RECIPIENTS.search(" ".join(edit.shown.heading_path[-2:])):
        return True
    if edit.is_modified and signs_that_count(edit.old) != signs_that_count(edit.new):
        return True
    return not edit.pieces or any(
        _names_a_party(piece) or _states_a_value(piece) or _says_where(piece) for piece in edit.pieces
    )


def _deciders(words: str) -> frozenset[str]:
    return frozenset(found.lower()[:5] for found in _DECIDES.findall(words))


def _says_where(piece: ChangedWords) -> bool:
    """Whether who decides disputes changed, or a name in a sentence that says where data is."""
    if _deciders(piece.old) != _deciders(piece.new):
        return True
    is_name = all(words[:1].isupper() and not words.isupper() for words in (piece.old, piece.new))
    is_other = is_name and not {*piece.old.split()} & {*piece.new.split()}
    return is_other and _IS_SOMEWHERE.search(piece.new_sentence) is not None


def _names_a_party(piece: ChangedWords) -> bool:
    """Whether the changed words name a company or say how far something goes, or names changed beside a party."""
    for words, sentence in ((piece.old, piece.old_sentence), (piece.new, piece.new_sentence)):
        if _LEGAL_FORM.search(words) or PHRASES["scope"].search(words):
            return True
        if words and _LEGAL_FORM.match(sentence[sentence.find(words) + len(words) :].lstrip(" ,")):
            return True
    is_name = piece.old[:1].isupper() and piece.new[:1].isupper()
    return is_name and PHRASES["party"].search(piece.new_sentence) is not None


def _states_a_value(piece: ChangedWords) -> bool:
    """Whether a number, a sum, a day or an answer is among the changed words."""
    return any(_VALUE.search(words) for words in (piece.old, piece.new))


@lru_cache(maxsize=1)
def shipped_model() -> MaterialityModel:
    """Return the model that is shipped. Raises when its file is missing or malformed."""
    return model_from(json.loads(MODEL_PATH.read_text(encoding="utf-8")))


def model_from(stored: Mapping[str, Any]) -> MaterialityModel:
    """Return the model of a file."""
    return MaterialityModel(stored["weights"], stored["bias"], stored["threshold"])
