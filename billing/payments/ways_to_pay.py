"""The ways to pay, by the name in BILLING_BACKEND, and whether this site has any."""

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from billing.payments.base import WayToPay
from billing.plans import Tier

# By path, so that a site without payments never loads the vendor's library.
_WAYS = {"local": "billing.payments.local.NoPayments", "stripe": "billing.payments.checkout.StripePayments"}


def way_to_pay() -> WayToPay:
    """Return the way to pay on this site."""
    return cast(WayToPay, import_string(_WAYS[settings.BILLING_BACKEND])())


def takes_payments() -> bool:
    """Tell whether this site sells subscriptions."""
    return bool(settings.BILLING_BACKEND != "local")


def is_for_sale(tier: Tier, interval: str) -> bool:
    """Tell whether this site has a price for the tier by the month or by the year."""
    return takes_payments() and bool(settings.STRIPE_PRICES.get((tier, interval)))
