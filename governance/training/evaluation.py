"""Measures how good a model is on documents that it has not seen."""

import hashlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from governance.comparison.predictions import predict
from governance.comparison.weighing.categorise import Categoriser
from governance.comparison.weighing.taxonomy import label_category
from governance.training.examples import CHANGE_LABELS, FICTION, LabelledData, group_of
from governance.training.trainer import LabelledClause, train

FOLDS = 10


@dataclass(frozen=True, slots=True)
class Fold:
    """A model and the examples that it was not trained on."""

    categoriser: Categoriser
    examples: list[LabelledClause]
    pairs: list[Mapping[str, Any]]


def folds_of(data: LabelledData) -> Iterator[Fold]:
    """Train models that have each not seen a tenth of the documents, always whole ones and all equal ones of a service.

    Our own example sentences are in all of them.
    """
    groups = {example.group for example in data.examples} | {group_of(pair["path"]) for pair in data.pairs}
    real = [group for group in groups if not group.startswith(FICTION)]
    ordered = sorted(real, key=lambda group: hashlib.sha256(group.encode()).hexdigest())
    for number in range(FOLDS):
        unseen = set(ordered[number::FOLDS])
        categoriser = train(example for example in data.examples if example.group not in unseen)
        yield Fold(
            categoriser,
            [example for example in data.examples if example.group in unseen],
            [pair for pair in data.pairs if group_of(pair["path"]) in unseen],
        )


def score(predictions: Iterable[Mapping[str, Any]], shared: Path) -> dict[str, Any]:
    """Return the published scorer's results for predictions of the development pairs."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in predictions), encoding="utf-8")
        scorer, labels = shared / "tools" / "score_changes.py", shared / "data" / CHANGE_LABELS
        command = [sys.executable, str(scorer), str(path), str(labels), "--json"]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own scorer
    result: dict[str, Any] = json.loads(answer.stdout)
    return result


def predictions_of(pairs: Iterable[Mapping[str, Any]], categoriser: Categoriser) -> list[dict[str, Any]]:
    return [predict(pair, categoriser) for pair in pairs]


def outcomes(examples: Sequence[LabelledClause], categoriser: Categoriser) -> list[tuple[str, str]]:
    """Return the (labelled, given) category of each clause."""
    return [(example.category, categoriser.categorise(example.passage)) for example in examples]


def share_right(pairs: Sequence[tuple[str, str]]) -> float:
    """Return the share of clauses given the labelled category, with both mapped to the change labels."""
    return sum(label_category(gold) == label_category(given) for gold, given in pairs) / max(1, len(pairs))


def by_category(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, int, int, int]]:
    """Return (category, labelled, given, both) for each category."""
    gold, given = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    both = Counter(one for one, other in pairs if one == other)
    return [(name, gold[name], given[name], both[name]) for name in sorted(gold | given)]
