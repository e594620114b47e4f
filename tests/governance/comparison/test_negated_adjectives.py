"""Adjectives that deny by their beginning: what is non-refundable is not refunded."""

import pytest

from tests.governance.comparison.single_clauses import compared

pytestmark = pytest.mark.pure


def rules(before, after):
    return {one.severity_rule for one in compared(before, after).differences}


@pytest.mark.parametrize("word", ["non-refundable", "nonrefundable", "non-cancellable", "non-transferable"])
def test_an_adjective_with_non_that_comes_denies(word):
    assert rules("The fees are paid each month.", f"The fees are paid each month and are {word}.") == {"negation_added"}


@pytest.mark.parametrize("word", ["non-exclusive", "non-personal", "non-essential"])
def test_one_that_describes_denies_nothing(word):
    assert "negation_added" not in rules("You get a licence to the owls.", f"You get a {word} licence to the owls.")


def test_not_refundable_and_non_refundable_are_no_contraries():
    for words in (("not refundable", "non-refundable"), ("non-refundable", "not refundable")):
        before, after = (f"The fees for owls are {one}." for one in words)
        assert not rules(before, after) & {"reversed_from_negation", "reversed_by_negation", "negation_added"}
    assert rules("The fees are refundable.", "The fees are non-refundable.") == {"word_turned"}
