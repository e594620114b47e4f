"""Paying by Stripe: Checkout to begin, the Customer Portal for everything after.

https://docs.stripe.com/api/checkout/sessions/create and https://docs.stripe.com/api/customer_portal/sessions/create
"""

import hashlib
import math
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services.deletion import refuse_while_deleting
from billing.gateway.client import CustomerGone, asking, client
from billing.gateway.errors import PaymentsUnavailable
from billing.gateway.fetching import fetch_holdings
from billing.gateway.prices import price_of
from billing.gateway.renewals import ENDED, cancel
from billing.gateway.sessions import expire, open_sessions
from billing.models import BillingAccount, BillingCustomer, Trial
from billing.payments.base import NotACustomer, NotForSale
from billing.payments.customers import account_of
from billing.payments.late_charges import take_late_charges_back
from billing.payments.synchronise import lock, synchronise, synchronise_locked
from billing.plans import Tier
from billing.services.cause import Cause, CauseKind
from billing.services.trials import AlreadySubscribed

# Stripe begins no trial that ends earlier; an hour more, since its clock decides.
SHORTEST_TRIAL = timedelta(hours=49)
_USABLE_FOR = timedelta(minutes=10)
_BEFORE, _AFTERWARDS = "/billing/", "/billing/done/"


class StripePayments:
    def checkout_url(self, *, user: User, tier: Tier, interval: str, now: datetime) -> str:
        """Return where to pay. A person has one open session, so two tabs lead to one subscription."""
        refuse_while_deleting(user)
        price = price_of(tier, interval)
        if not price:
            raise NotForSale(tier, interval)
        account = account_of(user, now)
        # Twice: the customer may turn out to be deleted, or an older session may be paid at this moment.
        for _ in range(2):
            customer = _customer_of(account, user, now)
            with transaction.atomic():
                url, held = _session(lock(account), customer, _order(user, tier, interval, price, now), now)
            if held is not None:
                raise AlreadySubscribed(held)
            if url:
                return url
        raise PaymentsUnavailable

    def portal_url(self, *, user: User) -> str:
        newest = BillingCustomer.objects.filter(account__user=user, deleted_at=None).order_by("-linked_at", "-pk")
        customer = newest.first()
        if customer is None:
            raise NotACustomer
        asked: Any = {"customer": customer.pk, "return_url": settings.BASE_URL + _AFTERWARDS}
        if settings.STRIPE_PORTAL_CONFIGURATION:
            asked["configuration"] = settings.STRIPE_PORTAL_CONFIGURATION
        try:
            with asking("portal session"):
                return str(client().v1.billing_portal.sessions.create(asked).url)
        except CustomerGone:
            raise NotACustomer from None

    def cancel_all(self, *, user: User) -> int:
        """End subscriptions and open sessions, and take back what was charged since the deletion was asked for.

        Returns how many subscriptions ended. What Stripe keeps by law (invoices) stays there.
        """
        account = BillingAccount.objects.filter(user=user).first()
        if account is None:
            return 0
        count = 0
        for customer in account.customers.filter(deleted_at=None):
            try:
                for session in open_sessions(customer.pk):
                    expire(session["id"])
                for one in fetch_holdings(customer.pk).subscriptions:
                    count += one["status"] not in ENDED and cancel(one["id"])
            except CustomerGone:
                continue
        synchronise(account=account, cause=Cause(CauseKind.ERASURE), now=timezone.now())
        take_late_charges_back(account, timezone.now())
        return count


def _customer_of(account: BillingAccount, user: User, now: datetime) -> BillingCustomer:
    """Return the person's customer, and make one if there is none.

    A repeated request makes no second one, since its idempotency key is the same.
    """
    with transaction.atomic():
        lock(account)
        customer = account.customers.filter(deleted_at=None).order_by("-linked_at", "-pk").first()
        if customer is not None:
            return customer
        asked: Any = {"email": user.email, "metadata": {"user_id": str(user.pk)}}
        digest = hashlib.sha256(user.email.encode()).hexdigest()[:16]
        key = f"clausewatch-customer-{user.pk}-{account.customers.count()}-{digest}"
        with asking("customer"):
            made = client().v1.customers.create(asked, {"idempotency_key": key})
        return BillingCustomer.objects.create(pk=made.id, account=account, linked_at=now, email=user.email)


def _order(user: User, tier: Tier, interval: str, price: str, now: datetime) -> dict[str, Any]:
    """Return what to ask of Checkout. The metadata says what a session is for, so the session can be used again."""
    trial_end = _trial_end(user, now)
    owner = {"user_id": str(user.pk)}
    subscription: dict[str, Any] = {"metadata": owner}
    if trial_end is not None:
        subscription["trial_end"] = trial_end
    order: dict[str, Any] = {
        "mode": "subscription",
        "line_items": [{"price": price, "quantity": 1}],
        "client_reference_id": str(user.pk),
        "metadata": {**owner, "price": price, "trial_end": str(trial_end or "")},
        "subscription_data": subscription,
        "allow_promotion_codes": True,
        "success_url": settings.BASE_URL + _AFTERWARDS,
        "cancel_url": settings.BASE_URL + _BEFORE,
    }
    if settings.STRIPE_AUTOMATIC_TAX:
        order |= {
            "automatic_tax": {"enabled": True},
            "tax_id_collection": {"enabled": True},
            "customer_update": {"address": "auto", "name": "auto"},
        }
    return order


def _trial_end(user: User, now: datetime) -> int | None:
    """Return when the running trial ends, in POSIX seconds; None without one.

    Whoever pays during the trial keeps its days and is never charged earlier. If less is left than Stripe's shortest
    trial, the end is put off to that, and to a full hour, so a second click asks for the same.
    """
    trial = Trial.objects.active(now).filter(user=user).first()
    if trial is None:
        return None
    shortest = math.ceil((now + SHORTEST_TRIAL).timestamp() / 3600) * 3600
    ends_at = math.ceil(trial.ends_at.timestamp())
    return ends_at if trial.ends_at >= now + SHORTEST_TRIAL else shortest


def _session(
    account: BillingAccount, customer: BillingCustomer, order: dict[str, Any], now: datetime
) -> tuple[str, Tier | None]:
    """Return the address of the one open session, or the tier that is paid for already; neither if to try again.

    Other sessions are closed before Stripe is asked what is held: afterwards none of them can be paid.
    """
    usable = None
    try:
        for session in open_sessions(customer.pk):
            is_same = session.get("metadata") == order["metadata"]
            if is_same and usable is None and session["expires_at"] > (now + _USABLE_FOR).timestamp():
                usable = session
            elif not expire(session["id"]):
                return "", None
    except CustomerGone:
        pass  # synchronising, which comes next, meets it again and writes it down
    standing = synchronise_locked(account=account, cause=Cause(CauseKind.CHECKOUT_RETURN), now=now).standing
    if standing.live:
        return "", standing.state.tier if standing.state else Tier.FREE
    if account.customers.filter(pk=customer.pk, deleted_at=None).exists():
        return str((usable or _make_session(customer.pk, order))["url"]), None
    return "", None


def _make_session(customer_id: str, order: dict[str, Any]) -> dict[str, Any]:
    with asking("checkout session"):
        asked: Any = {"customer": customer_id, **order}
        return client().v1.checkout.sessions.create(asked).to_dict()
