"""Counting against a limit: exactly the limit passes, however many ask at once."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.cache import caches
from django.db import connection

from accounts.limits.counting import Counter, forget_ended
from accounts.models import Tally

REDIS = os.environ.get("CACHE_URL", "").replace("rediscache://", "redis://")


@pytest.fixture(params=["database", "redis"])
def counter(request, db, settings):
    """The counter over each of its stores."""
    if request.param == "redis":
        if not REDIS.startswith("redis://"):
            pytest.skip("needs Redis: set CACHE_URL=rediscache://127.0.0.1:6379/1")
        backend = "django.core.cache.backends.redis.RedisCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": REDIS, "KEY_PREFIX": f"test-{os.getpid()}"}}
    found = Counter()
    yield found
    found.forget("acts")


def take(counter, now, limit=3):
    return counter.take("acts", limit=limit, seconds=60, now=now)


def test_the_first_acts_of_a_window_pass_and_the_others_are_told_when_it_ends(counter, now):
    verdicts = [take(counter, now) for _ in range(5)]
    assert [verdict.is_allowed for verdict in verdicts] == [True, True, True, False, False]
    assert {verdict.wait for verdict in verdicts} <= {59, 60}


def test_a_window_ends_its_seconds_after_its_first_act_whatever_was_refused(db, now):
    counter = Counter()
    for second in (0, 20, 40, 50, 59):
        verdict = take(counter, now + timedelta(seconds=second))
    assert (verdict.is_allowed, verdict.wait) == (False, 1)
    assert take(counter, now + timedelta(seconds=60)).is_allowed


def test_looking_counts_nothing(counter, now):
    for _ in range(5):
        assert counter.look("acts", limit=1, now=now).is_allowed
    take(counter, now)
    assert not counter.look("acts", limit=1, now=now).is_allowed


def test_what_is_given_back_can_be_taken_again_and_never_more(counter, now):
    counter.give_back("acts")
    take(counter, now, limit=1)
    counter.give_back("acts")
    counter.give_back("acts")
    assert [take(counter, now, limit=1).is_allowed for _ in range(2)] == [True, False]


def test_what_is_forgotten_begins_anew_and_names_are_counted_apart(counter, now):
    take(counter, now, limit=1)
    assert counter.take("others", limit=1, seconds=60, now=now).is_allowed
    counter.forget("others")
    counter.forget("acts")
    assert take(counter, now, limit=1).is_allowed


def test_a_host_whose_clock_is_behind_counts_in_the_same_window(db, now):
    counter = Counter()
    ahead, behind = now + timedelta(minutes=5), now
    allowed = [take(counter, moment).is_allowed for moment in (ahead, behind, ahead, behind, ahead, behind)]
    assert allowed == [True, True, True, False, False, False]


def test_neither_address_nor_network_is_stored(db, now):
    Counter().take("mail to zoe@example.com from 192.0.2.1", limit=1, seconds=60, now=now)
    stored = Tally.objects.get().name
    assert "zoe" not in stored
    assert "192.0" not in stored


def test_counts_are_deleted_when_their_window_is_long_over(db, now):
    counter = Counter()
    counter.take("old", limit=1, seconds=60, now=now - timedelta(hours=2))
    counter.take("new", limit=1, seconds=60, now=now)
    assert forget_ended(now) == {"counts": 1}
    assert Tally.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("counter", ["database", "redis"], indirect=True)
def test_of_sixteen_at_once_exactly_the_limit_passes(counter, now):
    caches["default"]  # the setting is read once, before the threads
    start = Barrier(16)

    def ask(_):
        start.wait()
        try:
            return [take(counter, now, limit=60).is_allowed for _ in range(15)]
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        answers = [allowed for found in pool.map(ask, range(16)) for allowed in found]
    assert (len(answers), sum(answers)) == (240, 60)
