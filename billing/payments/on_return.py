"""Fetches what a person who comes back from Stripe did there, whether or not its event has come."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User
from billing.gateway.errors import PaymentsUnavailable
from billing.models import BillingAccount
from billing.services.cause import Cause, CauseKind

# A page waits for it. What Stripe says later comes by its event, or when the page is looked at again.
_PATIENCE_SECONDS = 1
# However often the page is loaded, Stripe is asked no more often than this.
_LEAST_WAIT = timedelta(seconds=5)


def synchronise_on_return(*, user: User, now: datetime) -> None:
    """Fetch the person's subscription from Stripe unless that was just done, or is being done.

    If Stripe fails, or takes longer than a page should, nothing is changed.
    """
    account = BillingAccount.objects.filter(user=user).first()
    if settings.BILLING_BACKEND != "stripe" or account is None:
        return
    if account.synchronised_at is not None and now - account.synchronised_at < _LEAST_WAIT:
        return
    # Only here, so that a site without payments never loads the vendor's library.
    from billing.gateway.client import patient_for
    from billing.payments.synchronise import synchronise_unless_busy

    try:
        with patient_for(_PATIENCE_SECONDS):
            synchronise_unless_busy(account=account, cause=Cause(CauseKind.CHECKOUT_RETURN), now=now)
    except PaymentsUnavailable:
        return  # the log has it; the event or the reconciliation will bring the change
