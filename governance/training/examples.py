"""Labelled clauses with their texts: from the category labels, and from the labelled version pairs."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dulwich.object_store import tree_lookup_path
from dulwich.objects import Commit

from governance.comparison import Block, ParsedText, compare, parse
from governance.comparison.predictions import context_of_pair, title_of
from governance.comparison.text.languages import language_of_blocks
from governance.comparison.text.normalise import visible_text
from governance.comparison.weighing.category_features import Passage
from governance.comparison.weighing.subjects import changed_words, passage_of
from governance.comparison.weighing.taxonomy import DATA, EFFECTIVE_DATE, NOTICE_OF_CHANGE
from governance.importers.git_source import Source, open_source
from governance.training.labelled_pairs import LabelledPair, company_of, read_labelled_pairs, read_rows
from governance.training.trainer import LabelledClause, untrained

BUNDLE = "genai-eu-versions.bundle"
FICTION = "fiction: "
# Rules find the dates and announcements of changes, so their labels teach the model nothing.
FOUND_BY_RULES = (EFFECTIVE_DATE, NOTICE_OF_CHANGE)


@dataclass(frozen=True, slots=True)
class LabelledData:
    """Examples to learn from, the labelled pairs, and the number of labels whose texts are not at hand."""

    examples: list[LabelledClause]
    pairs: Sequence[LabelledPair]
    missing: int


class WrongText(Exception):
    """The text read for a label is another one: its digest differs, or it lacks a quotation."""


def load_examples(folder: Path, *, without: str = "") -> LabelledData:
    """Load everything labelled whose text is in the shared data folder, but for a set that stays closed.

    Raises OSError, KeyError or WrongText.
    """
    pairs = read_labelled_pairs(folder, without=without)
    labels = [*read_rows(DATA / "category_labels.jsonl")]
    with _texts([one.pair for one in pairs], folder / BUNDLE) as texts:
        found = [example for label in labels for example in _clause_example(label, texts)]
        missing = sum(not texts.has(label["source"]) for label in labels)
    found += _fictional_examples()
    for one in pairs:
        found += _change_examples(one.pair, one.label.get("provisions") or ())
    return LabelledData(found, pairs, missing)


def unseen_by(pairs: Iterable[LabelledPair], examples: Iterable[LabelledClause]) -> Iterator[LabelledClause]:
    """Yield the examples that a model may learn from which is to judge these pairs: those of other companies."""
    companies = {one.company for one in pairs}
    return (example for example in examples if example.company not in companies)


def group_of(path: str) -> str:
    """Return the service and the document's name, which must not be on both sides of a cross-validation.

    A service and its successor count as one.
    """
    service, _, document = path.partition("/")
    return f"{_earliest_names().get(service, service)}/{title_of(document)}"


@lru_cache(maxsize=1)
def _earliest_names() -> dict[str, str]:
    """Return, for platforms that are aliases of each other, the name that sorts first."""
    with (DATA / "platforms.csv").open(encoding="utf-8", newline="") as lines:
        return {row["name"]: min([row["name"], *row["aliases"].split(";")]) for row in csv.DictReader(lines)}


class _Texts:
    """The labelled texts, each parsed once."""

    def __init__(self, pairs: Sequence[Mapping[str, Any]], history: Source) -> None:
        self._pairs = {pair["id"]: pair for pair in pairs}
        self._history = history
        self._parsed: dict[tuple[str, str], ParsedText] = {}

    def has(self, source: str) -> bool:
        return source.partition(":")[0] in ("pair", "bundle")

    def of(self, label: Mapping[str, Any]) -> ParsedText:
        key = label["source"], label["path"]
        if key not in self._parsed:
            text = self._read(*key)
            if sha256(text.encode()).hexdigest() != label["sha256"]:
                raise WrongText(f"{key[0]}, {key[1]}: not the text that was labelled")
            self._parsed[key] = parse(text)
        return self._parsed[key]

    def _read(self, source: str, path: str) -> str:
        kind, name, *side = source.split(":")
        if kind == "pair":
            return str(self._pairs[name][side[0]])
        return _text_in(self._history, name, path)


def _text_in(history: Source, commit: str, path: str) -> str:
    objects = history.objects
    found = objects[commit.encode()]
    if not isinstance(found, Commit):
        raise WrongText(f"{commit} is not a commit")
    _, digest = tree_lookup_path(objects.__getitem__, found.tree, path.encode())
    return bytes(objects[digest].as_raw_string()).decode()


@contextmanager
def _texts(pairs: Sequence[Mapping[str, Any]], bundle: Path) -> Iterator[_Texts]:
    with TemporaryDirectory() as folder, open_source(str(bundle), mirrors=Path(folder)) as history:
        yield _Texts(pairs, history)


def _fictional_examples() -> Iterator[LabelledClause]:
    """Yield our own plain sentences, each as a document, for categories with few labelled clauses."""
    for category, sentences in json.loads((DATA / "category_examples.json").read_text(encoding="utf-8")).items():
        for number, sentence in enumerate(sentences):
            yield LabelledClause(Passage(sentence), category, (), f"{FICTION}{category} {number}")


def _clause_example(label: Mapping[str, Any], texts: _Texts) -> Iterator[LabelledClause]:
    if not texts.has(label["source"]) or label["category"] == EFFECTIVE_DATE:
        return
    parsed = texts.of(label)
    # Where clauses are cut differently now, the one that holds most of the labelled wording.
    block = max(parsed.blocks, key=lambda one: min(one.end, label["end"]) - max(one.start, label["start"]))
    yield _example(block, parsed, "", label["category"], label.get("secondary", ()), label["path"])


def _change_examples(pair: Mapping[str, Any], provisions: Sequence[Mapping[str, str]]) -> Iterator[LabelledClause]:
    """Yield the clauses that a change label quotes."""
    wanted = [provision for provision in provisions if provision["category"] not in FOUND_BY_RULES]
    if not wanted or pair["before"] is None:
        return
    context = context_of_pair(pair)
    before, after = parse(pair["before"]), parse(pair["after"])
    # The shipped model must not decide what the next one learns.
    comparison = compare(before, after, context, untrained())
    base = context.last_good if comparison.against_last_good and context.last_good else before
    for provision in wanted:
        quote = _plain(provision["quote"])
        for difference in comparison.differences:
            changed = changed_words(difference.before, difference.after)
            block = difference.after or difference.before
            if block and quote in _plain(f"{block.visible} {changed}"):
                text = after if difference.after else base
                yield _example(block, text, changed, provision["category"], (), pair["path"])
                break


def _example(
    block: Block, text: ParsedText, changed: str, category: str, secondary: Sequence[str], path: str
) -> LabelledClause:
    passage = passage_of(block, text, changed, title_of(path), language_of_blocks(text.blocks))
    return LabelledClause(passage, category, secondary, group_of(path), company_of(path.partition("/")[0]))


def _plain(text: str) -> str:
    words = "".join(character if character.isalnum() else " " for character in visible_text(text).lower()).split()
    return f" {' '.join(words)} "
