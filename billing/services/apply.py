"""The one path by which a subscription is written down, whichever source tells of it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from billing.gateway.base import SubscriptionState
from billing.models import Subscription
from billing.services.cause import Cause


def apply(
    *, user: User, source: Subscription.Source, state: SubscriptionState | None, cause: Cause, now: datetime
) -> Subscription | None:
    """Make the person's row of this source say what the source says; None ends it. Applying twice is applying once.

    The row is given back, or None where there is nothing to end. What other sources say stays as it is. `cause` is why
    the source was heard, whether or not that changes anything.
    """
    with transaction.atomic():
        lock_person(user)
        row = Subscription.objects.filter(user=user, source=source).first()
        if state is None:
            return _end(row, now)
        row = row or Subscription(user=user, source=source)
        row.tier, row.status = state.tier, state.status
        row.started_at, row.ended_at = state.started_at, None
        row.current_period_end, row.cancel_at = state.current_period_end, state.cancel_at
        row.lapses_at = state.lapses_at
        row.updated_at = now
        row.save()
    return row


def lock_person(user: User) -> None:
    """Hold the person's row until the transaction ends: what they may have is decided one request at a time."""
    User.objects.select_for_update().only("pk").get(pk=user.pk)


def _end(row: Subscription | None, now: datetime) -> Subscription | None:
    if row is not None and row.ended_at is None:
        row.status, row.ended_at, row.updated_at = Subscription.Status.CANCELED, now, now
        row.save(update_fields=["status", "ended_at", "updated_at"])
    return row
