"""Pauses of hosts and intervals of pages, by the numbers of the rules."""

from datetime import timedelta

import pytest

from governance.capture.schedule.intervals import (
    INTERVAL,
    PROMISED_AGE,
    change_rate,
    due_after_failure,
    due_for_another_look,
    first_due,
    next_due,
)
from governance.capture.schedule.politeness import LONGEST_DELAY, delay_that_bears, pause_after
from tests.governance.capture.pages import NOON

pytestmark = pytest.mark.pure
TEN = timedelta(seconds=10)
HOUR = timedelta(hours=1)


def pause(*, refusals=0, retry_after=None, crawl_delay=None, key="a"):
    return pause_after(TEN, refusals=refusals, retry_after=retry_after, crawl_delay=crawl_delay, key=key)


def test_a_pause_is_ten_seconds_give_or_take_three():
    pauses = [pause(key=number) for number in range(300)]
    assert timedelta(seconds=7) <= min(pauses) < timedelta(seconds=7.5)
    assert timedelta(seconds=12.5) < max(pauses) <= timedelta(seconds=13)
    assert pause(key=4) == pause(key=4)


def test_each_refusal_doubles_the_pause_up_to_six_hours():
    assert pause(refusals=3) == pause() * 8
    assert pause(refusals=60_000) == LONGEST_DELAY


def test_what_a_host_asks_for_wins_within_bounds():
    assert pause(retry_after=HOUR) == HOUR
    assert pause(retry_after=timedelta(days=9)) == timedelta(hours=24)
    assert pause(retry_after=timedelta(seconds=1)) == pause()
    assert pause(crawl_delay=timedelta(seconds=30)) == timedelta(seconds=30)
    assert pause(crawl_delay=timedelta(days=1)) == timedelta(seconds=60)


def test_a_crowded_host_is_asked_faster_but_never_faster_than_every_two_seconds():
    second = timedelta(seconds=1)
    assert delay_that_bears(0, second, INTERVAL) == TEN
    assert delay_that_bears(31, second, INTERVAL) == TEN
    assert delay_that_bears(2_000, second, INTERVAL) == timedelta(seconds=7.64)
    assert delay_that_bears(5_760, second, INTERVAL) == timedelta(seconds=2)
    assert delay_that_bears(5_800, second, INTERVAL) is None


def test_no_page_waits_longer_than_its_interval_and_what_is_promised_leaves_it_room():
    dues = [next_due(number, NOON) - NOON for number in range(500)]
    assert min(dues) >= INTERVAL * 0.9
    assert max(dues) <= INTERVAL < PROMISED_AGE


def test_first_fetches_are_spread_over_an_interval():
    hours = {int((first_due(number, NOON) - NOON) / HOUR) for number in range(200)}
    assert hours == {0, 1, 2, 3, 4, 5}


def test_failures_are_tried_again_soon_and_then_ever_later():
    pauses = [due_after_failure("a", NOON, attempts) - NOON for attempts in (1, 2, 3, 4, 5, 6, 900)]
    assert pauses == sorted(pauses)
    assert timedelta(minutes=13) < pauses[0] <= timedelta(minutes=15)
    assert INTERVAL * 0.9 <= pauses[-1] <= INTERVAL


def test_what_seems_not_to_be_the_document_is_looked_at_within_ninety_minutes_then_after_six_hours():
    looks = [due_for_another_look(number, NOON, 1) - NOON for number in range(200)]
    assert timedelta(minutes=30) <= min(looks) < timedelta(minutes=32)
    assert timedelta(minutes=88) < max(looks) <= timedelta(minutes=90)
    assert INTERVAL * 0.9 <= due_for_another_look("a", NOON, 2) - NOON <= INTERVAL


@pytest.mark.parametrize(
    ("checks", "changes", "a_day"),
    [(0, 0, 0.0), (40, 0, 0.0), (40, 1, 0.1000), (40, 20, 2.7235), (40, 40, 17.5778)],
)
def test_the_rate_of_change_counts_what_falls_between_two_checks(checks, changes, a_day):
    assert change_rate(checks, changes, INTERVAL) == pytest.approx(a_day, abs=2e-4)
