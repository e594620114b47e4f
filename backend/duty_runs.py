"""When each duty last ended well, as far as the cache knows, so that an operator sees which ones stand still.

It is a hint and no record: a cache that is emptied or away forgets it, and no duty fails for that.
"""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock

import structlog
from django.core.cache import cache
from django.db import DatabaseError
from redis.exceptions import RedisError

from backend.duties import DUTIES, Duty

logger = structlog.get_logger(__name__)
_KEPT_SECONDS = int(timedelta(days=30).total_seconds())
# How often a process notes one and the same duty: some run each ten seconds.
_NOTED_EVERY = 60.0
# A duty that waited for its turn, or took long, is not late yet.
_PATIENCE = timedelta(minutes=5)


class DutyRuns:
    """Notes the ends of duties, each at most once a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._noted: dict[str, float] = {}

    def note(self, name: str, now: datetime) -> None:
        with self._lock:
            before, at = self._noted.get(name), self._clock()
            if before is not None and at - before < _NOTED_EVERY:
                return
            self._noted[name] = at
        try:
            cache.set(_key(name), now.timestamp(), _KEPT_SECONDS)
        except (DatabaseError, RedisError, OSError) as error:
            logger.warning("duty_run_not_noted", duty=name, error=type(error).__name__)


runs_of_duties = DutyRuns()


def last_runs() -> dict[str, datetime] | None:
    """Return when each duty last ended well, of those that are known; None if the cache can't be asked."""
    try:
        found = cache.get_many([_key(duty.name) for duty in DUTIES])
    except (DatabaseError, RedisError, OSError):
        return None
    names = {_key(duty.name): duty.name for duty in DUTIES}
    return {names[key]: datetime.fromtimestamp(at, UTC) for key, at in found.items()}


def overdue(runs: Mapping[str, datetime], now: datetime) -> list[Duty]:
    """Return the duties that ran once and have missed several of their turns, the longest silent first."""
    late = [duty for duty in DUTIES if duty.name in runs and now - runs[duty.name] > 3 * duty.every + _PATIENCE]
    return sorted(late, key=lambda duty: runs[duty.name])


def _key(name: str) -> str:
    return f"duty_run:{name}"
