"""The outcomes of sending a mail that somebody waits for, whichever transport the settings name."""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _


class OptionalMail(EmailMultiAlternatives):
    """A mail that nobody waits for: the provider drops it for anybody who reported or left our mail."""


class NotAccepted(Exception):
    """The mail was certainly not accepted; a later try may succeed."""


class MaybeAccepted(Exception):
    """The mail went out at least in part and no whole answer came, so nobody knows whether it was accepted."""


class MailUnavailable(Exception):
    """The mail that this request needs can't be sent at present."""

    code = "mail_unavailable"

    def __init__(self) -> None:
        super().__init__(_("Mail can't be sent at present. Try again in a few minutes."))
