"""Writes the events of timelines, and lets announced dates of effect be reached.

Of one moment the policy change comes first on a timeline, before the updates of provisions that it is made of.
Timelines are read with the newest first, so it is written last.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from django.db import connection, transaction

from governance.comparison.telling.statements import RETURNED
from governance.comparison.text.dates import StatedDate, find_days
from governance.models import Change, Document, Event, Version

MOST_REACHED = 500
# One statement, however many provisions a change updates. The kinds are of our own, in the order in which they are
# written.
_OF_A_CHANGE = """
    INSERT INTO governance_event (kind, occurred_at, platform_id, document_id, change_id, provision_change_id,
        provision_id, severity, category, pending_date, source_commit, address)
    SELECT e.kind, c.detected_at, c.platform_id, c.document_id, c.id, e.update_id, e.provision_id,
        COALESCE(e.severity, c.severity), e.category,
        CASE WHEN e.kind = 'effective_date_announced' THEN c.effective_date END, '', ''
    FROM governance_change c CROSS JOIN (
        SELECT 'provision_update' AS kind, p.id AS update_id, p.provision_id, p.severity, p.category,
            -p.position AS place
        FROM governance_provisionchange p WHERE p.change_id = %s {kinds}
    ) e
    WHERE c.id = %s
    ORDER BY e.place
"""
_KIND = "UNION ALL SELECT '{kind}', NULL, NULL, NULL, '', {place}"


def add_event(
    document: Document, kind: str, occurred_at: datetime, source_commit: str = "", *, address: str = ""
) -> None:
    """Add an event to the document's timeline, unless it has that of the commit."""
    event = Event(
        kind=kind,
        platform_id=document.platform_id,
        document=document,
        occurred_at=occurred_at,
        source_commit=source_commit,
        address=address,
    )
    Event.objects.bulk_create([event], ignore_conflicts=True)


def add_events_of_change(change: Change) -> None:
    """Add to the timeline what the stored change brought.

    One that changed nothing of meaning or wording brings nothing but another day of effect, where that alone moved.
    """
    if change.label not in Change.REPORTED_LABELS:
        if change.label == Change.Label.COSMETIC:
            _add_moved_date(change)
        return
    kinds = " ".join(_KIND.format(kind=kind, place=place) for place, kind in enumerate(_kinds_of(change), start=1))
    with connection.cursor() as cursor:
        cursor.execute(_OF_A_CHANGE.format(kinds=kinds), [change.pk, change.pk])


def _add_moved_date(change: Change) -> None:
    """Add the day of effect to come that the change states, unless it is awaited already."""
    if Event.Kind.EFFECTIVE_DATE_ANNOUNCED not in _kinds_of(change):
        return
    kind = Event.Kind.EFFECTIVE_DATE_ANNOUNCED
    awaited = Event.objects.filter(document=change.document_id, kind=kind, pending_date=change.effective_date)
    if awaited.exists():
        return
    Event.objects.create(
        kind=kind,
        platform_id=change.platform_id,
        document_id=change.document_id,
        change=change,
        occurred_at=change.detected_at,
        severity=change.severity,
        pending_date=change.effective_date,
    )


def reach_dates(now: datetime) -> dict[str, int]:
    """Add an event for each announced date of effect that has come, in UTC, and return how many came.

    A date is passed over if its change was withdrawn, or if the text that stood when the day began no longer states it.
    """
    with transaction.atomic():
        due = Event.objects.select_for_update(of=("self",), skip_locked=True)
        announced = list(
            due.filter(pending_date__lte=now.astimezone(UTC).date()).order_by("pending_date", "pk")[:MOST_REACHED]
        )
        withdrawn = Change.objects.filter(pk__in=[event.change_id for event in announced]).exclude(withdrawn_at=None)
        passed_over = set(withdrawn.values_list("pk", flat=True))
        held = [event for event in announced if event.change_id not in passed_over and _is_still_stated(event)]
        Event.objects.bulk_create(map(_reached, held))
        Event.objects.filter(pk__in=[event.pk for event in announced]).update(pending_date=None)
    return {"reached": len(held)}


def _is_still_stated(announced: Event) -> bool:
    """Whether the last good text before the announced day still has the date."""
    day = announced.pending_date
    assert day
    versions = Version.objects.filter(document=announced.document_id, is_good=True, in_force_at__lt=_start_of(day))
    last = versions.select_related("stored_text").only("stored_text").order_by("-sequence").first()
    if last is None:
        return False
    return any(_may_be(stated, day) for stated in find_days(last.text))


def _may_be(stated: StatedDate, day: date) -> bool:
    written = {(stated.year, stated.month, stated.day)}
    if stated.is_ambiguous:
        written.add((stated.year, stated.day or 0, stated.month))
    return (day.year, day.month, day.day) in written


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _kinds_of(change: Change) -> Iterator[str]:
    """Yield the kinds of event that a change is beside the updates of its provisions, the policy change last."""
    if change.effective_date and change.effective_date > change.detected_at.astimezone(UTC).date():
        yield Event.Kind.EFFECTIVE_DATE_ANNOUNCED.value
    if any(statement["code"] == RETURNED for statement in change.statements):
        yield Event.Kind.RETURNED.value
    yield Event.Kind.POLICY_CHANGE.value


def _reached(announced: Event) -> Event:
    assert announced.pending_date
    return Event(
        kind=Event.Kind.EFFECTIVE_DATE_REACHED,
        platform_id=announced.platform_id,
        document_id=announced.document_id,
        change_id=announced.change_id,
        occurred_at=_start_of(announced.pending_date),
        severity=announced.severity,
    )
