"""How often a page is fetched: every six hours at the latest, sooner where something is about to happen or has failed.

The jitter only shortens, so that what was promised (PROMISED_AGE) holds for a page that has to wait in line. For the
same reason no interval is longer than six hours, and none is shorter than the time that a host needs for all its pages.
"""

import math
from datetime import datetime, timedelta

from governance.capture.schedule.chance import share_of

INTERVAL = timedelta(hours=6)
SHORT_INTERVAL = timedelta(hours=1)
# What is told of the age of a verified text: 99 of 100 are at most so old.
PROMISED_AGE = timedelta(hours=6, minutes=30)
FIRST_RETRY = timedelta(minutes=15)
SECOND_LOOK = (timedelta(minutes=30), timedelta(minutes=90))
CONFIRMATION = (timedelta(minutes=1), timedelta(minutes=2))
THIRD_LOOK = INTERVAL
JITTER = 0.1
# One check in so many is to find a change, where that means more than four checks a day.
CHECKS_FOR_A_CHANGE = 10
# Whatever changes at every look, and goes on changing, can't be followed: it gets no more than others.
MOST_CHANGES_A_DAY = 4


def first_due(key: object, now: datetime, interval: timedelta = INTERVAL) -> datetime:
    """Return when a page that isn't urgent is fetched first: spread over one interval by its key."""
    return now + interval * share_of("phase", key)


def next_due(key: object, captured_at: datetime, interval: timedelta = INTERVAL) -> datetime:
    """Return when it is fetched again after a good capture: after at most the interval, and at least 90 % of it."""
    return captured_at + interval * (1 - JITTER * share_of("jitter", key, captured_at.isoformat()))


def due_after_failure(key: object, failed_at: datetime, attempts: int, interval: timedelta = INTERVAL) -> datetime:
    """Return when to try again after so many failures in a row: soon at first, then ever later up to the interval."""
    pause = min(FIRST_RETRY * 2 ** min(attempts - 1, 10), interval)
    return next_due(key, failed_at, pause)


def due_for_confirmation(key: object, looked_at: datetime) -> datetime:
    """Return when to look once more at a new text before it is told: after one or two minutes."""
    soonest, latest = CONFIRMATION
    return looked_at + soonest + (latest - soonest) * share_of("confirm", key, looked_at.isoformat())


def due_for_another_look(key: object, looked_at: datetime, looks: int) -> datetime:
    """Return when to look again at what seems not to be the document: within 30 to 90 minutes, then after six hours."""
    if looks > 1:
        return next_due(key, looked_at, THIRD_LOOK)
    soonest, latest = SECOND_LOOK
    return looked_at + soonest + (latest - soonest) * share_of("look", key, looked_at.isoformat())


def interval_for(*, is_urgent: bool, changes_a_day: float, bearable: timedelta) -> timedelta:
    """Return how often a document is read: hourly where it is urgent, as its changes ask, and at least every six hours.

    `bearable` is the time that its host needs for all its pages. Nothing is read more often than that, so that what
    one document gains is not taken from the others.
    """
    wanted = INTERVAL
    if is_urgent:
        wanted = SHORT_INTERVAL
    elif 0 < changes_a_day <= MOST_CHANGES_A_DAY:
        wanted = max(timedelta(days=1) / (CHECKS_FOR_A_CHANGE * changes_a_day), SHORT_INTERVAL)
    return min(max(wanted, bearable), INTERVAL)


def longest_interval(all_read_within: timedelta | None) -> timedelta:
    """Return how often a document is read at the least; the argument is what its host needs for all its pages."""
    return max(all_read_within or INTERVAL, INTERVAL)


def change_rate(checks: int, changes: int, interval: timedelta) -> float:
    """Return the expected changes a day of a page that was checked at this interval and found changed so often.

    The estimator of Cho and Garcia-Molina ("Estimating frequency of change", 2003), λ = -ln((n - X + 0.5)/(n + 0.5))/I:
    unlike X/n it is not 0 for a page that is quiet so far, and counts that two changes between checks look like one.
    """
    if checks == 0:
        return 0.0
    return -math.log((checks - changes + 0.5) / (checks + 0.5)) / (interval / timedelta(days=1))
