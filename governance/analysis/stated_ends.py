"""The calendar days until which a sentence gives somebody a choice: "by 31 December 2026", "before 15 January 2027".

"Before" a day ends with the day before it. A rule on words alone; English only.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from governance.analysis.choosers import Span
from governance.analysis.open_choices import is_act, is_of_a_right, is_open, is_too_late_after, nearest_act
from governance.comparison.text.dates import find_days

_UNTIL = re.compile(
    r"\b(?:until|till|by|before|(?:no|not)\slater\sthan|on\sor\sbefore|prior\sto)\s(?:the\s)?"
    r"(?:(?:midnight|end|close)\s(?:of\s|on\s)?(?:the\s)?)?$",
    re.IGNORECASE,
)
_BEFORE_THE_DAY = re.compile(r"\b(?<!or\s)before\s(?:the\s)?$|\bprior\sto\s(?:the\s)?$", re.IGNORECASE)
_EXPIRES = re.compile(
    r"\b(?:expires?|ends?|lapses?|closes?|runs\sout)\s(?:on\s|at\sthe\send\sof\s)?(?:the\s)?$", re.IGNORECASE
)
_DEADLINE_IS = re.compile(
    r"\b(?:deadline|last\sday|end\sdate|cut-?off(?:\sdate)?)\s(?:[\w-]+\s){0,6}?(?:is|falls\son"
    r"|will\sbe)\s(?:on\s)?(?:the\s)?$",
    re.IGNORECASE,
)
_REQUEST = re.compile(r"\W*(?:please\s)?(?:opt(?:\s|-)out|object|reject|decline)\b", re.IGNORECASE)
# "Sharing that took place before 10 December": the day is of what the words before it name.
_OF_WHAT_IS_NAMED = re.compile(
    r"\b(?:that|which|who|as\s(?:it|they))\s(?!must\b|should\b|shall\b|has\sto\b)(?:[\w-]+\s){1,6}\Z"
    r"|\b(?:in\s(?:effect|force)|effective|applicable|valid)\s\Z",
    re.IGNORECASE,
)
_ACT = r"(?:opt|object|reject|decline|disagree|oppose|contest)\b"
# The sentence gives a choice: not one that tells what holds for whoever did not choose.
_MAY_STILL = re.compile(
    r"\b(?:can|cannot|may|must|should|please|want|wish|able\sto|choose|by\sopting|(?:have|has)\s(?:time\s)?until"
    r"|too\slate"
    r"|(?:right|option|period|window|deadline|time|possibility)\s(?:\w+\s){0,8}?(?:expires?|ends?|lapses?|closes?"
    r"|runs\sout|is)"
    rf"|(?:unless|if|where)\s(?:you|customer)(?:\s(?:do|does)\snot|\s(?:do|does)n['’]t)?\s{_ACT})\b",
    re.IGNORECASE,
)
# "Accounts that were created before 1 March": the day of another act than the choice.
_OF_ANOTHER_ACT = re.compile(
    r"(?<!must be\s)(?<!should be\s)(?<!shall be\s)(?<!to be\s)"
    r"\b(?!need|opted|object|reject|declin|proceed|exceed)(?:\w{2,20}ed|made|bought|began|sent|given|joined)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:()]")
# Between the choice and the day: then the day is of what comes of the choice.
_ANOTHER_DOES = re.compile(
    r"\b(?:we|it|they|this)\s(?:will|shall|may|can|must|takes?|has|have)\b|\b(?:that|which)\s(?:will|shall|may|can"
    r"|takes?|has|have)\b|\b(?:takes?|taking)\seffect\b"
    r"|\b(?:you|customers?|users?)\s(?:may|can|will|shall)\s(?!do\sso|tell|notify|inform|write|e-?mail|contact|let"
    r"|send|submit|opt|object)"
    r"|\bso\sthat\b|\bmust\shave\s(?:been|had|held|joined|lived|registered|bought|used|signed)\b"
    r"|\b(?:will|shall)\s(?:\w+\s)?(?:stop|end|be|have|take|apply|cease|continue|lose|close|delete)\b",
    re.IGNORECASE,
)
# Words that may stand before a day that comes before the choice: "by 3 May you may object", "you have until 3 May to".
_LEADS_TO_IT = re.compile(
    r"(?:\A|[,;:(])\W{0,8}+(?:and\s|or\s|but\s|please\s)?(?:if\syou\s(?:do\snot\s|don['’]t\s)?(?:want|wish"
    r"|agree)[^,]{0,60},?\s)?\Z"
    r"|\b(?:have|has|had|given|gives?)\s(?:you\s)?(?:time\s)?\Z"
    r"|\b(?:tell|notify|inform|write\s(?:to\s)?|e-?mail|contact|let|send|submit|return|complete|respond)\b[^,;]{0,60}+\Z"
    r"|\b(?:deadline|last\sday|end\sdate)\b[^,;]{0,20}+\Z",
    re.IGNORECASE,
)
_LOOK_BACK = 60


class StatedEnd(NamedTuple):
    """The last day, the place of the day that is named, and whether that is the day after it."""

    day: date
    start: int
    end: int
    is_day_before: bool


def stated_ends(sentence: str, choices: Sequence[Span]) -> Iterator[StatedEnd]:
    """Yield each day until which the sentence lets its reader make one of the choices, in its order."""
    acts = [act for act in choices if is_act(sentence, act)]
    if not (_MAY_STILL.search(sentence) or _REQUEST.match(sentence)) or not acts:
        return
    for stated in find_days(sentence):
        before = sentence[max(0, stated.start - _LOOK_BACK) : stated.start]
        act = nearest_act(acts, (stated.start, stated.end))
        if not stated.exact or act is None:
            continue
        place = (stated.start, stated.end)
        expires = _EXPIRES.search(before) if is_of_a_right(sentence, act, place) else None
        until = _UNTIL.search(before) or expires or _DEADLINE_IS.search(before)
        if not until and not is_too_late_after(sentence, act, place):
            continue
        if not _is_of_the_choice(sentence, act, place, until) or not is_open(sentence, act, place):
            continue
        is_day_before = _BEFORE_THE_DAY.search(before) is not None
        if is_day_before and stated.exact == date.min:
            continue
        day = stated.exact - timedelta(days=1) if is_day_before else stated.exact
        yield StatedEnd(day, stated.start, stated.end, is_day_before)


def _is_of_the_choice(sentence: str, act: Span, place: Span, until: re.Match[str] | None) -> bool:
    """Whether the day ends the choice, not another act that stands near it."""
    lead = sentence[max(0, place[0] - 2 * _LOOK_BACK) : place[0]]
    if act[1] <= place[0]:
        between = sentence[act[1] : place[0]]
        head = between[: len(between) - len(until.group())] if until else between
        if _ANOTHER_DOES.search(between) or _OF_WHAT_IS_NAMED.search(f"{head.rstrip()} "):
            return False
        return _OF_ANOTHER_ACT.search(_CLAUSE.split(between)[-1]) is None
    if _ANOTHER_DOES.search(sentence[place[1] : act[1]]):
        return False
    head = lead[: len(lead) - len(until.group())] if until else lead
    return _LEADS_TO_IT.search(head) is not None and not _OF_ANOTHER_ACT.search(_CLAUSE.split(head)[-1])
