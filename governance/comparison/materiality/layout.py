"""Whether only numbers of clauses, or the day and time of an update or a capture, differ."""

import re

from governance.comparison.materiality.date_lines import says_when_written
from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.text.clause_purposes import announces_change
from governance.comparison.text.segment import Block

LONGEST_DATE_LINE_WORDS = 18
# The words of a line do not count its date.
MOST_BESIDE_DAY = 2
_ENDS = re.compile(r"\b(?:until|till|ends?|expir\w+|clos\w+|deadline|by|bis|jusqu\w+)\b", re.IGNORECASE)
# With the blanks before it.
LONGEST_LABEL_AT_END = 12
# No digits: "(30) days" is no number of a clause, and what is one is known before.
_LABEL = r"\(?(?:[ivxl]{1,6}|[a-z])[.)](?=\s|$)"
_AT_START = re.compile(rf"\W{{0,4}}((?:or|and|oder|und|ou|et)\s)?{_LABEL}\s*", re.IGNORECASE)
# The number of the next item, which a page sets at the end of the one before.
_AT_END = re.compile(rf"(?:(?<=[;:.,])|(?<=\band)|(?<=\bor))\s{{1,3}}{_LABEL}$", re.IGNORECASE)
_SILENT = re.compile(r"[^\w%+<>=$€£/]+")
_TIMESTAMP = re.compile(r"(?<!\d)20\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?")
# "Registration closes on 2027-11-08T17:14:28Z" is no time of capture.
_TIME_OF_CLAUSE = re.compile(
    r"\b(?:on|by|until|till|before|from|after|since|at|bis|ab|vor|am|jusqu[’']au|avant|le|dès)\s{1,3}20\d\d-\d\d-\d\dT",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:last|latest|dernière|zuletzt|letzte)\s(?:\w+\s)?(?:updated?|modified|revised|changed|amended"
    r"|reviewed|edit\w*|revision|modification"
    r"|mise à jour|aktualisi\w*|änderung|geändert)\b|^\W*(?:updated|actualizad[oa]|aggiornat[oa]|atualizad[oa]"
    r"|bijgewerkt)\b|\bdate of (?:last )?(?:update|revision)\b",
    re.IGNORECASE,
)
_IN_EFFECT = re.compile(r"\b(?:effective|effect|force|appl\w+|valid|starting|vigueur|kraft|gültig)\b", re.IGNORECASE)
_DATE_LINE = re.compile(
    r"\W*(?:this \w+ (?:\w+ )?was )?(?:last )?(?:updated|modified|revised|posted|published)(?: on"
    r"| date)?\s?:?\s?[^\W\d_]{0,9}[\d\s,./-]{0,8}"
    r"(?:[^\W\d_]{3,9}[\s.,]{0,3})?(?:\d{1,2},?\s)?(?:19|20)\d\d\W*",
    re.IGNORECASE,
)


def renumbered(edit: Edit, _: Edits) -> bool:
    """Whether only the number before the clause differs, or that of the next one at its end."""
    if not (edit.is_modified and edit.pieces):
        return False
    old, new = _bare(edit.old), _bare(edit.new)
    return old == new and bool(old)


def _bare(text: str) -> str:
    start = _AT_START.match(text)
    text = (start[1] or "") + text[start.end() :] if start else text
    end = _AT_END.search(text, max(0, len(text) - LONGEST_LABEL_AT_END))
    text = text[: end.start()] if end else text
    return _SILENT.sub(" ", text).strip().casefold()


def update_day(edit: Edit, edits: Edits) -> bool:
    """Whether only the day of a last change, or a time of capture, differs, or such a line came or went."""
    if _is_labelled_day(edit, edits):
        return True
    if edit.new and announces_change(edit.new):
        return False
    if all(says_when_written(side) for side in (edit.old, edit.new) if side):
        return True
    if not edit.is_modified:
        return _DATE_LINE.fullmatch(edit.old or edit.new) is not None
    if _without_times(edit.old) == _without_times(edit.new):
        return not _TIME_OF_CLAUSE.search(edit.new) or _UPDATED.search(edit.new) is not None
    if len(edit.new.split()) > LONGEST_DATE_LINE_WORDS or not (edit.before and edit.after):
        return False
    is_of_update = all(_UPDATED.search(side) and not _IN_EFFECT.search(side) for side in (edit.old, edit.new))
    return is_of_update and edit.before.words == edit.after.words


def _is_labelled_day(edit: Edit, edits: Edits) -> bool:
    """Whether a line is a day with at most two words, and a line with the same day stood or stands there."""
    if edit.is_modified or not _is_day_alone(edit.shown):
        return False
    other = edits.base if edit.after else edits.after
    days = [stated.value for stated in edit.shown.dates]
    return any(days == [stated.value for stated in one.dates] for one in other.blocks if _is_day_alone(one))


def _is_day_alone(block: Block) -> bool:
    return len(block.dates) == 1 and block.word_count <= MOST_BESIDE_DAY and not _ENDS.search(block.visible)


def _without_times(text: str) -> str:
    return _TIMESTAMP.sub("", text)
