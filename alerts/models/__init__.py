"""Who watches what, what is owed to whom, and what was sent."""

from alerts.models.baselines import Baseline
from alerts.models.delivery import Attempt, Batch, Content, Message, SendingPause, Unsubscription, Withheld
from alerts.models.events import AccountMailFailure, Evidence, Feedback, ListedAddress, ProviderEvent, Suppression
from alerts.models.opinions import Opinion
from alerts.models.owed import Alert, Digest, DigestEntry, DigestSchedule, FanOut, UnreadDocument, UntoldChange
from alerts.models.platform_requests import PlatformAsking, PlatformRequest
from alerts.models.reviews import Review
from alerts.models.watching import (
    WatchedPlatform,
    WatchItem,
    Watchlist,
    WatchlistCategory,
    WatchlistDocumentType,
)

__all__ = [
    "AccountMailFailure",
    "Alert",
    "Attempt",
    "Baseline",
    "Batch",
    "Content",
    "Digest",
    "DigestEntry",
    "DigestSchedule",
    "Evidence",
    "FanOut",
    "Feedback",
    "ListedAddress",
    "Message",
    "Opinion",
    "PlatformAsking",
    "PlatformRequest",
    "ProviderEvent",
    "Review",
    "SendingPause",
    "Suppression",
    "UnreadDocument",
    "Unsubscription",
    "UntoldChange",
    "WatchItem",
    "WatchedPlatform",
    "Watchlist",
    "WatchlistCategory",
    "WatchlistDocumentType",
    "Withheld",
]
