"""What may become of a mail that somebody waits for, told by whatever way of sending the settings name."""


class NotAccepted(Exception):
    """The mail was certainly not accepted. Later it may be."""


class MaybeAccepted(Exception):
    """The mail, or part of it, went out, and no whole answer came: nobody knows whether it was accepted."""


class MailUnavailable(Exception):
    """A mail that the request is about can't be sent at present."""

    code = "mail_unavailable"

    def __init__(self) -> None:
        super().__init__("Mail can't be sent at present. Nothing is lost; try again in a few minutes.")
