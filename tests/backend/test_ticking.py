"""Who runs the duties: one run of each at a time, a clock that begins at once, and a worker in which none waits."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from celery.beat import Scheduler
from django.conf import settings

from backend import celery, ticking
from backend.celery import app, run_duty
from backend.duties import DUTIES, Duty, Queue
from backend.management.commands.up import worker
from backend.single_runs import SingleRuns
from backend.ticking import Ticks, TicksFirst

pytestmark = pytest.mark.pure


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """That the worker was to be ended, instead of the end of the tests."""
    ended: list[str] = []
    for module in (celery, ticking):
        monkeypatch.setattr(module, "end_this_worker", lambda: ended.append("ended"))
    return ended


def test_everything_is_due_when_the_clock_starts() -> None:
    assert all(entry.is_due().is_due for entry in TicksFirst(app).schedule.values())
    assert not any(entry.is_due().is_due for entry in Scheduler(app).schedule.values())


def test_a_worker_whose_clock_has_stopped_is_ended(monkeypatch: pytest.MonkeyPatch, ended: list[str]) -> None:
    def fail() -> None:
        raise RuntimeError("no more threads")

    ticks = Ticks(app)
    monkeypatch.setattr(ticks, "service", SimpleNamespace(start=fail, stop=lambda: None))
    ticks._run()
    assert ended == ["ended"]
    ticks.stop()
    ticks._run()
    assert ended == ["ended"]


def test_a_duty_asked_for_while_it_runs_is_run_once_more_afterwards() -> None:
    runs = SingleRuns()
    assert runs.begin("deliver")
    assert not runs.begin("deliver")
    assert not runs.begin("deliver")
    assert runs.begin("fan_out")
    assert runs.goes_on("deliver")
    assert not runs.goes_on("deliver")
    assert runs.begin("deliver")


def test_a_run_that_failed_is_over() -> None:
    runs = SingleRuns()
    runs.begin("deliver")
    runs.begin("deliver")
    runs.fail("deliver")
    assert runs.begin("deliver")
    assert not runs.goes_on("deliver")


def test_a_nudge_that_comes_during_a_run_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    goes, may_end, ran = threading.Event(), threading.Event(), []

    def run(duty: Duty, now: object) -> dict[str, int]:
        ran.append(duty.name)
        goes.set()
        assert may_end.wait(120)
        return {}

    monkeypatch.setattr(Duty, "run", run)
    first = threading.Thread(target=run_duty, kwargs={"name": "deliver"})
    first.start()
    assert goes.wait(120)
    run_duty(name="deliver")
    assert ran == ["deliver"]
    may_end.set()
    first.join(120)
    assert ran == ["deliver", "deliver"]


def test_a_duty_that_failed_is_tried_again_by_the_next_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(duty: Duty, now: object) -> dict[str, int]:
        raise OSError("the disk is full")

    monkeypatch.setattr(Duty, "run", run)
    for _ in range(2):
        with pytest.raises(OSError, match="disk is full"):
            run_duty(name="deliver")


def test_a_worker_with_a_duty_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, ended: list[str]) -> None:
    runs = SingleRuns()
    monkeypatch.setattr(celery, "runs", runs)
    runs.begin("deliver")
    run_duty(name="deliver")
    assert ended == []
    monkeypatch.setattr(runs, "seconds", lambda name: settings.CELERY_TASK_TIME_LIMIT + 1)
    run_duty(name="deliver")
    assert ended == ["ended"]


# In the place of the duties: all of some queues block for ever, the others write their names down and make work.
WORKER = """
import sys, threading
from django.conf import settings
from backend import ticking
settings.CELERY_TASK_SOFT_TIME_LIMIT = settings.CELERY_TASK_TIME_LIMIT = int(sys.argv.pop(1))
ticking.SECONDS_TO_END = 0.1
from backend.duties import Duty
blocked, log = sys.argv[1].split(","), open(sys.argv[2], "a", buffering=1)
def run(duty, now):
    print(duty.name, file=log)
    if duty.queue in blocked:
        threading.Event().wait()
    return {"rows": 1}
Duty.run = run
from backend.celery import app
app.start(sys.argv[3:])
"""

Started = Callable[..., "tuple[Path, subprocess.Popen[bytes]]"]


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Started]:
    """The worker of `up` with blocked queues: the file in which the duties that ran write their names, and it."""
    started: list[subprocess.Popen[bytes]] = []

    def start(blocked: set[Queue], limit: int = 300) -> "tuple[Path, subprocess.Popen[bytes]]":
        log = tmp_path / "ran"
        arguments = worker().command[list(worker().command).index("celery") + 1 :]
        embedded = {"BROKER_URL": "memory://", "DATA_DIR": str(tmp_path), "DATABASE_URL": "sqlite://:memory:"}
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(limit), ",".join(blocked), str(log), *arguments],
            cwd=settings.BASE_DIR,
            env={**os.environ, **embedded, "DJANGO_SETTINGS_MODULE": "backend.settings"},
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return log, process

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_duties_that_block_delay_no_alert(start_worker: Started) -> None:
    log, _ = start_worker({*Queue} - {Queue.DELIVERY})
    ran: list[str] = []
    deadline = time.monotonic() + 60
    # Each runs by its tick, and `deliver` a second time by the nudge of the one before it.
    while ran.count("deliver") < 2 or not {duty.name for duty in DUTIES} <= set(ran):
        assert time.monotonic() < deadline, ran
        time.sleep(0.1)
        ran = log.read_text().split() if log.exists() else []
    assert all(ran.count(duty.name) == 1 for duty in DUTIES if duty.queue is not Queue.DELIVERY)


@pytest.mark.slow
def test_a_worker_in_which_everything_hangs_ends_itself_to_be_started_again(start_worker: Started) -> None:
    log, process = start_worker({*Queue}, limit=1)
    assert process.wait(timeout=120) == 1
    assert {duty.name for duty in DUTIES} <= set(log.read_text().split())
