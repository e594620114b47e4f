"""A person's deadlines as one list: days that changes of their platforms bring, and days of their own reviews."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.days_in_words import day_in_words
from accounts.models import User
from accounts.zones import zone_of
from alerts.models import Review
from alerts.watching.audience import monitored_items
from governance.analysis.days_of_changes import (
    DAY_BEFORE,
    EFFECT_FOR_SOME,
    EFFECT_OF_PART,
    FROM_DETECTION,
    FROM_EFFECT,
    FROM_UPDATE,
    OF_SUB_PROCESSORS,
    detected_on,
    end_of_period,
)
from governance.comparison.text.quick_look import on_one_line
from governance.models import Change, ChangeDay, Platform, StoredText

MOST_DEADLINES = 500
# A period that is counted from another day in the person's zone may end so much later, over a weekend.
_SHIFT = timedelta(days=4)


class DeadlineKind(StrEnum):
    """What a deadline is the day of."""

    EFFECTIVE_DATE = "effective_date"
    OBJECTION_END = "objection_end"
    OPT_OUT_END = "opt_out_end"
    REVIEW_DUE = "review_due"


@dataclass(frozen=True, slots=True)
class DeadlineQuotation:
    """The words that state a deadline: `text` is `text_of_version[start:end]`."""

    version: str
    start: int
    end: int
    text: str
    stated: str
    """The part of them that is the day, or the length of the period."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day, what it is of, the words it comes from, and how it was counted. `id` stays the same."""

    id: str
    kind: DeadlineKind
    day: date
    what: str
    how: str
    platform: Platform
    document: str
    document_title: str
    change: str
    review: str | None
    quotation: DeadlineQuotation | None
    rule: str
    noted_at: datetime
    """When it became known: the detection of the change, or the beginning of the review."""


@dataclass(frozen=True, slots=True)
class DeadlineSpan:
    """From which day until which, both included, and of which kinds; None for all."""

    since: date
    until: date | None = None
    kinds: Collection[DeadlineKind] | None = None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def asks_for(self, kind: str) -> bool:
        return self.kinds is None or kind in self.kinds


def today_of(user: User, now: datetime) -> date:
    """Return the day that it is in the person's time zone."""
    return now.astimezone(zone_of(user.timezone)).date()


def deadlines_of(user: User, span: DeadlineSpan, now: datetime) -> tuple[list[Deadline], bool]:
    """Return the person's deadlines in a span by day, in three statements, and whether there are more.

    They are those of platforms that are active on the person's watchlists, and of the person's own reviews that are not
    signed off. Days are those of the person's time zone. One document, kind and day is one deadline.
    """
    rows = list(_days(user, span, now)[: MOST_DEADLINES + 1])
    texts = _texts({row.version.stored_text_id for row in rows})
    zone = zone_of(user.timezone)
    found = _each_once(_of_change(row, texts[row.version.stored_text_id], zone) for row in rows)
    found += [_of_review(review) for review in _reviews(user, span)[: MOST_DEADLINES + 1]]
    found = sorted((one for one in found if span.holds(one.day)), key=lambda one: (one.day, one.id))
    return found[:MOST_DEADLINES], max(len(rows), len(found)) > MOST_DEADLINES


def _days(user: User, span: DeadlineSpan, now: datetime) -> "QuerySet[ChangeDay]":
    watched = monitored_items(now).filter(watchlist__user=user).values("platform")
    standing = Q(change__held_until=None) | Q(change__confirmed_at__isnull=False)
    # Where a day of effect alone moved the change is of no meaning, and the day is, and what is counted from it.
    of_effect = Q(kind=ChangeDay.Kind.EFFECTIVE_DATE) | Q(base=FROM_EFFECT, runs_from="effect")
    is_told = of_effect | Q(change__label__in=Change.REPORTED_LABELS)
    found = ChangeDay.objects.filter(
        standing,
        is_told,
        change__platform__in=watched,
        change__withdrawn_at=None,
        is_gone=False,
        day__gte=span.since - _SHIFT,
    )
    if span.until is not None:
        found = found.filter(day__lte=span.until + _SHIFT)
    if span.kinds is not None:
        found = found.filter(kind__in=span.kinds)
    related = found.select_related("change__document__platform", "version__document")
    return related.defer("version__outline", "version__summary").order_by("day", "pk")


def _each_once(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """Return one of those that are of the same document, kind and day: the first, with the words that state it last.

    What was reminded of and what a calendar holds stays one, and the words are those of the newest text.
    """
    found: dict[tuple[str, str, date], Deadline] = {}
    for one in sorted(deadlines, key=lambda one: (one.noted_at, one.id)):
        first = found.setdefault((one.document, one.kind, one.day), one)
        if first.change != one.change:
            found[one.document, one.kind, one.day] = replace(
                first, what=one.what, how=one.how, quotation=one.quotation, rule=one.rule
            )
    return list(found.values())


def _texts(keys: Iterable[str]) -> dict[str, str]:
    return {key: stored.text for key, stored in StoredText.objects.in_bulk(list(keys)).items()}


def _reviews(user: User, span: DeadlineSpan) -> "QuerySet[Review]":
    if not span.asks_for(DeadlineKind.REVIEW_DUE):
        return Review.objects.none()
    found = Review.objects.filter(user=user, due_date__gte=span.since, signed_off_at=None)
    if span.until is not None:
        found = found.filter(due_date__lte=span.until)
    return found.select_related("change__document__platform").order_by("due_date", "pk")


_WHAT = {
    DeadlineKind.EFFECTIVE_DATE: gettext_lazy("%(name)s: takes effect, by its own words"),
    DeadlineKind.OBJECTION_END: gettext_lazy("%(name)s: last day of the period for objecting to the change"),
    DeadlineKind.OPT_OUT_END: gettext_lazy("%(name)s: last day of the period for opting out"),
}
_OF_RULES = {
    EFFECT_OF_PART: gettext_lazy("%(name)s: a part of it takes effect, by its own words"),
    EFFECT_FOR_SOME: gettext_lazy("%(name)s: takes effect for some, by its own words"),
}
_FROM = {
    FROM_EFFECT: gettext_lazy("%(period)s from %(day)s, the day on which the text states that it takes effect."),
    FROM_UPDATE: gettext_lazy("%(period)s from %(day)s, the day that the text states as its last update."),
    FROM_DETECTION: gettext_lazy("%(period)s from %(day)s, the day on which the change was detected."),
}
_BEFORE = {
    FROM_EFFECT: gettext_lazy("%(period)s before %(day)s, the day on which the text states that it takes effect."),
    FROM_UPDATE: gettext_lazy("%(period)s before %(day)s, the day that the text states as its last update."),
    FROM_DETECTION: gettext_lazy("%(period)s before %(day)s, the day on which the change was detected."),
}
_PERIODS = {
    "hour": ngettext_lazy("%(count)s hour", "%(count)s hours", "count"),
    "day": ngettext_lazy("%(count)s day", "%(count)s days", "count"),
    "business_day": ngettext_lazy("%(count)s business day", "%(count)s business days", "count"),
    "week": ngettext_lazy("%(count)s week", "%(count)s weeks", "count"),
    "month": ngettext_lazy("%(count)s month", "%(count)s months", "count"),
    "year": ngettext_lazy("%(count)s year", "%(count)s years", "count"),
}
# What the words count from, where that is another event than the one it is counted from here.
_EVENTS = {
    "notice": gettext_lazy(
        "The clause counts from a notice, whose day is not known here; by that the last day may be another."
    ),
    "receipt": gettext_lazy(
        "The clause counts from the receipt of a notice, whose day is not known here; by that the last day may be "
        "another."
    ),
    "being_informed": gettext_lazy(
        "The clause counts from being informed, whose day is not known here; by that the last day may be another."
    ),
    "publication": gettext_lazy(
        "The clause counts from the publication, whose day is not known here; by that the last day may be another."
    ),
}
_IN_UTC = gettext_lazy("That is the day in UTC: in your time zone it was %(day)s, and the earlier one is counted from.")
_EARLIEST = gettext_lazy("It is the earliest day that the words allow: the change was detected on %(day)s.")


def _of_change(row: ChangeDay, text: str, zone: ZoneInfo) -> Deadline:
    change, document, kind = row.change, row.change.document, DeadlineKind(row.kind)
    stated = text[row.part_start : row.part_end]
    day, how = (row.day, _as_stated(row, stated)) if row.base_day is None else _counted(row, zone)
    return Deadline(
        id=f"{kind}-{change.public_id}-{row.position}",
        kind=kind,
        day=day,
        what=_what(row, kind),
        how=how,
        platform=document.platform,
        document=document.public_id,
        document_title=document.title,
        change=change.public_id,
        review=None,
        quotation=DeadlineQuotation(
            version=row.version.public_id,
            start=row.start,
            end=row.end,
            text=text[row.start : row.end],
            stated=stated,
        ),
        rule=row.rule,
        noted_at=change.detected_at,
    )


def _what(row: ChangeDay, kind: DeadlineKind) -> str:
    document = row.change.document
    name = f"{document.platform.name}, {document.title}"
    if row.rule.startswith(OF_SUB_PROCESSORS):
        told = {"name": name, "document": row.version.document.title}
        return (
            _("%(name)s: last day of the period for objecting to a new sub-processor, as “%(document)s” states it")
            % told
        )
    return _OF_RULES.get(row.rule, _WHAT[kind]) % {"name": name}


def _as_stated(row: ChangeDay, stated: str) -> str:
    if row.rule.endswith(DAY_BEFORE):
        told = {"stated": on_one_line(stated)}
        return _("The text says before %(stated)s, so the last day is the day before.") % told
    return _("The text states this day.")


def _counted(row: ChangeDay, zone: ZoneInfo) -> tuple[date, str]:
    """Return the last day of a period and how it was counted; that of the detection is the zone's where it is earlier.

    A period never ends later than it would in UTC: when it was noticed here, somebody may have been given notice.
    """
    base_day, day = row.base_day, row.day
    assert base_day is not None, "Looked at before."
    base, is_of_effect = row.base, row.runs_from == "effect"
    since = detected_on(row.change.detected_at, zone)
    if not is_of_effect and since < base_day:
        base, base_day = FROM_DETECTION, since
        day = end_of_period(row.length, row.unit, base_day) or row.day
    form = (_BEFORE if row.length < 0 else _FROM)[base]
    period = _PERIODS[row.unit] % {"count": abs(row.length)}
    how = [form % {"period": period, "day": day_in_words(base_day)}]
    if not is_of_effect:
        how += _why_from(row, base, base_day, row.change.detected_at.astimezone(zone).date())
    if row.unit == "business_day":
        how.append(_("Monday to Friday are counted, public holidays too."))
    return day, " ".join(how)


def _why_from(row: ChangeDay, base: str, base_day: date, seen_on: date) -> Iterator[str]:
    """Yield sentences on why a period is counted from this day, and what the words count from."""
    if base_day < seen_on:
        earlier = _IN_UTC if base == FROM_DETECTION else _EARLIEST
        yield earlier % {"day": day_in_words(seen_on)}
    effect = row.change.effective_date
    if row.runs_from in _EVENTS:
        yield str(_EVENTS[row.runs_from])
        return
    of_change = row.runs_from == "change"
    yield _("The clause counts from the change.") if of_change else _("From when it runs is not stated.")
    if effect is not None and effect > base_day:
        told = {"day": day_in_words(effect)}
        yield _("The text takes effect on %(day)s; counted from then the last day would be later.") % told


def _of_review(review: Review) -> Deadline:
    document, due = review.change.document, review.due_date
    assert due is not None, "Only those with a day are asked for."
    return Deadline(
        id=f"{DeadlineKind.REVIEW_DUE}-{review.pk}",
        kind=DeadlineKind.REVIEW_DUE,
        day=due,
        what=_("Review due: %(headline)s") % {"headline": review.headline},
        how=_("The day that was set for the review."),
        platform=document.platform,
        document=document.public_id,
        document_title=document.title,
        change=review.change.public_id,
        review=str(review.pk),
        quotation=None,
        rule="review-due-date",
        noted_at=review.created_at,
    )
