"""Keeps duties from asking a database that is away at every tick, and says so in one line for each of them."""

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Lock

import structlog
from django.db import connection

from accounts.retrying import Retries
from backend.away import is_database_away

logger = structlog.get_logger(__name__)
# It is asked for as long as it takes.
_RETRIES = Retries(sys.maxsize, first_pause=timedelta(seconds=5), longest_pause=timedelta(seconds=30))
_SAID_AGAIN_AFTER = 60.0


class Outage:
    """The outage of the database, if there is one as far as this process knows.

    After a pause, each longer than the one before, one run asks whether it is over. All others end at once meanwhile.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._began: float | None = None
        self._attempts = 0
        self._again = self._said = 0.0
        self._told: set[str] = set()

    def holds_up(self, duty: str) -> bool:
        """Tell whether the duty has to wait for the database; ask it if the pause is over, and say if it is back."""
        with self._lock:
            if self._began is None:
                return False
            if self._clock() < self._again:
                return True
            self._pause()
        try:
            ask_database()
        except Exception as error:
            if not is_database_away(error):
                raise
            self.note(duty, error)
            return True
        self._end()
        return False

    def note(self, duty: str, error: BaseException) -> None:
        """Begin the outage if there is none. Say it once for each duty, and once a minute for as long as it lasts."""
        with self._lock:
            now = self._clock()
            if self._began is None:
                self._began = now
                self._pause()
            is_said = duty in self._told and now < self._said + _SAID_AGAIN_AFTER
            self._told.add(duty)
            if is_said:
                return
            self._said, seconds = now, round(self._again - now)
        logger.error("database_away", duty=duty, again_in_seconds=seconds, exc_info=error)

    def _pause(self) -> None:
        self._attempts += 1
        self._again = self._clock() + _RETRIES.pause(self._attempts).total_seconds()

    def _end(self) -> None:
        with self._lock:
            began, self._began, self._attempts, self._told = self._began, None, 0, set()
        if began is not None:
            logger.info("database_back", seconds=round(self._clock() - began))


def ask_database() -> None:
    """Raise Django's OperationalError or InterfaceError while the database is away."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
