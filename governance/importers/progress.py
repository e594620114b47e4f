"""Shows how far a long run is: one line that is rewritten on a terminal, one line a minute elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

RENEWED_EVERY = timedelta(seconds=0.5)
TOLD_EVERY = timedelta(minutes=1)
CLEAR_LINE = "\r\x1b[K"


@dataclass(slots=True)
class Progress:
    """Writes how many are done, how fast, and how long the rest will take."""

    write: Callable[[str], None]
    started_at: datetime
    is_terminal: bool
    what: str = "records"
    _told_at: datetime | None = None

    def tell(self, done: int, total: int, now: datetime) -> None:
        """Write how far it is, unless that was done a moment ago."""
        every = RENEWED_EVERY if self.is_terminal else TOLD_EVERY
        if now - (self._told_at or self.started_at) < every:
            return
        self._told_at = now
        line = progress_line(done, total, now - self.started_at, self.what)
        self.write(f"{CLEAR_LINE}{line}" if self.is_terminal else f"{line}\n")

    def end(self) -> None:
        """Clear the rewritten line, so that what follows begins on a line of its own."""
        if self.is_terminal and self._told_at:
            self.write(CLEAR_LINE)


def progress_line(done: int, total: int, elapsed: timedelta, what: str) -> str:
    """Return words such as "180 of 400 records, 3.0 a second, about 1 min 13 s left"."""
    rate = done / max(elapsed.total_seconds(), 0.001)
    left = (total - done) / rate if rate else 0
    return f"{done:,} of {total:,} {what}, {rate:,.1f} a second, about {_spelled(left)} left"


def _spelled(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
