"""What the operator's pages are made of: tables of figures, each of which may lead to its rows in the admin."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode

# Whether whoever looks may view the rows of a model.
MaySee = Callable[[type[Model]], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown, where it leads, and whether it is a number."""

    shown: str
    address: str = ""
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a name and a cell for each column, of which some are of numbers; `said` gives unit and period."""

    title: str
    said: str
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[Figure, tuple[Figure, ...]], ...]
    empty: str = "None."


def table(
    title: str,
    said: str,
    columns: Iterable[str],
    rows: Iterable[tuple[str | Figure, Iterable[Figure]]],
    empty: str = "None.",
) -> Table:
    """Return a table; a row begins with a name, which may lead somewhere."""
    made = tuple((name if isinstance(name, Figure) else text(name), tuple(cells)) for name, cells in rows)
    first = made[0][1] if made else ()
    are_numbers = tuple((name, place < len(first) and first[place].is_number) for place, name in enumerate(columns))
    return Table(title, said, are_numbers, made, empty)


def count(number: int, model: type[Model], **filters: object) -> Figure:
    """Return a number of rows, which leads to the list of exactly these; none leads nowhere."""
    return Figure(f"{number:,}", list_of(model, filters) if number else "")


def text(shown: str, address: str = "") -> Figure:
    return Figure(shown, address, is_number=False)


def list_of(model: type[Model], filters: Mapping[str, object]) -> str:
    """Return the address of the admin's list of these rows."""
    meta = model._meta
    asked = urlencode({name: _as_asked(value) for name, value in filters.items()})
    return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?{asked}"


def _as_asked(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return ",".join(value) if isinstance(value, tuple | list) else str(value)


def age(since: datetime | None, now: datetime) -> Figure:
    """Return how long ago that was, in words."""
    return text(in_words(now - since) if since else "–")


def in_words(length: timedelta) -> str:
    """Return such as “40 seconds”, “12 minutes”, “5 hours” or “3 days”."""
    seconds = max(int(length.total_seconds()), 0)
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size or (size == 60 and seconds >= size):
            number = seconds // size
            return f"{number:,} {unit}{'s' if number > 1 else ''}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def moment(at: datetime | None) -> str:
    """Return a moment in UTC, such as 2026-03-11 10:30 UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at else "not known"
