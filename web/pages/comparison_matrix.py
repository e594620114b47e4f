"""What platforms state of the same things, as a compact matrix: in each cell a state, and the value where there is one.

It is made of what the API answers about a comparison, and says no more.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

_PERIOD = re.compile(r"P(?:T(\d{1,9})([HMS])|(\d{1,9})([YMWD]))")
_UNITS: Mapping[str, Any] = {
    "Y": ngettext_lazy("%(count)d year", "%(count)d years", "count"),
    "M": ngettext_lazy("%(count)d month", "%(count)d months", "count"),
    "W": ngettext_lazy("%(count)d week", "%(count)d weeks", "count"),
    "D": ngettext_lazy("%(count)d day", "%(count)d days", "count"),
    "TH": ngettext_lazy("%(count)d hour", "%(count)d hours", "count"),
    "TM": ngettext_lazy("%(count)d minute", "%(count)d minutes", "count"),
    "TS": ngettext_lazy("%(count)d second", "%(count)d seconds", "count"),
}
MOST_VALUES = 2


class CellState(StrEnum):
    """What is known of a platform in one thing that is compared."""

    STATED = "stated"
    NOT_STATED = "not-stated"
    NO_PROVISION = "none"
    NOT_CAPTURED = "not-captured"


_WORDS: Mapping[CellState, Any] = {
    CellState.NOT_STATED: gettext_lazy("Not found"),
    CellState.NO_PROVISION: gettext_lazy("No provision found"),
    CellState.NOT_CAPTURED: gettext_lazy("Not captured"),
}


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What one platform states of one thing, in a word or two, and the quotations that say so."""

    platform: str
    anchor: str
    state: CellState
    words: str
    quotations: Sequence[Mapping[str, Any]]
    left_out: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One thing that a reader compares, with a cell for each platform."""

    id: str
    name: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class ComparisonMatrix:
    """The platforms' names, in the order of the cells, and the rows."""

    platforms: tuple[str, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def quoted_rows(self) -> list[MatrixRow]:
        """The rows in which some platform is quoted."""
        return [row for row in self.rows if any(cell.quotations for cell in row.cells)]


def matrix_of(comparison: Mapping[str, Any]) -> ComparisonMatrix | None:
    """Return the matrix of a comparison as the API answers it; None if its category has nothing to be compared."""
    if not comparison["dimensions"]:
        return None
    platforms = {one["platform"]["slug"]: one for one in comparison["platforms"]}
    rows = tuple(
        MatrixRow(
            dimension["id"],
            dimension["name"],
            tuple(_cell(dimension["id"], cell, platforms[cell["platform"]]) for cell in dimension["cells"]),
        )
        for dimension in comparison["dimensions"]
    )
    return ComparisonMatrix(tuple(one["platform"]["name"] for one in platforms.values()), rows)


def _cell(dimension: str, cell: Mapping[str, Any], platform: Mapping[str, Any]) -> MatrixCell:
    state = _state(cell, platform)
    words = str(_WORDS[state]) if state in _WORDS else _values(cell)
    anchor = f"{dimension}-{cell['platform']}"
    return MatrixCell(platform["platform"]["name"], anchor, state, words, cell["quotations"], cell["left_out"])


def _state(cell: Mapping[str, Any], platform: Mapping[str, Any]) -> CellState:
    if cell["is_stated"]:
        return CellState.STATED
    documents = platform["documents"]
    if documents["captured"] <= documents["in_other_languages"] + documents["too_large"]:
        return CellState.NOT_CAPTURED
    return CellState.NOT_STATED if platform["provisions"] or platform["left_out"] else CellState.NO_PROVISION


def _values(cell: Mapping[str, Any]) -> str:
    """Return the values of a cell, each once; “Yes” where it is stated in words alone."""
    values = list(dict.fromkeys(one["value"] for one in cell["quotations"] if one["value"]))
    if not values:
        return _("Yes")
    shown = " / ".join(value_in_words(value) for value in values[:MOST_VALUES])
    return f"{shown} …" if len(values) > MOST_VALUES or cell["left_out"] else shown


def value_in_words(value: str) -> str:
    """Return the value of a cell as readers say it, such as “30 days” for `P30D`; what is no such value stays."""
    if period := _PERIOD.fullmatch(value):
        hours, small, days, large = period.groups()
        unit, count = (f"T{small}", int(hours)) if small else (large, int(days))
        return str(_UNITS[unit] % {"count": count})
    return {"opt_in": _("Opt-in"), "opt_out": _("Opt-out")}.get(value, value)
