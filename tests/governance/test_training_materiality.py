"""Training of the model of materiality: the same examples give the same model."""

from dataclasses import replace

from governance.comparison.materiality.model import MODEL_PATH, Example
from governance.training.materiality_training import (
    LabelledExample,
    outcomes_unseen,
    read_examples,
    stored_model,
    train_materiality,
)


def test_the_shipped_model_is_what_the_stored_examples_give():
    assert stored_model(train_materiality(read_examples())) == MODEL_PATH.read_text(encoding="utf-8")


def test_what_tells_worth_from_the_rest_is_learned_and_holds_for_other_companies():
    model = train_materiality(EXAMPLES)
    told, quiet = (Example(frozenset(("alone",)), (frozenset((sign,)),)) for sign in ("put in", "short"))
    assert (model.judge(told).is_told, model.judge(quiet).is_told) == (True, False)
    assert outcomes_unseen(EXAMPLES) == (20, 0, 0)


def test_what_the_model_is_not_asked_about_teaches_it_and_leaves_its_threshold():
    others = [replace(one, id=f"y-{one.id}", is_asked=False) for one in EXAMPLES]
    assert outcomes_unseen([*EXAMPLES, *others]) == (20, 0, 0)
    assert train_materiality(others).threshold == 0
    assert train_materiality(others).weights


def test_the_order_of_the_examples_does_not_matter():
    assert stored_model(train_materiality(EXAMPLES)) == stored_model(train_materiality(EXAMPLES[::-1]))


def test_an_example_is_read_as_it_was_stored(tmp_path):
    path = tmp_path / "examples.jsonl"
    path.write_text("".join(f"{one.stored()}\n" for one in EXAMPLES), encoding="utf-8")
    assert read_examples(path) == EXAMPLES


EXAMPLES = [
    LabelledExample(
        f"x-{number:02}",
        f"Company {number}",
        Example(frozenset(("alone",)), (frozenset(("put in" if number % 2 else "short",)),)),
        is_worth_telling=bool(number % 2),
        is_ambiguous=number % 5 == 0,
        is_asked=True,
    )
    for number in range(40)
]
