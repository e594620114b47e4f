"""Applies the provider's events: proof of attempts, feedback on messages, suppressed addresses, unsubscriptions.

The result is the same in whatever order and however often events come. The events of one request are one transaction,
so a failed request changes nothing and is sent again.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.services import notices
from alerts.delivery import batches
from alerts.delivery.provider_lists import owe_taking_off
from alerts.delivery.suppression import SCOPES, write_again
from alerts.delivery.transports.mail_events import EventKind, MailEvent
from alerts.delivery.ways_to_send import WITH_EVENTS
from alerts.models import AccountMailFailure, Attempt, Feedback, Message, ProviderEvent, Suppression, Unsubscription

logger = structlog.get_logger(__name__)

AT_ONCE = 1000  # events in one statement
# Longer than any request is taken for after it was signed: until then a recording could be played again.
REMEMBERED = timedelta(days=3)
SILENCE = timedelta(minutes=30)
_LONGEST_LOOK_BACK = timedelta(hours=24)

_FEEDBACK = {
    EventKind.DEFERRED: Feedback.Kind.DEFERRED,
    EventKind.DELIVERED: Feedback.Kind.DELIVERED,
    EventKind.BLOCKED: Feedback.Kind.BLOCKED,
    EventKind.DROPPED: Feedback.Kind.DROPPED,
    EventKind.ADDRESS_DROPPED: Feedback.Kind.DROPPED,
    EventKind.COMPLAINT_DROPPED: Feedback.Kind.DROPPED,
    EventKind.BOUNCED: Feedback.Kind.BOUNCED,
    EventKind.FULL: Feedback.Kind.BLOCKED,
    EventKind.REPORTED: Feedback.Kind.REPORTED,
}
_SUPPRESSES = {
    EventKind.ADDRESS_DROPPED: Suppression.Reason.DROPPED,
    EventKind.BOUNCED: Suppression.Reason.BOUNCED,
    EventKind.FULL: Suppression.Reason.FULL,
    EventKind.REPORTED: Suppression.Reason.REPORTED,
    EventKind.COMPLAINT_DROPPED: Suppression.Reason.REPORTED,
}
# Of two reasons the one further down counts, of equal ones the first.
_RANKS = [Suppression.Reason.FULL, Suppression.Reason.DROPPED, Suppression.Reason.BOUNCED, Suppression.Reason.REPORTED]
FULL_FOR = timedelta(days=3)
_FAILURES = {
    EventKind.DROPPED: AccountMailFailure.Kind.DROPPED,
    EventKind.ADDRESS_DROPPED: AccountMailFailure.Kind.DROPPED,
    EventKind.COMPLAINT_DROPPED: AccountMailFailure.Kind.DROPPED,
    EventKind.BOUNCED: AccountMailFailure.Kind.BOUNCED,
    EventKind.FULL: AccountMailFailure.Kind.BLOCKED,
    EventKind.BLOCKED: AccountMailFailure.Kind.BLOCKED,
}
FAILURES_KEPT = timedelta(days=90)
_LEAVES = (EventKind.UNSUBSCRIBED, EventKind.LEFT_GROUP)


@transaction.atomic
def record_events(*, events: Sequence[MailEvent], source: str, now: datetime) -> dict[str, int]:
    """Apply these events once each; return how many of each kind were new, and how many were known."""
    counts: Counter[str] = Counter()
    receipt = uuid.uuid4()
    ordered = sorted({event.id: event for event in reversed(events)}.values(), key=lambda event: event.id)
    counts["repeated"] = len(events) - len(ordered)
    new: list[MailEvent] = []
    for start in range(0, len(ordered), AT_ONCE):
        new += _remember(ordered[start : start + AT_ONCE], receipt, now)
    counts["repeated"] += len(ordered) - len(new)
    counts.update(event.kind.value for event in new)
    # By attempt, so that two requests at once take the same rows in the same order.
    new.sort(key=lambda event: (str(event.attempt), event.id))
    for start in range(0, len(new), AT_ONCE):
        _apply(new[start : start + AT_ONCE], source, now)
    return dict(+counts)


def forget_old_events(now: datetime) -> dict[str, int]:
    """Delete the ids of events that can't come again, and old failures of account mails; return how many ids."""
    forgotten, _ = ProviderEvent.objects.filter(received_at__lt=now - REMEMBERED).delete()
    AccountMailFailure.objects.filter(at__lt=now - FAILURES_KEPT).delete()
    return {"forgotten": forgotten}


@dataclass(frozen=True, slots=True)
class ProviderSilence:
    """When the provider last reported anything, and how many accepted batches it should have reported on since."""

    last_event_at: datetime | None
    unanswered: int


def silence(now: datetime) -> ProviderSilence:
    """Return whether events come back for the mail that goes out."""
    heard_at = ProviderEvent.objects.aggregate(latest=Max("received_at"))["latest"]
    since = max(now - _LONGEST_LOOK_BACK, heard_at) if heard_at else now - _LONGEST_LOOK_BACK
    unanswered = Attempt.objects.filter(
        transport__in=WITH_EVENTS, outcome="accepted", started_at__gt=since, started_at__lt=now - SILENCE
    ).count()
    return ProviderSilence(heard_at, unanswered)


def watch_for_silence(now: datetime) -> dict[str, int]:
    """Log an error if mail goes out and no event comes back; return `silent` as 1 in that case, else 0.

    While no events come no doubt can be settled.
    """
    found = silence(now)
    if found.unanswered:
        logger.error("mail_events_silent", accepted_batches=found.unanswered, last_event_at=found.last_event_at)
    return {"silent": int(found.unanswered > 0)}


def _remember(events: Sequence[MailEvent], receipt: UUID, now: datetime) -> list[MailEvent]:
    """Store the ids of the events and return those that are new, even if another request brings the same ones now."""
    rows = [ProviderEvent(id=event.id, receipt=receipt, received_at=now) for event in events]
    ProviderEvent.objects.bulk_create(rows, ignore_conflicts=True)
    known = ProviderEvent.objects.filter(pk__in=[event.id for event in events], receipt=receipt)
    mine = set(known.values_list("pk", flat=True))
    return [event for event in events if event.id in mine]


def _apply(events: Sequence[MailEvent], source: str, now: datetime) -> None:
    named = {event.attempt for event in events if event.attempt}
    batch_of = dict(Attempt.objects.filter(pk__in=named).values_list("pk", "batch_id")) if named else {}
    batches.confirm(batch_of=batch_of, now=now)
    telling = [event for event in events if event.kind in _FEEDBACK or event.kind in _LEAVES]
    if telling:
        about = _messages_of(telling, batch_of)
        _note_feedback(telling, about)
        _unsubscribe(telling, about)
        _suppress(telling, about, source, now)
        _lift(telling, now)
    of_accounts = [event for event in events if event.is_account_mail]
    if of_accounts:
        notices.confirm([event.message for event in of_accounts if event.message], now)
        _note_failures(of_accounts)


def _messages_of(events: Iterable[MailEvent], batch_of: Mapping[UUID, int]) -> dict[str, Message]:
    """Return the message that each event (by id) is about, if the event's attempt was one to send it."""
    asked = {event.message for event in events if event.message and event.attempt in batch_of}
    found = Message.objects.in_bulk(list(asked)) if asked else {}
    about = {}
    for event in events:
        message = found.get(event.message) if event.message else None
        if message and event.attempt and batch_of.get(event.attempt) == message.batch_id:
            about[event.id] = message
    return about


def _note_feedback(events: Iterable[MailEvent], about: Mapping[str, Message]) -> None:
    first: dict[tuple[UUID, str], Feedback] = {}
    for event in _sorted(events, lambda event: (event.message, event.kind)):
        if event.id in about and event.kind in _FEEDBACK:
            message, kind = about[event.id], _FEEDBACK[event.kind]
            first.setdefault((message.pk, kind), Feedback(message=message, kind=kind, detail=event.detail, at=event.at))
    Feedback.objects.bulk_create(first.values(), ignore_conflicts=True)


def _unsubscribe(events: Iterable[MailEvent], about: Mapping[str, Message]) -> None:
    """Unsubscribe people who left one of our mails; other services may send through the same account."""
    rows = []
    for event in _sorted(events, lambda event: event.message):
        if event.id not in about or event.kind not in _LEAVES:
            continue
        message = about[event.id]
        own = [SCOPES[Message.Kind(message.kind)]]
        for scope in sorted(SCOPES.values()) if event.kind is EventKind.UNSUBSCRIBED else own:
            rows.append(Unsubscription(user_id=message.user_id, scope=scope, at=event.at))
    rows.sort(key=lambda row: (row.user_id, row.scope))
    Unsubscription.objects.bulk_create(rows, ignore_conflicts=True)


def _suppress(events: Iterable[MailEvent], about: Mapping[str, Message], source: str, now: datetime) -> None:
    """Suppress addresses that are in a message of ours or belong to a person; store no others."""
    telling = [event for event in events if event.address and event.kind in _SUPPRESSES]
    strangers = {event.address for event in telling if event.id not in about}
    ours = set(User.objects.filter(email__in=strangers).values_list("email", flat=True)) if strangers else set()
    rows: dict[str, Suppression] = {}
    for event in _sorted(telling, lambda event: event.address):
        if event.id in about or event.address in ours:
            row = _suppression(event, source)
            rows[row.address] = _weightier(rows.get(row.address), row)
    arrived = _arrived_since(rows)
    known = Suppression.objects.select_for_update().in_bulk(sorted(rows))
    rows = {address: row for address, row in rows.items() if arrived.get(address, row.at) <= row.at}
    replaced = [a for a, row in rows.items() if a in known and _weightier(known[a], row) is row]
    Suppression.objects.filter(pk__in=replaced).delete()
    Suppression.objects.bulk_create(rows.values(), ignore_conflicts=True)
    for row in rows.values():
        if row.until:  # the provider's lists know no end
            owe_taking_off(row.address, was_reported=False, now=now, not_before=row.until)


def _suppression(event: MailEvent, source: str) -> Suppression:
    reason = _SUPPRESSES[event.kind]
    until = event.at + FULL_FOR if reason == Suppression.Reason.FULL else None
    return Suppression(
        address=event.address, reason=reason, source=source, detail=event.detail, at=event.at, until=until
    )


def _weightier(one: Suppression | None, other: Suppression) -> Suppression:
    """Return the suppression that counts; of two full mailboxes the later."""
    if one is None:
        return other
    ranks = _RANKS.index(Suppression.Reason(one.reason)), _RANKS.index(Suppression.Reason(other.reason))
    if ranks[0] != ranks[1]:
        return max(zip(ranks, (one, other), strict=True), key=itemgetter(0))[1]
    return max(one, other, key=lambda row: row.at) if other.reason == Suppression.Reason.FULL else one


def _arrived_since(rows: Mapping[str, Suppression]) -> dict[str, datetime]:
    """Return when mail last arrived at these bounced addresses, as far as known, since events come in any order."""
    bounced = [address for address, row in rows.items() if row.reason in Suppression.LIFTED]
    if not bounced:
        return {}
    delivered = Feedback.objects.filter(kind=Feedback.Kind.DELIVERED, message__user__email__in=bounced)
    return dict(delivered.order_by().values_list("message__user__email").annotate(Max("at")))


def _lift(events: Iterable[MailEvent], now: datetime) -> None:
    """Write again to addresses where mail arrived after their bounce."""
    arrived: dict[str, datetime] = {}
    for event in events:
        if event.kind is EventKind.DELIVERED and event.address:
            arrived[event.address] = max(event.at, arrived.get(event.address, event.at))
    if not arrived:
        return
    bounced = Suppression.objects.filter(pk__in=list(arrived), reason__in=Suppression.LIFTED)
    lifted = [row.address for row in bounced if row.at < arrived[row.address]]
    if lifted:
        write_again(lifted, now=now, reasons=Suppression.LIFTED)


def _note_failures(events: Iterable[MailEvent]) -> None:
    """Store codes and other account mails that did not arrive, for the operator.

    They are sent whatever our suppressions say, so only this shows that somebody waits in vain.
    """
    failed = [event for event in events if event.kind in _FAILURES and event.address]
    people = User.objects.filter(email__in={event.address for event in failed}) if failed else User.objects.none()
    ids = dict(people.values_list("email", "pk"))
    for event in failed:
        logger.warning("account_mail_not_delivered", kind=event.kind, event_id=event.id)
    rows = [
        AccountMailFailure(
            id=event.id, user_id=ids[event.address], kind=_FAILURES[event.kind], detail=event.detail, at=event.at
        )
        for event in failed
        if event.address in ids
    ]
    AccountMailFailure.objects.bulk_create(rows, ignore_conflicts=True)


def _sorted(events: Iterable[MailEvent], key: Callable[[MailEvent], object]) -> list[MailEvent]:
    """Return the rows in the same order for all requests, the earliest first, since the first of equal rows is kept."""
    return sorted(events, key=lambda event: (str(key(event)), event.at, event.id))
