"""The ways to send mail, by the name in EMAIL_TRANSPORT."""

from collections.abc import Callable

from django.conf import settings

from alerts.delivery.transports.base import Transport
from alerts.delivery.transports.file import FileTransport
from alerts.delivery.transports.sendgrid.transport import SendGridTransport
from alerts.delivery.transports.smtp import SmtpTransport

TRANSPORTS: dict[str, Callable[[], Transport]] = {
    "file": FileTransport,
    "sendgrid": SendGridTransport,
    "smtp": SmtpTransport,
}

# Those that report afterwards, by events, what they took and what became of it.
WITH_EVENTS = frozenset({"sendgrid"})


def current_transport() -> Transport:
    """The transport that the settings name."""
    return TRANSPORTS[settings.EMAIL_TRANSPORT]()
