"""Writes the events of timelines, and lets announced dates of effect be reached.

Of one moment the policy change comes first on a timeline, before the updates of provisions that it is made of.
Timelines are read with the newest first, so it is written last.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from governance.comparison.telling.statements import RETURNED
from governance.models import Change, Document, Event, ProvisionChange
from governance.record.chunks import CHUNK

MOST_REACHED = 500


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


def add_events_of_change(change: Change, updates: Sequence[ProvisionChange]) -> None:
    """Add to the timeline what the stored change brought; one that changed nothing of meaning or wording has none."""
    if change.label in Change.REPORTED_LABELS:
        Event.objects.bulk_create(_events_of(change, updates), batch_size=CHUNK)


def reach_dates(now: datetime) -> dict[str, int]:
    """Add an event for each announced date of effect that has come, in UTC, and return how many came.

    A date is passed over if the change was withdrawn, or if a later version announced another date before it came.
    """
    today = now.astimezone(UTC).date()
    with transaction.atomic():
        due = Event.objects.select_for_update(of=("self",), skip_locked=True).filter(pending_date__lte=today)
        due = due.annotate(holds=Q(change__withdrawn_at=None) & ~_another_date()).order_by("pending_date", "pk")
        announced = list(due[:MOST_REACHED])
        reached = [_reached(event) for event in announced if event.holds]
        Event.objects.bulk_create(reached)
        Event.objects.filter(pk__in=[event.pk for event in announced]).update(pending_date=None)
    return {"reached": len(reached)}


def _events_of(change: Change, updates: Iterable[ProvisionChange]) -> Iterator[Event]:
    for update in reversed(list(updates)):
        yield _event(
            change,
            Event.Kind.PROVISION_UPDATE,
            provision_change=update,
            provision_id=update.provision_id,
            category=update.category,
            severity=update.severity,
        )
    if change.effective_date and change.effective_date > change.detected_at.astimezone(UTC).date():
        yield _event(change, Event.Kind.EFFECTIVE_DATE_ANNOUNCED, pending_date=change.effective_date)
    if any(statement["code"] == RETURNED for statement in change.statements):
        yield _event(change, Event.Kind.RETURNED)
    yield _event(change, Event.Kind.POLICY_CHANGE)


def _event(change: Change, kind: str, **fields: object) -> Event:
    return Event(
        **{
            "kind": kind,
            "platform_id": change.platform_id,
            "document_id": change.document_id,
            "change": change,
            "occurred_at": change.detected_at,
            "severity": change.severity,
            **fields,
        }
    )


def _reached(announced: Event) -> Event:
    assert announced.pending_date
    return Event(
        kind=Event.Kind.EFFECTIVE_DATE_REACHED,
        platform_id=announced.platform_id,
        document_id=announced.document_id,
        change_id=announced.change_id,
        occurred_at=datetime.combine(announced.pending_date, time.min, UTC),
        severity=announced.severity,
    )


def _another_date() -> Exists:
    """Whether a later version announced another date, before the day of this announcement came."""
    announcements = Event.objects.filter(document=OuterRef("document"), kind=Event.Kind.EFFECTIVE_DATE_ANNOUNCED)
    later = announcements.filter(
        occurred_at__gt=OuterRef("occurred_at"),
        occurred_at__date__lt=OuterRef("pending_date"),
        change__withdrawn_at=None,
    )
    return Exists(later.exclude(change__effective_date=OuterRef("pending_date")))
