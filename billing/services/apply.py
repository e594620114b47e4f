"""The only way in which a subscription is written, whichever source tells of it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from billing.models import Subscription
from billing.services import ledger
from billing.services.cause import Cause
from billing.services.notices import owe_for_schedule, plans_of
from billing.subscription_state import SubscriptionState


def apply(
    *, user: User, source: Subscription.Source, state: SubscriptionState | None, cause: Cause, now: datetime
) -> Subscription | None:
    """Store what the source says of the person's subscription, and return the row; a state of None ends it.

    Returns None if there is nothing to end. Applying twice is applying once. Rows of other sources stay as they are.
    `cause` is why the source was heard; the ledger notes it if anything changed.
    """
    with transaction.atomic():
        lock_person(user)
        ledger.catch_up(user=user, now=now)
        row = Subscription.objects.filter(user=user, source=source).first()
        before = plans_of(row)
        row = _end(row, now) if state is None else _write(row or Subscription(user=user, source=source), state, now)
        ledger.note(user=user, cause=cause, now=now)
        if row is not None and row.ended_at is None:
            owe_for_schedule(row, before=before, now=now)
    return row


def lock_person(user: User) -> User:
    """Lock the person's row until the transaction ends, and return it.

    So one request at a time decides what they may have.
    """
    return User.objects.select_for_update().only("pk", "erase_at").get(pk=user.pk)


def _write(row: Subscription, state: SubscriptionState, now: datetime) -> Subscription:
    is_same_grace = state.status == Subscription.Status.PAST_DUE and row.lapses_at == state.lapses_at
    if not is_same_grace:
        row.lapsed_at = None
    row.tier, row.status, row.interval = state.tier, state.status, state.interval
    row.amount, row.currency = state.amount, state.currency
    row.scheduled_tier = state.scheduled_tier or ""
    row.started_at, row.ended_at = state.started_at, None
    row.current_period_end, row.cancel_at = state.current_period_end, state.cancel_at
    row.lapses_at = state.lapses_at
    row.updated_at = now
    row.save()
    return row


def _end(row: Subscription | None, now: datetime) -> Subscription | None:
    if row is not None and row.ended_at is None:
        row.status, row.ended_at, row.updated_at = Subscription.Status.CANCELED, now, now
        row.save(update_fields=["status", "ended_at", "updated_at"])
    return row
