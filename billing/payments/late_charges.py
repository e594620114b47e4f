"""Takes back renewals that were charged after the person had asked for the account to be deleted.

Stripe may be making a renewal while it is told to make none, and charges a draft up to an hour after its period began.
So each time a leaving person's state was fetched, their invoices are looked at again.
"""

from datetime import datetime

import structlog
from django.db import transaction

from accounts.clocks import CLOCKS_DIFFER
from accounts.services.deletion import lock_request, requested_at
from billing.gateway.client import CustomerGone
from billing.gateway.errors import PaymentsUnavailable
from billing.gateway.invoices import LEFT, UNDECIDED, Renewal, renewals_charged_since, take_back
from billing.gateway.renewals import cancel
from billing.models import BillingAccount, LateCharge
from billing.payments.synchronise import lock, synchronise_locked
from billing.services.cause import Cause, CauseKind

logger = structlog.get_logger(__name__)

_AT_ONCE = 200
_CAUSE = Cause(CauseKind.DELETION)


def take_due_back(now: datetime) -> dict[str, int]:
    """Check the invoices of accounts under deletion that were fetched since the last check; return the count."""
    count = 0
    for account in BillingAccount.objects.with_unchecked_charges().order_by("pk")[:_AT_ONCE]:
        try:
            count += take_late_charges_back(account, now)
        except PaymentsUnavailable:
            logger.warning("stripe_late_charges_not_checked", account=account.pk)
    return {"late_charges_taken_back": count}


@transaction.atomic
def take_late_charges_back(account: BillingAccount, now: datetime) -> int:
    """Take back what was renewed since the deletion was asked for, end those subscriptions, and return the count.

    Stripe's clock timed the charge, so what was charged up to CLOCKS_DIFFER before the request counts as after it.

    Each charge is noted once, under the locks of the account and of the person, so the deletion can't be undone in
    between. A charge that was left while its invoice could still be paid is tried again, and counts only if that
    changed anything. Raises PaymentsUnavailable and notes nothing; what was refunded by then is not refunded again.
    """
    account = lock(account)
    user = account.user
    since = requested_at(user) if user is not None else None
    if user is None or since is None:  # taken back, or erased
        return 0
    late = _late(account, since - CLOCKS_DIFFER)  # Stripe's clock may be behind ours: see docs/adr/0031
    if late and lock_request(user) != since:  # taken back while Stripe was asked
        return 0
    count = sum(_take_back(account, renewal, now) for renewal in late)
    account.charges_checked_at = now
    account.save(update_fields=["charges_checked_at"])
    if count:
        synchronise_locked(account=account, cause=_CAUSE, now=now)
    return count


def _late(account: BillingAccount, since: datetime) -> list[Renewal]:
    """Return what was renewed since then and is still to be taken back."""
    decided = set(account.late_charges.exclude(outcome=LEFT, error__in=UNDECIDED).values_list("pk", flat=True))
    found: list[Renewal] = []
    for customer in account.customers.filter(deleted_at=None):
        try:
            found += renewals_charged_since(customer.pk, since)
        except CustomerGone:
            continue
    return [renewal for renewal in found if renewal.id not in decided]


def _take_back(account: BillingAccount, renewal: Renewal, now: datetime) -> bool:
    """End the subscription, since its period is not paid for, and return whether the outcome is new."""
    cancel(renewal.subscription_id)
    outcome = take_back(renewal)
    told = {"outcome": outcome.name, "error": outcome.error}
    if account.late_charges.filter(pk=renewal.id, **told).exists():
        return False
    fields = {"account": account, "amount": renewal.amount, "currency": renewal.currency, "at": now}
    LateCharge.objects.update_or_create(pk=renewal.id, defaults={**fields, **told})
    logger.warning("stripe_late_charge", account=account.pk, invoice=renewal.id, **told)
    return True
