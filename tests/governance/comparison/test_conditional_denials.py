"""A denial that holds on a condition turns nothing round without it, and “if” in the place of “unless” does."""

import pytest

from governance.comparison.telling.headlines import headline
from tests.governance.comparison.single_clauses import compared, reasons

SHARE = "We share your drawings with painters."
ON_CONDITION = [
    "If you are a student, we do not share your drawings with painters.",
    "In Lapland, we do not share your drawings with painters.",
    "Unless you are a guest, we do not share your drawings with painters.",
]


@pytest.mark.parametrize("denied", ON_CONDITION)
def test_a_denial_on_a_condition_is_told_with_it(denied):
    for before, after in ((SHARE, denied), (denied, SHARE)):
        comparison = compared(before, after)
        line = headline("Papertrail", "Terms", comparison)
        assert comparison.is_alertable
        assert "reverses" not in line
        assert f"replaces “{before[:-1]}” with “{after[:-1]}”" in line


def test_a_denial_under_the_same_condition_is_reversed():
    before = "If you are a student, we share your drawings with painters."
    assert "reverses" in headline("Papertrail", "Terms", compared(before, ON_CONDITION[0]))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We may share your drawings unless you agree.", "We may share your drawings if you agree."),
        ("We share your drawings only if you agree.", "We share your drawings unless you agree."),
        ("We may burn drawings when you have left.", "We may burn drawings unless you have left."),
    ],
)
def test_if_in_the_place_of_unless_turns_a_clause_round(before, after):
    for one, other in ((before, after), (after, before)):
        assert compared(one, other).is_alertable
        assert "word_turned" in reasons(one, other)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We share your drawings unless you object.", "We share your drawings if you do not object."),
        ("We do not share your drawings unless you agree.", "We share your drawings only if you agree."),
        ("You may not sell drawings without our consent.", "You may sell drawings with our consent."),
    ],
)
def test_two_denials_that_meet_turn_nothing_round(before, after):
    for one, other in ((before, after), (after, before)):
        said = reasons(one, other)
        assert "word_turned" not in said
        assert not any(kind.startswith("reversed") for kind in said)
