"""The ways to pay, by the name in BILLING_BACKEND."""

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from billing.payments.base import Gateway

# By path, so that a site without payments never loads the vendor's library.
_GATEWAYS = {"local": "billing.payments.local.LocalGateway", "stripe": "billing.payments.checkout.StripeGateway"}


def gateway() -> Gateway:
    """The way to pay on this site."""
    return cast(Gateway, import_string(_GATEWAYS[settings.BILLING_BACKEND])())
