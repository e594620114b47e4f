"""Figures that everybody is shown and that take long to count, kept in the cache for a while."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from django.core.cache import cache
from django.db import DatabaseError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

logger = structlog.get_logger(__name__)
Figures = TypeVar("Figures")
_AWAY = (DatabaseError, RedisConnectionError, RedisTimeoutError)


def kept(name: str, length: timedelta, count: Callable[[], Figures]) -> Figures:
    """Return what was counted under this name within the length of time, else count it. A cache that is away keeps
    nothing, and stops no page.
    """
    try:
        found: Figures | None = cache.get(name)
    except _AWAY as error:
        logger.warning("nothing_is_kept", name=name, error=type(error).__name__)
        return count()
    if found is None:
        found = count()
        try:
            cache.set(name, found, length.total_seconds())
        except _AWAY as error:
            logger.warning("nothing_is_kept", name=name, error=type(error).__name__)
    return found
