"""Ways to pay. `gateway()` gives the one that BILLING_BACKEND names."""

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from billing.gateway.base import Gateway

# By path, so that a site without payments never loads the vendor's library.
_GATEWAYS = {"local": "billing.gateway.local.LocalGateway", "stripe": "billing.gateway.stripe_.StripeGateway"}


def gateway() -> Gateway:
    """The way to pay on this site."""
    return cast(Gateway, import_string(_GATEWAYS[settings.BILLING_BACKEND])())
