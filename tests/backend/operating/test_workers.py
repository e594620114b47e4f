"""What the operator is told of workers: when duties ran last, which are overdue, and how long the queues are."""

from datetime import timedelta

import kombu
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError

from backend import celery
from backend.duties import BY_NAME, DUTIES, Queue
from backend.duty_runs import DutyRuns, last_runs, overdue
from backend.operating import broken, queues
from backend.operating.tables import in_words

MINUTE = timedelta(minutes=1)


class Seconds:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


def told(now):
    return [(one.what, one.count, one.since) for one in broken.troubles(now, lambda model: False)]


def test_an_end_is_noted_once_a_minute(now):
    clock = Seconds()
    runs = DutyRuns(clock)
    runs.note("deliver", now)
    runs.note("deliver", now + timedelta(seconds=30))
    assert last_runs() == {"deliver": now}
    clock.seconds = 60
    runs.note("deliver", now + MINUTE)
    assert last_runs() == {"deliver": now + MINUTE}


@pytest.mark.parametrize("error", [OperationalError("gone"), OSError("no route")])
def test_no_duty_fails_because_the_cache_is_away(monkeypatch, now, error):
    def fail(*args, **named):
        raise error

    monkeypatch.setattr(cache, "set", fail)
    monkeypatch.setattr(cache, "get_many", fail)
    DutyRuns().note("deliver", now)
    assert last_runs() is None


def test_a_duty_is_overdue_after_several_of_its_turns(now):
    deliver, forget = BY_NAME["deliver"], BY_NAME["forget_counts"]
    for duty in (deliver, forget):
        bound = 3 * duty.every + timedelta(minutes=5)
        assert overdue({duty.name: now - bound}, now) == []
        assert overdue({duty.name: now - bound - timedelta(seconds=1)}, now) == [duty]
    assert overdue({}, now) == []
    late = {"deliver": now - timedelta(hours=1), "forget_counts": now - timedelta(hours=5)}
    assert overdue(late, now) == [forget, deliver]


@pytest.mark.django_db
def test_a_worker_notes_what_it_ran_and_a_sweep_too(now, monkeypatch):
    monkeypatch.setattr(celery, "runs_of_duties", DutyRuns())
    celery.run_duty(name="forget_counts")
    assert last_runs() == {"forget_counts": now}
    from backend.management.commands import sweep

    monkeypatch.setattr(sweep, "runs_of_duties", DutyRuns())
    call_command("sweep", now=now)
    assert set(last_runs() or ()) == set(BY_NAME)


@pytest.mark.django_db
def test_a_duty_that_fails_is_not_noted(now, monkeypatch):
    monkeypatch.setattr(celery, "runs_of_duties", DutyRuns())
    monkeypatch.setattr("accounts.limits.counting.forget_ended", lambda now: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        celery.run_duty(name="forget_counts")
    assert last_runs() == {}


def test_silence_is_told_by_queue_and_only_where_a_worker_should_be(now, settings, all_duties_ran):
    settings.CAPTURE_BROWSER = settings.REWRITING_URL = ""
    assert told(now) == []
    cache.set("duty_run:deliver", (now - timedelta(hours=1)).timestamp())
    cache.set("duty_run:fan_out", (now - timedelta(hours=2)).timestamp())
    assert told(now) == [("Duties overdue on the queue delivery", 2, now - timedelta(hours=2))]
    unserved = (Queue.DELIVERY, Queue.REWRITING, Queue.CAPTURE_BROWSER)
    cache.delete_many([f"duty_run:{duty.name}" for duty in DUTIES if duty.queue in unserved])
    assert told(now) == [("Nobody serves the queue delivery", None, None)]
    settings.REWRITING_URL = "https://models.example/v1"
    assert "Nobody serves the queue rewriting" in {what for what, *_ in told(now)}
    cache.clear()
    assert told(now) == [("No worker has told of itself", None, None)]


def test_queues_inside_of_a_worker_are_not_known(settings):
    settings.BROKER_URL = "memory://"
    assert queues.queue_lengths() is None


def test_queues_of_a_broker_are_counted_and_one_that_nobody_made_is_empty(settings, monkeypatch):
    settings.BROKER_URL = "redis://of-a-test"
    given = []

    def connection(**asked):
        given.append(asked)
        return kombu.Connection("memory://of-this-test")

    with kombu.Connection("memory://of-this-test") as made:
        waiting = made.SimpleQueue(Queue.DELIVERY.value)
        for _ in range(3):
            waiting.put({})
        monkeypatch.setattr(queues.app, "connection_for_write", connection)
        found = queues.queue_lengths()
        waiting.clear()
    assert found == {queue.value: 3 if queue is Queue.DELIVERY else 0 for queue in Queue}
    assert given[0]["transport_options"] == {"socket_timeout": 2}


def test_a_broker_without_an_answer_is_the_worst(settings, monkeypatch, now, all_duties_ran):
    settings.BROKER_URL = "redis://127.0.0.1:1/0"

    def connection(**asked):
        return kombu.Connection("redis://127.0.0.1:1/0", connect_timeout=1)

    monkeypatch.setattr(queues.app, "connection_for_write", connection)
    with pytest.raises(queues.BrokerAway):
        queues.queue_lengths()
    assert told(now)[0][0] == "The broker gives no answer"


def test_lengths_of_time_are_in_words():
    told_of = {
        0: "0 seconds", 1: "1 second", 59: "59 seconds", 60: "1 minute", 7_199: "119 minutes", 7_200: "2 hours",
        172_799: "47 hours", 172_800: "2 days", -5: "0 seconds",
    }  # fmt: skip
    assert {seconds: in_words(timedelta(seconds=seconds)) for seconds in told_of} == told_of
