"""Brings a person's subscription to what Stripe holds: asked and written down under one lock.

Stripe is asked inside the lock, against the rule that no network call is made in a transaction: otherwise a slow, older
answer could be written over a newer one. See docs/adr/0019.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from billing.gateway.client import CustomerGone
from billing.gateway.fetching import Holdings, fetch_holdings
from billing.gateway.standing import KnownBefore, Standing, standing_of
from billing.models import BillingAccount, Subscription
from billing.plans import Tier
from billing.services.apply import apply
from billing.services.cause import Cause

logger = structlog.get_logger(__name__)

_STRIPE = Subscription.Source.STRIPE
# The fields in which two states of a row differ; when it was written is none of them.
_COMPARED = (
    *("tier", "status", "started_at", "current_period_end", "cancel_at", "lapses_at", "interval"),
    "scheduled_tier",
)
_LONGEST_WAIT = timedelta(minutes=5)
NOTHING = Standing(state=None, live=(), notes=frozenset())


@dataclass(frozen=True, slots=True)
class Synchronised:
    """Where the person stands, and which fields of their row changed by that: name -> (before, after)."""

    standing: Standing
    differences: dict[str, tuple[object, object]]


def synchronise(*, account: BillingAccount, cause: Cause, now: datetime) -> Synchronised:
    """Fetch all that the person holds at Stripe and write it down. Raises PaymentsUnavailable and writes nothing."""
    with transaction.atomic():
        return synchronise_locked(account=lock(account), cause=cause, now=now)


def synchronise_unless_busy(*, account: BillingAccount, cause: Cause, now: datetime) -> None:
    """Do what `synchronise` does, unless somebody else, such as an event, is just doing it."""
    with transaction.atomic():
        free = BillingAccount.objects.select_for_update(skip_locked=True).filter(pk=account.pk).first()
        if free is not None:
            synchronise_locked(account=free, cause=cause, now=now)


def lock(account: BillingAccount) -> BillingAccount:
    """Lock the account until the transaction ends, and return it as it is now."""
    return BillingAccount.objects.select_for_update().get(pk=account.pk)


def synchronise_locked(*, account: BillingAccount, cause: Cause, now: datetime) -> Synchronised:
    """Do what `synchronise` does, for a caller that holds the account's lock."""
    user = account.user
    if user is None:  # erased: a late event brings nobody back
        return Synchronised(NOTHING, {})
    now = _not_before(account.synchronised_at, now)
    row = Subscription.objects.filter(user=user, source=_STRIPE).first()
    holdings = _fetch_all(account, now)
    standing = standing_of(holdings.subscriptions, now=now, unpaid=holdings.unpaid, known=_known(row))
    state = standing.state
    if state is not None:
        # Stripe's clock may be ahead of ours, and what starts later doesn't count yet.
        state = replace(state, started_at=min(state.started_at, now))
    if user.erase_at is not None:
        account.charges_checked_at = None  # something new may have been charged
        if state is not None and state.cancel_at is None:
            account.told_of_erasure_at = None  # something new would be renewed
    before = _compared(row)
    after = _compared(apply(user=user, source=_STRIPE, state=state, cause=cause, now=now))
    _note(account, standing, now)
    names = sorted({*before, *after})
    return Synchronised(standing, {n: (before.get(n), after.get(n)) for n in names if before.get(n) != after.get(n)})


def _not_before(earlier: datetime | None, now: datetime) -> datetime:
    """Return the later of the two times: whoever waited for the lock read the clock before whoever held it.

    An earlier synchronisation by a clock that was far ahead doesn't count.
    """
    return earlier if earlier is not None and now < earlier < now + _LONGEST_WAIT else now


def _fetch_all(account: BillingAccount, now: datetime) -> Holdings:
    together = Holdings()
    for customer in account.customers.filter(deleted_at=None):
        try:
            found = fetch_holdings(customer.pk)
        except CustomerGone:
            customer.deleted_at = now
            customer.save(update_fields=["deleted_at"])
            logger.warning("stripe_customer_deleted", customer=customer.pk, account=account.pk)
        else:
            together.subscriptions += found.subscriptions
            together.unpaid += found.unpaid
    return together


def _known(row: Subscription | None) -> KnownBefore:
    if row is None or row.ended_at is not None:
        return KnownBefore()
    is_overdue = row.status == Subscription.Status.PAST_DUE
    return KnownBefore(Tier(row.tier), row.lapses_at if is_overdue else None)


def _note(account: BillingAccount, standing: Standing, now: datetime) -> None:
    notes = ",".join(sorted(standing.notes))
    if notes and notes != account.notes:
        logger.warning("stripe_needs_an_operator", account=account.pk, notes=notes, subscriptions=list(standing.live))
    account.notes, account.synchronised_at = notes, now
    account.save(update_fields=["notes", "synchronised_at", "told_of_erasure_at", "charges_checked_at"])


def _compared(row: Subscription | None) -> dict[str, object]:
    if row is None or row.ended_at is not None:
        return {}
    return {name: getattr(row, name) for name in _COMPARED}
