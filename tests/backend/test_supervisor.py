"""The supervisor, with small processes in the place of web and worker. Each test runs it in a process of its own."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from backend import supervisor

pytestmark = pytest.mark.pure
PROGRAM = """
import os, sys
from pathlib import Path
from backend import supervisor
supervisor.GRACE_SECONDS = float(os.environ.get("GRACE", "10"))
children = [supervisor.Child(f"child {n}", [sys.executable, "-c", code]) for n, code in enumerate(sys.argv[1:])]
try:
    supervisor.run(
        children, environment=os.environ, folder=Path.cwd(),
        is_ready=lambda: len(list(Path(os.environ["READY"]).iterdir())) == len(children),
        announce=lambda: print("ready", flush=True),
    )
except supervisor.CanNotStart as error:
    sys.exit(str(error))
print("stopped", flush=True)
"""
PREAMBLE = "import os, signal, subprocess, sys, time\nopen(os.path.join(os.environ['READY'], str(os.getpid())), 'w')\n"
SLEEPS = PREAMBLE + "time.sleep(60)"
IGNORES = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEPS
HAS_A_CHILD = (
    "import subprocess, sys, os\n"
    "subprocess.Popen([sys.executable, '-c', 'import signal, time; "
    "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)'])\n" + SLEEPS
)

Start = Callable[..., "subprocess.Popen[str]"]
LONGEST_WAIT = 120  # seconds; a busy machine is no failure


def _hear_hangups() -> None:
    """Undo what `nohup` does, so that the suite may run under it."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def start(ready: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def start(*children: str, grace: float = 10, wait: bool = True) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *children],
            cwd=settings.BASE_DIR,
            env={**os.environ, "READY": str(ready), "GRACE": str(grace)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_hear_hangups,
        )
        started.append(process)
        if wait:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def sessions(ready: Path) -> list[int]:
    return [int(path.name) for path in ready.iterdir()]


def alive(session: int) -> bool:
    """Whether anything of the session runs still."""
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_and_is_no_failure(start: Start, ready: Path, number: signal.Signals) -> None:
    process = start(SLEEPS, SLEEPS)
    process.send_signal(number)
    out, err = process.communicate(timeout=LONGEST_WAIT)
    assert (process.returncode, out, err) == (0, "stopped\n", "")
    assert len(sessions(ready)) == 2
    assert not any(alive(session) for session in sessions(ready))


def test_what_is_killed_is_started_again_and_disturbs_no_other(start: Start, ready: Path) -> None:
    process = start(SLEEPS, SLEEPS)
    first, second = sessions(ready)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: len(sessions(ready)) == 3)
    assert alive(second)
    process.terminate()
    out, err = process.communicate(timeout=LONGEST_WAIT)
    assert (process.returncode, err) == (0, "")
    assert "process_died" in out
    assert "was killed by signal 9" in out
    assert not any(alive(session) for session in sessions(ready))


def test_what_a_killed_child_leaves_behind_is_gone_before_it_starts_again(start: Start, ready: Path) -> None:
    process = start(HAS_A_CHILD)
    [first] = sessions(ready)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: len(sessions(ready)) == 2)
    assert not alive(first)
    process.terminate()
    process.communicate(timeout=LONGEST_WAIT)


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("sys.exit(3)", "ended with exit code 3"),
        ("sys.exit(0)", "ended with exit code 0"),
        ("os.kill(os.getpid(), 9)", "was killed by signal 9"),
    ],
)
def test_what_can_not_start_at_all_ends_everything_and_is_named(start: Start, ready: Path, code: str, how: str) -> None:
    process = start(SLEEPS, PREAMBLE + code, wait=False)
    out, err = process.communicate(timeout=LONGEST_WAIT)
    assert process.returncode == 1
    assert f"The child 1 process can't start: 5 times it ended at once, the last time it {how}." in err
    assert out.count("process_died") == 4
    assert not any(alive(session) for session in sessions(ready))


@pytest.fixture
def kept() -> Iterator[Callable[[float], supervisor._Kept]]:
    """Looks after a child of its own as of a time."""
    child = supervisor.Child("child", [sys.executable, "-c", "import time; time.sleep(60)"])
    kept = supervisor._Kept(child, lambda: supervisor._start(child, os.environ, Path.cwd()), starts_at=0)

    def look_after(now: float) -> supervisor._Kept:
        kept.look_after(now)
        return kept

    yield look_after
    if kept.process:
        kept.process.kill()
        kept.process.wait()


def dies(kept: supervisor._Kept) -> None:
    assert kept.process is not None
    kept.process.kill()
    kept.process.wait()


def test_the_pause_before_a_start_grows_and_is_short_again_after_a_while(
    kept: Callable[[float], supervisor._Kept],
) -> None:
    at, pauses = 0.0, []
    for seconds_of_life in (20, 1, 1, 1, 1, 1, 1, 20):
        dies(kept(at))
        at += seconds_of_life
        pauses.append(kept(at).starts_at - at)
        at += pauses[-1]
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 0.5]


def test_a_start_that_fails_for_once_is_tried_again(kept: Callable[[float], supervisor._Kept]) -> None:
    start = kept(0).start
    kept(20)
    dies(kept(20))

    def fail() -> "subprocess.Popen[bytes]":
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    kept(20).start = fail
    for at in (21, 30, 60, 90, 120, 150):
        assert kept(at).process is None
    kept(150).start = start
    assert kept(180).process is not None


def test_nothing_is_started_before_its_pause_is_over(kept: Callable[[float], supervisor._Kept]) -> None:
    dies(kept(0))
    kept(1)
    assert kept(1.4).process is None
    assert kept(1.5).process is not None


def test_what_does_not_stop_is_killed_after_the_grace(start: Start, ready: Path) -> None:
    process = start(IGNORES, grace=0.5)
    process.terminate()
    process.communicate(timeout=LONGEST_WAIT)
    assert process.returncode == 0
    assert not any(alive(session) for session in sessions(ready))


def test_a_second_interrupt_kills_at_once(start: Start, ready: Path) -> None:
    process = start(IGNORES, grace=600)
    process.send_signal(signal.SIGINT)
    time.sleep(0.4)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=LONGEST_WAIT)
    assert process.returncode == 0
    assert not any(alive(session) for session in sessions(ready))


def test_children_of_children_are_not_left_behind(start: Start, ready: Path) -> None:
    process = start(HAS_A_CHILD)
    process.terminate()
    process.communicate(timeout=LONGEST_WAIT)
    assert not any(alive(session) for session in sessions(ready))


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_children_end_with_a_supervisor_that_is_killed(start: Start, ready: Path) -> None:
    process = start(SLEEPS, SLEEPS)
    process.kill()
    process.communicate(timeout=LONGEST_WAIT)
    deadline = time.monotonic() + LONGEST_WAIT
    while any(alive(session) for session in sessions(ready)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(session) for session in sessions(ready))


def test_a_program_that_is_not_there_leaves_nothing_running(start: Start, ready: Path) -> None:
    program = PROGRAM.replace(
        '[sys.executable, "-c", code]', '["/no/such/program"] if code == "absent" else [sys.executable, "-c", code]'
    )
    process = subprocess.run(
        [sys.executable, "-c", program, SLEEPS, "absent"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "READY": str(ready)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert process.returncode == 1
    assert "the last time it could not be started: No such file or directory" in process.stderr
    assert not any(alive(session) for session in sessions(ready))
