"""What every kind of channel makes of an event: the request that tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event that a channel is told of: the id under which it comes every time, and its bytes as they are stored."""

    message_id: UUID
    body: bytes
    at: datetime
    """When the attempt is made."""


@dataclass(frozen=True, slots=True)
class ChannelRequest:
    """The one request that tells an event. Its address is a secret: it is never shown, logged or stored in a reason."""

    url: str = field(repr=False)
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
