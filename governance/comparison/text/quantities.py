"""Numbers with their units, as a text states them: periods, amounts, shares, ages, and numbers of anything else."""

import re
from functools import lru_cache
from typing import NamedTuple

from governance.comparison.text.dates import find_dates
from governance.comparison.text.languages import unit_pattern, units_by_name
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS
from governance.comparison.text.numerals import SPELLED, WORDS, number_in_words
from governance.comparison.text.quick_look import folded, holds_any
from governance.comparison.text.word_lists import CURRENCIES, DAYS_IN, KINDS_OF_DAYS, TIME_UNITS

PERIOD, AMOUNT, SHARE, AGE, NUMBER, REFERENCE = "period", "amount", "share", "age", "number", "reference"

# A month is so many days only about: what is counted in one of these is compared with the others by a share.
_COUNTED_IN = {
    **dict.fromkeys(("second", "minute", "hour"), "hour"), **dict.fromkeys(("day", "week"), "day"),
    **dict.fromkeys(("month", "year"), "month"),
}  # fmt: skip
_SIGNS = (*DAYS_IN, "cent", "euro", "dollar", "pound", "franc", "age", "old")
_SAME_PERIOD, _ROUNDING = 0.02, 1e-9

# "1,500.00", "1.500,00", "1 500,00" and "1’500.00", "12.5" and "12,5".
_NUMERAL = (
    r"(?:\d{1,3}(?:(?:,\d{3}){1,4}(?:\.\d{1,4})?|(?:\.\d{3}){1,4}(?:,\d{1,4})?"
    r"|(?:[ \u00a0\u2009\u202f'’]\d{3}){1,4}(?:[.,]\d{1,4})?)(?!\d)|\d{1,12}(?:[.,]\d{1,4}(?!\d))?)"
)
_MINUS = r"(?P<minus>(?<![^\s(])[-−–])?"
# Not within a number, and no lower half of a fraction or power of a number.
_STARTS = r"(?<![\w.^])(?<!\d,)(?<!\d[/⁄])"
_CURRENCY = (
    rf"(?:[{CURRENCY_SIGNS}]|(?=[A-Z]{{2,7}}|[A-Z]\$)(?:US\$|(?<!\w)(?:CA|AU|NZ|HK|[ACRS])\$"
    r"|\b(?:USD|EUR|GBP|CHF|CAD|AUD|NZD|HKD|SGD|JPY|CNY|INR|KRW|BRL|MXN|SEK|NOK|DKK|PLN|CZK|HUF|ZAR|ILS|RUB|UAH"
    rf"|{CURRENCIES}|yen|rupees?)\b))"
)
_UNIT = f"(?:{TIME_UNITS})"
_KIND_OF_DAYS = rf"(?:(?:{KINDS_OF_DAYS}|consecutive)\s)?"
_YEARS_OLD = r"(?:years\s(?:old|of\sage)|or\s(?:older|over)\b|years\sor\solder)"
# These begin with words or signs, and hold a digit within so many characters; the others have no need to be asked of
# most words.
_DIGIT_WITHIN = r"(?=\D{0,20}+\d)"
_WITH_DIGITS = (
    r"\b(?:sections?|articles?|clauses?|paragraphs?|annex|exhibit|schedule|appendix|chapter|part|version|step|art\.|no\.)"
    r"\s\(?\d{1,4}(?:\.\d{1,3})*",
    rf"{_MINUS}(?P<currency>{_CURRENCY})\s?(?P<amount>[-−]?{_NUMERAL})",
    rf"{_MINUS.replace('minus', 'minus_before')}{_STARTS}(?P<amount_before>{_NUMERAL})"
    rf"\s?(?P<currency_after>{_CURRENCY})",
    r"\b(?:under|aged?|age of)\s(?:the\sage\sof\s|of\s)?(?P<age>\d{1,2})(?!\w|[.,]\d|\s?%)",
)
_ALTERNATIVES = (
    rf"{_DIGIT_WITHIN}(?:{'|'.join(_WITH_DIGITS)})",
    r"(?<!§)§++\s?\d{1,4}(?:\.\d{1,3})*",
    rf"\b(?:aged|age of)\s(?P<spelled_age>{SPELLED})\b",
    rf"{_STARTS}(?P<years_old>\d{{1,2}})\s{_YEARS_OLD}",
    rf"{_MINUS.replace('minus', 'minus_share')}{_STARTS}(?P<share>{_NUMERAL})\s?(?:%|per\s?cent\b)",
    rf"{_STARTS}(?P<count>{_NUMERAL})\)?[\s-]{_KIND_OF_DAYS}(?P<unit>{_UNIT})s?\b",
    rf"(?<![\w.])(?P<spelled>{SPELLED})\b(?:(?P<spelled_years>\s{_YEARS_OLD})"
    rf"|(?:\s\(\d{{1,4}}\))?[\s-]{_KIND_OF_DAYS}(?P<spelled_unit>{_UNIT})s?\b"
    rf"|\s(?P<spelled_currency>{CURRENCIES})\b|(?P<spelled_share>\sper\s?cent)\b)",
    r"\b\d{1,3}(?:\.\d{1,3}){2,}",
    rf"(?<![\w.^]){_MINUS.replace('minus', 'below')}(?P<bare>{_NUMERAL})(?!\w)",
)
# None begins with a blank or within a word, but for "US$": most places need no look at the alternatives.
_QUANTITY = re.compile(
    rf"(?!\s|(?<=\w)[^\W\d_u])(?:{'|'.join(f'(?:{alternative})' for alternative in _ALTERNATIVES)})", re.IGNORECASE
)
_OTHER_UNIT = re.compile(rf"\)?[\s-](?:\([^()]{{1,20}}\)\s)?(?P<unit>{unit_pattern()})\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
# Without a digit there is no quantity where no word begins a number.
_MAY_BE_SPELLED = re.compile(rf"(?<!\w)(?=[aefnost])(?:{'|'.join(WORDS)})")
_CURRENCY_NAMES = {
    "us$": "$", "usd": "$", "dollar": "$", "eur": "€", "euro": "€", "gbp": "£", "pound": "£", "franc": "chf",
    "ca$": "cad", "c$": "cad", "au$": "aud", "a$": "aud", "nz$": "nzd", "hk$": "hkd", "s$": "sgd", "r$": "brl",
    "₹": "inr", "rupee": "inr", "₩": "krw", "₽": "rub", "₪": "ils", "₴": "uah", "yen": "jpy",
}  # fmt: skip
_DOLLARS = frozenset(("$", "cad", "aud", "nzd", "hkd", "sgd", "mxn"))
_OF_THE_US = frozenset(("us$", "usd"))
_YENS = frozenset(("¥", "jpy", "cny"))
# Whoever counts in these writes a comma between thousands.
_COMMA_GROUPS = frozenset((*"$£¥", "jpy"))
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
    counted_in: str = ""
    is_us_dollar: bool = False

    def is_same_as(self, other: "Quantity") -> bool:
        """Whether both say the same, in whatever notation ("1500" and "1,500"); twelve months are a year."""
        one, another = (max(each.value, each.comma_value, key=abs) for each in (self, other))
        if self.counted_in != other.counted_in:
            return abs(one - another) <= _SAME_PERIOD * another
        return abs(one - another) <= _ROUNDING * abs(another)

    def states_the_same(self, other: "Quantity") -> bool:
        """Whether both are of one kind and unit and say the same."""
        return (self.dimension, self.unit) == (other.dimension, other.unit) and self.is_same_as(other)

    def is_in_another_currency(self, other: "Quantity") -> bool:
        """Whether two amounts are surely in two currencies: a bare "$" may stand for any dollar, "¥" for two."""
        units = {self.unit, other.unit}
        if units <= _DOLLARS and any(one.unit == "$" and not one.is_us_dollar for one in (self, other)):
            return False
        return len(units) == 2 and not (units <= _YENS and "¥" in units)

    def way_to(self, other: "Quantity") -> str:
        """`raised` or `lowered`, or `changed` where that depends on how the numbers are to be read."""
        pairs = (self.value, other.value), (self.comma_value, other.comma_value)
        if all(one < another for one, another in pairs):
            return "raised"
        return "lowered" if all(one > another for one, another in pairs) else "changed"


@lru_cache(maxsize=4_000)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of the text in order, without the numbers of its dates."""
    if not _DIGIT.search(text):
        small = folded(text)
        if not (holds_any(small, _SIGNS) and _MAY_BE_SPELLED.search(small)):
            return ()
    dates = iter([*find_dates(text), None])
    date = next(dates)
    found = []
    for match in _QUANTITY.finditer(text):
        while date and date.end <= match.start():
            date = next(dates)
        if not (date and date.start < match.end()):
            found.append(_read(match))
    return tuple([_with_unit(one, text) if one.dimension == NUMBER and one.end < len(text) else one for one in found])


def _with_unit(quantity: Quantity, text: str) -> Quantity:
    """The period that a bare number makes with a unit after it that is named in another language: "30 jours"."""
    unit = _OTHER_UNIT.match(text, quantity.end)
    if unit is None:
        return quantity
    name = units_by_name()[unit["unit"].lower()]
    value, comma_value = (each * DAYS_IN[name] for each in (quantity.value, quantity.comma_value))
    return quantity._replace(
        end=unit.end(), dimension=PERIOD, value=value, comma_value=comma_value, counted_in=_COUNTED_IN[name]
    )


def _read(match: re.Match[str]) -> Quantity:
    if match.lastgroup == "bare":
        value, comma_value = _readings(match["bare"], "")
        sign = -1.0 if match["below"] else 1.0
        return Quantity(*match.span(), NUMBER, "", value * sign, comma_value * sign)
    group = match.groupdict()
    dimension, unit, digits, times, counted_in = REFERENCE, match.group().lower(), "", 1.0, ""
    name = ""
    spelled = group["spelled"] or ""
    if currency := group["currency"] or group["currency_after"] or group["spelled_currency"]:
        amount = group["amount"] or group["amount_before"] or spelled
        name = currency.lower().removesuffix("s")
        dimension, unit, digits = AMOUNT, _CURRENCY_NAMES.get(name, name), amount.lstrip("-−")
        times = -1.0 if group["minus"] or group["minus_before"] or digits != amount else 1.0
    elif group["age"] or group["years_old"] or group["spelled_age"] or group["spelled_years"]:
        dimension, unit, digits = AGE, "", group["age"] or group["years_old"] or group["spelled_age"] or spelled
    elif group["share"] or group["spelled_share"]:
        dimension, unit, digits = SHARE, "", group["share"] or spelled
        times = -1.0 if group["minus_share"] else 1.0
    elif period := group["unit"] or group["spelled_unit"]:
        digits, times = group["count"] or spelled, DAYS_IN[folded(period)]
        dimension, unit, counted_in = PERIOD, "", _COUNTED_IN[folded(period)]
    if digits[:1].isalpha():
        digits = f"{number_in_words(folded(digits)):.0f}"
    value, comma_value = _readings(digits, unit) if digits else (0.0, 0.0)
    return Quantity(
        match.start(), match.end(), dimension, unit, value * times, comma_value * times, counted_in, name in _OF_THE_US
    )


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
