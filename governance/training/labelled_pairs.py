"""The labelled version pairs: their sets, the company that each is of, and what is known of it before it is judged."""

import gzip
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from governance.comparison import ParsedText
from governance.comparison.weighing.taxonomy import DATA

SETS = ("dev", "more_dev", "small_dev_a", "small_dev_b")
READERS = "readers"


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A version pair of a set, as published, and the label that a reader gave it."""

    set_name: str
    pair: Mapping[str, Any]
    label: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.pair["id"])

    @property
    def company(self) -> str:
        return company_of(self.pair["path"].partition("/")[0])


def read_labelled_pairs(folder: Path, *, without: str = "") -> list[LabelledPair]:
    """Read every set of the folder but `without`. Raises OSError, or KeyError if a label is missing."""
    found = []
    for name in SETS:
        if name != without:
            labels = {row["id"]: row for row in read_rows(folder / f"change_labels_{name}.jsonl")}
            pairs = read_rows(folder / f"pairs_{name}.jsonl.gz")
            found += [LabelledPair(name, pair, labels[pair["id"]]) for pair in pairs]
    return found


def read_readers_pairs(path: Path, text_at: Callable[[str, str, str], str | None]) -> list[LabelledPair]:
    """Return the changes in a file of `export_feedback` whose two texts can be had, as pairs of the set READERS.

    `text_at(repo, commit, path)` gives a text of a public collection, or None; other changes are left out. Nothing is
    known of what a document was before its pair.
    """
    found = []
    for label in read_rows(path):
        if "commit" not in label:
            continue
        commits = label["prev_commit"], label["commit"]
        before, after = (text_at(label["repo"], commit, label["path"]) for commit in commits)
        if before is not None and after is not None:
            place = {name: label[name] for name in ("id", "repo", "path", "date")}
            found.append(LabelledPair(READERS, {**place, "kind": "change", "before": before, "after": after}, label))
    return found


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of JSON lines, gzipped or plain."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    with io.StringIO(text, newline="\n") as lines:
        for line in lines:
            yield json.loads(line)


def company_of(service: str) -> str:
    """Return the company whose service it is: services of one company share texts and ways of writing them."""
    return _companies().get(service, service)


def services_by_company() -> dict[str, list[str]]:
    """Return {company: its services}, for companies with several; every other service is a company of its own."""
    listed: dict[str, list[str]] = json.loads((DATA / "companies.json").read_text(encoding="utf-8"))
    return listed


@lru_cache(maxsize=1)
def _companies() -> dict[str, str]:
    return {service: company for company, services in services_by_company().items() for service in services}


def changed_word_count(before: ParsedText, after: ParsedText) -> int:
    """Return how many words of the changed clauses stand on one side only; a word that stands there twice counts twice.

    Words are those of the published normalisation: no dates, links, marks or case. A clause that moved has not changed.
    """
    old, new = (Counter(block.norm for block in text.blocks) for text in (before, after))
    lost, gained = _words_of(old - new), _words_of(new - old)
    return (lost - gained).total() + (gained - lost).total()


def _words_of(norms: Counter[str]) -> Counter[str]:
    words: Counter[str] = Counter()
    for norm, times in norms.items():
        for word in norm.split():
            words[word] += times
    return words
