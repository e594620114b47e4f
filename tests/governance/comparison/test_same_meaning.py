"""What says the same in another notation or order is not told the same day, and a real change beside it is."""

import pytest

from governance.comparison.judging.where_told import is_material
from tests.governance.comparison.single_clauses import compared, reasons

NOTATION = [
    ("We keep logs for 30 days here.", "We keep logs for thirty days here."),
    ("We keep logs for 30 days here.", "We keep logs for thirty (30) days here."),
    ("We keep logs for 100 days here.", "We keep logs for one hundred days here."),
    ("We keep logs for 120 days here.", "We keep logs for one hundred and twenty days here."),
    ("We keep logs for 21 days here.", "We keep logs for twenty-one days here."),
    ("We keep logs for 14 days here.", "We keep logs for 2 weeks here."),
    ("We keep logs for 14 days here.", "We keep logs for two weeks here."),
    ("We keep logs for 12 months here.", "We keep logs for 1 year here."),
    ("The plan costs 12 EUR here.", "The plan costs €12 here."),
    ("The plan costs 12 EUR here.", "The plan costs EUR 12 here."),
    ("The plan costs 12 EUR here.", "The plan costs 12.00 euros here."),
    ("The plan costs 1500 EUR here.", "The plan costs 1,500.00 EUR here."),
    ("We keep 5% of it here.", "We keep 5 percent of it here."),
    ("We keep 5% of it here.", "We keep five percent of it here."),
    ("Draw 7 owls here.", "Draw seven owls here."),
]
CONTRACTIONS = [
    ("We do not sell it here.", "We don't sell it here."),
    ("We do not sell it here.", "We don’t sell it here."),
    ("You cannot sell it here.", "You can't sell it here."),
    ("We will not sell it here.", "We won't sell it here."),
    ("We will tell you here.", "We'll tell you here."),
    ("You are one of the owls here.", "You're one of the owls here."),
    ("We have told you here.", "We've told you here."),
]
REORDERED = [
    ("It goes to hosting and payment providers.", "It goes to payment and hosting providers."),
    ("It goes to hosts, owls and banks.", "It goes to owls, banks and hosts."),
    ("We collect names and addresses.", "We collect addresses and names."),
    ("It goes to hosts or banks.", "It goes to banks or hosts."),
]
MIXED = [
    ("We do not keep logs for 30 days here.", "We don't keep logs for thirty days here."),
    ("We don't keep names and addresses here.", "We do not keep addresses and names here."),
]
SAME = [
    *(("notation", *pair) for pair in NOTATION),
    *(("contraction", *pair) for pair in CONTRACTIONS),
    *(("reordered", *pair) for pair in REORDERED),
    *(("same_otherwise", *pair) for pair in MIXED),
]


@pytest.mark.parametrize(("rule", "old", "new"), SAME)
def test_the_same_in_another_notation_or_order_waits_for_the_digest(rule, old, new):
    for one, other in ((old, new), (new, old)):
        comparison = compared(one, other)
        assert (comparison.label, comparison.rule, comparison.is_alertable) == ("editorial", "immaterial", False)
        (difference,) = comparison.differences
        assert (difference.severity, difference.severity_rule) == ("low", rule)
        assert not is_material(difference)


@pytest.mark.parametrize(("rule", "old", "new"), SAME)
def test_a_real_change_beside_the_same_in_another_notation_is_told_at_once(rule, old, new):
    for one, other in ((old, new), (new, old)):
        for more in (" Owls pay for it.", " It ends in 9 days."):
            comparison = compared(one, other + more)
            assert comparison.is_alertable
            assert comparison.severity_rule != rule


OTHER_MEANING = [
    ("We keep logs for 30 days here.", "We keep logs for one month here."),
    ("We keep logs for 30 days here.", "We keep logs for thirty-one days here."),
    ("We keep logs for 30 days here.", "We keep logs for 30 business days here."),
    ("We keep logs for 15 days here.", "We keep logs for 2 weeks here."),
    ("We keep logs for 365 days here.", "We keep logs for 1 year here."),
    ("We keep logs for 48 hours here.", "We keep logs for 2 days here."),
    ("We keep logs for 100 days here.", "We keep logs for one thousand days here."),
    ("The plan costs 12 EUR here.", "The plan costs €12.50 here."),
    ("The plan costs 12 EUR here.", "The plan costs $12 here."),
    ("The plan costs 12 USD here.", "The plan costs $12 here."),
    ("The plan weighs 12 pounds here.", "The plan weighs £12 here."),
    ("We do not sell it here.", "We do sell it here."),
    ("You can sell it here.", "You can't sell it here."),
    ("It goes to hosts and banks.", "It goes to banks or hosts."),
    ("It goes to hosts and banks.", "It goes to banks and owls."),
    ("It goes to anonymous names and logs.", "It goes to anonymous logs and names."),
    ("It goes to hosts and not banks.", "It goes to banks and not hosts."),
    ("We pay you and they pay us.", "They pay you and we pay us."),
    ("It goes from owls to hosts.", "It goes from hosts to owls."),
    ("Owls feed hosts and banks.", "Hosts feed owls and banks."),
]


@pytest.mark.parametrize(("old", "new"), OTHER_MEANING)
def test_what_is_not_exactly_the_same_is_told_at_once(old, new):
    for one, other in ((old, new), (new, old)):
        assert compared(one, other).is_alertable


def test_each_says_what_is_written_differently():
    assert compared(*NOTATION[0]).reason == "Only the notation of numbers changed."
    assert compared(*CONTRACTIONS[0]).reason == "Only contractions (such as “don’t” for “do not”) changed."
    assert compared(*REORDERED[0]).reason == "Only the order of lists changed."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We keep logs for 30 days here.", "We keep logs for one hundred days here."),
        ("We keep logs for nineteen days here.", "We keep logs for two hundred and five days here."),
        ("We keep logs for 999 days here.", "We keep logs for one thousand two hundred days here."),
        ("We keep logs for 30 days here.", "We keep logs for a hundred days here."),
    ],
)
def test_numbers_in_words_are_read_to_the_thousands(old, new):
    assert "period_raised" in reasons(old, new)
    assert "period_lowered" in reasons(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We keep logs for 30 days here.", "We keep logs for a fortnight here."),
        ("We keep logs for 30 days here.", "We keep logs for several days here."),
        ("We keep logs for 30 days here.", "We keep logs for umpteen days here."),
        ("We keep logs for 30 days here.", "We keep logs for one month here."),
        ("It costs 12 EUR here.", "It costs twelve euros and a half here."),
        ("It costs 12 EUR here.", "It costs a few euros here."),
        ("We keep 5% of it here.", "We keep a small percentage of it here."),
    ],
)
def test_a_quantity_that_is_not_read_is_not_said_to_be_gone(old, new):
    for one, other in ((old, new), (new, old)):
        found = reasons(one, other)
        assert not [kind for kind in found if kind.startswith(("period", "amount", "share"))], found


@pytest.mark.parametrize("other", ["12 USD", "£12", "14 USD", "12 CAD", "12 JPY", "₹12", "CHF 12", "C$12"])
def test_another_currency_is_called_another_currency(other):
    found = reasons("The fee is 12 EUR now.", f"The fee is {other} now.")
    assert "currency_changed" in found
    assert not [kind for kind in found if kind.startswith(("amount", "number"))]


def test_a_sign_of_another_currency_is_never_lost():
    assert compared("The fee is ₹12 now.", "The fee is ₩12 now.").is_alertable


@pytest.mark.parametrize(
    "words",
    [
        ", once a year,",
        " once a year and",
        " and once a year",
        ", as before,",
        ", Freedonia,",
        ", in part,",
        ", acting for us,",
        " and writing to us",
    ],
)
def test_what_is_no_member_of_a_list_is_not_said_to_be_listed(words):
    old, new = "We review the owls in the yard.", f"We review{words} the owls in the yard."
    assert "item_added" not in reasons(old, new)
    assert "item_removed" not in reasons(new, old)


def test_a_member_that_only_changed_its_place_is_neither_added_nor_removed():
    old = "It goes to hosts of owls, banks and payment providers."
    found = reasons(old, "It goes to banks, payment providers and hosts of owls.")
    assert not {"item_added", "item_removed"} & found


def test_a_member_of_a_longer_list_is_said_to_be_added():
    assert "item_added" in reasons("It goes to hosts, banks and owls.", "It goes to hosts, foxes, banks and owls.")
