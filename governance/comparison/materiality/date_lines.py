"""Whether a line only says when a page was written or updated, by whose hand, and how long it takes to read.

Or since when somebody has the rights in it.
"""

import re

from governance.comparison.materiality.edits import Edit, Edits

LONGEST_LINE = 200
_WRITTEN = (
    r"(?:(?:last|first)\s)?(?:published|posted|created|written|updated|modified|edited|revised)(?:\s(?:on|at))?"
    r"|publié\w?(?:\sle)?|mis\w?\sà\sjour(?:\sle)?|modifié\w?(?:\sle)?"
    r"|(?:zuletzt\s)?(?:veröffentlicht|aktualisiert|geändert)(?:\sam)?"
)
_MONTH = r"[^\W\d_]{3,9}\.?"
_DAY = rf"(?:{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\.?\s{_MONTH},?\s\d{{4}})"
_STAMP = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_LINE = re.compile(
    rf"\W{{0,9}}(?:(?:{_WRITTEN})\W{{1,3}}(?:{_STAMP}|{_DAY})\W{{0,5}}){{1,3}}"
    r"(?:by\s(?-i:[^\W\d_a-z]\w{1,20}(?:\s[^\W\d_a-z]\w{1,20}){0,2})\W{0,5})?(?:\d{1,3}\smin(?:utes?)?\sread\W{0,5})?",
    re.IGNORECASE,
)


# A line of a copyright that came or went, and who claims it.
_CLAIM = re.compile(
    r"\W*(?:©|\(c\)|copyright\b)\W{0,3}(?:©|\(c\))?\s?(?:(?:19|20)\d\d)?(?:\s?[-–—]\s?(?:(?:19|20)\d\d|present))?,?"
    r"(?:\s(?:by\s)?[\w.,&’'-]{1,30}){0,8}?(?:\W{1,3}all rights reserved)?\W*",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"©|\(c\)|\bcopyright\b|\ball rights reserved\b", re.IGNORECASE)
_YEARS = re.compile(r"\b(?:19|20)\d\d(?:\s?[-–—]\s?(?:19|20)\d\d)?\b")


def copyright_year(edit: Edit, _: Edits) -> bool:
    """Whether nothing but the years of a copyright line differ, or such a line and no more came or went."""
    if max(len(edit.old), len(edit.new)) > LONGEST_LINE:
        return False
    if not edit.is_modified:
        return _CLAIM.fullmatch(edit.old or edit.new) is not None
    if not (_COPYRIGHT.search(edit.old) and _COPYRIGHT.search(edit.new)):
        return False
    return edit.old != edit.new and _YEARS.sub(" ", edit.old).split() == _YEARS.sub(" ", edit.new).split()


def says_when_written(line: str) -> bool:
    """Whether a line says when a page was written, and nothing of what holds since then."""
    return len(line) <= LONGEST_LINE and _LINE.fullmatch(line) is not None
