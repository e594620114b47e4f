"""Runs a few child processes as one: they start together, and when one ends or a signal comes all end."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 10.0
_LOOK_EVERY_SECONDS = 0.1
_GONE_WITHIN_SECONDS = 2.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Child:
    name: str
    command: Sequence[str]
    pass_fds: tuple[int, ...] = ()


class ChildDied(Exception):
    """A child ended by itself; all others have been stopped."""

    def __init__(self, name: str, returncode: int) -> None:
        how = f"was killed by signal {-returncode}" if returncode < 0 else f"ended with exit code {returncode}"
        super().__init__(f"The {name} process {how}; everything else was stopped.")


def run(
    children: Sequence[Child],
    *,
    environment: Mapping[str, str],
    folder: Path,
    is_ready: Callable[[], bool],
    announce: Callable[[], None],
) -> None:
    """Run the children in `folder` until a stop signal, calling `announce` once when `is_ready` says so.

    Returns after a stop signal, raises ChildDied when a child ended first. In both cases nothing is left running: what
    has not ended after GRACE_SECONDS, or at a second signal, is killed with its own children.
    """
    with _counted_signals() as signals:
        running: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for child in children:
                running[child.name] = _start(child, environment, folder)
            _watch(running, signals, is_ready, announce)
        finally:
            _stop(list(running.values()), signals)


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
    """Ask Linux for a SIGTERM when the supervisor is gone, even by `kill -9` (prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _watch(
    running: Mapping[str, subprocess.Popen[bytes]],
    signals: list[int],
    is_ready: Callable[[], bool],
    announce: Callable[[], None],
) -> None:
    announced = False
    while not signals:
        for name, process in running.items():
            returncode = process.poll()
            if returncode is not None:
                raise ChildDied(name, returncode)
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
    """Kill what is left of a child's session, its own children among them, and see it gone."""
    deadline = time.monotonic() + _GONE_WITHIN_SECONDS
    # macOS answers PermissionError for a group of which only unreaped processes are left.
    with suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < deadline:
            os.killpg(leader, signal.SIGKILL)
            time.sleep(0.01)


@contextmanager
def _counted_signals() -> Iterator[list[int]]:
    """Collect stop signals in a list instead of dying of them. A hang-up that was ignored (nohup) stays ignored."""
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
