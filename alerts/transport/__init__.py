"""Ways to send mail, by the name in EMAIL_TRANSPORT."""

from collections.abc import Callable

from django.conf import settings

from alerts.transport.base import Transport
from alerts.transport.file import FileTransport
from alerts.transport.sendgrid_ import SendGridTransport
from alerts.transport.smtp import SmtpTransport

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
