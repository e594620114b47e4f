"""Links customers at Stripe to people: each once, to one person, for ever."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from accounts.models import User
from billing.models import BillingAccount, BillingCustomer
from billing.payments.synchronise import lock

logger = structlog.get_logger(__name__)


def account_of(user: User, now: datetime) -> BillingAccount:
    """Return the person's billing account, and make it the first time. Many at once make one."""
    account, _ = BillingAccount.objects.get_or_create(user=user, defaults={"created_at": now})
    return account


def account_of_customer(customer_id: str) -> BillingAccount | None:
    """Return the account that the customer is linked to, or None."""
    customer = BillingCustomer.objects.select_related("account").filter(pk=customer_id).first()
    return customer.account if customer else None


def link(*, customer_id: str, user_id: UUID, now: datetime) -> BillingAccount | None:
    """Link the customer to this person unless it is somebody's already, and return the account that it belongs to.

    A customer of somebody else stays theirs. If there is no such person, nothing is linked.
    """
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return account_of_customer(customer_id)
    with transaction.atomic():
        account = lock(account_of(user, now))
        customer, is_new = BillingCustomer.objects.select_related("account").get_or_create(
            pk=customer_id, defaults={"account": account, "linked_at": now}
        )
    if is_new:
        logger.info("stripe_customer_linked", customer=customer_id, user_id=str(user_id))
    return customer.account
