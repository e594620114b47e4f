"""Dates that a document states: found in its text, never guessed."""

import re
from datetime import date
from typing import NamedTuple

from governance.comparison.text.word_lists import MONTH_NAMES, MONTHS

_NAME = rf"(?:{MONTH_NAMES})\b\.?"
MONTH = re.compile(rf"(?<!\w){_NAME}", re.IGNORECASE)
_DATE = re.compile(
    rf"(?<![\w/.-])(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s{{1,3}}(?:of\s{{1,3}})?(?P<m1>{_NAME}),?\s{{1,3}}(?P<y1>\d{{4}})(?!\d)"
    rf"|(?<![a-z])(?P<m2>{_NAME})\s{{0,3}}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(?P<y2>\d{{4}})(?!\d)"
    rf"|(?<![a-z])(?P<m3>{_NAME}),?\s{{1,3}}(?P<y3>(?:19|20)\d{{2}})(?![\d/])"
    r"|(?<![\w/.-])(?P<y4>(?:19|20)\d{2})-(?P<m4>\d{2})-(?P<d4>\d{2})(?!\d)"
    r"|(?<![\w/.-])(?P<a5>\d{1,2})[/.](?P<b5>\d{1,2})[/.](?P<y5>(?:19|20)\d{2})(?!\d|[./]\d)",
    re.IGNORECASE,
)
_STATES_VALIDITY = re.compile(
    r"effective|last (?:updated|modified|revised|changed)|updated|modified|published|revised|in force|takes? effect"
    r"|date of last|version|valid from|from:|stand:|gültig|g[üu]ltig ab",
    re.IGNORECASE,
)
HAS_YEAR = re.compile(r"(?:19|20)\d\d")


# Read only for the day of effect, where no digest of a text depends on it.
OTHER_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier enero gennaio janeiro januari",
            "février fevrier febrero febbraio fevereiro februari",
            "mars marzo março maart",
            "avril abril aprile",
            "mai mayo maggio maio mei",
            "juin junio giugno junho juni",
            "juillet julio luglio julho juli",
            "août aout agosto augustus",
            "septembre septiembre setiembre settembre setembro",
            "octobre octubre ottobre outubro",
            "novembre noviembre novembro",
            "décembre decembre diciembre dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_OTHER_DATE = re.compile(
    r"(?<![\w/.-])(?P<day>\d{1,2})(?:er|º|°)?\s{1,3}(?:de\s{1,3})?"
    rf"(?P<month>{'|'.join(sorted(OTHER_MONTHS, key=len, reverse=True))})"
    r"\s{1,3}(?:del?\s{1,3})?(?P<year>(?:19|20)\d{2})(?!\d)",
    re.IGNORECASE,
)


class StatedDate(NamedTuple):
    """A date with the character range it was read from; `day` is None when only month and year are stated."""

    start: int
    end: int
    year: int
    month: int
    day: int | None
    is_ambiguous: bool = False

    @property
    def value(self) -> tuple[int, int, int]:
        """Comparable (year, month, day); a missing day counts as zero."""
        return (self.year, self.month, self.day or 0)

    @property
    def exact(self) -> date | None:
        """The calendar day, or None when the text does not give one."""
        return date(self.year, self.month, self.day) if self.day and not self.is_ambiguous else None


def find_dates(text: str) -> list[StatedDate]:
    """Every real date in the text, in order. "03/04/2026" is read month first and marked ambiguous."""
    if not HAS_YEAR.search(text):
        return []
    return [found for found in map(_read, _DATE.finditer(text)) if found]


def find_days(text: str) -> list[StatedDate]:
    """Every real date in the text, those included that other languages than English and German write: "1er juillet"."""
    found = {stated.end: stated for stated in find_dates(text)}
    for match in _OTHER_DATE.finditer(text) if found or HAS_YEAR.search(text) else ():
        stated = _read_other(match)
        if stated and not (match.end() in found and found[match.end()].day):
            found[match.end()] = stated
    return [found[end] for end in sorted(found)]


def states_validity(text: str) -> bool:
    """Whether a line with a date says since when the document holds or when it was last changed."""
    return len(text) <= 600 and _STATES_VALIDITY.search(text) is not None


def _read_other(match: re.Match[str]) -> StatedDate | None:
    year, month, day = int(match["year"]), OTHER_MONTHS[match["month"].lower()], int(match["day"])
    try:
        date(year, month, day)
    except ValueError:
        return None
    return StatedDate(match.start(), match.end(), year, month, day)


def _read(match: re.Match[str]) -> StatedDate | None:
    group = match.groupdict()
    is_ambiguous = False
    if group["m1"]:
        year, month, day = group["y1"], group["m1"], group["d1"]
    elif group["m2"]:
        year, month, day = group["y2"], group["m2"], group["d2"]
    elif group["m3"]:
        year, month, day = group["y3"], group["m3"], None
    elif group["y4"]:
        year, month, day = group["y4"], group["m4"], group["d4"]
    else:
        year, month, day = group["y5"], group["a5"], group["b5"]
        day_first = "." in match.group() or int(month) > 12
        is_ambiguous = not day_first and int(day) <= 12 and day != month
        if day_first:
            month, day = day, month
    number = MONTHS.get(month.lower().rstrip(".")) or (int(month) if month.isdigit() else 0)
    try:
        date(int(year), number, int(day) if day else 1)
    except ValueError:
        return None
    return StatedDate(match.start(), match.end(), int(year), number, int(day) if day else None, is_ambiguous)
