"""What a reader compares in the statements of a category: how long, opt-in or opt-out, who, for what, how much.

Each dimension belongs to the categories where it makes sense, and is found in a sentence by a pattern: the words that
it matched are the cell. A period, an amount and an age have a value too, by which they can be compared. Words whose
number, unit, party or negation is not sure are no cell (`stated_values`, `stated_scope`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from governance.analysis.dimension_patterns import PATTERNS
from governance.analysis.dimension_table import DIMENSIONS, CellPattern, Dimension, ValueMeasure
from governance.analysis.objection_periods import PeriodKind, objection_periods
from governance.analysis.stated_for_some import stated_for_some
from governance.analysis.stated_scope import (
    condition_begins,
    is_banned,
    is_bounded_beside,
    is_denied,
    is_excepted_from,
    is_left_out,
    is_no_cap_of_ours,
    is_no_way_out,
    is_of_another,
    is_replaced,
    is_ruled_out,
    is_said_of_another,
    is_under_a_negation,
    is_unsure,
    is_wrongly_bounded,
    statement_around,
    statement_begins,
    statement_ends,
)
from governance.analysis.stated_values import differs_in_words, is_one_of_two, number_starts, value_in
from governance.analysis.turned_truth import is_turned_within
from governance.analysis.whole_phrases import MOST_CHARACTERS, phrase_end, whole_phrase, with_its_negation


@dataclass(frozen=True, slots=True)
class DimensionFinding:
    """What a sentence states in a dimension: `sentence[start:end]`, with its value, "" where it has none.

    A value is an ISO 8601 duration, an amount with its currency ("USD 100"), an age, or `opt_in` and `opt_out`.
    """

    dimension: str
    start: int
    end: int
    value: str


_BY_ID = {dimension.id: dimension for dimension in DIMENSIONS}

# "With your consent or on the basis of our interests" asks for none.
_OR_ELSE = re.compile(
    r",? or,? (?:failing that|otherwise|on (?:the )?(?:basis|grounds?)|where we|if we|another|for our|under our"
    r"|because of"
    r"|(?:our )?legitimate)\b",
    re.IGNORECASE,
)
_BUSINESS_DAYS = re.compile(r"\b(?:business|working)\b", re.IGNORECASE)
_ASKED_TO_DELETE = re.compile(
    r"\b(?:request|ask|clos|terminat|delet\w* (?:your|the|an|it)|you (?:\w+ )?delet|deletion|deleted)\w*", re.IGNORECASE
)
_OPT_OUT = re.compile(r"\A(?:opt\w{0,4}[ -]?out|unsubscrib|turn|object|disabl|withdraw)", re.IGNORECASE)
_GREATER_OF = re.compile(r"\b(?:the )?(?:greater|higher|larger|lesser|lower|smaller)(?: amount)? of\b", re.IGNORECASE)
_WHICHEVER = re.compile(
    r"[^.;]{0,160}?\bwhichever (?:\w+ ){0,3}(?:greater|higher|larger|less|lower|smaller)\b", re.IGNORECASE
)
_OR_ANOTHER = re.compile(r"\bor (?:\(\w{1,3}\) )?(?:the )?(?:sum of |amount of )?\Z", re.IGNORECASE)
_NOT_NEEDED = re.compile(r"(?:\b(?:not|no longer)|n['’]t) (?:\w+ )?\Z", re.IGNORECASE)
_ANOTHER_AGE = re.compile(
    r"[^.;]{0,40}?,? \(?(?:or|and)(?: the)? (?:\w+ )?age (?:of \w|required)"
    r"|,? but (?:sometimes|often|possibly|perhaps)\b",
    re.IGNORECASE,
)
# Two numbers that may be ages: "18 to use Pay, 13 otherwise", "13 (16 in the EEA)".
_AGE = re.compile(
    r"(?<![\w.,:/§$€£-])(?:1\d|2[01]|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:-one)?)"
    r"(?![.,:/]?\d|\w|%| ?[ap]\.?m\b|[ -](?:hour|day|week|month|business|calendar|working)|\))",
    re.IGNORECASE,
)
# An age for one product: "18 years old to use Owl Pay".
_TO_USE_ONE = re.compile(
    r"(?: years)?(?: old| of age)?(?: (?:or|and) (?:older|over))?"
    r" (?:in order )?to (?:use|access|open|buy|join) (?-i:[A-Z])",
    re.IGNORECASE,
)
_LIMITED_TO = re.compile(r"\b(?:exceed(?:s|ing)?|limited to|up to|more than|in excess of) ", re.IGNORECASE)
# What somebody chooses, needs or is asked to do is no purpose of the service.
_CHOSEN = re.compile(
    r"\b(?:cho[os]\w{2,4}|elect|decide|wish|want|needs?|required|asked?|able|unable|agrees?|continue|tr(?:y|ies)|how|fails?"
    r"|failure|refuse|responsib\w{2,6}|obligat\w{2,5}|(?:you|customer) (?:have|has) the right|you|users?|customers?|not"
    r"|free|intend) \Z",
    re.IGNORECASE,
)
# A sentence that names more numbers than these is a table without its lines, and each is looked at with all around it.
MOST_MATCHES = 12
_PHRASES = ("purpose", "limits")
_OF_LIABILITY = ("liability_cap", "liability_period")
# A period that runs from a notice, as "within 30 days after our notice", is none before a change.
_WITHIN = re.compile(r"\b(?:within|in|during|for|no later than)(?: the| a period of)?(?: first)? \Z", re.IGNORECASE)
_ADVANCE = re.compile(r"\b(?:prior|advance|before|ahead)\b", re.IGNORECASE)
_AT_MOST = re.compile(
    r"\b(?:(?:no|not) (?:more|longer|greater) than|at most|up to|a maximum of|every|each|once per|once in)"
    r"(?: (?:a|the))?(?: |\Z)",
    re.IGNORECASE,
)
# "30 days after we change it" is no notice before; "30 days after we notify you" is.
_AFTER_CHANGE = re.compile(
    r"\W{1,2}(?:after|following|from)\b"
    r"(?!(?: [\w’']+){0,4} (?:notice|notif\w+|post\w*|publi\w+|inform\w*|t[eo]ld?l?|sen[dt]\w*|e?-?mail\w*"
    r"|receipt|receiv\w+"
    r"|date|announc\w+))",
    re.IGNORECASE,
)
_BEFORE_NOTICE = re.compile(
    r"\W{0,2}(?:to )?(?:(?:we|our|the|any|its) )?(?:will )?(?:notif|tell|inform|notice|announc|e-?mail)", re.IGNORECASE
)
_HOURS_IN = {"H": 1.0, "D": 24.0, "W": 168.0, "M": 365 / 12 * 24, "Y": 365 * 24.0}
_DURATION = re.compile(r"PT?(\d{1,9}(?:\.\d{1,2})?)([HDWMY])")


def dimensions_of(category: str) -> list[Dimension]:
    """Return what a reader compares in statements of this category."""
    return [dimension for dimension in DIMENSIONS if category in dimension.categories]


def dimension(name: str) -> Dimension:
    """Return the dimension with this id. Raises KeyError."""
    return _BY_ID[name]


def findings_in(sentence: str, category: str) -> Iterator[DimensionFinding]:
    """Yield what a sentence that states the category says in each of its dimensions; nothing where it is turned."""
    if is_turned_within(sentence):
        return
    own = {one.id for one in dimensions_of(category)}
    for pattern in PATTERNS:
        if pattern.dimension not in own or (pattern.needs and not pattern.needs.search(sentence)):
            continue
        if pattern.refuses and pattern.refuses.search(sentence):
            continue
        yield from _cells(sentence, pattern)


def _cells(sentence: str, pattern: CellPattern) -> Iterator[DimensionFinding]:
    measure, last = _BY_ID[pattern.dimension].measure, 0
    for match in islice(pattern.cell.finditer(sentence), MOST_MATCHES):
        if measure is ValueMeasure.NONE:
            found = _phrase(sentence, match, pattern)
        elif measure is ValueMeasure.CHOICE:
            found = _choice(sentence, match, pattern)
        else:
            found = _number(sentence, match, pattern)
        if found is None or found.start < last:
            continue
        last = found.end
        yield found


def _phrase(sentence: str, match: re.Match[str], pattern: CellPattern) -> DimensionFinding | None:
    if pattern.dimension == "purpose" and _CHOSEN.search(sentence, max(0, match.start() - 40), match.start()):
        return None
    if is_left_out(sentence, *match.span()) or (pattern.dimension == "purpose" and is_said_of_another(sentence)):
        return None
    if match.group().lower().startswith("necessary") and _NOT_NEEDED.search(sentence, 0, match.start()):
        return None
    read = whole_phrase if pattern.dimension in _PHRASES else with_its_negation
    span = read(sentence, *match.span())
    return None if span is None else DimensionFinding(pattern.dimension, *span, "")


def _choice(sentence: str, match: re.Match[str], pattern: CellPattern) -> DimensionFinding | None:
    """Opt-in or opt-out, where it is really given; "without your consent" asks for it only where that is ruled out."""
    if is_no_way_out(sentence, *match.span()) or is_of_another(sentence, match.start(), pattern.party):
        return None
    if match.group().lower().startswith("without") and not is_ruled_out(sentence, match.start()):
        return None
    if _OR_ELSE.match(sentence, match.end()):
        return None
    value = "opt_out" if _OPT_OUT.match(match.group()) else "opt_in"
    span = with_its_negation(sentence, *match.span())
    if span is not None and (begins := stated_for_some(sentence, *match.span())) is not None:
        span, value = (min(span[0], begins), phrase_end(sentence, span[1])), ""
    return None if span is None else DimensionFinding(pattern.dimension, *span, value)


def _number(sentence: str, match: re.Match[str], pattern: CellPattern) -> DimensionFinding | None:
    """A period, an amount or an age with its sure value, or what bounds it as a whole phrase without one."""
    measure = _BY_ID[pattern.dimension].measure
    value = value_in(match.group(), measure)
    number = number_starts(sentence, *match.span(), measure)
    if (
        not value
        or differs_in_words(sentence, *match.span())
        or is_one_of_two(sentence, number, match.end())
        or is_replaced(sentence, number)
        or not _is_meant(sentence, match, pattern, number)
    ):
        return None
    several = _one_of_several(sentence, match, pattern)
    is_excepted = measure is ValueMeasure.AMOUNT and is_excepted_from(sentence, match.end())
    is_bounded = is_excepted or is_bounded_beside(sentence, number, match.end())
    for_some = stated_for_some(sentence, *match.span())
    if several is None and (is_bounded or for_some is not None):
        begins = _carried(sentence, match, pattern)[0]
        several = begins if for_some is None else min(begins, for_some), phrase_end(sentence, match.end())
    start, end = several or _carried(sentence, match, pattern)
    start += len(sentence[start:end]) - len(sentence[start:end].lstrip())
    is_sure = pattern.has_value and not several and not is_unsure(sentence, *match.span())
    if pattern.dimension == "kept_for" and (opens := condition_begins(sentence, match.start())) is not None:
        start, is_sure = opens, False
    is_sure = is_sure and not _BUSINESS_DAYS.search(match.group())
    return (
        DimensionFinding(pattern.dimension, start, end, value if is_sure else "")
        if end - start <= MOST_CHARACTERS
        else None
    )


def _carried(sentence: str, match: re.Match[str], pattern: CellPattern) -> tuple[int, int]:
    """Where the cell stands with the negation that gives its number a sense: "we do not keep it longer than 7 days"."""
    start, end = match.span()
    if pattern.dimension in _OF_LIABILITY:
        return start, end
    if is_under_a_negation(sentence, start):
        return statement_begins(sentence, start), end
    if pattern.is_ban:
        return statement_begins(sentence, start), phrase_end(sentence, end)
    return (statement_begins(sentence, start), end) if is_unsure(sentence, start, end) else (start, end)


def _is_meant(sentence: str, match: re.Match[str], pattern: CellPattern, number: int) -> bool:
    """Whether a number is what the dimension asks for: of the right party, not denied, and no bound the other way."""
    if pattern.dimension in _OF_LIABILITY:
        return not is_no_cap_of_ours(sentence, match.start())
    if pattern.beside and pattern.beside.search(statement_around(sentence, *match.span()).replace(match.group(), " ")):
        return False
    if is_of_another(sentence, match.start(), pattern.party, match.end()):
        return False
    if pattern.is_ban:
        return is_banned(sentence, *match.span())
    if is_denied(sentence, *match.span(), pattern.bounding):
        return False
    is_after = pattern.dimension == "kept_after_deletion" and match.group().lower().startswith("after")
    if is_after and not _ASKED_TO_DELETE.search(sentence.replace(match.group(), " ")):
        return False
    if pattern.has_value and is_wrongly_bounded(sentence, number):
        return False
    return pattern.dimension != "notice_period" or _is_notice(sentence, match)


def _one_of_several(sentence: str, match: re.Match[str], pattern: CellPattern) -> tuple[int, int] | None:
    """Where a sum is the greater or the lesser of several, or an age one of two, the whole phrase that says so."""
    if pattern.dimension == "minimum_age":
        if not _is_one_of_ages(sentence, match):
            return None
        return _carried(sentence, match, pattern)[0], _end_of_ages(sentence, match)
    if pattern.dimension != "liability_cap":
        return None
    begins = [found.start() for found in _GREATER_OF.finditer(sentence, 0, match.start())]
    if begins:
        return begins[-1], phrase_end(sentence, match.end())
    behind = _WHICHEVER.match(sentence, match.end())
    if behind or _OR_ANOTHER.search(sentence, max(0, match.start() - 40), match.start()):
        limited = [found.end() for found in _LIMITED_TO.finditer(sentence, 0, match.start())]
        begin = limited[-1] if limited else statement_begins(sentence, match.start())
        return begin, behind.end() if behind else phrase_end(sentence, match.end())
    return None


def _is_one_of_ages(sentence: str, match: re.Match[str]) -> bool:
    """Whether the statement or its end names another age, or this one is for one product."""
    if _ANOTHER_AGE.match(sentence, match.end()) or _TO_USE_ONE.match(sentence, match.end()):
        return True
    own = {value_in(one.group(), ValueMeasure.AGE) for one in _AGE.finditer(match.group())}
    begins, ends = statement_begins(sentence, match.start()), statement_ends(sentence, match.end())
    return any(value_in(one.group(), ValueMeasure.AGE) not in own for one in _AGE.finditer(sentence, begins, ends))


def _end_of_ages(sentence: str, match: re.Match[str]) -> int:
    """Where what is said of the ages ends: with the last of them, or with the phrase."""
    ends = statement_ends(sentence, match.end())
    last = max((one.end() for one in _AGE.finditer(sentence, match.end(), ends)), default=match.end())
    return phrase_end(sentence, last)


def _is_notice(sentence: str, match: re.Match[str]) -> bool:
    """Whether so much time lies between the notice and the change, and the notice comes first."""
    if _AT_MOST.search(sentence[max(0, match.start() - 30) : match.start()]) or _AT_MOST.search(match.group()):
        return False
    if _AFTER_CHANGE.match(sentence, match.end()):
        return False
    if _ADVANCE.search(match.group()[-8:]) and _BEFORE_NOTICE.match(sentence, match.end()):
        return False
    before, after = sentence[max(0, match.start() - 40) : match.start()], sentence[match.end() : match.end() + 12]
    if _WITHIN.search(before) and not _ADVANCE.search(match.group()) and not _ADVANCE.match(after.lstrip()):
        return False
    return not any(
        period.kind is not PeriodKind.NOTICE and period.period_start < match.end() and match.start() < period.period_end
        for period in objection_periods(sentence)
    )


def magnitude(value: str) -> tuple[str, float] | None:
    """Return the unit and the number by which a value is ranked: periods in hours, amounts in their currency, ages.

    Only values of one unit are ranked among each other. None for a value that is no number.
    """
    if found := _DURATION.fullmatch(value):
        return "hours", float(found[1]) * _HOURS_IN[found[2]]
    if value.isdigit():
        return "years", float(value)
    unit, _, number = value.partition(" ")
    return (unit, float(number)) if number else None
