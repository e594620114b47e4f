"""The days that a change brings, each from the words that state it: of effect, ends of objection and opt-out periods.

Texts in, places and rules out: nothing here knows a row. A day that no words state is not there.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Any

from governance.analysis.corrections import BEFORE, is_corrected_by
from governance.analysis.effects_of_parts import effects_for_some, effects_of_excepted_parts, is_of_a_part
from governance.analysis.footnotes import has_footnote
from governance.analysis.hollow_choices import is_withdrawn_in
from governance.analysis.objection_periods import ObjectionPeriod, PeriodKind, objection_days, objection_periods
from governance.analysis.open_choices import is_taken_back_above
from governance.analysis.opt_out_periods import OptOutPeriod, opt_out_periods
from governance.analysis.period_units import OTHER, PeriodUnit, last_day
from governance.analysis.stated_effects import days_of_effect, is_at_the_earliest, may_be_later
from governance.analysis.stated_ends import StatedEnd
from governance.analysis.turned_truth import says_no_beside
from governance.comparison.text.dates import StatedDate, find_days
from governance.comparison.text.effective_dates import effective_date_of
from governance.comparison.text.normalise import plain_words, visible_text
from governance.comparison.text.segment import Block, ParsedText
from governance.comparison.text.spans import sentence_spans

RULES = 6  # to be raised when the same texts shall give other days
MOST_OPT_OUTS = 3
LATEST_UPDATE = timedelta(days=60)
MOST_OBJECTION_DAYS = 3
EFFECT, OBJECTION, OPT_OUT = "effective_date", "objection_end", "opt_out_end"
# What a period is counted from: a day of effect, the day that the text states as its update, or that of detection.
FROM_EFFECT, FROM_UPDATE, FROM_DETECTION = "effective", "updated", "detected"
# Rules of a day that the text names as the one after the last, and of an objection to a new sub-processor.
DAY_BEFORE, OF_SUB_PROCESSORS = "-before-day", "sub-processors-"
# Rules of a day of effect: of the whole text, of a part of it, and for some of those whom it binds.
WHOLE_EFFECT, EFFECT_OF_PART, EFFECT_FOR_SOME = "effective-date", "effective-date-of-part", "effective-date-for-some"
_UPDATED = re.compile(
    r"\b(?:last\s|date\sof\s(?:last\s)?)?(?:updated?|modified|revised?|revision|posted|published|amended)\b",
    re.IGNORECASE,
)
_LONGEST_LINE_OF_UPDATE = 160


@dataclass(frozen=True, kw_only=True)
class FoundDay:
    """A day and the words that state it: `text[start:end]` is the sentence, `text[part_start:part_end]` day or length.

    A stated day has no `length`. A period is counted from `base_day`, which is what `base` says; `runs_from` is what
    the words count it from, empty where they don't say.
    """

    kind: str
    day: date
    length: int = 0
    unit: str = ""
    base: str = ""
    base_day: date | None = None
    runs_from: str = ""
    start: int
    end: int
    part_start: int
    part_end: int
    rule: str


@dataclass(frozen=True, kw_only=True)
class DatedChange:
    """What is known of a change: its day of effect and of its detection, and which parts of the text it touched.

    `is_moved` is whether the text before stated another day of effect, `moved_from`, or none.
    """

    effective_date: date | None
    detected_on: date
    updated_on: date | None
    touched: Collection[tuple[int, int]]
    is_moved: bool = False
    moved_from: date | None = None


def days_of_change(parsed: ParsedText, change: DatedChange) -> list[FoundDay]:
    """Return the days that the changed text brings: its effect, an objection to it, opting out of what is new.

    Two of a kind that are the same day are one, with the words that say so first.
    """
    effect = change.effective_date
    if effect and not any(_effect(parsed, effect)) and is_at_the_earliest(parsed, effect):
        change = replace(change, effective_date=None)
    found = [
        *_effect(parsed, change.effective_date),
        *_effects_for_some(parsed, change),
        *islice(_objection_days(parsed, change), MOST_OBJECTION_DAYS),
        *_objection(parsed, change),
    ]
    opt_outs = [
        day
        for block in _with_choices(parsed)
        for day in _opt_outs(parsed, block, change)
        if _is_touched(block, change) or follows_effect(day, change)
    ]
    found, opt_outs = ([one for one in days if not _is_withdrawn(parsed, one)] for days in (found, opt_outs))
    once = {(one.kind, one.day): one for one in reversed(found + opt_outs[:MOST_OPT_OUTS])}
    return list(reversed(once.values()))


def still_states(parsed: ParsedText, sentence: str, found: FoundDay) -> bool:
    """Whether a later text states the day by the same rules: the day of effect, or the sentence of another.

    `sentence` are the words that stated it before; marks and breaks don't matter.
    """
    if found.kind == EFFECT:
        return any(one.day == found.day for one in _all_effects(parsed, found.day))
    said, rule = plain_words(visible_text(sentence)), found.rule.removeprefix(OF_SUB_PROCESSORS)
    if is_withdrawn_in(parsed.text, sentence, is_objection=found.kind == OBJECTION):
        return False
    as_before = ((found.day, 0, "") if found.base_day is None else (None, abs(found.length), found.unit), rule)
    return any(
        as_before == (told, its_rule) and said in plain_words(visible_text(words))
        for block in _with_choices(parsed)
        for words, told, its_rule in _told_in(parsed.quote(block))
    )


def still_counts_from(parsed: ParsedText, before: ParsedText, found: FoundDay) -> bool:
    """Whether a later text still has the day of effect that the day is counted from, and no new one."""
    if found.base != FROM_EFFECT or found.base_day is None:
        return True
    stated = days_of_effect(parsed)
    return found.base_day in stated and stated <= {found.base_day, *days_of_effect(before)}


def follows_effect(found: FoundDay, change: DatedChange) -> bool:
    """Whether the day is counted from the day of effect, which the change moved before what ran from it was over."""
    if found.runs_from != "effect" or found.base_day is None or not change.is_moved:
        return False
    before = change.moved_from
    return before is None or max(before, before + (found.day - found.base_day)) >= change.detected_on


def _with_choices(parsed: ParsedText) -> Iterator[Block]:
    """Yield the clauses that nothing above, beside or behind them takes back, and no footnote goes with."""
    quotes = [parsed.quote(block) for block in parsed.blocks]
    for number, (block, words) in enumerate(zip(parsed.blocks, quotes, strict=True), start=1):
        if is_taken_back_above(block.heading_path, block.lead_in) or says_no_beside(words):
            continue
        if not is_corrected_by(quotes[number : number + BEFORE]) and not has_footnote(words, 0, len(words)):
            yield block


def _is_withdrawn(parsed: ParsedText, found: FoundDay) -> bool:
    if found.kind == EFFECT:
        return False
    return is_withdrawn_in(parsed.text, parsed.text[found.start : found.end], is_objection=found.kind == OBJECTION)


def _told_in(text: str) -> Iterator[tuple[str, tuple[date | None, int, str], str]]:
    """Yield (sentence, (day, length, unit), rule) of each end that the clause states."""
    for start, end, stated in objection_days(text):
        yield text[start:end], (stated.day, 0, ""), _rule_of(stated)
    for period in objection_periods(text):
        yield text[period.start : period.end], (None, period.length, period.unit.value), period.rule
    for choice in opt_out_periods(text):
        unit = choice.unit.value if choice.unit else ""
        yield text[choice.start : choice.end], (choice.until, choice.length, unit), choice.rule


def _all_effects(parsed: ParsedText, day: date) -> Iterator[FoundDay]:
    yield from _effect(parsed, day)
    everywhere = DatedChange(effective_date=None, detected_on=day, updated_on=None, touched=[(0, len(parsed.text))])
    yield from _effects_for_some(parsed, everywhere)


def detected_on(detected_at: datetime, zone: tzinfo = UTC) -> date:
    """Return the day of a detection from which periods are counted: the earlier of those in UTC and in the zone."""
    return min(detected_at.astimezone(UTC).date(), detected_at.astimezone(zone).date())


def objection_to_sub_processors(period: ObjectionPeriod, change: DatedChange) -> FoundDay | None:
    """Return the last day for objecting to a new sub-processor, of a period that the platform's agreement states."""
    found = _counted(OBJECTION, period, 0, period.runs_from, change, is_before=period.is_before)
    return found and replace(found, rule=f"{OF_SUB_PROCESSORS}{found.rule}")


def updated_on(parsed: ParsedText, until: date) -> date | None:
    """Return the latest day, at most 60 before that of the detection, that a line states as the text's last update."""
    days = [
        stated.exact
        for block in parsed.blocks
        if len(block.visible) <= _LONGEST_LINE_OF_UPDATE and _UPDATED.search(block.visible)
        for stated in find_days(block.visible)
        if stated.exact and until - LATEST_UPDATE <= stated.exact <= until
    ]
    return max(days, default=None)


def _effect(parsed: ParsedText, effective_date: date | None) -> Iterator[FoundDay]:
    """Yield the day of effect with the first clause that says it."""
    if effective_date is None:
        return
    for block in parsed.blocks:
        if block.dates and effective_date_of([block], None) == effective_date:
            text = parsed.quote(block)
            for start, end in sentence_spans(text):
                for stated in find_days(text[start:end]):
                    if stated.exact == effective_date and not may_be_later(text[start:end], stated):
                        yield FoundDay(
                            kind=EFFECT,
                            day=effective_date,
                            start=block.start + start,
                            end=block.start + end,
                            part_start=block.start + start + stated.start,
                            part_end=block.start + start + stated.end,
                            rule=EFFECT_OF_PART if is_of_a_part(text[start : start + stated.start]) else WHOLE_EFFECT,
                        )
                        return


def _effects_for_some(parsed: ParsedText, change: DatedChange) -> Iterator[FoundDay]:
    """Yield each day on which the touched text takes effect for some of those whom it binds, or a part of it does."""
    for block in parsed.blocks:
        if block.dates and _is_touched(block, change):
            text = parsed.quote(block)
            for start, end in sentence_spans(text):
                for stated, day, rule in _effects_beside(text[start:end], change.detected_on):
                    yield FoundDay(
                        kind=EFFECT,
                        day=day,
                        start=block.start + start,
                        end=block.start + end,
                        part_start=block.start + start + stated.start,
                        part_end=block.start + start + stated.end,
                        rule=rule,
                    )


def _effects_beside(sentence: str, detected_on: date) -> Iterator[tuple[StatedDate, date, str]]:
    yield from ((stated, day, EFFECT_FOR_SOME) for stated, day in effects_for_some(sentence, detected_on))
    yield from ((stated, day, EFFECT_OF_PART) for stated, day in effects_of_excepted_parts(sentence))


def _objection_days(parsed: ParsedText, change: DatedChange) -> Iterator[FoundDay]:
    """Yield each stated last day for objecting that stands in what the change touched."""
    for block in _with_choices(parsed):
        if _is_touched(block, change):
            for start, end, stated in objection_days(parsed.quote(block)):
                yield FoundDay(
                    kind=OBJECTION,
                    day=stated.day,
                    start=block.start + start,
                    end=block.start + end,
                    part_start=block.start + start + stated.start,
                    part_end=block.start + start + stated.end,
                    rule=_rule_of(stated),
                )


def _rule_of(stated: StatedEnd) -> str:
    return f"objection{DAY_BEFORE}" if stated.is_day_before else "objection-until"


def _objection(parsed: ParsedText, change: DatedChange) -> Iterator[FoundDay]:
    """Yield the end of the first period for objecting to a change of terms."""
    for block in _with_choices(parsed):
        for period in objection_periods(parsed.quote(block)):
            is_of_terms = period.subject == "terms" or (not period.subject and period.runs_from == "change")
            if period.kind is PeriodKind.OBJECTION and is_of_terms:
                found = _counted(OBJECTION, period, block.start, period.runs_from, change, is_before=period.is_before)
                if found:
                    yield found
                    return


def _opt_outs(parsed: ParsedText, block: Block, change: DatedChange) -> Iterator[FoundDay]:
    for period in opt_out_periods(parsed.quote(block)):
        if period.until:
            yield FoundDay(kind=OPT_OUT, day=period.until, **_place(period, block.start))
        elif period.runs_from != "own_act" and (
            found := _counted(OPT_OUT, period, block.start, period.runs_from, change, is_before=False)
        ):
            yield found


def _counted(
    kind: str,
    period: ObjectionPeriod | OptOutPeriod,
    offset: int,
    runs_from: str,
    change: DatedChange,
    *,
    is_before: bool,
) -> FoundDay | None:
    """Return the last day of a period; None where the day that it is counted from is not known, or none may be counted.

    A period before the effect ends so long before it; one of the effect begins with it. When somebody was given notice
    is not known, so any other begins with the earliest of the days that are: the detection, the update that the text
    states, and the day of effect, both at most 60 days before it.
    """
    unit = period.unit
    if unit is None or runs_from == OTHER:
        return None
    if runs_from == "effect":
        base, base_day = FROM_EFFECT, change.effective_date
    else:
        base, base_day = _earliest(change)
    if base_day is None or (is_before and unit not in (PeriodUnit.DAY, PeriodUnit.WEEK)):
        return None
    counted = period.length * (7 if unit is PeriodUnit.WEEK else 1)
    day = base_day - timedelta(days=counted) if is_before else end_of_period(period.length, unit, base_day)
    if day is None:
        return None
    return FoundDay(
        kind=kind,
        day=day,
        length=-period.length if is_before else period.length,
        unit=unit.value,
        base=base,
        base_day=base_day,
        runs_from=runs_from,
        **_place(period, offset),
    )


def _earliest(change: DatedChange) -> tuple[str, date]:
    """Return the earliest day from which the change can be counted, and what it is; a stated one where two are one."""
    stated = ((FROM_UPDATE, change.updated_on), (FROM_EFFECT, change.effective_date))
    since = change.detected_on - LATEST_UPDATE
    found = [(name, day) for name, day in stated if day and since <= day <= change.detected_on]
    return min((*found, (FROM_DETECTION, change.detected_on)), key=lambda one: one[1])


def end_of_period(length: int, unit: str, since: date) -> date | None:
    """Return the last day of a period that begins after the day; None beyond the calendar."""
    try:
        return last_day(length=length, unit=PeriodUnit(unit), since=since)
    except (ValueError, OverflowError):
        return None


def _place(period: ObjectionPeriod | OptOutPeriod, offset: int) -> dict[str, Any]:
    return {
        "start": offset + period.start,
        "end": offset + period.end,
        "part_start": offset + period.period_start,
        "part_end": offset + period.period_end,
        "rule": period.rule,
    }


def _is_touched(block: Block, change: DatedChange) -> bool:
    return not block.is_copy and any(start < block.end and block.start < end for start, end in change.touched)
