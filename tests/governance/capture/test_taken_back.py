"""What a platform takes back is news where we read it ourselves; what comes and goes is not."""

import pytest

from governance.models import Change
from tests.governance.capture.site import CLAUSES, policy

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]
NEW = "You agree that disputes are settled by binding arbitration, and you waive the right to a class action."
WITH, WITHOUT = policy(*CLAUSES[:9], NEW, *CLAUSES[9:]), policy()


@pytest.fixture
def shown(watched):
    """What shows a page for some days and reads it four times a day."""
    web = watched()
    web.document()

    def show(page, days):
        web.site["owl.example"]["/terms"] = page
        for _ in range(round(4 * days)):
            web.read()
            web.pass_time(hours=6)

    show(WITHOUT, 1)
    return show


def told():
    return [change.rule for change in Change.objects.alertable().order_by("published_at")]


def test_a_clause_that_was_in_force_and_goes_again_is_told_at_once(shown):
    shown(WITH, 3)
    shown(WITHOUT, 0.25)
    assert told()[1:] == ["rolled_back"]
    change = Change.objects.alertable().latest("published_at")
    assert change.published_at == change.to_version.captured_at
    assert (change.added_count, change.removed_count, change.modified_count) == (0, 1, 0)


def test_what_goes_within_a_day_and_a_half_had_hardly_been_in_force(shown):
    shown(WITH, 1)
    shown(WITHOUT, 3)
    assert len(told()) == 1


def test_what_then_comes_and_goes_is_told_no_more(shown):
    for _ in range(3):
        shown(WITH, 2)
        shown(WITHOUT, 2)
    assert len(told()) == 2


def test_what_came_and_went_and_then_stays_is_told_once_it_has_stood_a_week(shown):
    shown(WITH, 2)
    shown(WITHOUT, 2)
    shown(WITH, 6)
    assert len(told()) == 2
    shown(WITH, 2)
    assert told()[2:] == ["rolled_back"]
    assert Change.objects.alertable().latest("published_at").added_count == 1


def test_what_was_taken_back_within_a_day_is_told_once_the_text_has_stayed_a_week(shown):
    shown(WITH, 1)
    shown(WITHOUT, 8)
    assert told()[1:] == ["rolled_back"]


def test_what_was_never_told_to_have_come_is_not_told_to_be_gone(shown):
    shown(WITH, 2)
    shown(WITHOUT, 2)
    shown(WITH, 1)
    shown(WITHOUT, 20)
    assert len(told()) == 2
    assert not Change.objects.held().exists()


def test_a_removal_that_was_told_after_its_hold_is_taken_back_at_once_when_the_text_is_back(shown):
    shown(policy(*CLAUSES[:4]), 1.75)
    assert len(told()) == 1
    shown(WITHOUT, 0.25)
    assert told()[1:] == ["rolled_back"]
