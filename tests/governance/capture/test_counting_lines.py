"""A line that counts from day to day is told once at most; a number that is raised twice is told when it has stood."""

import pytest

from governance.models import Change
from tests.governance.capture.site import CLAUSES, policy

pytestmark = pytest.mark.django_db
QUOTES = (
    "A small key opens large doors.",
    "Owls see by night.",
    "No letter is late that arrives.",
    "The early owl sleeps.",
    "Feathers weigh little, words much.",
    "Who writes, stays.",
)


@pytest.fixture
def shown(watched):
    """What shows a page of these lines for some days and reads it twice a day."""
    web = watched()
    web.document()

    def show(*lines, days):
        web.site["owl.example"]["/terms"] = policy(*lines)
        for _ in range(round(2 * days)):
            web.read()
            web.pass_time(hours=12)

    return show


def told():
    return [change.headline for change in Change.objects.alertable().order_by("published_at")]


def test_a_line_that_counts_is_told_once_at_most(shown):
    for day, quote in enumerate(QUOTES):
        shown(*CLAUSES, f"Quote of the day: “{quote}”", f"Today is day {100 + day} of the year.", days=1)
    assert len(told()) <= 1


def test_a_true_change_beside_it_is_told_the_same_day(shown):
    for day in range(4):
        shown(*CLAUSES, f"Today is day {100 + day} of the year.", days=1)
    before = len(told())
    shown(*CLAUSES[:14], "You waive the right to a class action.", "Today is day 104 of the year.", days=0.5)
    assert len(told()) == before + 1
    assert "class action" in told()[-1]


def test_a_number_that_is_raised_again_within_days_is_told_when_it_has_stood_a_week(shown):
    for coins, days in ((9, 2), (10, 2), (12, 6)):
        shown(*CLAUSES, f"You pay {coins} coins for each owl.", days=days)
    assert len(told()) == 1
    shown(*CLAUSES, "You pay 12 coins for each owl.", days=2)
    assert len(told()) == 2
    assert "12 coins" in told()[-1]


def test_a_clause_with_a_name_that_is_corrected_within_days_is_told_at_once(shown):
    for words in ("for thirty days", "for thirty days and sell it", "for thirty days and never sell it"):
        shown(*CLAUSES, f"Your data: we keep the data of your letters {words}.", days=2)
    assert len(told()) == 2
