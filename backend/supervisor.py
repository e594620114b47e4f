"""Runs a few child processes. One that dies is started again without disturbing the others; a signal ends all."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import structlog

logger = structlog.get_logger(__name__)

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 10.0
# What died is started again after the first pause. Each death that follows before it has run a while doubles the pause.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
A_WHILE_SECONDS = 10.0
# A child that has died so often and never run a while can't start.
DEATHS_AT_THE_START = 5
_LOOK_EVERY_SECONDS = 0.1
_GONE_WITHIN_SECONDS = 2.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Child:
    name: str
    command: Sequence[str]
    pass_fds: tuple[int, ...] = ()


class CanNotStart(Exception):
    """A child died again and again without running for a while; all others have been stopped."""

    def __init__(self, name: str, how: str) -> None:
        super().__init__(
            f"The {name} process can't start: {DEATHS_AT_THE_START} times it ended at once, the last time it {how}. "
            "Everything else was stopped."
        )


def run(
    children: Sequence[Child],
    *,
    environment: Mapping[str, str],
    folder: Path,
    is_ready: Callable[[], bool],
    announce: Callable[[], None],
) -> None:
    """Run the children in `folder` until a stop signal; call `announce` once when `is_ready` says so.

    Returns after a stop signal, or raises CanNotStart. Either way nothing is left running: what has not ended after
    GRACE_SECONDS, or at a second signal, is killed with its own children.
    """
    with _counted_signals() as signals:
        kept = [_Kept(child, partial(_start, child, environment, folder)) for child in children]
        try:
            _watch(kept, signals, is_ready, announce)
        finally:
            _stop([each.process for each in kept if each.process], signals)


@dataclass(slots=True)
class _Kept:
    """A child that is kept running: its process, if there is one, and how its last starts went."""

    child: Child
    start: Callable[[], "subprocess.Popen[bytes]"]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    starts_at: float = field(default_factory=time.monotonic)
    deaths_in_a_row: int = 0
    has_run_a_while: bool = False

    def look_after(self, now: float) -> None:
        """Start the child when its time has come; note its death and when it starts again. Raises CanNotStart."""
        if self.process is None:
            if now >= self.starts_at:
                self._begin(now)
            return
        returncode = self.process.poll()
        if now - self.started_at >= A_WHILE_SECONDS:
            self.has_run_a_while, self.deaths_in_a_row = True, 0
        if returncode is None:
            return
        _kill_group(self.process.pid)
        self.process = None
        self._wait_to_start_again(now, _how_it_ended(returncode))

    def _begin(self, now: float) -> None:
        self.started_at = now
        try:
            self.process = self.start()
        except OSError as error:  # no memory for one more process, or its program is just being replaced
            self._wait_to_start_again(now, f"could not be started: {error.strerror}")

    def _wait_to_start_again(self, now: float, how: str) -> None:
        self.deaths_in_a_row += 1
        if self.deaths_in_a_row >= DEATHS_AT_THE_START and not self.has_run_a_while:
            raise CanNotStart(self.child.name, how)
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (self.deaths_in_a_row - 1), LONGEST_PAUSE_SECONDS)
        self.starts_at = now + pause
        logger.error(
            "process_died",
            process=self.child.name,
            how=how,
            after_seconds=round(now - self.started_at),
            starts_again_in_seconds=pause,
        )


def _how_it_ended(returncode: int) -> str:
    return f"was killed by signal {-returncode}" if returncode < 0 else f"ended with exit code {returncode}"


def _start(child: Child, environment: Mapping[str, str], folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        child.command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        pass_fds=child.pass_fds,
        # A session of its own: the terminal's Ctrl-C reaches the supervisor only, and the group can be killed whole.
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
    )


def _end_with_parent() -> None:
    """Ask Linux to send SIGTERM when the supervisor is gone, even by `kill -9` (prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _watch(
    kept: Sequence[_Kept],
    signals: list[int],
    is_ready: Callable[[], bool],
    announce: Callable[[], None],
) -> None:
    announced = False
    while not signals:
        for each in kept:
            each.look_after(time.monotonic())
        if not announced and is_ready():
            announce()
            announced = True
        time.sleep(_LOOK_EVERY_SECONDS)


def _stop(processes: Sequence[subprocess.Popen[bytes]], signals: list[int]) -> None:
    for process in processes:
        process.terminate()
    signals_before = len(signals)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(process.poll() is None for process in processes):
        if time.monotonic() > deadline or len(signals) > signals_before:
            break
        time.sleep(_LOOK_EVERY_SECONDS)
    for process in processes:
        process.kill()
        process.wait()
        _kill_group(process.pid)


def _kill_group(leader: int) -> None:
    """Kill what is left of a child's session, its own children included, and wait until it is gone."""
    deadline = time.monotonic() + _GONE_WITHIN_SECONDS
    # macOS answers PermissionError for a group of which only unreaped processes are left.
    with suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < deadline:
            os.killpg(leader, signal.SIGKILL)
            time.sleep(0.01)


@contextmanager
def _counted_signals() -> Iterator[list[int]]:
    """Collect stop signals in a list instead of dying of them. An ignored hang-up (nohup) stays ignored."""
    received: list[int] = []
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    for number, handler in before.items():
        if number != signal.SIGHUP or handler is not signal.SIG_IGN:
            signal.signal(number, lambda got, frame: received.append(got))
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
