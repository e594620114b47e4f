"""The one reader of what a sentence counts: periods, amounts and ages, each by its whole number and its unit.

A value is read where it is sure. What may be read in two ways ("1.000 EUR", "¥100"), two spellings that differ
("thirty (60) days") and what is one of two numbers ("30 to 60 days") have none.
"""

import re
from collections.abc import Callable, Iterator

from governance.analysis.dimension_table import ValueMeasure
from governance.analysis.statement_rules.words_of_rules import NUMERAL
from governance.comparison.text.numerals import SPELLED, number_in_words

_ISO_UNITS = {"hour": ("PT", "H"), "day": ("P", "D"), "week": ("P", "W"), "month": ("P", "M"), "year": ("P", "Y")}
_COUNTED = re.compile(
    rf"(?<!\w)(?P<count>{NUMERAL})(?:\s?\(\d{{1,4}}\))?[\s-](?:\w{{4,12}}\s)?(?P<unit>hour|day|week|month|year)",
    re.IGNORECASE,
)
_SPELLED_BEHIND = re.compile(rf"(?<![\d.,])(?P<digits>\d[\d.,]{{0,12}}) ?\((?P<spelled>{SPELLED})\)", re.IGNORECASE)
_REPEATED = re.compile(rf"(?P<spelled>{SPELLED})\s?\((?P<digits>\d[\d.,]{{0,12}})\)", re.IGNORECASE)

# The ways to write a number that can be read in one way, in an English text, and what is left out of each.
_DIGITS = (
    (re.compile(r"\d{1,9}(?:\.\d{1,2})?"), ""),
    (re.compile(r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,2})?"), ","),
    (re.compile(r"\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3}){1,3}(?:\.\d{1,2})?"), " \u00a0\u2009\u202f'’"),
    (re.compile(r"\d{1,3}(?:\.\d{3}){2,3}"), "."),
    (re.compile(r"\d{1,3}(?:\.\d{3}){1,3},\d{2}"), "."),
    (re.compile(r"\d{1,9},\d{1,2}"), ""),
)
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_CODES = ("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD", "HKD", "JPY", "INR", "SEK", "NOK", "DKK", "PLN")
_CODE = f"(?:{'|'.join(_CODES)})"
_SIGNS = {
    "us$": "USD", "ca$": "CAD", "c$": "CAD", "au$": "AUD", "a$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "€": "EUR", "£": "GBP", "₹": "INR", "$": "USD",
}  # fmt: skip
_SIGN = r"(?:(?:US|CA|AU|NZ|HK|[ACS])? ?\$|[€£₹])"
_NAMES = {
    "euro": "EUR", "pound": "GBP", "swiss franc": "CHF", "canadian dollar": "CAD", "australian dollar": "AUD",
    "singapore dollar": "SGD", "new zealand dollar": "NZD", "hong kong dollar": "HKD", "dollar": "USD",
}  # fmt: skip
_NAME = (
    r"(?:(?:(?:US|U\.S\.|United States|Canadian|Australian|Singapore|New Zealand|Hong Kong) )?dollars?"
    r"|euros?|pounds?(?: sterling)?|Swiss francs?)"
)
_SCALE = r"(?: ?(?:thousand|million|billion|bn|mn|[km])(?!\w))?"
AMOUNT = (
    rf"(?:{_CODE} ?{_SIGN}?|{_SIGN}) ?(?:{NUMERAL})(?!\d){_SCALE}(?: ?\(?{_CODE}\)?| {_NAME})?(?!\w)"
    rf"|(?:{NUMERAL})(?!\d)(?: ?\(\d[\d.,]{{0,12}}\))?{_SCALE} ?(?:{_CODE}|{_NAME}|[€£])(?!\w)"
)
"""A pattern of an amount with its currency; in any case, and not between the edges of words."""
_AMOUNT = re.compile(AMOUNT, re.IGNORECASE)
_IN_AMOUNT = re.compile(
    rf"(?<![a-z])(?P<number>{NUMERAL})(?:\s?\([\d.,]{{1,14}}\))?(?: ?(?P<scale>thousand|million|billion|bn|mn"
    rf"|[km])(?!\w))?",
    re.IGNORECASE,
)
_HAS_CODE, _HAS_NAME, _HAS_SIGN = (re.compile(one, re.IGNORECASE) for one in (rf"(?<![A-Z]){_CODE}", _NAME, _SIGN))
_OF_NUMBERS = rf"(?:{NUMERAL})"
# Of two numbers nobody knows which is meant: "30 to 60 days", "between 50 and 100 EUR", "$50-$100".
_ANOTHER_BEFORE = re.compile(
    rf"(?:\b{_OF_NUMBERS}|[\d)])(?: ?[-–—] ?| (?:to|or|and|up to) )(?:{_SIGN} ?|{_CODE} ?)?\Z|\bbetween \Z",
    re.IGNORECASE,
)
_ANOTHER_AFTER = re.compile(rf"(?: ?[-–—] ?| to )(?:{_SIGN} ?|{_CODE} ?)?{_OF_NUMBERS}", re.IGNORECASE)
_GOES_ON = re.compile(r"[.,'’]?\d")
_WITHIN_A_NUMBER = re.compile(r"\d[.,'’]?\Z|¥ ?\Z")
_AGES = range(5, 26)


def number_of(words: str) -> float | None:
    """Return the number that digits or words say, None where they can be read in two ways."""
    if not words[:1].isdigit():
        return number_in_words(words)
    for pattern, marks in _DIGITS:
        if pattern.fullmatch(words):
            plain = words.translate(dict.fromkeys(map(ord, marks)))
            return float(plain.replace(",", "."))
    return None


def value_in(words: str, measure: ValueMeasure) -> str:
    """Return the value that these words state, "" for none that is sure.

    An ISO 8601 duration in the unit that the words name (business days are counted as days), an amount with the code of
    its currency ("USD 100"), or an age in years.
    """
    if any(number_of(one["digits"]) != number_in_words(one["spelled"]) for one in _REPEATED.finditer(words)):
        return ""
    values = set(_READERS[measure](words))
    return values.pop() if len(values) == 1 else ""


def is_one_of_two(sentence: str, start: int, end: int) -> bool:
    """Return whether the number at `sentence[start:end]` is a part of another, or one of two that may be meant."""
    before, after = sentence[max(0, start - 60) : start], sentence[end : end + 60]
    return bool(
        _WITHIN_A_NUMBER.search(before)
        or _GOES_ON.match(after)
        or _ANOTHER_BEFORE.search(before)
        or _ANOTHER_AFTER.match(after)
    )


def differs_in_words(sentence: str, start: int, end: int) -> bool:
    """Return whether a number in these words is followed by another one in brackets: "18 (thirteen)"."""
    return any(
        found.start() < end and number_of(found["digits"]) != number_in_words(found["spelled"])
        for found in _SPELLED_BEHIND.finditer(sentence, start, min(len(sentence), end + 40))
    )


def number_starts(sentence: str, start: int, end: int, measure: ValueMeasure) -> int:
    """Return where the first number of the cell begins, with its currency."""
    pattern = _AMOUNT if measure is ValueMeasure.AMOUNT else _NUMERAL_OF_A_WORD
    found = pattern.search(sentence, start, end)
    return found.start() if found else start


_NUMERAL_OF_A_WORD = re.compile(rf"(?<!\w)(?:{NUMERAL})(?!\w)", re.IGNORECASE)


def _periods(words: str) -> Iterator[str]:
    for found in _COUNTED.finditer(words):
        before, unit = _ISO_UNITS[found["unit"].lower()]
        number = number_of(found["count"])
        yield f"{before}{number:g}{unit}" if number else ""


def _amounts(words: str) -> Iterator[str]:
    for found in _AMOUNT.finditer(words):
        number = _IN_AMOUNT.search(found.group())
        value = number_of(number["number"]) if number else None
        currency = _currency_of(found.group())
        scale = _SCALES[number["scale"].lower()] if number and number["scale"] else 1.0
        yield f"{currency} {_plain(value * scale)}" if value and currency else ""


def _plain(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _currency_of(words: str) -> str:
    """The code of its currency; a bare dollar is taken for that of the United States."""
    if code := _HAS_CODE.search(words):
        return code.group().upper()
    if name := _HAS_NAME.search(words):
        small = name.group().lower()
        return next(code for known, code in _NAMES.items() if known in small)
    sign = _HAS_SIGN.search(words)
    return _SIGNS[sign.group().lower().replace(" ", "")] if sign else ""


def _ages(words: str) -> Iterator[str]:
    for found in _NUMERAL_OF_A_WORD.finditer(words):
        number = number_of(found.group())
        yield f"{number:g}" if number in _AGES else ""


_READERS: dict[ValueMeasure, Callable[[str], Iterator[str]]] = {
    ValueMeasure.PERIOD: _periods,
    ValueMeasure.AMOUNT: _amounts,
    ValueMeasure.AGE: _ages,
}
