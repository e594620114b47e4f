"""Somebody comes back from Stripe: what they did there is fetched at once, whether or not its event has come."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User
from billing.gateway.errors import PaymentsUnavailable
from billing.models import BillingAccount
from billing.services.cause import Cause, CauseKind

# A page that is loaded again and again asks Stripe no more often.
_LEAST_WAIT = timedelta(seconds=5)


def synchronise_on_return(*, user: User, now: datetime) -> None:
    """Bring the person's subscription up to date, where it may be otherwise. A Stripe that fails is waited for."""
    account = BillingAccount.objects.filter(user=user).first()
    if settings.BILLING_BACKEND != "stripe" or account is None:
        return
    if account.synchronised_at is not None and now - account.synchronised_at < _LEAST_WAIT:
        return
    # Only here, so that a site without payments never loads the vendor's library.
    from billing.payments.synchronise import synchronise

    try:
        synchronise(account=account, cause=Cause(CauseKind.CHECKOUT_RETURN), now=now)
    except PaymentsUnavailable:
        return  # as the log says; the event or the reconciliation brings it
