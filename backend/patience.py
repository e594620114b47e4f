"""Bounds how long the web waits for PostgreSQL: a server that is frozen would else keep every thread for ever.

Its own `statement_timeout` is no bound, for a frozen server doesn't look at the clock. Nor is TCP: the system answers
keepalives and takes data for it. So the driver, which waits in Python, is told until when. After that one request at
a time asks whether the server answers again, and all others fail at once: threads stay free for what needs none.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from threading import Lock
from typing import Any

import psycopg
from django.db import Error, OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse

from backend.outages import ask_database

# Far more than any request takes, and less than a proxy waits. Duties may take longer, and are ended by their queue.
SECONDS_OF_A_STATEMENT = 10.0
_SECONDS_TO_CANCEL = 1.0
_SECONDS_BETWEEN_LOOKS = 5.0
_SECONDS_OF_A_LOST_REQUEST = 4.0  # one that failed after so long waited for a server, if only for its greeting


class Silence:
    """The silence of the database, if it has not answered as far as this process knows."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._lock = Lock()
        self._again: float | None = None
        self._is_asked = False

    def note(self) -> None:
        """Begin the silence: the next request asks whether it is over."""
        with self._lock:
            if self._again is None:
                self._again = self.clock()

    def holds_up(self) -> bool:
        """Tell whether the database is silent, so that a request would wait in vain.

        Only one request at a time asks it, and a few seconds pass before the next one does.
        """
        if self._again is None:
            # Django would look at a kept connection later, and wait anew for another where this one fell silent.
            connection.close_if_health_check_failed()
        with self._lock:
            if self._again is None:
                return False
            if self._is_asked or self.clock() < self._again:
                return True
            self._is_asked = True
        is_silent = True
        try:
            with suppress(Error):
                ask_database()
                is_silent = False
        finally:  # whatever else was raised: otherwise no request would ever ask again
            with self._lock:
                self._again = self.clock() + _SECONDS_BETWEEN_LOOKS if is_silent else None
                self._is_asked = False
        return is_silent


silence = Silence()


def fail_while_silent() -> None:
    """Raise Django's OperationalError while the database is silent, so that no request waits for it."""
    if silence.holds_up():
        raise OperationalError("The database gives no answer. It is asked again every few seconds.")


class Patience:
    """Fails requests at once while the database is silent. Belongs behind what is answered without it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        fail_while_silent()
        return noting_silence(self.get_response, request)


def noting_silence(answer: Callable[[HttpRequest], HttpResponse], request: HttpRequest) -> HttpResponse:
    """Return the answer to the request. If it is a failure after a long wait, note that the database is silent."""
    began = silence.clock()
    response = answer(request)
    if response.status_code >= 500 and silence.clock() - began >= _SECONDS_OF_A_LOST_REQUEST:
        silence.note()
    return response


def bound_statements(seconds: float = SECONDS_OF_A_STATEMENT) -> None:
    """Have every connection that this process opens from now on give up a statement after so many seconds."""

    def bound(connection: BaseDatabaseWrapper, **_: Any) -> None:
        if isinstance(connection.connection, psycopg.Connection):
            _bound(connection.connection, seconds)

    connection_created.disconnect(dispatch_uid="backend.patience")  # a second receiver of one id would be passed over
    connection_created.connect(bound, weak=False, dispatch_uid="backend.patience")


def _bound(connection: "psycopg.Connection[Any]", seconds: float) -> None:
    wait: Callable[..., Any] = connection.wait

    @wraps(wait)
    def wait_for_so_long(generator: Any, *arguments: Any, **options: Any) -> Any:
        try:
            return wait(generator, *arguments, **{"timeout": seconds, **options})
        except psycopg.errors._WaitTimeout:
            _give_up(connection)
            raise psycopg.OperationalError(f"The database gave no answer for {seconds:g} seconds.") from None

    connection.wait = wait_for_so_long  # type: ignore[method-assign, assignment]


def _give_up(connection: "psycopg.Connection[Any]") -> None:
    """Tell a server that is only slow to stop, then close the connection: what state it is in isn't known."""
    try:
        connection.cancel_safe(timeout=_SECONDS_TO_CANCEL)
    except psycopg.Error:
        silence.note()
    finally:
        connection.pgconn.finish()
