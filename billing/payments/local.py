"""The backend of a site without payments: nothing can be bought; there are trials and the operator's grants."""

from datetime import datetime

from accounts.models import User
from billing.payments.base import BillingNotConfigured
from billing.plans import Tier


class NoPayments:
    """Refuses every order, and has nothing to end."""

    def checkout_url(self, *, user: User, tier: Tier, interval: str, now: datetime) -> str:
        raise BillingNotConfigured

    def portal_url(self, *, user: User) -> str:
        raise BillingNotConfigured

    def cancel_all(self, *, user: User) -> int:
        return 0
