"""When a digest is due: local hours as instants. Pure functions, right across changes of the clock.

A local hour that the clocks skip is taken as the first instant after the gap; one that comes twice as its first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Rhythm:
    """An hour of each day, or of one weekday (Monday is 0), on the clocks of a zone."""

    zone: ZoneInfo
    hour: int
    weekday: int | None = None

    def first_after(self, moment: datetime) -> datetime:
        """The first due instant later than this moment."""
        return next(due for due in self._instants_around(moment, step=1) if due > moment)

    def last_until(self, moment: datetime) -> datetime:
        """The last due instant that is not later than this moment."""
        return next(due for due in self._instants_around(moment, step=-1) if due <= moment)

    def _instants_around(self, moment: datetime, *, step: int) -> Iterator[datetime]:
        """Due instants in order, beginning safely before the moment; with a step of -1 backwards, safely after it."""
        day = moment.astimezone(self.zone).date() - timedelta(days=2 * step)
        for _ in range(14):
            if self.weekday is None or day.weekday() == self.weekday:
                yield instant_of(day, self.hour, self.zone)
            day += timedelta(days=step)


def instant_of(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the clocks of the zone show this hour of this day."""
    wall = datetime.combine(day, time(hour), tzinfo=zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _end_of_gap(before=wall.replace(fold=1).astimezone(UTC), after=instant, zone=zone)


def _end_of_gap(*, before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between these two, to the second, at which the zone's offset changes."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
