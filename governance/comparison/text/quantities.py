"""Numbers with their units, as a text states them: periods, amounts, shares, ages, and numbers of anything else."""

import re
from functools import lru_cache
from typing import NamedTuple

from governance.comparison.text.dates import find_dates
from governance.comparison.text.quick_look import folded, holds_any

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

# "1,500.00", "1.500,00", "1 500,00" and "1’500.00", "12.5" and "12,5".
_NUMERAL = (
    r"(?:\d{1,3}(?:(?:,\d{3}){1,4}(?:\.\d{1,4})?|(?:\.\d{3}){1,4}(?:,\d{1,4})?"
    r"|(?:[ \u00a0\u2009\u202f'’]\d{3}){1,4}(?:[.,]\d{1,4})?)(?!\d)|\d{1,12}(?:[.,]\d{1,4}(?!\d))?)"
)
_MINUS = r"(?P<minus>(?<![^\s(])[-−–])?"
_CURRENCY = r"US\$|[$€£¥]|\b(?:USD|EUR|GBP|CHF|dollars?|euros?|pounds?)\b"
_SPELLED = "|".join(sorted(_SPELLED_NUMBERS, key=len, reverse=True))
_ALTERNATIVES = (
    r"\b(?:sections?|articles?|clauses?|paragraphs?|annex|exhibit|schedule|appendix|chapter|part|version|step|art\.|no\.)"
    r"\s\(?\d{1,4}(?:\.\d{1,3})*|(?<!§)§++\s?\d{1,4}(?:\.\d{1,3})*",
    rf"{_MINUS}(?P<currency>{_CURRENCY})\s?(?P<amount>[-−]?{_NUMERAL})",
    rf"(?<![\w.])(?<!\d,)(?P<amount_before>{_NUMERAL})\s?(?P<currency_after>{_CURRENCY})",
    r"\b(?:under|aged?|age of)\s(?:the\sage\sof\s|of\s)?(?P<age>\d{1,2})(?!\w|[.,]\d|\s?%)",
    r"(?<![\w.])(?P<years_old>\d{1,2})\s(?:years\s(?:old|of\sage)|or\s(?:older|over)\b|years\sor\solder)",
    rf"(?<![\w.])(?<!\d,)(?P<share>{_NUMERAL})\s?(?:%|per\s?cent\b)",
    rf"(?<![\w.])(?:(?<!\d,)(?P<count>{_NUMERAL})\)?|\b(?P<spelled>{_SPELLED})\b(?:\s\(\d{{1,4}}\))?)"
    r"[\s-](?:(?:calendar|business|working|consecutive)\s)?(?P<unit>second|minute|hour|day|week|month|year)s?\b",
    r"\b\d{1,3}(?:\.\d{1,3}){2,}",
    rf"(?<![\w.]){_MINUS.replace('minus', 'below')}(?P<bare>{_NUMERAL})(?!\w)",
)
_QUANTITY = re.compile("|".join(f"(?:{alternative})" for alternative in _ALTERNATIVES), re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_CURRENCY_NAMES = {"us$": "$", "usd": "$", "dollar": "$", "eur": "€", "euro": "€", "gbp": "£", "pound": "£"}
# Whoever counts in these writes a comma between thousands.
_COMMA_GROUPS = frozenset("$£¥")
_GROUPING = re.compile(r"[^\d.,]")
_EITHER_WAY = re.compile(r"[1-9]\d{0,2}[.,]\d{3}$")


class Quantity(NamedTuple):
    """A number and where it stands: `text[start:end]`, unit included. `unit` tells currencies and nothing else apart.

    Of a reference ("section 4.2") and of a number that is none of the others only that they differ can be said.
    `value` is the number where a point begins the decimals, `comma_value` where a comma does: "1.500" may be either,
    and nearly every other number is the same in both.
    """

    start: int
    end: int
    dimension: str
    unit: str
    value: float
    comma_value: float

    def is_same_as(self, other: "Quantity") -> bool:
        """Whether both say the same, in whatever notation ("1500" and "1,500"); twelve months are a year."""
        one, another = (max(each.value, each.comma_value, key=abs) for each in (self, other))
        return abs(one - another) <= (_SAME_PERIOD * another if self.dimension == PERIOD else 0)

    def way_to(self, other: "Quantity") -> str:
        """`raised` or `lowered`, or `changed` where that depends on how the numbers are to be read."""
        pairs = (self.value, other.value), (self.comma_value, other.comma_value)
        if all(one < another for one, another in pairs):
            return "raised"
        return "lowered" if all(one > another for one, another in pairs) else "changed"


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
    dimension, unit, digits, times = REFERENCE, match.group().lower(), "", 1.0
    if amount := group["amount"] or group["amount_before"]:
        name = (group["currency"] or group["currency_after"]).lower().removesuffix("s")
        dimension, unit, digits = AMOUNT, _CURRENCY_NAMES.get(name, name), amount.lstrip("-−")
        times = -1.0 if group["minus"] or digits != amount else 1.0
    elif age := group["age"] or group["years_old"]:
        dimension, unit, digits = AGE, "", age
    elif group["share"]:
        dimension, unit, digits = SHARE, "", group["share"]
    elif group["unit"]:
        count = group["count"] or str(_SPELLED_NUMBERS[folded(group["spelled"])])
        dimension, unit, digits, times = PERIOD, "", count, _DAYS[folded(group["unit"])]
    elif group["bare"]:
        dimension, unit, digits = NUMBER, "", group["bare"]
        times = -1.0 if group["below"] else 1.0
    value, comma_value = _readings(digits, unit) if digits else (0.0, 0.0)
    return Quantity(match.start(), match.end(), dimension, unit, value * times, comma_value * times)


def _readings(digits: str, unit: str) -> tuple[float, float]:
    """The number where a point begins the decimals, and where a comma does."""
    sign = "," if "," in digits else "."
    if _EITHER_WAY.match(digits):
        whole, decimal = float(digits.replace(sign, "")), float(digits.replace(",", "."))
        if sign == ".":
            return decimal, whole
        return whole, whole if unit in _COMMA_GROUPS else decimal
    value = float(_plain(_GROUPING.sub("", digits)))
    return value, value


def _plain(digits: str) -> str:
    """A number that can be read in one way only, with a point before its decimals and no other sign."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0 or digits.count(digits[last]) > 1:
        return digits.replace(",", "").replace(".", "")
    return f"{digits[:last].replace(',', '').replace('.', '')}.{digits[last + 1 :]}"
