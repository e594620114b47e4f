"""HTTP over one connection that is kept alive. A failure says how much of the request was sent."""

import select
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Timer
from urllib.parse import urlsplit

_PIECE = 64 * 1024
_LONGEST_ANSWER = 256 * 1024
_LONGEST_IDLENESS_SECONDS = 30  # servers close idle connections after a minute or so


class NotWritten(Exception):
    """No byte of the request was written, so nothing was accepted."""


class NoAnswer(Exception):
    """Some or all of the request was sent, and no whole answer came back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; names in `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class KeptAliveConnection:
    """One connection to `address`, opened when needed and again if the other side closed it.

    `request_seconds` limits a request as a whole, from the call (or from `since`) to the last byte of the answer. A
    server that takes or gives a byte now and then would never reach a limit on single reads. When the time is over no
    byte is written.
    """

    def __init__(self, address: str, *, connect_seconds: float, request_seconds: float) -> None:
        parts = urlsplit(address)
        make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = make(parts.hostname or "", parts.port, timeout=connect_seconds)
        self._path = parts.path
        self._request_seconds = request_seconds
        self._used_at: float | None = None

    def open(self) -> None:
        """Connect. Raises NotWritten."""
        try:
            self._connection.connect()
        except (OSError, HTTPException) as error:
            self.close()
            raise NotWritten(f"no connection: {error!r}") from error

    def close(self) -> None:
        self._connection.close()
        self._used_at = None

    def request(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], *, since: float | None = None
    ) -> Answer:
        """Make the request once and return the answer. `since` is a monotonic time.

        Raises NotWritten or NoAnswer, and never tries again.
        """
        deadline = (time.monotonic() if since is None else since) + self._request_seconds
        if self._is_stale():
            self.close()
        if self._connection.sock is None:
            self.open()
        if time.monotonic() >= deadline:
            raise NotWritten("the worker was stopped before it could write")
        sock = self._connection.sock
        sock.settimeout(self._request_seconds)
        watchdog = Timer(max(deadline - time.monotonic(), 0), _end, [sock])
        watchdog.daemon = True
        watchdog.start()
        try:
            self._announce(method, path, body, headers)
            self._write(body, deadline)
            return self._read()
        except (OSError, HTTPException) as error:
            self.close()
            raise NoAnswer(f"no answer: {error!r}") from error
        finally:
            watchdog.cancel()

    def _announce(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Compose the request's head without writing it. Raises NotWritten if that is impossible."""
        try:
            self._connection.putrequest(method, self._path + path, skip_accept_encoding=True)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self._connection.putheader(name, value)
        except (ValueError, HTTPException) as error:
            self.close()
            # The error's own text would repeat the header, and with it the key.
            raise NotWritten(f"the request's headers are not fit to be sent ({type(error).__name__})") from None

    def _write(self, body: bytes, deadline: float) -> None:
        self._connection.endheaders()
        for start in range(0, len(body), _PIECE):
            if time.monotonic() >= deadline:  # a process may be stopped anywhere, for longer than its lease
                raise TimeoutError("the time for the request was over before all of it was written")
            self._connection.send(body[start : start + _PIECE])

    def _read(self) -> Answer:
        response: HTTPResponse = self._connection.getresponse()
        body = response.read(_LONGEST_ANSWER)
        answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
        if response.isclosed():
            self._used_at = time.monotonic()
        else:  # what is left of it would be taken for the next answer
            self.close()
        return answer

    def _is_stale(self) -> bool:
        """Tell whether a used connection was idle for long or has something to read, which can only be its end."""
        if self._connection.sock is None or self._used_at is None:
            return False
        readable = select.poll()
        readable.register(self._connection.sock, select.POLLIN | select.POLLHUP)
        return time.monotonic() - self._used_at > _LONGEST_IDLENESS_SECONDS or bool(readable.poll(0))


def _end(sock: socket.socket) -> None:
    """Wake whoever waits for this socket, with an error."""
    try:
        # Of the plain socket: that of TLS also takes the session away from under the one who reads.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return  # closed meanwhile
