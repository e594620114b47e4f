"""Tells the time within a duty that runs for a while."""

import time
from datetime import datetime, timedelta


class RunningClock:
    """Tells the time as of a duty's `now`, moving on with the monotonic clock while the duty runs.

    A duty may be run as of another time (`sweep --now`), so the wall clock can't tell how late it has become.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._started = time.monotonic()

    def __call__(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._started)
