"""Ways to pay. `gateway()` gives the one that BILLING_BACKEND names."""

from django.conf import settings

from billing.gateway.base import Gateway
from billing.gateway.local import LocalGateway

_GATEWAYS: dict[str, type[Gateway]] = {"local": LocalGateway}


def gateway() -> Gateway:
    """The way to pay on this site."""
    return _GATEWAYS[settings.BILLING_BACKEND]()
