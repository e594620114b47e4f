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
        ("Owl Ad Providers (601)", "Owl Ad Providers (600)", "figures"),
        ("The number of requests to know that we received and denied in 2023: 13, 13 and 1.",
         "The number of requests to know that we received and denied in 2024: 11, 11 and 0.", "figures"),
        ("The median number of days within which we answered requests: 14 and 1.",
         "The median number of days within which we answered requests: 1 and 2.", "figures"),
        ("Monthly active users in the Union (updated on 15 August 2025): 120,000.", "", "figures"),
        ("Necessary (45)", "Necessary (46)", "figures"),
        (r"| OwlConsent \[x19\] | Papertrail | Keeps the choice | 1 year |",
         r"| OwlConsent \[x20\] | Papertrail | Keeps the choice | 1 year |", "figures"),
        ("Drawing is protected by these patents: In Freedonia: US11574120, US11610055.",
         "Drawing is protected by these patents:", "identifiers"),
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
        ("Necessary drawings (45)", "Necessary drawings (46)"),
        (r"| OwlConsent \[x19\] | Keeps the choice | 1 year |", r"| OwlConsent \[x19\] | Keeps the choice | 2 years |"),
        ("Drawings \\[x19\\] are free.", "Drawings \\[x20\\] are free."),
        ("Patents: In Freedonia: US11574120.", "Patents: US11574120."),
        ("Up to 5 users may draw.", "Up to 3 users may draw."),
        ("You get 34 drawings.", "You get 33 drawings."),
        ("Partners (601) share drawings within 30 days.", "Partners (601) share drawings within 60 days."),
        ("We answer a number of requests within 30 days.", "We answer a number of requests within 60 days."),
        ("", "Shops with 50,000 monthly active users must pay."),
        ("Anybody with 1,000 monthly active users agrees to our list.", ""),
    ],
)
def test_a_number_that_limits_is_told_the_same_day(old, new):
    assert changed(old, new).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("In Freedonia: 2020326435, 2023222905.", "In Freedonia: 2020326435, 2023222905, 2023241291."),
        ("", "In Freedonia: 2020326435, 2023222905."),
    ],
)
def test_a_number_in_a_list_of_patents_is_told_in_the_digest(old, new):
    assert rules_of(old, new, "Patents") == {"identifiers"}
    assert changed(old, new, "Drawings").is_alertable


def test_more_than_numbers_under_patents_is_told_the_same_day():
    assert changed("", "In Freedonia you pay 2020326435 for each.", "Patents").is_alertable
    assert changed("", "In Freedonia: 2020326435, and owls pay.", "Patents").is_alertable
