"""The hand-read category labels: known categories, each once, and each on a clause of the text it was read in."""

import gzip
import json
import subprocess
from collections import defaultdict
from hashlib import sha256
from pathlib import Path

import pytest

from governance.comparison import parse

DATA = Path(__file__).resolve().parents[3] / "governance" / "data"
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
PAIRS = SHARED / "pairs_dev.jsonl.gz"
BUNDLE = SHARED / "genai-eu-versions.bundle"
FIELDS = {"source", "path", "sha256", "start", "end", "category", "secondary", "kind", "sample"}
needs_texts = pytest.mark.skipif(
    not (PAIRS.exists() and BUNDLE.exists()), reason=f"the labelled texts are not at ../shared/data ({SHARED})"
)


@pytest.fixture(scope="module")
def labels():
    with (DATA / "category_labels.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def texts_of_pairs():
    with gzip.open(PAIRS, "rt", encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    return {f"pair:{pair['id']}:{side}": pair[side] for pair in pairs for side in ("before", "after")}


@pytest.fixture(scope="module")
def text_in_bundle(tmp_path_factory):
    clone = tmp_path_factory.mktemp("bundle") / "clone.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", BUNDLE, clone], check=True, capture_output=True)

    def read(commit, path):
        command = ["git", "-C", clone, "show", f"{commit}:{path}"]
        return subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")

    return read


def test_every_label_is_a_known_category_and_every_category_has_examples(labels):
    known = {category["id"] for category in json.loads((DATA / "taxonomy.json").read_text("utf-8"))["categories"]}
    assert {label["category"] for label in labels} == known
    for label in labels:
        secondary = label.get("secondary", [])
        assert set(label) - {"secondary"} == FIELDS - {"secondary"}, label
        assert set(secondary) <= known - {label["category"], "other"}, label
        assert len(set(secondary)) == len(secondary), label
        assert label["kind"] == "clause", label
        assert label["sample"] in {"random", "changed", "sought"}, label
        assert 0 <= label["start"] < label["end"], label


def test_no_clause_is_labelled_twice_and_the_file_is_sorted(labels):
    places = [(label["source"], label["path"], label["start"]) for label in labels]
    assert places == sorted(set(places))


@needs_texts
def test_labels_stand_on_clauses_of_the_texts_they_were_read_in(labels, texts_of_pairs, text_in_bundle):
    by_text = defaultdict(list)
    for label in labels:
        by_text[label["source"], label["path"]].append(label)
    exact = total = 0
    for (source, path), rows in by_text.items():
        kind, _, commit = source.partition(":")
        if kind not in {"pair", "bundle"}:
            continue  # texts of other collections are not beside the checkout
        text = texts_of_pairs[source] if kind == "pair" else text_in_bundle(commit, path)
        assert {row["sha256"] for row in rows} == {sha256(text.encode("utf-8")).hexdigest()}, (source, path)
        clauses = {(block.start, block.end) for block in parse(text).blocks}
        for row in rows:
            assert any(start < row["end"] and row["start"] < end for start, end in clauses), row
        exact += sum((row["start"], row["end"]) in clauses for row in rows)
        total += len(rows)
    # A better way of cutting clauses moves the edges of some: the wording read stays right, and most must still agree.
    assert exact / total >= 0.95
