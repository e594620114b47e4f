"""Says until when the platform's own terms let one object to a change of its sub-processors."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from enum import StrEnum

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.text import slugify

from governance.analysis.days_of_changes import (
    FROM_DETECTION,
    FROM_EFFECT,
    FROM_UPDATE,
    DatedChange,
    detected_on,
    objection_to_sub_processors,
    updated_on,
)
from governance.analysis.objection_periods import ObjectionPeriod, PeriodKind, objection_periods
from governance.analysis.period_units import OTHER, PeriodUnit
from governance.analysis.sub_processors.outline import lines_with_titles
from governance.comparison.text.segment import parse
from governance.models import Change, Document, Version

PROCESSING_TERMS = slugify("Data Processor Agreement")
# So many documents of processing terms of one platform are read, those nearest to the list first.
MOST_TERMS = 10


class DeadlineState(StrEnum):
    """What the platform's data processing terms say of objecting to a change of sub-processors."""

    STATED = "stated"
    TERMINATION_ONLY = "termination_only"
    NOTICE_ONLY = "notice_only"
    NO_PERIOD = "no_period_stated"
    NO_TERMS = "no_terms_captured"


@dataclass(frozen=True, slots=True)
class ObjectionDeadline:
    """Until when a change can be objected to. `version.text[start:end]` states it; without a clause all is None.

    `last_day` is counted from `counted_from`, and None where the clause gives no period that can be counted.
    """

    state: DeadlineState
    sentence: str
    version: Version | None = None
    period: ObjectionPeriod | None = None
    quotation: str | None = None
    counted_from: date | None = None
    last_day: date | None = None


def good_versions(document: Document) -> QuerySet[Version]:
    """Return the versions of a document that hold all of it, with their texts and the newest first."""
    good = Version.objects.filter(document=document, is_good=True, is_too_large=False)
    return good.select_related("stored_text").defer("outline", "summary").order_by("-sequence")


def objection_deadline(document: Document, changed: Version, zone: tzinfo = UTC) -> ObjectionDeadline:
    """Return until when one can object to what is new in this version of the document, in three queries.

    It is counted as a person's deadlines in this zone are, from the earliest day that the words allow: when notice was
    given, nobody told us. The clause is that of the data processing terms of the same platform recorded by then.
    """
    terms = _terms_by(document, changed)
    if not terms:
        return ObjectionDeadline(
            DeadlineState.NO_TERMS, "No data processing terms of this platform were recorded by then."
        )
    stated = list(_periods(terms))
    if not stated:
        return ObjectionDeadline(
            DeadlineState.NO_PERIOD,
            "The data processing terms recorded by then state no period for objecting to a new sub-processor.",
            terms[0],
        )
    order = list(PeriodKind)
    version, period, quotation = min(stated, key=lambda one: order.index(one[1].kind))
    return _deadline(version, period, quotation, _dated(changed, zone))


def _dated(changed: Version, zone: tzinfo) -> DatedChange:
    """Return what is known of the change that made the version, so that periods can be counted."""
    since = detected_on(changed.captured_at, zone)
    effect = Change.objects.filter(to_version=changed).values_list("effective_date", flat=True).first()
    return DatedChange(
        effective_date=effect, detected_on=since, updated_on=updated_on(parse(changed.text), since), touched=()
    )


def _terms_by(document: Document, changed: Version) -> list[Version]:
    """Return the last good version that was in force with the change, of each document of processing terms."""
    good = Version.objects.filter(document=OuterRef("pk"), is_good=True, is_too_large=False)
    by_then = good.filter(in_force_at__lte=changed.in_force_at).order_by("-in_force_at", "-sequence")
    documents = Document.objects.filter(platform=document.platform_id, document_type=PROCESSING_TERMS)
    rows = documents.annotate(by_then=Subquery(by_then.values("pk")[:1])).exclude(by_then=None)
    found = sorted(
        rows.values_list("pk", "collection", "language", "region", "product", "by_then"),
        key=lambda row: (
            row[0] != document.pk,
            *(mine != theirs for mine, theirs in zip(_nearness(document), row[1:5], strict=True)),
            row[0],
        ),
    )
    keys = [row[5] for row in found[:MOST_TERMS]]
    versions = Version.objects.select_related("stored_text").defer("outline", "summary").in_bulk(keys)
    return [versions[key] for key in keys]


def _nearness(document: Document) -> tuple[object, ...]:
    return document.collection_id, document.language, document.region, document.product


def _periods(terms: list[Version]) -> Iterator[tuple[Version, ObjectionPeriod, str]]:
    """Yield (version, period, sentence) of what is stated of sub-processors, by the clause or by its heading."""
    for version in terms:
        text = version.text
        for line in lines_with_titles(text):
            for period in objection_periods(text[line.start : line.end]):
                is_of_them = period.subject == "sub_processors" or (not period.subject and line.is_under_sub_processors)
                if is_of_them:
                    moved = period.moved_by(line.start)
                    yield version, moved, text[moved.start : moved.end]


_UNITS = {
    PeriodUnit.HOUR: "hour", PeriodUnit.DAY: "day", PeriodUnit.BUSINESS_DAY: "business day", PeriodUnit.WEEK: "week",
    PeriodUnit.MONTH: "month", PeriodUnit.YEAR: "year",
}  # fmt: skip
_RUNS_FROM = {
    "notice": " from the notice",
    "receipt": " from the receipt of the notice",
    "publication": " from the publication",
    "being_informed": " from being informed",
    "effect": " from the day of effect",
    "change": " from the change",
    OTHER: " from an event of another kind",
    "": "; from when is not stated",
}
_BASES = {
    FROM_EFFECT: "the day on which the list states that it takes effect",
    FROM_UPDATE: "the day that the list states as its last update",
    FROM_DETECTION: "the day of which this version is recorded",
}


def _deadline(version: Version, period: ObjectionPeriod, quotation: str, change: DatedChange) -> ObjectionDeadline:
    length = f"{period.length} {_UNITS[period.unit]}{'' if period.length == 1 else 's'}"
    if period.kind is PeriodKind.NOTICE:
        sentence = f"The data processing terms state a notice of {length}, and no period for objecting."
        return ObjectionDeadline(DeadlineState.NOTICE_ONLY, sentence, version, period, quotation)
    is_objection = period.kind is PeriodKind.OBJECTION
    state = DeadlineState.STATED if is_objection else DeadlineState.TERMINATION_ONLY
    runs_from = " before the change takes effect" if period.is_before else _RUNS_FROM[period.runs_from]
    act, without = ("objecting", "") if is_objection else ("ending the contract", ", and no period for objecting")
    sentence = f"The data processing terms state {length} for {act}{runs_from}{without}."
    counted = objection_to_sub_processors(period, change)
    if counted is None or counted.base_day is None:
        sentence += " The day that it is counted from is not known here, so there is no last day."
        return ObjectionDeadline(state, sentence, version, period, quotation)
    back = " back" if period.is_before else ""
    holidays = " Monday to Friday are counted, public holidays too." if period.unit is PeriodUnit.BUSINESS_DAY else ""
    sentence += (
        f" Counted{back} from {counted.base_day:%-d %B %Y}, {_BASES[counted.base]}, the last day is"
        f" {counted.day:%-d %B %Y}.{holidays}"
    )
    if counted.base != FROM_EFFECT or period.runs_from != "effect":
        sentence += " When notice was given is not known here, and by it the last day may be another."
    return ObjectionDeadline(state, sentence, version, period, quotation, counted.base_day, counted.day)
