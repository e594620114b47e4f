"""Marks that say something: "≥" and "≤", the plus in "16+", ticks and crosses, a power, words that are struck out.

Most marks only part words, and no comparison counts them. These do not: "orders ≥ 50 EUR" is not "orders ≤ 50 EUR",
and what is struck out is no longer provided.
"""

import re

CURRENCY_SIGNS = "$€£¥₹₩₽₺₪₴₫₱฿₿"

_NUMBER = rf"\s?[-+−]?(?:[{CURRENCY_SIGNS}]|[A-Z]{{3}}\s)?\s?\d"
# With "<" and ">" only beside a number: "Home > Terms" shows a way, and a ">" that begins a line quotes it.
_COMPARISON = rf"(?<![-=])(?:[<>]=|[<>])(?={_NUMBER})|(?<=\d)\s?(?:[<>]=|[<>])|[≤≥≦≧⩽⩾≮≯≠±]"
_PLUS = (
    rf"(?<=\d)\+|(?<=[%‰{CURRENCY_SIGNS}])\s?\+(?=\s)|(?<=\S\s)\+(?=\s{_NUMBER})"
    rf"|(?<=\s)\+(?=\d[\d.,]{{0,12}}\s?[%‰{CURRENCY_SIGNS}])|\+(?=[{CURRENCY_SIGNS}])|(?<=\S\s)−(?=\s\d)"
)
_TICKS, _CROSSES = "✓✔☑✅👍", "✗✘✕✖❌☒🚫⛔👎"
# These are ticks and crosses where they are all that a cell of a table holds.
_IN_A_CELL = r"(?<=[|·])\s{0,9}[×●○]\s{0,9}(?=[|·]|$)"
_MARK = re.compile(f"{_COMPARISON}|{_PLUS}|[{_TICKS}{_CROSSES}☐]|{_IN_A_CELL}")
MARKS = f"<>+−≤≥≦≧⩽⩾≮≯≠±×●○☐{_TICKS}{_CROSSES}"
"""The characters that may be one; what stands around them decides."""
_MAY_HOLD_MARK = re.compile(f"[{MARKS}]")
_SAME = {
    **dict.fromkeys(("<=", "≦", "⩽", "≯"), "≤"),
    **dict.fromkeys((">=", "≧", "⩾", "≮"), "≥"),
    **dict.fromkeys(_TICKS, "✓"),
    **dict.fromkeys(_CROSSES, "✗"),
}
# A ">" that begins a line is a mark of quotation, and a tick that begins it the bullet of an item.
_OPENING = re.compile(rf"\s*+(?:>(?!=)\s*+)*+(?:(?:[*+•-]\s++)?(?P<bullet>[{_TICKS}]))?")
_LONGEST_MARK = 20
_STRUCK = re.compile(r"(?<![~\\])~~(?![\s~])[^~]{1,4000}(?<!\s)~~(?!~)")
_STRIKES = re.compile(r"<(del|s|strike)(?:\s[^<>]{0,200})?>", re.IGNORECASE)
# What a compatibility form would lose: "10²" is not "102", "1½" is not "11/2".
_POWER = re.compile(r"(?<=\d)(?=[⁰¹²³⁴⁵⁶⁷⁸⁹⁻])|(?<=\d)<sup>\s{0,3}(?=[-−]?\d)", re.IGNORECASE)
_FRACTION = re.compile(r"(?<=\d)(?=[¼½¾⅐-⅞])")


def meaningful_marks(text: str) -> str:
    """The marks of a line that say something, in their order and each in one form."""
    return "".join(mark for _, _, mark in _marks_in(text, 0, len(text))) if _MAY_HOLD_MARK.search(text) else ""


def marks_within(text: str, start: int, end: int) -> list[str]:
    """Those of its marks that lie in a stretch of the text."""
    if not _MAY_HOLD_MARK.search(text, max(0, start - 1), end + 1):
        return []
    found = _marks_in(text, max(0, start - 1), min(len(text), end + _LONGEST_MARK))
    return [mark for first, last, mark in found if first < end and start < last]


def _marks_in(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    opening = _OPENING.match(text)
    begins = opening.end() if opening else 0
    found = ((match.start(), match.end(), match.group().strip()) for match in _MARK.finditer(text, start, end))
    return [(first, last, _SAME.get(mark, mark)) for first, last, mark in found if first >= begins]


def without_struck(line: str) -> str:
    """The line without what is struck out in it."""
    if "~~" in line:
        line = _STRUCK.sub(" ", line)
    return _without_struck_elements(line) if "</" in line else line


def _without_struck_elements(line: str) -> str:
    pieces, copied, small = [], 0, line.lower()
    unclosed = set()
    for found in _STRIKES.finditer(line):
        closing = f"</{found[1].lower()}>"
        if found.start() < copied or closing in unclosed:
            continue
        end = small.find(closing, found.end()) if len(small) == len(line) else -1
        if end == -1:
            unclosed.add(closing)
            continue
        pieces += [line[copied : found.start()], " "]
        copied = end + len(closing)
    return "".join(pieces) + line[copied:] if pieces else line


def with_plain_powers(line: str) -> str:
    """The line with "^" before each raised number that follows another one, and a blank before a fraction."""
    line = _POWER.sub("^", line)
    return line if line.isascii() else _FRACTION.sub(" ", line)
