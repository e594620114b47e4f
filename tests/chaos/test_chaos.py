"""The short version of `tests.chaos.run`: nothing is lost or sent twice, and a blind retry would be found out."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings

PATIENCE_SECONDS = 400  # a run takes 40 s where little else runs, 120 s where sixteen processes wait for two cores

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.real_clock,
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs redis-server, to kill it"),
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="needs Linux, where children end with their parent"
    ),
]
Run = subprocess.Popen[str]


def start(*options: str) -> Run:
    command = [sys.executable, "-m", "tests.chaos.run", "--json", "--patience", str(PATIENCE_SECONDS - 40), *options]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True, start_new_session=True)


def result_of(run: Run) -> dict:
    printed, _ = run.communicate(timeout=PATIENCE_SECONDS)
    assert printed, "The run broke off; its error is above."
    return json.loads(printed)


def processes_of(session: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(stat.parent.name))
    return found


def end(run: Run) -> None:
    if run.poll() is None:
        run.terminate()  # it ends its processes and drops its database
        with suppress(subprocess.TimeoutExpired):
            run.wait(20)
    for pid in processes_of(run.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    run.kill()
    run.wait()


@pytest.fixture(scope="module")
def runs() -> Iterator[dict[str, Run]]:
    """All at once, for most of their time is waiting."""
    started: dict[str, Run] = {}
    try:
        started["reconcile"] = start(
            "--recipients", "2500", "--batch-size", "50", "--kills", "8", "--stops", "2", "--seed", "11"
        )
        started["mark-after"] = start(
            "--recipients", "800", "--batch-size", "50", "--kills", "3", "--stops", "0", "--seed", "12",
            "--strategy", "mark-after",
        )  # fmt: skip
        started["no events"] = start(
            "--recipients", "500", "--batch-size", "50", "--kills", "3", "--stops", "1", "--seed", "13", "--no-events"
        )
        yield started
    finally:
        for run in started.values():
            end(run)


def test_of_killed_and_stopped_workers_nothing_is_lost_and_nothing_comes_twice(runs):
    told = result_of(runs["reconcile"])
    assert told["child killed"] + told["worker killed"] + told["worker killed with its children"] == 8
    assert told["process stopped"] == 2
    assert min(told["broker emptied"], told["broker killed"], told["connections cut"]) > 0
    assert told["owed"] >= 2500
    faults = ("never_owed", "lost", "twice", "strangers", "wrongly_sent", "past_the_lease")
    assert [told[fault] for fault in faults] == [0] * 6
    assert list(told["states"]) == ["sent"]
    assert "provider: REFUSED AS INVALID" not in told
    assert told["is_good"]
    assert processes_of(runs["reconcile"].pid) == []


def test_without_events_what_is_in_doubt_is_held_and_not_sent_again(runs):
    told = result_of(runs["no events"])
    assert told["twice"] == told["lost"] == told["wrongly_sent"] == 0
    assert set(told["states"]) <= {"sent", "held"}
    assert len(told["doubts"]) == told["states"].get("held", 0)
    assert processes_of(runs["no events"].pid) == []


def test_a_design_that_sends_again_what_is_in_doubt_is_found_out(runs):
    told = result_of(runs["mark-after"])
    assert told["twice"] > 0
    assert not told["is_good"]
    assert processes_of(runs["mark-after"].pid) == []
