"""Read from a clause how long somebody may object to a change, and count to the last day of it.

A rule on words alone: nothing is known here of who asks or what changed. Every answer quotes the words it rests on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from governance.analysis.choosers import Span
from governance.analysis.open_choices import (
    denies_notice,
    is_act,
    is_open,
    is_taken_back,
    is_too_late_after,
    nearest_act,
)
from governance.analysis.period_units import OTHER, PeriodUnit, is_named_elsewhere
from governance.analysis.stated_ends import StatedEnd, stated_ends
from governance.comparison.text.languages import unit_pattern, units_by_name
from governance.comparison.text.numerals import SPELLED, number_in_words
from governance.comparison.text.quick_look import folded, holds_any
from governance.comparison.text.spans import sentence_spans


class PeriodKind(StrEnum):
    """What the quoted period is: for objecting, for ending the contract instead, or only of notice given before."""

    OBJECTION = "objection"
    TERMINATION = "termination"
    NOTICE = "notice"


@dataclass(frozen=True, kw_only=True)
class ObjectionPeriod:
    """A period and where it is stated: `text[start:end]` is the sentence, `text[period_start:period_end]` the length.

    `runs_from` is `notice`, `receipt`, `publication`, `being_informed`, `effect`, `change` or `other` (none of
    these), and empty where the sentence does not state it. `is_before` says that the period ends with that event, not
    begins with it.
    `subject` is what may be objected to: `sub_processors`, `terms`, or empty. `rule` is the id of the rule.
    """

    kind: PeriodKind
    length: int
    unit: PeriodUnit
    runs_from: str
    is_before: bool
    subject: str
    start: int
    end: int
    period_start: int
    period_end: int
    rule: str

    def moved_by(self, offset: int) -> "ObjectionPeriod":
        """Return the same period in a text that has so many characters before this one."""
        places = {name: getattr(self, name) + offset for name in ("start", "end", "period_start", "period_end")}
        return replace(self, **places)


_SIGNS = ("object", "contest", "widerspr", "einspruch", "einwände", "einwand", "oppos")
_OBJECTING = re.compile(
    r"\b(?:object(?:s|ed|ing|ions?)?\b(?!\sof\b)|contest\s(?:such|the|any|this)\s(?:change|new)|oppos(?:e|es|ition|er)\b|objecter\b"
    r"|widersp(?:rechen|richt|ruch|ruchs)\b|widerspruchs|einspruchs?\b|einw(?:and|ände)\b)",
    re.IGNORECASE,
)
_UNITS = r"(?:hour|day|week|month|year)s?|(?:werk|arbeits|kalender)tag(?:en?)?"
_PERIOD = re.compile(
    rf"(?<![\w.,])(?P<number>\d{{1,3}}|{SPELLED}|[^\W\d_]{{3,18}}(?=\s\(\d))(?:\s?\((?P<again>\d{{1,3}}|[a-z-]{{3,20}})\))?"
    rf"(?:\s|-|(?<=\)))(?P<kind>(?:calendar|business|working|consecutive)(?:\s|-))?(?P<unit>{_UNITS}|{unit_pattern()})\b"
    r"(?P<french>\souvr(?:és|ables))?",
    re.IGNORECASE,
)
_SPELLED = re.compile(SPELLED, re.IGNORECASE)
_BUSINESS = ("business", "working", "werktag", "arbeitstag", "ouvr")
_WITHIN = re.compile(
    r"\b(?:during|within(?:\sa\speriod\sof)?|(?:no|not)\slater\sthan|in\sthe|up\sto|for\sa\speriod\sof"
    r"|innerhalb(?:\svon|\seiner\sfrist\svon)?|binnen|dans\s(?:un|le)\sdélai\sde|dans\sles|sous)"
    r"(?:\sthe)?(?:\s(?:first|next|following))?\s\*{0,2}$",
    re.IGNORECASE,
)
_HAS = re.compile(
    r"\b(?:has|have|given|gets?|granted|allow(?:s|ed)?)(?:\s(?:customers?|you))?"
    r"(?:\s(?:a\speriod\sof|at\sleast|up\sto|a))?\s$|\b(?:hat|haben|dispose(?:z|nt)?(?:\sd['’]un\sdélai)?\sde)\s$",
    re.IGNORECASE,
)
_EXPIRES = re.compile(
    r"\b(?:expires?|ends?|lapses?|closes?|runs\sout)\s(?:within|at\sthe\send\sof\s)?(?:the\s)?\Z", re.IGNORECASE
)
_OWN_PERIOD = re.compile(r"\bobjection\speriod\s(?:is|of|shall\sbe|will\sbe)(?:\sat\sleast)?\s$", re.IGNORECASE)
_ITS_PERIOD = re.compile(r"['’]?\s(?:objection\speriod|(?:period\s)?(?:in\swhich\s)?to\sobject)\b", re.IGNORECASE)
_LEAST = re.compile(r"\b(?:at\sleast|not\sless\sthan|(?:no|not)\slater\sthan|a\sminimum\sof)\s$", re.IGNORECASE)
_OF_NOTICE = re.compile(
    r"['’]?\s(?:of\s)?(?:(?:prior|advance|written|before|prior\swritten|advance\swritten)\s)?"
    r"(?:notice|notification|in\sadvance|before|prior\sto|im\svoraus|vorher)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"['’]?\s(?:before|prior\sto|ahead\sof|vor)\b", re.IGNORECASE)
_DURING = re.compile(r"\b(?:during|within|in)\s(?:which|that|this|such)\b", re.IGNORECASE)
_FROM = re.compile(
    r"\*{0,2}\s?(?:of|after|from|following|since|as\sof|upon|starting|beginning|nach|ab|seit|à\scompter|à\spartir|suivant|après"
    r"|de)\b",
    re.IGNORECASE,
)
# What the period runs from, in the words that follow it; the first that is found there.
_EVENTS = {
    "receipt": r"recei(?:pt|ving|ves?|ved)\b|erhalt\b|zugang\b|réception\b",
    "publication": r"publi(?:cation|shing|shed|shes)\b|post(?:ing|ed)\b|updat(?:e|ing)\b|veröffentlichung\b",
    "being_informed": r"inform(?:ed|ing|ation|ée?|iert)\b|notified\b|unterrichtung\b|information\b",
    "notice": r"noti(?:ce|fication|fying|fies)\b|announc\w{2,7}\b|mitteilung\b|benachrichtigung\b|anzeige\b",
    "effect": r"effective\b|effect\b|inkrafttreten\b|entry\sinto\sforce\b",
    "change": r"chang(?:e|es|ing)\b|amendments?\b|modifications?\b|revisions?\b|änderung(?:en)?\b",
}
_EVENT = re.compile("|".join(f"(?P<{name}>\\b{words})" for name, words in _EVENTS.items()), re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,.;:()]|\sby\s")
_OF_WHAT = re.compile(r"\s(?:of|to)\s[^,;.]{0,60}\Z", re.IGNORECASE)
_LOOK_AHEAD, _LOOK_BACK, _NEXT_SENTENCE = 90, 40, 200
# A sentence so many sentences from one that speaks of objecting may state the notice that goes with it.
_NEAR = 2
_CHANGING = re.compile(
    r"\b(?:chang(?:e[sd]?|ing)|amend\w{0,5}|modif\w{1,9}|updat\w{1,3}|additional|additions?|replac\w{1,6}|new|änder\w{1,5}"
    r"|neuen?|nouve\w{1,5})\b",
    re.IGNORECASE,
)
_SUB_PROCESSORS = re.compile(
    r"\bsub-?\s?(?:processors?|contractors?)\b|\bunterauftrag|\bsubunternehmer|\bweiteren?\sauftragsverarbeiter"
    r"|\bsous-traitants?\b",
    re.IGNORECASE,
)
_TERMS = re.compile(
    r"\bobject(?:s|ing|ions?)?\sto\s(?:the|these|those|this|such|any|our|an?)\s(?:\w+\s){0,2}?(?:changes?|updates?"
    r"|revisions?|terms)\b|"
    r"\b(?:amend(?:ment|ed)s?|modif(?:ication|ied)s?|(?:changes?|updates?)\s(?:to|of|in)\s[^.;]{0,30}\b(?:terms|agreement|policy)"
    r"|(?:new|updated)\s(?:terms|version)|änderung(?:en)?|modifications?)\b",
    re.IGNORECASE,
)
# Objecting to these is another right.
_OTHER_RIGHT = re.compile(
    r"\b(?:advertis\w{1,8}|ads|marketing|profiling|claims?|arbitrat\w{1,6}|settlement|copyright|infring\w{1,8}|takedown"
    r"|counter-?notice|invoices?|charges?|legitimate\sinterests?|processing\sof\s(?:your|my|their|his)|werbung"
    r"|direktwerbung|rechnung(?:en)?|traitement\sde\svos|publicité)\b",
    re.IGNORECASE,
)
# Between objecting and a period: then the period is for what follows the objection.
_AFTERWARDS = re.compile(
    r"\b(?:resol\w{1,8}|agreed?|remed\w{1,5}|cure[ds]?|respond\w{0,3}|refund\w{0,3}|work\stogether|negotiat\w{1,5}|deletes?"
    r"|suspend\w{0,3}|accommodat\w{1,5})\b",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\b(?:terminat\w{1,4}|kündig\w{1,4}|résili\w{1,5})\b", re.IGNORECASE)


def objection_period(text: str) -> ObjectionPeriod | None:
    """Return the period of a clause for objecting to a change of terms or of sub-processors; None where none is stated.

    A period for objecting goes before one for ending the contract, and that before one of notice given beforehand; of
    several of a kind the first counts.
    """
    order = list(PeriodKind)
    return min(objection_periods(text), key=lambda one: order.index(one.kind), default=None)


def objection_periods(text: str) -> list[ObjectionPeriod]:
    """Return every such period of the text, in its order."""
    if not holds_any(folded(text), _SIGNS) or not _OBJECTING.search(text):
        return []
    spans = sentence_spans(text)
    objects = [_OBJECTING.search(text, *span) is not None for span in spans]
    subject = _subject_of(text)
    return [
        period
        for place, (start, end) in enumerate(spans)
        if any(objects[max(0, place - _NEAR) : place + _NEAR + 1])
        for period in _periods_in(text, start, end, subject)
    ]


def objection_days(text: str) -> Iterator[tuple[int, int, StatedEnd]]:
    """Yield each day until which the text lets one object to a change of terms, after the place of its sentence.

    English only.
    """
    if not holds_any(folded(text), _SIGNS):
        return
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        if not _OBJECTING.search(sentence) or not _CHANGING.search(sentence):
            continue
        if _OTHER_RIGHT.search(sentence) or _SUB_PROCESSORS.search(sentence):
            continue
        if is_taken_back(text[end : end + _NEXT_SENTENCE].lstrip()):
            continue
        acts = [match.span() for match in _OBJECTING.finditer(sentence)]
        yield from ((start, end, stated) for stated in stated_ends(sentence, acts))


def _subject_of(text: str) -> str:
    return "sub_processors" if _SUB_PROCESSORS.search(text) else "terms" if _TERMS.search(text) else ""


def _periods_in(text: str, start: int, end: int, subject: str) -> Iterator[ObjectionPeriod]:
    """Yield the periods of one sentence that objects, or that stands near one that does."""
    sentence = text[start:end]
    acts = [match.span() for match in _OBJECTING.finditer(sentence)]
    if acts and _OTHER_RIGHT.search(sentence):
        return
    is_over = is_taken_back(text[end : end + _NEXT_SENTENCE].lstrip())
    subject = _subject_of(sentence) or subject
    for match in _PERIOD.finditer(sentence):
        length = _length_of(match)
        found = _kind_and_rule(sentence, match, [act for act in acts if is_act(sentence, act)]) if length else None
        if not found or not length or not _is_left(sentence, match, found[0], acts, is_over=is_over):
            continue
        kind, rule, runs_from, is_before = found
        yield ObjectionPeriod(
            kind=kind,
            length=length,
            unit=_unit_of(match),
            runs_from=OTHER if is_named_elsewhere(sentence, match.span()) else runs_from,
            is_before=is_before,
            subject=subject,
            start=start,
            end=end,
            period_start=start + match.start(),
            period_end=start + match.end(),
            rule=rule,
        )


def _is_left(sentence: str, period: re.Match[str], kind: PeriodKind, acts: list[Span], *, is_over: bool) -> bool:
    """Whether the sentence leaves the reader what the period is of: to object, to end the contract, or a notice."""
    if kind is PeriodKind.NOTICE:
        return not denies_notice(sentence, period.span())
    if kind is PeriodKind.TERMINATION:
        acts = [match.span() for match in _ENDING.finditer(sentence)]
    nearest = nearest_act([act for act in acts if is_act(sentence, act)], period.span())
    return nearest is None or (not is_over and is_open(sentence, nearest, period.span()))


def _kind_and_rule(
    sentence: str, period: re.Match[str], objecting: list[Span]
) -> tuple[PeriodKind, str, str, bool] | None:
    """Return (kind, rule, what it runs from, whether it ends with that); None for a period of something else."""
    before = sentence[max(0, period.start() - _LOOK_BACK) : period.start()]
    after = sentence[period.end() : period.end() + _LOOK_AHEAD]
    if objecting:
        if _OWN_PERIOD.search(before) or _ITS_PERIOD.match(after):
            return PeriodKind.OBJECTION, "objection-period-named", _runs_from(after), False
        if _HAS.search(before) and _OBJECTING.search(after):
            return PeriodKind.OBJECTION, "objection-has-time", _runs_from(after), False
        if _OF_NOTICE.match(after) and _DURING.search(after) and _follows(objecting, period.end()):
            return PeriodKind.OBJECTION, "objection-during-notice", "notice", False
        is_too_late = any(is_too_late_after(sentence, act, period.span()) for act in objecting)
        if (_WITHIN.search(before) or _LEAST.search(before) or is_too_late) and _BEFORE.match(after):
            if _precedes(sentence, objecting, period.start()):
                return PeriodKind.OBJECTION, "objection-before-effect", "effect", True
        elif (_WITHIN.search(before) or _EXPIRES.search(before) or is_too_late) and (
            after.startswith(" of") or not _OF_NOTICE.match(after)
        ):
            return _within(sentence, period, objecting, after)
    gives_notice = _OF_NOTICE.match(after) and not _ENDING.search(sentence[: period.start()])
    if gives_notice and (_CHANGING.search(sentence) or _SUB_PROCESSORS.search(sentence)):
        return PeriodKind.NOTICE, "notice-beside-objection", "notice" if "notice" in after[:30] else "", False
    return None


def _within(
    sentence: str, period: re.Match[str], objecting: list[Span], after: str
) -> tuple[PeriodKind, str, str, bool] | None:
    """Read "within N days" beside words of objecting: for that, for ending instead, or for what comes of it (None)."""
    if _FROM.match(after) and _is_of_objection(after):
        return None
    earlier = [end for _, end in objecting if end <= period.start()]
    between = sentence[earlier[-1] : period.start()] if earlier else ""
    if not earlier:
        ahead = sentence[period.end() : next((begin for begin, _ in objecting if begin >= period.end()), 0)]
        between = ahead if len(ahead) < 2 * _LOOK_AHEAD else "resolved"
    lead = sentence[max(0, period.start() - _LOOK_BACK) : period.start()]
    if _AFTERWARDS.search(between) or _AFTERWARDS.search(lead):
        return None
    runs_from = _runs_from(after)
    if _ENDING.search(between):
        return (PeriodKind.TERMINATION, "termination-within", runs_from, False) if runs_from else None
    return PeriodKind.OBJECTION, "objection-within", runs_from, False


def _is_of_objection(after: str) -> bool:
    """Whether the period runs from an objection: "of our receipt of your objection", "of the objection"."""
    found = _OBJECTING.search(after)
    if not found or not found.group().lower().startswith("objection"):
        return False
    event = _EVENT.search(after, 0, found.start())
    return event is None or _OF_WHAT.match(after, event.end(), found.start()) is not None


def _runs_from(after: str) -> str:
    opening = _FROM.search(after[:_LOOK_BACK])
    if not opening:
        return ""
    clause = _CLAUSE_END.search(after, opening.end())
    near = _events_in(after, opening.end(), clause.start() if clause else len(after))
    # The change itself is what counts only where nothing else does: "of the notice of the change".
    if set(near) == {"change"} and _FROM.match(after):
        return "change"
    found = next((name for name in _events_in(after, opening.end(), len(after)) if name != "change"), "")
    return found or (OTHER if _FROM.match(after) else "")


def _events_in(after: str, start: int, end: int) -> list[str]:
    return [event.lastgroup or "" for event in _EVENT.finditer(after, start, end)]


def _follows(objecting: list[Span], place: int) -> bool:
    return any(begin >= place for begin, _ in objecting)


def _precedes(sentence: str, objecting: list[Span], place: int) -> bool:
    """Whether the nearest verb before the place is one of objecting, not of giving notice."""
    earlier = [end for _, end in objecting if end <= place]
    return bool(earlier) and not re.search(r"\b(?:we|provider|company)\b", sentence[earlier[-1] : place], re.IGNORECASE)


def _length_of(period: re.Match[str]) -> int | None:
    """Return the number; None where the words and the figure beside them differ ("ten (15) days")."""
    one, other = _number(period["number"]), _number(period["again"] or "")
    if one and other and one != other:
        return None
    return one or other or None


def _number(words: str) -> int:
    return int(words) if words.isdecimal() else int(number_in_words(words)) if _SPELLED.fullmatch(words) else 0


def _unit_of(period: re.Match[str]) -> PeriodUnit:
    if holds_any(folded(period.group()), _BUSINESS):
        return PeriodUnit.BUSINESS_DAY
    unit = folded(period["unit"])
    known = {**units_by_name(), **{one.value: one.value for one in PeriodUnit}}
    return PeriodUnit(known.get(unit) or known.get(unit.removesuffix("s")) or "day")
