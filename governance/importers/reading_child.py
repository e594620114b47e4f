"""Reads somebody else's history in a child process with limits.

The child has neither this process's database nor its secrets. It answers over a socket in JSON or bytes, and is killed
if it takes too long. Every failure becomes one sentence.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from governance.importers.child_messages import ANSWER, BYTES, LARGE, REFUSAL, reading_from
from governance.importers.git_source import (
    FileTooLarge,
    UnreadableSource,
    is_url,
    refuse_odd_address,
    without_credentials,
)
from governance.importers.history import History
from governance.importers.recorded_commits import HistoryReading

PROJECT = Path(__file__).resolve().parents[2]
# What a child needs to find its way and to reach the outside; nothing of ours.
_ENVIRONMENT = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR",
                "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """The resources that reading one history may use."""

    memory_bytes: int = 3_000_000_000
    processor_seconds: int = 3_600
    file_bytes: int = 4_000_000_000
    silence_seconds: float = 60  # of a server
    question_seconds: float = 1_800  # opening and fetching, or reading all commits


LIMITS = Limits()


@contextmanager
def open_in_child(address: str, mirrors: Path, limits: Limits = LIMITS) -> Iterator[History]:
    """Open a history in a child process. Raises UnreadableSource."""
    refuse_odd_address(address)
    if not is_url(address):
        address = str(Path(address).expanduser().absolute())
    ours, theirs = socket.socketpair()
    with tempfile.TemporaryDirectory(prefix="clausewatch-import-") as scratch, ours:
        with theirs:
            process = _start(theirs.fileno(), scratch)
        connection = Connection(ours.detach())
        try:
            child = _ChildHistory(connection, process, limits, without_credentials(address))
            child.open(address, mirrors.absolute())
            yield child
        finally:
            connection.close()
            _end(process)


def _start(descriptor: int, scratch: str) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "governance.importers.reader", str(descriptor)],
        cwd=PROJECT,
        env={**kept, "TMPDIR": scratch, "PYTHONUTF8": "1"},
        pass_fds=[descriptor],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that nobody is asked for a password, and all of it can be ended
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):  # it may have ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class _ChildHistory:
    """A history that a child process reads."""

    def __init__(self, connection: Connection, process: subprocess.Popen[bytes], limits: Limits, shown: str) -> None:
        self._connection, self._process, self._limits, self._shown = connection, process, limits, shown
        self.name = ""

    def open(self, address: str, mirrors: Path) -> None:
        self.name = self._ask("open", address=address, mirrors=str(mirrors), limits=asdict(self._limits))

    def holding(self, commits: Iterable[str]) -> set[str]:
        wanted = sorted(commits)
        return set(self._ask("holding", commits=wanted)) if wanted else set()

    def read(self, *, known_commit: str, now: datetime) -> HistoryReading:
        return reading_from(self._ask("read", known_commit=known_commit, now=now.timestamp()))

    def documents(self) -> dict[str, str]:
        return dict(self._ask("documents"))

    def blob(self, sha: str) -> bytes:
        data: bytes = self._ask("blob", sha=sha)
        return data

    def _ask(self, question: str, **details: Any) -> Any:
        try:
            self._connection.send_bytes(json.dumps([question, details]).encode())
            if not self._connection.poll(self._limits.question_seconds):
                raise UnreadableSource(
                    f"Reading {self._shown} was given up after {self._limits.question_seconds:,.0f} seconds."
                )
            answer = self._connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise UnreadableSource(self._why_it_ended()) from error
        kind, content = answer[:1], answer[1:]
        if kind in (REFUSAL, LARGE):
            raise (FileTooLarge if kind == LARGE else UnreadableSource)(content.decode())
        assert kind in (ANSWER, BYTES)
        return content if kind == BYTES else json.loads(content)

    def _why_it_ended(self) -> str:
        code = self._process.wait()
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            spent = f"{self._limits.processor_seconds:,} seconds of the processor or the memory it may use"
            return f"Reading {self._shown} was given up: it took more than {spent}."
        return f"{self._shown} could not be read: the process that read it ended with {code}."
