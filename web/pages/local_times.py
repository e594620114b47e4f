"""Days on the clocks of a person's time zone."""

from datetime import datetime
from zoneinfo import ZoneInfo


def days_until(at: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Return how many midnights of the zone lie between: 0 is today, 1 is tomorrow."""
    return (at.astimezone(zone).date() - now.astimezone(zone).date()).days
