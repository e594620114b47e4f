"""Who watches what, what is owed to whom, and what was sent."""

from alerts.models.delivery import Attempt, Batch, Content, Message, Unsubscription, Withheld
from alerts.models.owed import Alert, Digest, DigestEntry, DigestSchedule, FanOut
from alerts.models.watching import (
    WatchedPlatform,
    WatchItem,
    Watchlist,
    WatchlistCategory,
    WatchlistDocumentType,
)

__all__ = [
    "Alert",
    "Attempt",
    "Batch",
    "Content",
    "Digest",
    "DigestEntry",
    "DigestSchedule",
    "FanOut",
    "Message",
    "Unsubscription",
    "WatchItem",
    "WatchedPlatform",
    "Watchlist",
    "WatchlistCategory",
    "WatchlistDocumentType",
    "Withheld",
]
