"""The child process that reads a history: `python -m governance.importers.reader DESCRIPTOR`.

It has neither Django nor the database. It limits itself, answers one question after the other, and ends when its parent
closes the socket.
"""

import json
import resource
import signal
import socket
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from governance.importers.child_messages import ANSWER, BYTES, LARGE, REFUSAL, told
from governance.importers.git_source import FileTooLarge, UnreadableSource, open_source, without_credentials
from governance.importers.history import OpenHistory
from governance.names import shown_name

MOST_SAID = 200


class Reader:
    """Answers an import's questions about one history."""

    def __init__(self, stack: ExitStack, *, may_limit: bool = True) -> None:
        self._stack, self._may_limit = stack, may_limit
        self._history: OpenHistory | None = None
        self._shown = "The history"

    def answer(self, question: str, details: dict[str, Any]) -> bytes:
        """Return the answer, or the reason why there is none: nothing in a repository makes this raise."""
        try:
            found = getattr(self, f"_{question}")(**details)
            return BYTES + found if isinstance(found, bytes) else ANSWER + json.dumps(found).encode()
        except FileTooLarge as error:
            return LARGE + str(error).encode()
        except UnreadableSource as error:
            return REFUSAL + str(error).encode()
        except MemoryError:
            return REFUSAL + f"Reading {self._shown} takes more memory than it may use.".encode()
        except Exception as error:  # noqa: BLE001 - told to the parent, whatever a hostile repository raises
            why = shown_name(f"{type(error).__name__}: {error}")[:MOST_SAID]
            return REFUSAL + f"{self._shown} is damaged or no git history ({why}).".encode()

    def _open(self, address: str, mirrors: str, limits: dict[str, Any]) -> str:
        self._shown = without_credentials(address)
        if self._may_limit:
            _limit(**limits)
        source = self._stack.enter_context(open_source(address, mirrors=Path(mirrors)))
        self._history = OpenHistory(source)
        return source.name

    def _holding(self, commits: list[str]) -> list[str]:
        return sorted(self._opened.holding(commits))

    def _read(self, known_commit: str, now: float) -> dict[str, Any]:
        return told(self._opened.read(known_commit=known_commit, now=datetime.fromtimestamp(now, UTC)))

    def _documents(self) -> dict[str, str]:
        return self._opened.documents()

    def _blob(self, sha: str) -> bytes:
        return self._opened.blob(sha)

    @property
    def _opened(self) -> OpenHistory:
        if self._history is None:
            raise UnreadableSource("No history is open.")
        return self._history


def _limit(
    memory_bytes: int, processor_seconds: int, file_bytes: int, silence_seconds: float, question_seconds: float
) -> None:
    """Limit this process's memory, time and file size; a file that grows too large is an error, not the end."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for kind, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, processor_seconds),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    socket.setdefaulttimeout(silence_seconds)


def main(descriptor: int) -> None:
    """Answer questions until the parent closes the socket."""
    with ExitStack() as stack, Connection(descriptor) as connection:
        reader = Reader(stack)
        while True:
            try:
                question, details = json.loads(connection.recv_bytes())
            except (EOFError, ConnectionResetError):
                return
            connection.send_bytes(reader.answer(question, details))


if __name__ == "__main__":
    main(int(sys.argv[1]))
