"""What periods are counted in and run from, and their last day."""

import re
from datetime import date, timedelta
from enum import StrEnum

# What a period runs from where that is an event or a day that is none of those known here.
OTHER = "other"
_THAT_PERIOD = re.compile(r"\b(?:the|that|this|such|said)\s\Z", re.IGNORECASE)
_PERIOD = re.compile(r"\Wperiod\b", re.IGNORECASE)
_FOR_WHAT = re.compile(r"[^,;]{0,80}?\bto\s(?P<verb>[a-z]+)", re.IGNORECASE)
_HAS = re.compile(r"\b(?:have|has|given|gives?\s\w+)\s\Z", re.IGNORECASE)
_CHOOSING = re.compile(
    r"(?:opt|object|reject|declin|do|notify|tell|inform|write|e?mail|contact|send|submit|give|choose|decide|exercise"
    r"|raise|make"
    r"|respond|oppose|contest|review|consider|you|us|the|this|these|any|our|such|your|a|an|it)",
    re.IGNORECASE,
)


class PeriodUnit(StrEnum):
    """What the period is counted in."""

    HOUR = "hour"
    DAY = "day"
    BUSINESS_DAY = "business_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


def last_day(*, length: int, unit: PeriodUnit, since: date) -> date:
    """Return the last day of a period that begins after the day `since`.

    The day itself is not counted. Business days are Monday to Friday: public holidays are not known here. A period of
    months ends on the day of the same number, or on the last of a shorter month. Hours are counted in whole days.
    """
    if unit in (PeriodUnit.MONTH, PeriodUnit.YEAR):
        months = since.year * 12 + since.month - 1 + length * (12 if unit is PeriodUnit.YEAR else 1)
        first = date(months // 12, months % 12 + 1, 1)
        following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
        return first.replace(day=min(since.day, (following - timedelta(days=1)).day))
    if unit is PeriodUnit.BUSINESS_DAY:
        day = since
        for _ in range(length):
            day += timedelta(days={4: 3, 5: 2}.get(day.weekday(), 1))
        return day
    days = {PeriodUnit.WEEK: 7 * length, PeriodUnit.HOUR: -(-length // 24)}.get(unit, length)
    return since + timedelta(days=days)


def is_named_elsewhere(sentence: str, span: tuple[int, int]) -> bool:
    """Whether the period is one that another sentence begins: "within the 30-day period"."""
    return _PERIOD.match(sentence, span[1]) is not None and _THAT_PERIOD.search(sentence[: span[0]]) is not None


def is_to_do_else(sentence: str, span: tuple[int, int]) -> bool:
    """Whether the time is given for something that is no choice: "you have one year to bring a claim"."""
    if not _HAS.search(sentence[max(0, span[0] - 30) : span[0]]):
        return False
    found = _FOR_WHAT.match(sentence, span[1])
    return found is not None and _CHOOSING.match(found["verb"]) is None
