"""The model that says which small edits are worth telling the same day."""

import pytest

from governance.comparison import compare, parse
from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.materiality.model import Example, MaterialityModel, may_judge, shipped_model
from governance.comparison.materiality.signs import SAID, is_nearly
from governance.training.materiality_training import NEVER_QUIET
from tests.governance.comparison.materiality.edited import TEXT

SHORT = MaterialityModel({"short": -300, "came": -100, "alone": -50, "put in": 400}, 0, 0)


def edit_of(old: str, new: str) -> Edit:
    comparison = compare(parse(TEXT.format(old)), parse(TEXT.format(new)), materiality=NEVER_QUIET)
    (difference,) = comparison.differences
    return Edit(difference.kind, difference.before, difference.after)


def rule_with(model: MaterialityModel, old: str, new: str) -> tuple[str, str, bool]:
    comparison = compare(parse(TEXT.format(old)), parse(TEXT.format(new)), materiality=model)
    return comparison.rule, comparison.reason, comparison.is_alertable


def test_what_the_model_finds_minor_is_told_in_the_digest_with_the_three_weightiest_reasons():
    rule, reason, is_alertable = rule_with(SHORT, "", "Owls draw here.")
    assert (rule, is_alertable) == ("small_edit", False)
    assert reason == (
        "A small edit of a kind that seldom matters. What weighed most: the clause has five words at most; the clause"
        " is new; no other clause changed."
    )


def test_what_the_model_finds_worth_it_is_told_the_same_day_with_what_weighed():
    rule, reason, is_alertable = rule_with(SHORT, "Owls draw in the yard.", "Owls draw in the yard and in the hall.")
    assert (rule, is_alertable) == ("words_of_provisions", True)
    assert reason.endswith("What weighed most: words were put in and none taken out.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Owls draw for 5 days.", "Owls draw for 9 days."),
        ("Owls may draw.", "Owls must draw."),
        ("Owls draw in the hall.", "Owls do not draw in the hall."),
        ("Owls pay the keeper.", "Owls tip the keeper."),
        ("The contract is with Owl Yard Ltd.", "The contract is with Owl Hall Inc."),
        ("The keeper of the yard is Ember AB.", "The keeper of the yard is Iron AB."),
        ("We show them to our processor Mailhouse.", "We show them to our processor Quillbank."),
        ("You draw owls on Monday.", "You draw owls on Friday."),
        ("Drawings are stored in Ireland.", "Drawings are stored in Norway."),
        ("Quarrels of owls go to the courts.", "Quarrels of owls go to arbitration."),
        ("Some owls draw.", "All owls draw."),
        ("✗ Owls draw", "✓ Owls draw"),
        ("我们可能基于设备信息。", "我们可能基于账号信息。"),
    ],
)
def test_of_what_binds_the_model_is_not_asked(old, new):
    never_told = MaterialityModel({"alone": -1_000}, 0, 0)
    assert rule_with(never_told, old, new)[2]


def test_of_many_clauses_the_model_is_not_asked():
    edit = edit_of("", "Owls draw here.")
    assert may_judge([edit] * 12, ["wording_added"] * 12)
    assert not may_judge([edit] * 13, ["wording_added"] * 13)
    assert not may_judge([], [])


def test_a_change_weighs_at_least_what_its_weightiest_clause_weighs():
    heavy, light = frozenset(("put in",)), frozenset(("short",))
    one, both = (SHORT.points(Example(frozenset(), clauses)) for clauses in ((heavy,), (heavy, light)))
    assert 0 <= both - one < 1


def test_every_weight_of_the_shipped_model_is_of_a_sign_that_a_reason_can_name():
    assert shipped_model().weights.keys() <= SAID.keys()


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("detaining", "detailing", True), ("recieve", "receive", True), ("alid", "valid", True), ("owl", "own", True),
        ("to", "of", False), ("yard", "hall", False), ("owls", "foxes", False), ("a" * 50, "a" * 51, False),
    ],
)  # fmt: skip
def test_words_that_are_nearly_the_same(one, other, is_near):
    assert is_nearly(one, other) is is_near


def test_the_edits_of_a_comparison_know_what_changed_in_several_clauses():
    before, after = (TEXT.format(f"{word} draw.\n\n{word} sing.\n\nHens sleep.") for word in ("Owls", "Foxes"))
    comparison = compare(parse(before), parse(after), materiality=NEVER_QUIET)
    edits = [Edit(one.kind, one.before, one.after) for one in comparison.differences]
    assert Edits(parse(before), parse(after), edits).pieces == {("Owls", "Foxes"): 2}
