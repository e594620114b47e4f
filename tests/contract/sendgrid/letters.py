"""A letter, people to send it to, and the one request that does."""

import uuid
from datetime import UTC, datetime

from alerts.delivery.transports.base import BatchLetter, Recipient
from alerts.delivery.transports.sendgrid.transport import SendGridTransport

LETTER = BatchLetter(
    batch_id=7,
    kind="alert",
    subject="News",
    text="Dear -recipient_name-",
    html="<p>-recipient_name-</p>-unsubscribe_url-",
)


def person(address="ana@example.com", name="Ana", **fields):
    fields = {"unsubscribe_url": "https://x.example/u/", "opinions_url": "https://x.example/f/"} | fields
    return Recipient(uuid.uuid4(), datetime(2026, 3, 11, tzinfo=UTC), name, address, **fields)


def send(*people, letter=LETTER):
    with SendGridTransport() as transport:
        return transport.send(letter, people, attempt=uuid.uuid4())


def people(count):
    return [person(f"p{n}@example.com") for n in range(count)]
