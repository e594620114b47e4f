"""Marks of footnotes: what a footnote says is not read, so a sentence that has one states no value that is sure."""

import re

_EMPHASIS = re.compile(
    r"(?<![\w*\\])(?P<star>\*{1,3})(?=[^\s*])(?P<words>[^*\n]{1,400})(?<=[^\s*\\])(?P=star)(?![\w*])"
)
_SIGN = r"(?:[¹²³⁰⁴-⁹]{1,3}|[†‡]{1,3}|\\\*)"
_BRACKETS = rf"\[\[?(?:\^[\w*-]{{1,12}}|\d{{1,3}}|{_SIGN}|\*)\]?\](?!\w)"
_AFTER_A_BLANK = rf"(?:{_SIGN}|{_BRACKETS}|<sup\b)"
_MARK = rf"(?:{_AFTER_A_BLANK}|\*{{1,3}}(?!\w))"
_HAS_MARK = re.compile(
    rf"(?<=[^\W_])(?:{_MARK}|\^\d)|(?<=[^\W\d_])\([\d*]\)|(?<=[.,;:!?)%”\"’\]]){_MARK}|(?<=[\w.,;:!?)%”\"’\]])\s{_AFTER_A_BLANK}"
    r"|(?<=[^\W_])\s\*+\s*(?=[|.,;)]|\Z)"
    # A raised number that became a plain one: "30 days1", "30 days (1)".
    r"|\b(?:hour|day|week|month|year)s?(?:\d{1,2}(?!\w)|\s\(\d\))|\bfootnotes?\b",
    re.IGNORECASE,
)
_MARK_BEHIND = re.compile(rf"(?:{_MARK}| {_AFTER_A_BLANK})")
_IS_FOOTNOTE = re.compile(rf"\s*(?:>\s*)?(?:{_AFTER_A_BLANK}|\*{{1,3}}(?=\w)|footnote\b)", re.IGNORECASE)


def has_footnote(text: str, start: int, end: int) -> bool:
    """Return whether `text[start:end]` bears the mark of a footnote, right behind its end too, or stands in a footnote.

    In a row of a table the mark of any cell counts.
    """
    if text.lstrip().startswith("|"):
        start, end = 0, len(text)
    return bool(
        bears_footnote(text[start:end])
        or _MARK_BEHIND.match(text, end)
        or _IS_FOOTNOTE.match(_EMPHASIS.sub(r"\g<words>", text))
    )


def bears_footnote(words: str) -> bool:
    """Return whether a mark of a footnote stands in these words; a star that opens or ends emphasis is none."""
    return _HAS_MARK.search(_EMPHASIS.sub(r"\g<words>", words)) is not None
