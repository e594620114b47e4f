"""Builds requests to SendGrid's `POST /v3/mail/send`, and checks those of its rules that can be known before.

The rules: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send and the OpenAPI document
`tsg_mail_v3.json` of github.com/twilio/sendgrid-oai.
"""

import re
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.html import escape

from accounts.mail_addresses import NotAnAddress, wire_address
from accounts.outgoing import OptionalMail
from alerts.delivery.transports.base import BatchLetter, Recipient
from alerts.mail import placeholders

MOST_RECIPIENTS = 1000
MOST_BYTES = 30_000_000  # "under 30 MB"; a request that leaves no doubt about which MB is meant
MOST_SUBSTITUTION_BYTES = 10_000
# In our names, since webhook events carry these beside SendGrid's own fields. Nothing personal: they are kept for good.
ATTEMPT, KIND, BATCH, MESSAGE = "cw_attempt", "cw_kind", "cw_batch", "cw_message"
# In these a name is changed before it is sent: where they are rare, looking for them is cheaper than changing all.
_UNFIT = re.compile(r"[;,]|^\s|\s$|\s\s")
_SPECIAL = re.compile("[&<>\"']")
_FILLED_IN = (placeholders.UNSUBSCRIBE_URL, placeholders.OPINIONS_URL, placeholders.UNREVIEWED_COUNT)
_ESCAPED_BYTES, _BYTES_OF_WORDS = 24, 200  # the most of a character, once in text and once in HTML
# Tracking rewrites links and multiplies events; the unsubscribe link is the product's own.
TRACKING_OFF: dict[str, Any] = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
}


PAST_THE_LISTS: dict[str, Any] = {
    "bypass_bounce_management": {"enable": True},
    "bypass_spam_management": {"enable": True},
    "bypass_unsubscribe_management": {"enable": True},
}
ACCOUNT = "account"
# Names that SendGrid keeps for itself.
_RESERVED = frozenset(
    {
        *("x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding"),
        *("to", "from", "subject", "reply-to", "cc", "bcc"),
    }
)
_UUID_OF_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")


def request_body(letter: BatchLetter, recipients: Sequence[Recipient], *, attempt: UUID) -> bytes:
    """Return the body of one request: the mail once, and a personalization for each person."""
    subject, text, html = map(_with_fewer_words, (letter.subject, letter.text, letter.html))
    words = [word for word in _FILLED_IN if word in text or word in subject or word in html]
    of_request = {ATTEMPT: str(attempt), KIND: letter.kind, BATCH: str(letter.batch_id)}
    payload = {
        "personalizations": [_personalization(person, letter.headers, of_request, words) for person in recipients],
        **sender(settings.EMAIL_FROM),
        "subject": subject,
        "content": [
            {"type": "text/plain", "value": text},
            {"type": "text/html", "value": placeholders.with_html_words(html)},
        ],
        "categories": [letter.kind],
        "custom_args": of_request,
        "tracking_settings": TRACKING_OFF,
    }
    return as_json(payload)


def single_body(message: EmailMessage) -> bytes:
    """Return the body of a request for one of Django's messages: a code, a reset, a mail about a plan.

    Nobody subscribes to these, so the request bypasses the lists of bounces, spam reports and unsubscriptions, unless
    the mail is an OptionalMail. Only `bypass_list_management` would bypass groups too; it can't be combined with these
    and is meant for emergencies.
    """
    html = [part[0] for part in getattr(message, "alternatives", []) if part[1] == "text/html"]
    headers = {name: str(value) for name, value in message.extra_headers.items() if name.lower() not in _RESERVED}
    named = _UUID_OF_ID.match(headers.get("Message-ID", ""))
    return as_json(
        {
            **({"headers": headers} if headers else {}),
            "personalizations": [{"to": [named_address(*parseaddr(address)) for address in message.to]}],
            **sender(message.from_email),
            "subject": message.subject,
            "content": [{"type": "text/plain", "value": str(message.body) or " "}]
            + [{"type": "text/html", "value": str(value)} for value in html[:1]],
            "categories": [ACCOUNT],
            "custom_args": {KIND: ACCOUNT, **({MESSAGE: named[1]} if named else {})},
            "tracking_settings": TRACKING_OFF,
            **({} if isinstance(message, OptionalMail) else {"mail_settings": PAST_THE_LISTS}),
        }
    )


def sender(address: str) -> dict[str, Any]:
    """Return `from`, and `reply_to` if the settings name one."""
    found = {"from": named_address(*parseaddr(address))}
    if settings.EMAIL_REPLY_TO:
        found["reply_to"] = named_address(*parseaddr(settings.EMAIL_REPLY_TO))
    return found


def named_address(name: str, address: str) -> dict[str, str]:
    """Return the address with its name, without the semicolons and commas that SendGrid refuses in names."""
    if _UNFIT.search(name):
        name = " ".join(_UNFIT.sub(" ", name).split())
    return {"email": wire_address(address), "name": name} if name else {"email": wire_address(address)}


def as_json(payload: dict[str, Any]) -> bytes:
    """Return the body as UTF-8, with UUIDs as text. Raises TypeError for text that is no Unicode."""
    return orjson.dumps(payload)


def obstacle(recipient: Recipient) -> str:
    """Return why SendGrid would refuse a request with this person in it; empty if no reason is known."""
    try:
        wire_address(recipient.address)
    except NotAnAddress as error:
        return f"Not an address that SendGrid takes. {error}"
    longest = _ESCAPED_BYTES * len(recipient.name) + len(recipient.unsubscribe_url) + len(recipient.opinions_url)
    if longest < MOST_SUBSTITUTION_BYTES - _BYTES_OF_WORDS:
        return ""
    filled_in = as_json(_substitutions(recipient, _FILLED_IN))
    return "more to fill in than SendGrid takes" if len(filled_in) > MOST_SUBSTITUTION_BYTES else ""


def repeated(recipients: Sequence[Recipient]) -> list[Recipient]:
    """Return people whose address is another's before them, whatever its case: a request's addresses must be unique."""
    seen: set[str] = set()
    again = []
    for recipient in recipients:
        address = wire_address(recipient.address).casefold()
        if address in seen:
            again.append(recipient)
        seen.add(address)
    return again


def _with_fewer_words(text: str) -> str:
    """Return the text with one word for the one address where people leave and where they choose.

    A request carries each word's value for each person.
    """
    return text.replace(placeholders.PREFERENCES_URL, placeholders.UNSUBSCRIBE_URL)


def _personalization(
    person: Recipient, headers: Mapping[str, str], of_request: Mapping[str, str], words: Sequence[str]
) -> dict[str, Any]:
    """Return a person's part of the request.

    It repeats the request's own fields, since SendGrid lets a person's override them.
    """
    return {
        "to": [named_address(person.name, person.address)],
        "headers": {**headers, **person.headers},
        "substitutions": _substitutions(person, words),
        "custom_args": {**of_request, MESSAGE: person.message_id},
    }


def _substitutions(person: Recipient, words: Sequence[str]) -> dict[str, str]:
    """Return the person's values for text and for HTML, because SendGrid inserts them without escaping."""
    # Guarded: a name that holds one of the words must not have it filled in in turn.
    name = placeholders.guard(person.called) if "-" in person.name else person.called
    found = {placeholders.NAME: name, placeholders.NAME_IN_HTML: escape(name) if _SPECIAL.search(name) else name}
    values = person.values if words else {}
    found.update((word, values[word]) for word in words)
    return found
