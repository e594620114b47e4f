"""Numbers with their units, as a text states them: periods, amounts, shares, ages, and numbers of anything else."""

import re
from functools import lru_cache
from typing import NamedTuple

from governance.comparison.dates import find_dates
from governance.comparison.presence import folded, holds_any

PERIOD, AMOUNT, SHARE, AGE, NUMBER, REFERENCE = "period", "amount", "share", "age", "number", "reference"

_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_SPELLED_NUMBERS = {word: float(number) for number, word in enumerate(_NUMBERS, start=1)}
_SPELLED_NUMBERS |= {"thirty": 30.0, "forty-five": 45.0, "sixty": 60.0, "ninety": 90.0}
_DAYS = {"second": 1 / 86_400, "minute": 1 / 1_440, "hour": 1 / 24, "day": 1, "week": 7, "month": 30.4, "year": 365}
_UNITS = tuple(_DAYS)
_SAME_PERIOD = 0.02

_NUMERAL = r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,4})?"
_MINUS = r"(?P<minus>(?<![^\s(])[-−–])?"
_CURRENCY = r"US\$|[$€£¥]|\b(?:USD|EUR|GBP|CHF|dollars?|euros?|pounds?)\b"
_SPELLED = "|".join(sorted(_SPELLED_NUMBERS, key=len, reverse=True))
_ALTERNATIVES = (
    r"\b(?:sections?|articles?|clauses?|paragraphs?|annex|exhibit|schedule|appendix|chapter|part|version|step|art\.|no\.)"
    r"\s\(?\d{1,4}(?:\.\d{1,3})*|(?<!§)§++\s?\d{1,4}(?:\.\d{1,3})*|\b\d{1,3}(?:\.\d{1,3}){2,}",
    rf"{_MINUS}(?P<currency>{_CURRENCY})\s?(?P<amount>[-−]?{_NUMERAL})",
    rf"(?<![\w.])(?P<amount_before>{_NUMERAL})\s?(?P<currency_after>{_CURRENCY})",
    r"\b(?:under|aged?|age of)\s(?:the\sage\sof\s|of\s)?(?P<age>\d{1,2})(?!\w|[.,]\d|\s?%)",
    r"(?<![\w.])(?P<years_old>\d{1,2})\s(?:years\s(?:old|of\sage)|or\s(?:older|over)\b|years\sor\solder)",
    rf"(?<![\w.])(?P<share>{_NUMERAL})\s?(?:%|per\s?cent\b)",
    rf"(?<![\w.])(?:(?P<count>{_NUMERAL})\)?|\b(?P<spelled>{_SPELLED})\b(?:\s\(\d{{1,4}}\))?)"
    r"[\s-](?:(?:calendar|business|working|consecutive)\s)?(?P<unit>second|minute|hour|day|week|month|year)s?\b",
    rf"(?<![\w.]){_MINUS.replace('minus', 'below')}(?P<bare>{_NUMERAL})(?!\w)",
)
_QUANTITY = re.compile("|".join(f"(?:{alternative})" for alternative in _ALTERNATIVES), re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_CURRENCY_NAMES = {"us$": "$", "usd": "$", "dollar": "$", "eur": "€", "euro": "€", "gbp": "£", "pound": "£"}


class Quantity(NamedTuple):
    """A number and where it stands: `text[start:end]`, unit included. `unit` tells currencies and nothing else apart.

    Of a reference ("section 4.2") and of a number that is none of the others only that they differ can be said.
    """

    start: int
    end: int
    dimension: str
    unit: str
    value: float

    def is_same_as(self, other: "Quantity") -> bool:
        """Whether both say the same; twelve months are a year."""
        tolerance = _SAME_PERIOD * other.value if self.dimension == PERIOD else 0
        return abs(self.value - other.value) <= tolerance


@lru_cache(maxsize=4_000)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of the text in order, without the numbers of its dates."""
    # Only periods are spelled out.
    if not (_DIGIT.search(text) or holds_any(folded(text), _UNITS)):
        return ()
    dates = iter([*find_dates(text), None])
    date = next(dates)
    found = []
    for match in _QUANTITY.finditer(text):
        while date and date.end <= match.start():
            date = next(dates)
        if not (date and date.start < match.end()):
            found.append(_read(match))
    return tuple(found)


def _read(match: re.Match[str]) -> Quantity:
    group = match.groupdict()
    dimension, unit, value = REFERENCE, match.group().lower(), 0.0
    if amount := group["amount"] or group["amount_before"]:
        name = (group["currency"] or group["currency_after"]).lower().removesuffix("s")
        sign = -1 if group["minus"] or amount[0] in "-−" else 1
        dimension, unit, value = AMOUNT, _CURRENCY_NAMES.get(name, name), sign * _number(amount.lstrip("-−"))
    elif age := group["age"] or group["years_old"]:
        dimension, unit, value = AGE, "", _number(age)
    elif group["share"]:
        dimension, unit, value = SHARE, "", _number(group["share"])
    elif group["unit"]:
        count = _number(group["count"]) if group["count"] else _SPELLED_NUMBERS[folded(group["spelled"])]
        dimension, unit, value = PERIOD, "", count * _DAYS[folded(group["unit"])]
    elif group["bare"]:
        dimension, unit, value = NUMBER, "", _number(group["bare"]) * (-1 if group["below"] else 1)
    return Quantity(match.start(), match.end(), dimension, unit, value)


def _number(digits: str) -> float:
    return float(digits.replace(",", ""))
