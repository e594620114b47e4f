"""The errors of asking the payment provider."""

from django.utils.translation import gettext as _


class PaymentsUnavailable(Exception):
    """The provider could not be asked, or refused for a reason that is not the person's. A later try may succeed."""

    code = "payments_unavailable"

    def __init__(self) -> None:
        super().__init__(_("The payment provider could not be reached. Nothing was charged; try again in a minute."))
