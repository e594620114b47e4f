"""A provider's events about mail that it took, in our own terms."""

import enum
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


class EventKind(enum.StrEnum):
    ACCEPTED = "accepted"  # the provider took the message
    DEFERRED = "deferred"  # the address's server asked for another try; the provider makes it
    DELIVERED = "delivered"
    BOUNCED = "bounced"  # the address takes no mail
    FULL = "full"  # the address takes no mail for the moment
    BLOCKED = "blocked"  # the address's server refused this one mail
    ADDRESS_DROPPED = "address_dropped"  # not sent, for what the provider knows of the address
    COMPLAINT_DROPPED = "complaint_dropped"  # not sent, since the address once reported mail as spam
    DROPPED = "dropped"  # not sent, for another reason
    REPORTED = "reported"  # as spam
    UNSUBSCRIBED = "unsubscribed"  # from everything
    LEFT_GROUP = "left_group"  # from mail like this
    SEEN = "seen"  # opened, clicked
    OTHER = "other"  # of a kind unknown here


@dataclass(frozen=True, slots=True)
class MailEvent:
    """One event. `attempt` and `message` are what our request carried; mail of other services has neither.

    A mail about an account has no attempt; its `message` is its notice, if it has one.
    """

    id: str
    kind: EventKind
    at: datetime
    address: str = ""
    attempt: UUID | None = None
    message: UUID | None = None
    detail: str = ""
    is_account_mail: bool = False


class EventsRefused(Exception):
    """The request is not the provider's, or holds no list of events; the text says which."""
