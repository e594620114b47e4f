"""Read from a clause until when somebody may opt out of something: so many days of an event, or until a day.

A rule on words alone: nothing is known here of who asks or what changed. Every answer quotes the words it rests on.
English only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from governance.analysis.choosers import Span
from governance.analysis.open_choices import (
    is_act,
    is_of_a_right,
    is_open,
    is_taken_back,
    is_too_late_after,
    nearest_act,
)
from governance.analysis.period_units import OTHER, PeriodUnit, is_named_elsewhere, is_to_do_else
from governance.analysis.stated_ends import stated_ends
from governance.comparison.text.numerals import SPELLED, number_in_words
from governance.comparison.text.quick_look import folded, holds_any
from governance.comparison.text.spans import sentence_spans


@dataclass(frozen=True, kw_only=True)
class OptOutPeriod:
    """Until when one may opt out and where it is stated: `text[start:end]` is the sentence.

    `text[period_start:period_end]` is the day or the length. Either `until` is a day, or `length` and `unit` are given.
    `runs_from` is `notice`, `publication`, `effect`, `change`, `own_act` (such as a purchase) or `other` (none of
    these), and empty where the sentence does not state it. `rule` is the id of the rule that read it.
    """

    until: date | None
    length: int
    unit: PeriodUnit | None
    runs_from: str
    start: int
    end: int
    period_start: int
    period_end: int
    rule: str


_SIGNS = ("opt", "reject", "declin")
_OPTING_OUT = re.compile(
    r"\bopt(?:s|ed|ing)?(?:\s|-)out\b"
    r"|\b(?:reject|declin)(?:e|es|ed|ing)?\s(?:the\s|this\s|these\s|any\s|our\s|such\s)?(?:\w{1,20}\s){0,2}?"
    r"(?:arbitration|agreement|change|amendment|update|provision|term|version)s?\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    rf"(?<![\w.,])(?P<number>\d{{1,3}}|{SPELLED})(?:\s?\((?P<again>\d{{1,3}}|[a-z-]{{3,20}})\))?"
    r"(?:\s|-)(?P<kind>(?:calendar|business|working|consecutive)(?:\s|-))?(?P<unit>day|week|month|year)s?\b",
    re.IGNORECASE,
)
_SPELLED = re.compile(SPELLED, re.IGNORECASE)
_WITHIN = re.compile(
    r"\b(?:within(?:\sa\speriod\sof)?|(?:no|not)\slater\sthan|for\sa\speriod\sof|have|has|given|gives?\s(?:you|users"
    r"|customers?))(?:\sthe)?"
    r"(?:\s(?:first|next|following))?\s$",
    re.IGNORECASE,
)
# What the period runs from, in the words that follow it; the first that is found there.
_EVENTS = {
    "own_act": r"(?:you(?:r)?\s(?:first\s)?(?:accept\w{0,5}|agree\w{0,3}|purchas\w{1,3}|us(?:e|ing)|creat\w{1,3}"
    r"|regist\w{1,8}|sign\w{0,6}|subscri\w{1,7}|open\w{0,3}|activat\w{1,4}|enter\w{0,3}|order\w{0,3}|download\w{0,3}|become|became"
    r"|account)|(?:you\s)?(?:first\s)?consent\w{0,5}|(?:first\s)?becoming\ssubject|entering\sinto"
    r"|(?:first\s)?accept(?:ance|ing)|purchase|registration|agreeing\sto|creating|signing|first\suse"
    r"|delivery|sign-?up|opening|activation|account\screation)\b",
    "effect": r"(?:effective\sdate|effective|effect|into\sforce)\b",
    "publication": r"(?:post(?:ed|ing)|publi(?:cation|shed|shing)|last\supdated|updat(?:e|ed|ing))\b",
    "notice": r"(?:noti(?:ce|fication|fied|fying)|inform(?:ed|ing)|receipt|receiv(?:e|ed|ing)|announc\w{2,7}|email)\b",
    "change": r"(?:chang(?:e|es|ing)|amendments?|modifications?|revisions?)\b",
}
_EVENT = re.compile("|".join(f"(?P<{name}>\\b{words})" for name, words in _EVENTS.items()), re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,.;:()]|\sby\s")
_FROM = re.compile(r"\s?(?:of|after|from|following|since|as\sof|upon)\b", re.IGNORECASE)
# What happens so many days after somebody opted out is no period for it.
_AFTERWARDS = re.compile(
    r"\b(?:process\w{0,3}|honou?r\w{0,3}|respond\w{0,3}|take\seffect|takes\seffect|complet\w{1,3}|comply|implement\w{0,3}"
    r"|stop\w{0,3}|ceas\w{1,3}|delet\w{1,3}|remov\w{1,3}|confirm\w{0,3}|refund\w{0,3})\b",
    re.IGNORECASE,
)
_BEFORE_A_DAY = re.compile(r"\s(?:before|prior\sto)\s(?:the\s)?(?:\d|(?-i:[A-Z])\w{2,8}\s\d)", re.IGNORECASE)
_EXPIRES = re.compile(r"\b(?:expires?|ends?|lapses?|closes?|runs\sout)\s(?:the\s)?\Z", re.IGNORECASE)
_OPTING_IN = re.compile(r"\bopt(?:ing|s)?(?:\s|-)in\b", re.IGNORECASE)
_LOOK_BACK, _LOOK_AHEAD, _NEXT_SENTENCE = 60, 120, 200
_LONGEST_SENTENCE, _LONGEST_DAYS = 1_500, 366
_DAYS_OF = {"day": 1, "week": 7, "month": 31, "year": 366}


def opt_out_periods(text: str) -> list[OptOutPeriod]:
    """Return every period of the text for opting out, in its order."""
    if not holds_any(folded(text), _SIGNS):
        return []
    return [
        period
        for start, end in sentence_spans(text)
        if end - start <= _LONGEST_SENTENCE
        and _OPTING_OUT.search(text, start, end)
        and not is_taken_back(text[end : end + _NEXT_SENTENCE].lstrip())
        for period in _periods_in(text[start:end], start)
    ]


def _periods_in(sentence: str, start: int) -> Iterator[OptOutPeriod]:
    place = {"start": start, "end": start + len(sentence)}
    acts = [act for act in (match.span() for match in _OPTING_OUT.finditer(sentence)) if is_act(sentence, act)]
    for stated in stated_ends(sentence, acts):
        yield OptOutPeriod(
            until=stated.day,
            length=0,
            unit=None,
            runs_from="",
            period_start=start + stated.start,
            period_end=start + stated.end,
            rule="opt-out-before-day" if stated.is_day_before else "opt-out-until",
            **place,
        )
    for match in _PERIOD.finditer(sentence):
        before, after = sentence[max(0, match.start() - _LOOK_BACK) : match.start()], sentence[match.end() :]
        length, act = _length_of(match), nearest_act(acts, match.span())
        if _BEFORE_A_DAY.match(after):
            continue
        if not length or act is None or _is_of_something_else(sentence, act, match):
            continue
        if not (
            _WITHIN.search(before)
            or (_EXPIRES.search(before) and is_of_a_right(sentence, act, match.span()))
            or is_too_late_after(sentence, act, match.span())
        ):
            continue
        if not is_open(sentence, act, match.span()) or is_to_do_else(sentence, match.span()):
            continue
        yield OptOutPeriod(
            until=None,
            length=length,
            unit=_unit_of(match),
            runs_from=OTHER if is_named_elsewhere(sentence, match.span()) else _runs_from(after[:_LOOK_AHEAD]),
            period_start=start + match.start(),
            period_end=start + match.end(),
            rule="opt-out-within",
            **place,
        )


def _is_of_something_else(sentence: str, act: Span, period: re.Match[str]) -> bool:
    """Whether the period is for what comes of opting out, or for nothing that stands near it."""
    between = sentence[min(act[1], period.end()) : max(act[0], period.start())]
    if _AFTERWARDS.search(between):
        return True
    clause = sentence[max(0, period.start() - _LOOK_BACK) : period.start()]
    if act[0] >= period.end() and _OPTING_IN.search(clause):
        return True
    event = _FROM.match(sentence, period.end())
    # "within 10 days of your opt-out"
    comes_of_it = event and act[0] >= period.end() and act[0] - period.end() < 40
    return bool(_AFTERWARDS.search(clause)) or bool(comes_of_it and not _EVENT.search(between))


def _runs_from(after: str) -> str:
    """Return the event that the words name: one's own act if it is among them, then the effect, then what stands first.

    "Of the update, after it has taken effect" counts from the effect. The change itself counts where nothing else does.
    """
    opening = _FROM.match(after)
    if not opening:
        return ""
    found = [
        event.lastgroup or "" for event in _EVENT.finditer(_CLAUSE_END.split(after[opening.end() :], maxsplit=1)[0])
    ]
    order = ("own_act", "effect", *(name for name in found if name != "change"), "change")
    return next((name for name in order if name in found), OTHER)


def _length_of(period: re.Match[str]) -> int | None:
    """Return the number; None where the words and the figure beside them differ ("ten (15) days"), or beyond a year."""
    one, other = _number(period["number"]), _number(period["again"] or "")
    length = 0 if one and other and one != other else one or other
    return length if length * _DAYS_OF[period["unit"].lower()] <= _LONGEST_DAYS else None


def _number(words: str) -> int:
    return int(words) if words.isdecimal() else int(number_in_words(words)) if _SPELLED.fullmatch(words) else 0


def _unit_of(period: re.Match[str]) -> PeriodUnit:
    if (period["kind"] or "").lower().startswith(("business", "working")):
        return PeriodUnit.BUSINESS_DAY
    return PeriodUnit(period["unit"].lower())
