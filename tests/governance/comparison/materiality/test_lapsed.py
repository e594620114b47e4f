"""A notice that other terms are to come ends when their day has come."""

from datetime import date

import pytest

from tests.governance.comparison.materiality.edited import changed

TODAY = date(2026, 5, 4)
LAPSED = [
    "We’ve updated our Terms. Please take a look before the changes take effect on May 1, 2026.",
    "We have updated our Privacy Policy, effective May 4, 2026. You can view the previous policy here.",
    "Our Terms were updated on April 2, 2026.",
    "We've updated our Privacy Policy.",
    "Nous avons mis à jour notre politique de confidentialité, en vigueur à compter du 1 mai 2026.",
    "This page is the updated User Agreement; click here. We’ve updated our User Agreement as of May 2, 2026.",
]
STANDING = [
    "We’ve updated our Terms. Please take a look before the changes take effect on May 30, 2026.",
    "We are updating our Terms soon.",
    "We have updated our Terms of May 1, 2026. By continuing to use Papertrail you agree to them.",
    "We have updated our Terms of May 1, 2026. You may opt out of arbitration until May 3, 2026.",
    "We have updated our Terms of May 1, 2026. Drawings belong to the artist.",
    "We keep your drawings until May 1, 2026.",
    "We update our Terms at any time and tell you 30 days before.",
]


@pytest.mark.parametrize("notice", LAPSED)
def test_the_end_of_a_notice_whose_day_has_come_is_told_in_the_digest(notice):
    comparison = changed(notice, "", captured_on=TODAY)
    assert not comparison.is_alertable
    assert [one.severity_rule for one in comparison.differences] in (["notice_lapsed"], ["stated_date"])


@pytest.mark.parametrize("notice", STANDING)
def test_the_end_of_what_says_more_or_of_a_day_to_come_is_told_the_same_day(notice):
    assert changed(notice, "", captured_on=TODAY).is_alertable


def test_a_notice_that_comes_is_told_the_same_day():
    assert changed("", LAPSED[0], captured_on=date(2026, 4, 1)).is_alertable


def test_without_a_day_of_capture_no_day_has_come():
    assert changed(LAPSED[0], "").is_alertable
