"""Training the category model: reproducible, whole documents left out, and the shipped file is what it makes."""

import random
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from governance.comparison.weighing.categorise import MODEL_PATH, stored_model
from governance.comparison.weighing.category_features import Passage
from governance.training.cross_validation import cross_validated
from governance.training.evaluation import by_category, count_categories, retrained
from governance.training.examples import FICTION, group_of, load_examples, unseen_by
from governance.training.labelled_pairs import LabelledPair, company_of
from governance.training.scores import JudgedPair
from governance.training.trainer import LabelledClause, train, untrained

SHARED = Path(__file__).resolve().parents[3] / "shared"
pytestmark = pytest.mark.pure
needs_shared_data = pytest.mark.skipif(
    not (SHARED / "data" / "pairs_dev.jsonl.gz").exists(), reason=f"the labelled texts are not at ../shared ({SHARED})"
)
SENTENCES = {
    "retention": ["Records of pens stay for {} weeks and are then erased.", "Ink logs are kept {} days."],
    "governing_law": ["The law of county {} applies to pens.", "Ink disputes go to the courts of county {}."],
}


@pytest.fixture(scope="module")
def examples():
    return [
        LabelledClause(Passage(sentence.format(number)), category, (), f"Service {number}/Terms of Ink")
        for category, sentences in SENTENCES.items()
        for number in range(12)
        for sentence in sentences
    ]


def test_the_same_examples_in_another_order_give_the_same_model(examples):
    shuffled = random.Random(1).sample(examples, len(examples))
    assert stored_model(train(shuffled)) == stored_model(train(examples))


def test_a_model_learns_words_that_no_phrase_names(examples):
    unnamed = [
        LabelledClause(Passage(f"The zibble of {number} is green."), "accessibility", (), f"Z {number}/Z")
        for number in range(12)
    ]
    question = Passage("A zibble.")
    assert untrained().categorise(question) == "other"
    assert train([*examples, *unnamed]).ranked(question)[0] == "accessibility"


def test_a_word_of_one_document_only_is_not_learned(examples):
    words = train([*examples, LabelledClause(Passage("Papertrail zibble."), "security", (), "One/Only")]).tables[
        "clause_words"
    ]
    assert "zibbl" not in words
    assert "ink" in words


def test_a_document_is_one_with_that_of_the_successor_of_its_service():
    assert group_of("Vibe/Privacy Policy.md") == group_of("Le Chat/Privacy Policy.md")
    assert group_of("Vibe/Privacy Policy.md") != group_of("Vibe/Terms of Service.md")


def test_a_model_learns_nothing_from_the_companies_that_it_is_to_judge(examples):
    fiction = LabelledClause(Passage("Pens are kept."), "retention", (), f"{FICTION}retention 0")
    google, meta = (
        LabelledClause(Passage("Pens."), "retention", (), f"{service}/Terms", company_of(service))
        for service in ("YouTube", "Facebook")
    )
    pair = LabelledPair("made_up", {"id": "p", "path": "Google Maps/Terms.md"}, {})
    assert [*unseen_by([pair], [fiction, google, meta])] == [fiction, meta]


def test_each_fold_is_judged_by_a_model_of_its_own(examples, monkeypatch):
    asked = []
    monkeypatch.setattr("governance.training.evaluation.train", lambda seen: asked.append([*seen]) or untrained())
    pair = {"before": "We keep ink.", "after": "We keep ink for 30 days.", "kind": "change"}
    pairs = [LabelledPair("made_up", pair | {"id": f"p-{n}", "path": f"Shop {n}/Terms.md"}, {}) for n in range(4)]
    theirs = [LabelledClause(Passage("Ink."), "retention", (), f"Shop {n}/Terms", f"Shop {n}") for n in range(4)]
    judged = cross_validated(pairs, retrained([*examples, *theirs]), count=2)
    assert len(judged) == 4
    assert [len(seen) for seen in asked] == [len(examples) + 2] * 2


def test_categories_are_counted_once_a_pair_and_a_clause_without_one_names_none():
    labelled = {"provisions": [{"category": "retention"}, {"category": "security"}, {"category": "other"}]}
    told = {"provisions": [{"category": "retention"}, {"category": "retention"}, {"category": "indemnity"}]}
    judged = [JudgedPair(LabelledPair("made_up", {"id": "p", "path": "Shop/Terms.md"}, labelled), told, 0)]
    assert count_categories(judged) == (1, 1, 2)
    assert count_categories(judged, with_other=False) == (1, 1, 1)
    assert by_category(judged)[-1] == ("indemnity", (0, 1, 0))


def test_a_missing_folder_is_refused_with_the_place(tmp_path):
    with pytest.raises(CommandError, match=r"cannot be read in .*nowhere"):
        call_command("train_categories", tmp_path / "nowhere", output=tmp_path / "model.json")
    assert not (tmp_path / "model.json").exists()


@needs_shared_data
def test_the_shipped_model_is_the_one_that_training_makes():
    made = stored_model(train(load_examples(SHARED / "data").examples))
    assert made == MODEL_PATH.read_text(encoding="utf-8"), (
        "Run manage.py train_categories ../shared and commit the file."
    )
