"""What every way to pay can do, and why it may refuse."""

from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from accounts.models import User
from billing.plans import Tier


class BillingNotConfigured(Exception):
    """This site takes no payments."""

    code = "billing_not_configured"

    def __init__(self) -> None:
        super().__init__(_("This site takes no payments. Its operator can grant you a tier."))


class NotForSale(Exception):
    """The site has no price for what was ordered."""

    code = "not_for_sale"

    def __init__(self, tier: Tier, interval: str) -> None:
        by_year, by_month = _("%(tier)s by the year is not sold here."), _("%(tier)s by the month is not sold here.")
        said = by_year if interval == "year" else by_month
        super().__init__(said % {"tier": tier.capitalize()})


class NotACustomer(Exception):
    """The person has never begun to pay, so there is nothing to manage."""

    code = "not_a_customer"

    def __init__(self) -> None:
        super().__init__(_("There is no subscription to manage yet."))


class WayToPay(Protocol):
    """A way to pay. The addresses are pages of the provider, to send the person to."""

    def checkout_url(self, *, user: User, tier: Tier, interval: str, now: datetime) -> str:
        """Return where to pay. Raises AlreadySubscribed, NotForSale or PaymentsUnavailable."""
        ...

    def portal_url(self, *, user: User) -> str:
        """Return where to change or end what is paid for. Raises NotACustomer or PaymentsUnavailable."""
        ...

    def cancel_all(self, *, user: User) -> int:
        """End all that the person pays for, since their account is erased, and return how many subscriptions ended.

        Called outside a transaction, and again if it failed; what had ended before is not counted.
        """
        ...
