"""Tells Stripe what changes here: an account that is being deleted renews nothing, and mail goes to the new address.

Accounts know nothing of money, so nothing is handed over: what Stripe was last told is compared with what holds.
"""

from datetime import datetime

import structlog
from django.db import transaction

from billing.gateway.client import CustomerGone
from billing.gateway.customer_addresses import address_at_stripe, change_address
from billing.gateway.errors import PaymentsUnavailable
from billing.gateway.renewals import go_on, renewed_at_present, stop_renewals
from billing.models import BillingAccount, BillingCustomer
from billing.payments.synchronise import lock, synchronise_locked
from billing.services.cause import Cause, CauseKind

logger = structlog.get_logger(__name__)

_AT_ONCE = 200
_CAUSE = Cause(CauseKind.DELETION)


def follow_deletions(now: datetime) -> dict[str, int]:
    """Stop all charges for accounts that are being deleted, and undo that if the deletion was; return the count."""
    count = 0
    for account in BillingAccount.objects.not_told_of_leaving().order_by("pk")[:_AT_ONCE]:
        try:
            count += _follow(account, now)
        except PaymentsUnavailable:
            logger.warning("stripe_not_told_of_deletion", account=account.pk)
    return {"deletions_told_to_stripe": count}


def follow_addresses(now: datetime) -> dict[str, int]:
    """Let Stripe write to the address that each person has now, and return how many changed."""
    count = 0
    for customer in BillingCustomer.objects.with_another_address().select_related("account__user")[:_AT_ONCE]:
        try:
            count += compare_address(customer) is not None
        except PaymentsUnavailable:
            logger.warning("stripe_address_not_changed", customer=customer.pk)
    return {"addresses_changed_at_stripe": count}


def compare_address(customer: BillingCustomer, *, is_dry: bool = False) -> tuple[str, str] | None:
    """Let Stripe write to the person's address, unless dry; return the address it had and this one, None if equal."""
    user = customer.account.user
    if user is None or user.erase_at is not None:
        return None
    try:
        there = address_at_stripe(customer.pk)
        if there != user.email and not is_dry:
            change_address(customer.pk, user.email)
    except CustomerGone:
        return None  # the next synchronisation writes that down
    if not is_dry:
        BillingCustomer.objects.filter(pk=customer.pk).update(email=user.email)
    return (there, user.email) if there != user.email else None


def _follow(account: BillingAccount, now: datetime) -> bool:
    """Tell Stripe that the account goes or stays, and return whether there was anything to tell.

    What is to be stopped is written down before Stripe is told, so a crash in between forgets none of it.
    """
    with transaction.atomic():
        account = lock(account)
        if account.user is not None and account.user.erase_at is not None:
            account.stopped = {**_renewed(account), **account.stopped}
            account.save(update_fields=["stopped"])
    with transaction.atomic():
        account = lock(account)
        user = account.user
        if user is None or user.erase_at == account.told_of_erasure_at:
            return False
        if user.erase_at is None:
            go_on(account.stopped)
            account.stopped = {}
        else:
            _stop(account)
        account.told_of_erasure_at = user.erase_at
        account.save(update_fields=["told_of_erasure_at", "stopped"])
        synchronise_locked(account=account, cause=_CAUSE, now=now)
    return True


def _renewed(account: BillingAccount) -> dict[str, str]:
    """Return the ids of the person's subscriptions that would be renewed, each with the price that follows."""
    found: dict[str, str] = {}
    for customer in account.customers.filter(deleted_at=None):
        try:
            found |= renewed_at_present(customer.pk)
        except CustomerGone:
            continue
    return found


def _stop(account: BillingAccount) -> None:
    for customer in account.customers.filter(deleted_at=None):
        try:
            stop_renewals(customer.pk)
        except CustomerGone:
            continue
