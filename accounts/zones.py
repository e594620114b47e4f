"""Time zones by name. The names that systems know change: `US/Pacific` was dropped by some."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import structlog

logger = structlog.get_logger(__name__)

_UTC = ZoneInfo("UTC")
# Files beside the zones: that of this host, and that of a host that was never set up.
_NO_ZONES = ("localtime", "posixrules", "Factory")


def zone_of(name: str) -> ZoneInfo:
    """Return the zone of this name; UTC if the name is no longer known, so nothing is late or lost."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return _instead_of(name)


def is_known(name: str) -> bool:
    """Tell whether this machine knows the name as an IANA time zone."""
    return name not in _NO_ZONES and name in available_timezones()


@lru_cache(maxsize=1)
def known_names() -> tuple[str, ...]:
    """Return the names that may be chosen, in alphabetical order."""
    return tuple(sorted(available_timezones() - {*_NO_ZONES}))


@lru_cache(maxsize=1000)
def _instead_of(name: str) -> ZoneInfo:
    """Log that UTC replaces the zone, once per name and process, and return UTC."""
    logger.error("time_zone_unknown", timezone=name, instead="UTC")
    return _UTC
