"""Quiet hours: when a same-day alert waits, and for how long. Pure functions, right across clock changes.

An alert in quiet hours waits for their end if that is on the same calendar day of the person. Quiet hours past midnight
are two parts. From midnight to their end alerts wait; before midnight they go out at once, since waiting would make
them yesterday's. For the same reason whatever is left of the day before goes out at once, at any hour.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from alerts.timing.rhythm import instant_of


@dataclass(frozen=True, slots=True)
class QuietHold:
    """Alerts of changes published in [day_start, now] wait until `until`."""

    day_start: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one hour to another in a time zone, on the same day, or into the next if the second is smaller.

    An hour that the clocks skip is the end of the gap; one that comes twice is its first.
    """

    zone: ZoneInfo
    from_hour: int
    until_hour: int

    def hold_at(self, moment: datetime) -> QuietHold | None:
        """Return what waits at this moment; None if everything goes out."""
        today = moment.astimezone(self.zone).date()
        day_start = instant_of(today, 0, self.zone)
        start = day_start if self.until_hour < self.from_hour else instant_of(today, self.from_hour, self.zone)
        end = instant_of(today, self.until_hour, self.zone)
        # A gap that swallows the last hours of a day moves the end to the next one.
        is_today = end.astimezone(self.zone).date() == today
        return QuietHold(day_start, end.astimezone(UTC)) if start <= moment < end and is_today else None
