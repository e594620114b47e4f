"""Numbers written in words, to the hundred thousands: "thirty", "forty-five", "one hundred and twenty"."""

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {
    "a": 1,
    **{word: number for number, word in enumerate(_UNITS, start=1)},
    **{word: number for number, word in enumerate(_TEENS, start=10)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
}
WORDS = (*_UNITS, *_TEENS, *_TENS, r"a\shundred", r"a\sthousand")
"""With one of these, as parts of a pattern, each number in words begins."""
_UNIT = f"(?:{'|'.join(_UNITS)})"
_BELOW_HUNDRED = rf"(?:{'|'.join(_TEENS)}|(?:{'|'.join(_TENS)})(?:[\s-]{_UNIT})?|{_UNIT})"
_HUNDREDS = rf"(?:a|{_BELOW_HUNDRED})\shundred(?:\s(?:and\s)?{_BELOW_HUNDRED})?"
_BELOW_THOUSAND = rf"(?:{_HUNDREDS}|{_BELOW_HUNDRED})"
SPELLED = (
    # Where a word can't begin with one of these letters, nothing longer is tried.
    rf"(?=[aefnost])(?!a\s(?![ht]))(?:(?:a|{_BELOW_THOUSAND})\sthousand(?:,?\s(?:and\s)?{_BELOW_THOUSAND})?|{_BELOW_THOUSAND})"
    r"(?![\s-](?:hundred|thousand|[mb]illion))"
)
"""A pattern of such a number; it stands between the edges of words, in small letters or any case."""


def number_in_words(words: str) -> float:
    """The number that words matched by `SPELLED` say."""
    total = below = 0
    for word in words.lower().replace("-", " ").replace(",", " ").split():
        if word == "hundred":
            below *= 100
        elif word == "thousand":
            total, below = below * 1_000, 0
        else:
            below += _VALUES.get(word, 0)
    return float(total + below)
