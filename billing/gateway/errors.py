"""What can go wrong when the payment provider is asked."""


class PaymentsUnavailable(Exception):
    """The provider could not be asked, or refused for a reason that is not the person's. Later it may go."""

    code = "payments_unavailable"

    def __init__(self) -> None:
        super().__init__("The payment provider could not be reached. Nothing was charged; try again in a minute.")
