"""The duties, the sweep that runs them in the foreground, and the beat that runs them by the clock."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO

import kombu
import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils.module_loading import import_string

from backend import duties
from backend.celery import app, run_duty
from backend.duties import DUTIES, Duty, Queue
from backend.management.commands.sweep import moment


@pytest.fixture
def replaced(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[str, datetime]]]:
    """Puts other work behind the duties' names: what ran, in order."""

    def replace(*, failing: str = "") -> list[tuple[str, datetime]]:
        ran: list[tuple[str, datetime]] = []

        def run(duty: Duty, now: datetime) -> dict[str, int]:
            ran.append((duty.name, now))
            if duty.name == failing:
                raise RuntimeError("the disk is full")
            return {"mails_sent": 2, "mails_failed": 0} if duty.name == "deliver" else {}

        monkeypatch.setattr(Duty, "run", run)
        return ran

    return replace


def test_every_duty_exists() -> None:
    assert all(callable(import_string(duty.path)) for duty in DUTIES)


def test_one_sweep_carries_a_change_to_a_mail() -> None:
    names = [duty.name for duty in DUTIES]
    assert names.index("end_trials") < names.index("fan_out") < names.index("compose_alerts") < names.index("deliver")
    assert names.index("end_grants") < names.index("compose_digests") < names.index("deliver")


@pytest.mark.django_db
def test_a_sweep_of_an_empty_database_does_nothing_twice() -> None:
    for _ in range(2):
        out = StringIO()
        call_command("sweep", stdout=out)
        lines = out.getvalue().splitlines()
        assert [line.partition(":")[0] for line in lines[1:]] == [duty.name for duty in DUTIES]
        assert all(line.endswith("nothing to do") for line in lines[1:])


def test_a_sweep_runs_each_duty_once_as_of_the_time_given(
    replaced: Callable[..., list[tuple[str, datetime]]],
) -> None:
    ran = replaced()
    out = StringIO()
    call_command("sweep", "--now", "2026-03-09T08:00:00+01:00", stdout=out)
    assert ran == [(duty.name, datetime(2026, 3, 9, 7, tzinfo=UTC)) for duty in DUTIES]
    assert "As of 2026-03-09T07:00:00Z" in out.getvalue()
    assert "deliver: 2 mails sent\n" in out.getvalue()


def test_a_duty_that_fails_is_told_and_stops_no_other(
    replaced: Callable[..., list[tuple[str, datetime]]],
) -> None:
    ran = replaced(failing="fan_out")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match=r"1 of \d+ duties failed: fan_out"):
        call_command("sweep", stdout=out, stderr=err)
    assert [name for name, _ in ran] == [duty.name for duty in DUTIES]
    assert "fan_out: failed: RuntimeError: the disk is full" in err.getvalue()
    assert "deliver: 2 mails sent" in out.getvalue()


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-09T08:00:00Z", datetime(2026, 3, 9, 8, tzinfo=UTC)),
        ("2026-03-09T08:00", datetime(2026, 3, 9, 8, tzinfo=UTC)),
        ("2026-03-09 08:00:00-05:00", datetime(2026, 3, 9, 8, tzinfo=timezone(timedelta(hours=-5)))),
        ("2026-03-09", datetime(2026, 3, 9, tzinfo=UTC)),
    ],
)
def test_a_time_is_iso_8601_and_utc_unless_it_says_otherwise(text: str, at: datetime) -> None:
    assert moment(text) == at


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "2026-02-30T08:00", "08:00", "1773043200", "2026-3"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        moment(text)


def test_the_beat_ticks_every_duty_and_lets_late_ticks_lapse() -> None:
    assert set(app.conf.beat_schedule) == {duty.name for duty in DUTIES}
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] == run_duty.name
        assert entry["options"]["expires"] == entry["schedule"].total_seconds()


def test_a_published_change_is_looked_for_several_times_a_minute() -> None:
    often = {duty.name for duty in DUTIES if duty.every <= timedelta(seconds=15)}
    assert {"fan_out", "compose_alerts", "deliver"} <= often


def test_a_task_runs_its_duty_as_of_now(replaced: Callable[..., list[tuple[str, datetime]]]) -> None:
    ran = replaced()
    assert run_duty.delay(name="deliver").get() == {"mails_sent": 2, "mails_failed": 0}
    [(name, at)] = ran
    assert name == "deliver"
    assert abs(at - datetime.now(UTC)) < timedelta(minutes=1)


def test_what_a_task_has_done_is_carried_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def run(duty: Duty, now: datetime) -> dict[str, int]:
        ran.append(duty.name)
        return {"rows": 1}

    monkeypatch.setattr(Duty, "run", run)
    run_duty.delay(name="fan_out")
    assert ran == ["fan_out", "deliver"]


def test_a_task_that_found_nothing_nudges_nobody(replaced: Callable[..., list[tuple[str, datetime]]]) -> None:
    ran = replaced()
    run_duty.delay(name="fan_out")
    assert [name for name, _ in ran] == ["fan_out"]


def test_a_nudge_goes_to_a_duty_that_exists_and_comes_later() -> None:
    names = [duty.name for duty in DUTIES]
    for duty in DUTIES:
        assert not duty.makes_work_for or names.index(duty.makes_work_for) > names.index(duty.name)


def test_each_duty_is_ticked_and_nudged_in_its_own_queue() -> None:
    for duty in DUTIES:
        assert app.amqp.router.route({}, run_duty.name, kwargs={"name": duty.name})["queue"].name == duty.queue
    assert set(app.amqp.queues) == set(Queue)


def test_a_message_comes_to_the_queue_of_its_duty_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.conf, "task_always_eager", False)
    with kombu.Connection("memory://") as broker:
        channel = broker.default_channel
        for queue in app.amqp.queues.values():
            queue(channel).declare()
            queue(channel).purge()
        for duty in DUTIES:
            run_duty.apply_async(kwargs={"name": duty.name}, connection=broker)
            sizes = {queue: channel._size(queue) for queue in Queue}
            assert sizes == {**dict.fromkeys(Queue, 0), duty.queue: 1}
            app.amqp.queues[duty.queue](channel).purge()


def test_nothing_that_waits_for_other_hosts_or_compares_texts_is_in_the_queue_of_alerts() -> None:
    alerts = [duty.name for duty in DUTIES if duty.queue is Queue.DELIVERY]
    assert alerts == ["fan_out", "compose_alerts", "compose_digests", "deliver"]


def test_a_task_of_an_unknown_duty_fails() -> None:
    with pytest.raises(KeyError):
        run_duty.delay(name="no_such_duty").get()


@pytest.mark.django_db
def test_only_sessions_that_are_really_over_are_forgotten() -> None:
    today = datetime.now(UTC)
    for key, days in (("ended", -1), ("alive", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=today + timedelta(days=days))
    assert duties.forget_ended_sessions(today + timedelta(days=365)) == {"sessions": 1}
    assert list(Session.objects.values_list("session_key", flat=True)) == ["alive"]
