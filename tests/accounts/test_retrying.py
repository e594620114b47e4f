"""What failed is tried again after pauses that double up to a longest one, and so many times at most."""

from datetime import timedelta

import pytest

from accounts.retrying import Retries

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
pytestmark = pytest.mark.pure


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (10_000, 60)])
def test_each_pause_is_twice_the_one_before_up_to_the_longest(attempts, minutes):
    assert Retries(30, MINUTE, HOUR).pause(attempts) == minutes * MINUTE


def test_a_pause_varies_by_its_spread_to_either_side():
    pauses = {Retries(30, MINUTE, HOUR, spread=0.2).pause(1) for _ in range(200)}
    assert len(pauses) > 100
    assert 0.8 * MINUTE <= min(pauses) < MINUTE < max(pauses) <= 1.2 * MINUTE


def test_a_pause_that_was_asked_for_is_not_undercut_nor_exceeded_by_more_than_the_longest():
    for asked in (timedelta(0), MINUTE, 100 * HOUR):
        pauses = [Retries(30, MINUTE, HOUR, spread=0.2).pause(3, asked=asked) for _ in range(200)]
        assert asked <= min(pauses)
        assert max(pauses) <= asked + HOUR


@pytest.mark.parametrize("asked", [timedelta(0), timedelta(seconds=1), MINUTE])
def test_whoever_asks_for_less_than_the_usual_pause_gets_the_usual_one(asked):
    pauses = [Retries(30, MINUTE, HOUR, spread=0.2).pause(3, asked=asked) for _ in range(200)]
    assert min(pauses) >= 3.2 * MINUTE
    assert max(pauses) <= 4.8 * MINUTE


def test_the_last_attempt_is_the_one_that_is_allowed_last():
    retries = Retries(3, MINUTE, HOUR)
    assert [retries.are_over(attempts) for attempts in (0, 2, 3, 4)] == [False, False, True, True]
