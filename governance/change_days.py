"""Notes the days that changes bring, from their texts, once for all readers."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import UTC, date, datetime, time, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet

from governance.analysis.days_of_changes import (
    EFFECT,
    FROM_EFFECT,
    RULES,
    DatedChange,
    FoundDay,
    days_of_change,
    detected_on,
    follows_effect,
    objection_to_sub_processors,
    still_counts_from,
    still_states,
    updated_on,
)
from governance.analysis.stated_effects import days_of_effect
from governance.analysis.sub_processors.changes import ListChange, changes_between
from governance.analysis.sub_processors.reading import sub_processors_in
from governance.comparison.text.segment import ParsedText, parse
from governance.models import Change, ChangeDay, ReadForDays, Version
from governance.sub_processor_lists import DeadlineState, objection_deadline

logger = structlog.get_logger(__name__)

# Terms are announced up to two years ahead; older changes have no day to come.
LOOKED_BACK = timedelta(days=730)
MOST_READ = 50


def note_days(now: datetime) -> dict[str, int]:
    """Read the next changes for the days that they bring, the newest first; return how many, and the days."""
    counts = {"changes_read": 0, "days_found": 0}
    for change in list(_unread(now)[:MOST_READ]):
        try:
            found = _read(change)
        except Exception:  # one text that can't be read must not stop the others
            logger.exception("days_not_read", change=change.pk)
            found = []
        counts["changes_read"] += 1
        counts["days_found"] += _note(change, found)
    return counts


def _unread(now: datetime) -> "QuerySet[Change]":
    """Return changes that were not read as they are judged now, without those that still have to stand.

    Those of no meaning are among them: a day of effect may be all that moved, or a text may have gone back.
    """
    as_read = Q(
        read_for_days__rules=RULES,
        read_for_days__comparison_version=F("comparison_version"),
    ) & (Q(read_for_days__effective_date=F("effective_date")) | Q(effective_date=None))
    standing = Q(held_until=None) | Q(confirmed_at__isnull=False)
    found = Change.objects.filter(standing, detected_at__gt=now - LOOKED_BACK)
    texts = ("document", "from_version__stored_text", "to_version__stored_text")
    return found.exclude(as_read).select_related(*texts).order_by("-detected_at", "-pk")


def _read(change: Change) -> list[tuple[Version, FoundDay]]:
    """Return the days of the change, each with the version that states it."""
    if change.to_version.is_too_large:
        return []
    parsed = parse(change.to_version.text)
    found_on = detected_on(change.detected_at)
    places = change.provision_changes.filter(after_start__isnull=False).values_list("after_start", "after_end")
    is_moved, moved_from = _moved(change)
    dated = DatedChange(
        effective_date=change.effective_date,
        is_moved=is_moved,
        moved_from=moved_from,
        detected_on=found_on,
        updated_on=updated_on(parsed, found_on),
        touched=[(start, end) for start, end in places if start is not None and end is not None],
    )
    found = [(change.to_version, day) for day in days_of_change(parsed, dated) if _is_told(day, change, dated)]
    return found + list(_of_sub_processors(change, dated))


def _moved(change: Change) -> tuple[bool, date | None]:
    """Return whether the text before did not state the day of effect, and which it stated then."""
    if change.effective_date is None or change.from_version is None or change.from_version.is_too_large:
        return False, None
    before = days_of_effect(parse(change.from_version.text))
    return change.effective_date not in before, max(before, default=None)


def _is_told(day: FoundDay, change: Change, dated: DatedChange) -> bool:
    """Whether the day matters for the change: one may object to a change of what is provided, not of its wording.

    Where the day of effect moved, what is counted from it moves with it.
    """
    return day.kind == EFFECT or change.label == Change.Label.SUBSTANTIVE or follows_effect(day, dated)


def _of_sub_processors(change: Change, dated: DatedChange) -> Iterator[tuple[Version, FoundDay]]:
    """Yield until when one can object to the sub-processors that the change brings, if the terms state it."""
    if change.label != Change.Label.SUBSTANTIVE or change.from_version.is_too_large:
        return
    before, after = (sub_processors_in(version.text).rows for version in (change.from_version, change.to_version))
    if not any(one.kind is ListChange.ADDED for one in changes_between(before, after)):
        return
    stated = objection_deadline(change.document, change.to_version)
    if stated.state is DeadlineState.STATED and stated.version and stated.period:
        day = objection_to_sub_processors(stated.period, dated)
        if day is not None:
            yield stated.version, day


@transaction.atomic
def _note(change: Change, found: Iterable[tuple[Version, FoundDay]]) -> int:
    """Store what was found in place of what was noted before; return how many days."""
    facts = {"rules": RULES, "comparison_version": change.comparison_version, "effective_date": change.effective_date}
    ReadForDays.objects.update_or_create(change=change, defaults=facts)
    ChangeDay.objects.filter(change=change).delete()
    places: dict[str, int] = {}
    rows = []
    for version, day in found:
        position = places.get(day.kind, 0)
        places[day.kind] = position + 1
        rows.append(ChangeDay(change=change, version=version, position=position, **asdict(day)))
    ChangeDay.objects.bulk_create(rows)
    _let_go(change)
    return len(rows)


def _let_go(change: Change) -> None:
    """Mark which days stand and which don't: the last good text before the day doesn't state it, or took it back.

    Only days from this change's detection on may have become so by it, and days of this change by later ones.
    """
    of_document = Q(version__document=change.document_id) | Q(change__document=change.document_id)
    affected = Q(change=change) | (of_document & Q(day__gte=change.detected_at.astimezone(UTC).date()))
    related = ("version__stored_text", "change__from_version", "change__to_version")
    wide = [f"{name}__{field}" for name in ("version", *related[1:]) for field in ("outline", "summary")]
    rows = list(ChangeDay.objects.filter(affected).select_related(*related).defer(*wide))
    read: dict[int, ParsedText] = {}
    gone = {row.pk: _is_gone(row, read) for row in rows}
    for is_gone in (True, False):
        turned = [row.pk for row in rows if gone[row.pk] is is_gone and row.is_gone is not is_gone]
        if turned:
            ChangeDay.objects.filter(pk__in=turned).update(is_gone=is_gone)


def _is_gone(row: ChangeDay, read: dict[int, ParsedText]) -> bool:
    last, found = _last_before(row.version, row.day), _found(row)
    if last is not None and not still_states(_parsed(last, read), row.version.text[row.start : row.end], found):
        return True
    before, after = row.change.from_version, row.change.to_version
    own = last if after.document_id == row.version.document_id else _last_before(after, row.day)
    if own and row.base == FROM_EFFECT and not still_counts_from(_parsed(own, read), _parsed(after, read), found):
        return True
    return before is not None and own is not None and own.sha256 == before.sha256


def _parsed(version: Version, read: dict[int, ParsedText]) -> ParsedText:
    if version.pk not in read:
        read[version.pk] = parse(version.text)
    return read[version.pk]


def _found(row: ChangeDay) -> FoundDay:
    return FoundDay(**{field.name: getattr(row, field.name) for field in fields(FoundDay)})


def _last_before(version: Version, day: date) -> Version | None:
    """Return the last good text of the document after this version and before the day."""
    good = Version.objects.filter(document=version.document_id, is_good=True, is_too_large=False)
    begins = datetime.combine(day, time.min, UTC)
    later = good.filter(sequence__gt=version.sequence, in_force_at__lt=begins).select_related("stored_text")
    return later.defer("outline", "summary").order_by("-sequence").first()
