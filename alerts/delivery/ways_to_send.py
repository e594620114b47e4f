"""The ways to send mail, by the name in EMAIL_TRANSPORT."""

from collections.abc import Callable

from django.conf import settings

from alerts.delivery.transports.base import Transport
from alerts.delivery.transports.file import FileTransport
from alerts.delivery.transports.sendgrid.lists import take_off_lists
from alerts.delivery.transports.sendgrid.transport import SendGridTransport
from alerts.delivery.transports.smtp import SmtpTransport

TRANSPORTS: dict[str, Callable[[], Transport]] = {
    "file": FileTransport,
    "sendgrid": SendGridTransport,
    "smtp": SmtpTransport,
}

# Those that report afterwards, by events, what they took and what became of it.
WITH_EVENTS = frozenset({"sendgrid"})

# Those that keep lists of addresses they don't write to, and how one is taken off them. Each takes the address and
# whether mail to it was reported as spam; it raises Unreachable or NotTakenOff.
WITH_LISTS: dict[str, Callable[[str, bool], None]] = {"sendgrid": take_off_lists}


def current_transport() -> Transport:
    """Return the transport that EMAIL_TRANSPORT names."""
    return TRANSPORTS[settings.EMAIL_TRANSPORT]()
