"""How often something changed in the last twelve months, as bars of a plot and as the table beside it."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from governance.models import Change
from governance.models.changes import Severity

MONTHS = 12
# The measures of the drawing, in units of its view box. The bars stand on the line at BOTTOM.
WIDTH, HEIGHT, TOP, BOTTOM, LEFT = 720, 190, 24, 160, 36
_STEP = (WIDTH - LEFT) / MONTHS
_BAR = _STEP * 0.62
_HEAVIEST_FIRST = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)


@dataclass(frozen=True, slots=True)
class BarPart:
    """The part of a bar for one severity: where it is drawn."""

    severity: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class MonthOfChanges:
    """A month with the number of its changes by severity, the heaviest first, and where its bar is drawn."""

    first_day: date
    counts: tuple[tuple[str, int], ...]
    total: int
    middle: float
    top: float
    parts: tuple[BarPart, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """Twelve months of changes, the oldest first; `most` is the number of the fullest month."""

    months: tuple[MonthOfChanges, ...]
    most: int
    total: int
    width: int = WIDTH
    height: int = HEIGHT
    top: int = TOP
    bottom: int = BOTTOM
    left: int = LEFT


def activity_of(changes: "QuerySet[Change]", now: datetime) -> Activity:
    """Count these changes by month (UTC) and severity: this month and the eleven before it, in one query.

    Only changes of meaning or wording count, by the day on which they were detected.
    """
    firsts = _first_days(now.astimezone(UTC).date())
    begin = datetime(firsts[0].year, firsts[0].month, 1, tzinfo=UTC)
    found = (
        changes.filter(label__in=Change.REPORTED_LABELS, detected_at__gte=begin, detected_at__lte=now)
        .order_by()
        .annotate(month=TruncMonth("detected_at", tzinfo=UTC))
        .values_list("month", "severity")
        .annotate(count=Count("pk"))
    )
    counted: Counter[tuple[date, int]] = Counter()
    for month, severity, count in found:
        counted[month.date(), severity] += count
    totals = [sum(counted[first, one] for one in _HEAVIEST_FIRST) for first in firsts]
    most = max(totals)
    months = [_month(place, first, counted, most) for place, first in enumerate(firsts)]
    return Activity(tuple(months), most, sum(totals))


def _first_days(today: date) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - MONTHS + 1, last + 1)]


def _month(place: int, first: date, counted: Counter[tuple[date, int]], most: int) -> MonthOfChanges:
    left = LEFT + place * _STEP + (_STEP - _BAR) / 2
    unit = (BOTTOM - TOP) / most if most else 0
    parts, floor = [], float(BOTTOM)
    for severity in reversed(_HEAVIEST_FIRST):  # the lightest at the bottom
        if count := counted[first, severity]:
            floor -= count * unit
            parts.append(
                BarPart(severity.label, round(left, 1), round(floor, 1), round(_BAR, 1), round(count * unit, 1))
            )
    counts = tuple((severity.label, counted[first, severity]) for severity in _HEAVIEST_FIRST)
    total = sum(count for _, count in counts)
    return MonthOfChanges(first, counts, total, round(left + _BAR / 2, 1), round(floor - 6, 1), tuple(parts))
