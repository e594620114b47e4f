"""Counts acts against a limit, in windows of time, over all processes and hosts.

A window begins with its first act and ends its seconds later. Each act is one atomic step of the store: a script in
Redis if the cache is Redis, else one statement of the database. So however many come at once, exactly the limit passes.
While Redis is away the database counts. The name of what is counted is stored as a keyed hash: neither store tells
whose address or network it was.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, TypeVar, cast

import structlog
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from django.db.models import F
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from accounts.keyed_hashes import keyed_hash
from accounts.models import Tally

logger = structlog.get_logger(__name__)
T = TypeVar("T")
# How long a Redis that was away is not asked again, so that not every request waits for it.
_SECONDS_WITHOUT = 5
_TAKE = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}
"""
_GIVE_BACK = """
if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end
"""
_UPSERT = """
INSERT INTO accounts_tally (name, count, ends) VALUES (%s, 1, %s)
ON CONFLICT (name) DO UPDATE SET
    count = CASE WHEN accounts_tally.ends <= %s THEN 1 ELSE accounts_tally.count + 1 END,
    ends = CASE WHEN accounts_tally.ends <= %s THEN excluded.ends ELSE accounts_tally.ends END
RETURNING count, ends
"""


@dataclass(frozen=True, slots=True)
class LimitVerdict:
    """Whether the act is within the limit, and the whole seconds until the window ends: 1 or more."""

    is_allowed: bool
    wait: int


class Counter:
    """Counts acts by name. `seconds` is the length of the window, which an act opens if none is open."""

    def __init__(self) -> None:
        self._away_until = 0.0

    def take(self, name: str, *, limit: int, seconds: int, now: datetime) -> LimitVerdict:
        """Count the act, and say whether it is among the first `limit` of its window."""

        def in_redis(redis: Any, key: str) -> tuple[int, float]:
            count, milliseconds = redis.eval(_TAKE, 1, key, seconds * 1000)
            return count, milliseconds / 1000

        count, left = self._stored(name, in_redis, lambda key: self._take_in_database(key, seconds, now))
        return LimitVerdict(count <= limit, _wait(left))

    def look(self, name: str, *, limit: int, now: datetime) -> LimitVerdict:
        """Say whether one more act would be within the limit, without counting it."""

        def in_database(key: str) -> tuple[int, float]:
            row = Tally.objects.filter(name=key, ends__gt=now.timestamp()).first()
            return (row.count, row.ends - now.timestamp()) if row else (0, 0.0)

        count, left = self._stored(
            name, lambda redis, key: (int(redis.get(key) or 0), redis.pttl(key) / 1000), in_database
        )
        return LimitVerdict(count < limit, _wait(left))

    def give_back(self, name: str) -> None:
        """Undo the count of one act that turned out not to count."""

        def in_database(key: str) -> None:
            Tally.objects.filter(name=key, count__gt=0).update(count=F("count") - 1)

        self._stored(name, lambda redis, key: cast(None, redis.eval(_GIVE_BACK, 1, key)), in_database)

    def forget(self, name: str) -> None:
        """End the window; the next act opens a new one."""
        self._stored(name, lambda redis, key: redis.delete(key), lambda key: Tally.objects.filter(name=key).delete())

    def is_in_database(self) -> bool:
        """Tell whether the database counts at present, so that a count is undone where its transaction is."""
        return not isinstance(caches["default"], RedisCache) or time.monotonic() < self._away_until

    def _stored(self, name: str, of_redis: Callable[[Any, str], T], of_database: Callable[[str], T]) -> T:
        """Run the step in Redis if the cache is Redis, else or while Redis is away in the database; return its result.

        A cache that is away neither lifts a limit nor closes it: the database starts counting from zero.
        """
        key = keyed_hash(name, purpose="counts")
        if not self.is_in_database():
            cache = cast(Any, caches["default"])
            try:
                # The cache's own incr() can't begin a window in the same step.
                client = cache._cache.get_client(key, write=True)
                return of_redis(client, cache.make_key(f"count:{key}"))
            except (RedisConnectionError, RedisTimeoutError) as error:
                self._away_until = time.monotonic() + _SECONDS_WITHOUT
                logger.warning("counting_in_the_database", error=type(error).__name__)
        return of_database(key)

    def _take_in_database(self, key: str, seconds: int, now: datetime) -> tuple[int, float]:
        moment = now.timestamp()
        with connection.cursor() as cursor:
            cursor.execute(_UPSERT, [key, moment + seconds, moment, moment])
            count, ends = cursor.fetchone()
        return count, ends - moment


counter = Counter()


def forget_ended(now: datetime) -> dict[str, int]:
    """Delete the counts of windows that ended at least an hour ago, and return how many.

    No host's clock is further off.
    """
    deleted, _ = Tally.objects.filter(ends__lt=(now - timedelta(hours=1)).timestamp()).delete()
    return {"counts": deleted}


def _wait(seconds: float) -> int:
    return max(1, ceil(seconds))
