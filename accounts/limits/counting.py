"""Counting against a limit: how often something was done in a window of time, over all processes and hosts.

A window begins with its first act and ends after its seconds. Each act is one atomic step of the store: a script in
Redis, where the cache is Redis, else one statement of the database. So of any number at once exactly the limit passes.
What is counted is named by a keyed hash: neither store tells whose address or network it was.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, cast

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import connection

from accounts.keyed_hashes import keyed_hash
from accounts.models import Tally

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
class Verdict:
    """Whether the act is within the limit, and the whole seconds until the window ends: 1 or more."""

    is_allowed: bool
    wait: int


class Counter:
    """Counts acts by name. `seconds` is the length of the window that an act begins where none is open."""

    def take(self, name: str, *, limit: int, seconds: int, now: datetime) -> Verdict:
        """Count the act, and say whether it is one of the first `limit` of its window."""
        redis, key = self._place(name)
        if redis is None:
            count, left = self._take_in_database(key, seconds, now)
        else:
            count, milliseconds = redis.eval(_TAKE, 1, key, seconds * 1000)
            left = milliseconds / 1000
        return Verdict(count <= limit, _wait(left))

    def look(self, name: str, *, limit: int, now: datetime) -> Verdict:
        """Whether one more act would be within the limit; nothing is counted."""
        redis, key = self._place(name)
        if redis is None:
            row = Tally.objects.filter(name=key, ends__gt=now.timestamp()).first()
            count, left = (row.count, row.ends - now.timestamp()) if row else (0, 0.0)
        else:
            count, left = int(redis.get(key) or 0), redis.pttl(key) / 1000
        return Verdict(count < limit, _wait(left))

    def give_back(self, name: str) -> None:
        """Take one act back, which turned out not to count."""
        redis, key = self._place(name)
        if redis is None:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE accounts_tally SET count = count - 1 WHERE name = %s AND count > 0", [key])
        else:
            redis.eval(_GIVE_BACK, 1, key)

    def forget(self, name: str) -> None:
        """Begin anew with the next act."""
        redis, key = self._place(name)
        if redis is None:
            Tally.objects.filter(name=key).delete()
        else:
            redis.delete(key)

    def _place(self, name: str) -> tuple[Any, str]:
        """The client of Redis, or None for the database, and the name as it is kept there."""
        key = keyed_hash(name, purpose="counts")
        cache = caches["default"]
        if not isinstance(cache, RedisCache):
            return None, key
        # The cache's own incr() can't begin a window in the same step.
        client = cast(Any, cache)._cache.get_client(key, write=True)
        return client, cache.make_key(f"count:{key}")

    def _take_in_database(self, key: str, seconds: int, now: datetime) -> tuple[int, float]:
        moment = now.timestamp()
        with connection.cursor() as cursor:
            cursor.execute(_UPSERT, [key, moment + seconds, moment, moment])
            count, ends = cursor.fetchone()
        return count, ends - moment


counter = Counter()


def forget_ended(now: datetime) -> dict[str, int]:
    """Delete the counts of windows that ended an hour ago and longer: no host's clock is that far off."""
    deleted, _ = Tally.objects.filter(ends__lt=(now - timedelta(hours=1)).timestamp()).delete()
    return {"counts": deleted}


def _wait(seconds: float) -> int:
    return max(1, ceil(seconds))
