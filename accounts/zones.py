"""Time zones by name. What systems know of them changes: `US/Pacific` left some."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import structlog

logger = structlog.get_logger(__name__)

_UTC = ZoneInfo("UTC")


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name, or UTC where the name is not known any more: nothing is ever late or lost for that."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return _instead_of(name)


def is_known(name: str) -> bool:
    """Whether the name is that of an IANA time zone, here and now."""
    return name in available_timezones()


@lru_cache(maxsize=1000)
def _instead_of(name: str) -> ZoneInfo:
    """Said once for each name and process."""
    logger.error("time_zone_unknown", timezone=name, instead="UTC")
    return _UTC
