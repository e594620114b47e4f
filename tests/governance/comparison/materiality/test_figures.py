"""Only figures changed that inform and bind nobody."""

import pytest

from tests.governance.comparison.materiality.edited import changed, rules_of


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("We had 34,023,750 average monthly active recipients.",
         "We had 33,999,923 average monthly active recipients.", "figures"),
        ("Papertrail SA with a share capital of 120,000 is the publisher.",
         "Papertrail SA with a share capital of 140,000 is the publisher.", "figures"),
        ("Number of vendors asking for consent: 847", "Number of vendors asking for consent: 851", "figures"),
        ("Patents: US11574120, US11610055.", "Patents: US11574120, US11610055, US12124813.", "identifiers"),
    ],
)  # fmt: skip
def test_figures_that_inform_are_told_in_the_digest(old, new, rule):
    assert rules_of(old, new) == {rule}
    assert not changed(old, new).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A shop with more than 45 monthly users must pay.", "A shop with more than 50 monthly users must pay."),
        ("Up to 5 users may draw.", "Up to 3 users may draw."),
        ("You get 34 drawings.", "You get 33 drawings."),
    ],
)
def test_a_number_that_limits_is_told_the_same_day(old, new):
    assert changed(old, new).is_alertable
