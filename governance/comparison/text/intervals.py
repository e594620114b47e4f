"""How often something happens, or the time that it is counted by: "every month", "5 EUR a week", "yearly"."""

import re
from typing import NamedTuple

from governance.comparison.text.quick_look import folded, holds_any
from governance.comparison.text.word_lists import CURRENCY_CODES, DAYS_IN, KINDS_OF_DAYS

_DAYS = {**DAYS_IN, "fortnight": 14.0, "quarter": 365 / 4, "annum": 365.0}
_OFTEN = {
    "hourly": "hour", "daily": "day", "weekly": "week", "fortnightly": "fortnight", "monthly": "month",
    "quarterly": "quarter", "yearly": "year", "annually": "year", "annual": "year",
}  # fmt: skip
_SIGNS = (*_DAYS, *_OFTEN)
_UNIT = "|".join(_DAYS)
_INTERVAL = re.compile(
    rf"\b(?:every|each|per)(?: (?:{KINDS_OF_DAYS}))?\s(?P<unit>{_UNIT})\b"
    # "A month" alone is a period; after a number, a currency or "once" it is an interval.
    rf"|(?:\b(?:once|twice|times?|{CURRENCY_CODES}|euros?|dollars?|pounds?|cents?|seconds?|minutes?|hours?|days?|percent"
    rf"|per cent)|[\d€$£¥%])\san?\s(?P<of>{_UNIT})\b"
    rf"|\b(?P<often>{'|'.join(_OFTEN)})\b",
    re.IGNORECASE,
)
_NOUN_FOLLOWS = re.compile(
    r"\s(?!(?:and|or|in|by|on|at|for|from|with|to|as|unless|until|if|when|but|after|before)\b)\w", re.IGNORECASE
)
_SAME = 0.02


class Interval(NamedTuple):
    """Where it stands, how many days it has, and whether it is said of a thing: "an annual report"."""

    start: int
    end: int
    days: float
    is_attribute: bool = False

    def is_same_as(self, other: "Interval") -> bool:
        """Whether both are as long."""
        return abs(self.days - other.days) <= _SAME * max(self.days, other.days)


def find_intervals(text: str) -> list[Interval]:
    """Every interval of one unit in the text, in order; "every 30 days" states a number and is none."""
    if not holds_any(folded(text), _SIGNS):
        return []
    return [_read(match) for match in _INTERVAL.finditer(text)]


def _read(match: re.Match[str]) -> Interval:
    unit = match["unit"] or match["of"] or _OFTEN[match["often"].lower()]
    is_attribute = match["often"] is not None and _NOUN_FOLLOWS.match(match.string, match.end()) is not None
    return Interval(match.start(), match.end(), _DAYS[unit.lower()], is_attribute)
