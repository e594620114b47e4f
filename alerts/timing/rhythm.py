"""Works out when a digest is due: local hours as instants. Pure functions, right across clock changes.

A local hour that the clocks skip is the first instant after the gap; one that comes twice is its first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Rhythm:
    """An hour of each day, or of one weekday (Monday is 0), in a time zone."""

    zone: ZoneInfo
    hour: int
    weekday: int | None = None

    def first_after(self, moment: datetime) -> datetime:
        """Return the first due instant after this moment."""
        return next(due for due in self._instants_around(moment, step=1) if due > moment)

    def last_until(self, moment: datetime) -> datetime:
        """Return the last due instant up to and including this moment."""
        return next(due for due in self._instants_around(moment, step=-1) if due <= moment)

    def _instants_around(self, moment: datetime, *, step: int) -> Iterator[datetime]:
        """Yield due instants in order, from safely before the moment.

        With a step of -1 backwards, from safely after it.
        """
        day = moment.astimezone(self.zone).date() - timedelta(days=2 * step)
        for _ in range(14):
            if self.weekday is None or day.weekday() == self.weekday:
                yield instant_of(day, self.hour, self.zone)
            day += timedelta(days=step)


def instant_of(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, at which the zone's clocks show this hour of this day."""
    wall = datetime.combine(day, time(hour), tzinfo=zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _end_of_gap(before=wall.replace(fold=1).astimezone(UTC), after=instant, zone=zone)


def _end_of_gap(*, before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant between these two, to the second, at which the zone's offset changes."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
