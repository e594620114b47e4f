"""Who binds whom: parties that change places, one that gives way to the other, and what is neither."""

import pytest

from tests.governance.comparison.single_clauses import compared, reasons

SWAPPED = [
    ("You will indemnify us for claims.", "We will indemnify you for claims."),
    ("You are liable to us for damage.", "We are liable to you for damage."),
    ("You must pay our costs.", "We must pay your costs."),
    ("You grant us a licence.", "We grant you a licence."),
    ("We may share your data with you.", "You may share our data with us."),
    ("You shall be indemnified by us.", "We shall be indemnified by you."),
    ("The customer shall indemnify the provider.", "The provider shall indemnify the customer."),
    ("The seller pays the buyer.", "The buyer pays the seller."),
    ("The user indemnifies us.", "We indemnify the user."),
    ("Papertrail will indemnify you.", "You will indemnify Papertrail."),
    ("Users must pay Papertrail's costs.", "Papertrail must pay the user's costs."),
]
NOW_USER = [
    ("We bear the cost.", "You bear the cost."),
    ("It is our duty.", "It is your duty."),
    ("We and our partners bear it.", "You and your partners bear it."),
    ("We bear the cost.", "The user bears the cost."),
    ("We bear the cost.", "You bear the cost in full."),
]
CHANGED = [
    ("The user bears the cost.", "The company bears the cost."),
    ("The provider bears the cost.", "You bear the cost."),
    ("The seller bears the cost.", "The buyer bears the cost."),
]
SAME_PARTIES = [
    ("We will pay you.", "You will be paid."),
    ("We will pay you.", "You will be paid by us."),
    ("You will indemnify us.", "We will be indemnified by you."),
    ("You or we may end it.", "We or you may end it."),
    ("It is a contract between you and us.", "It is a contract between us and you."),
    ("You bear the cost.", "The user bears the cost."),
    ("We bear the cost.", "The company bears the cost."),
    ("The customer bears the cost.", "The client bears the cost."),
    ("The seller bears the cost.", "The company bears the cost."),
    ("The host greets the buyer.", "The seller greets the buyer."),
    ("Papertrail draws before Inkwell.", "Inkwell draws before Papertrail."),
    ("We tell you when you ask.", "You hear from us when we know."),
]


def parties(old, new):
    return {kind for kind in reasons(old, new) if kind.startswith(("actor", "parties", "other_party"))}


@pytest.mark.parametrize(("old", "new"), SWAPPED)
def test_parties_that_change_places_are_said_to(old, new):
    for one, other in ((old, new), (new, old)):
        assert parties(one, other) == {"parties_swapped"}
        assert compared(one, other).severity_rule == "parties_swapped"


@pytest.mark.parametrize(("old", "new"), NOW_USER)
def test_a_party_in_the_place_of_the_other_is_said_to_be(old, new):
    assert parties(old, new) == {"actor_now_user"}
    assert parties(new, old) == {"actor_now_service"}


@pytest.mark.parametrize(("old", "new"), CHANGED)
def test_of_a_role_only_that_it_is_another_party(old, new):
    assert parties(old, new) == parties(new, old) == {"other_party"}


@pytest.mark.parametrize(("old", "new"), SAME_PARTIES)
def test_the_same_parties_in_other_words_or_order_are_not_said_to_change(old, new):
    assert parties(old, new) == parties(new, old) == set()


def test_a_side_of_a_contract_in_capitals_behind_each_is_no_name():
    comparison = compared("You pay the fee to Each Seller.", "Each Seller pays the fee to you.")
    assert len(comparison.differences) == 1
