"""Who watches what, what is owed to whom, and what was sent."""

from alerts.models.baselines import Baseline
from alerts.models.certificates import WatchCertificate
from alerts.models.channels import (
    CHANGE_PUBLISHED,
    CategoryWatchChannel,
    Channel,
    ChannelDelivery,
    WatchlistChannel,
)
from alerts.models.deadlines import DeadlineReminder, DeadlineSettings
from alerts.models.delivery import Attempt, Batch, Content, Message, SendingPause, Unsubscription, Withheld
from alerts.models.events import AccountMailFailure, Evidence, Feedback, ListedAddress, ProviderEvent, Suppression
from alerts.models.feeds import AlertFeed
from alerts.models.law import LawTelling
from alerts.models.memos import Memo
from alerts.models.opinions import Opinion
from alerts.models.owed import Alert, Digest, DigestEntry, DigestSchedule, FanOut, UnreadDocument, UntoldChange
from alerts.models.platform_requests import PlatformAsking, PlatformRequest
from alerts.models.reviews import Review
from alerts.models.risk_answers import RiskAnswers
from alerts.models.vendors import Vendor, VendorList
from alerts.models.watching import (
    CategoryWatch,
    CategoryWatchDocumentType,
    WatchedPlatform,
    WatchItem,
    Watchlist,
    WatchlistCategory,
    WatchlistDocumentType,
)

__all__ = [
    "CHANGE_PUBLISHED",
    "AccountMailFailure",
    "Alert",
    "AlertFeed",
    "Attempt",
    "Baseline",
    "Batch",
    "CategoryWatch",
    "CategoryWatchChannel",
    "CategoryWatchDocumentType",
    "Channel",
    "ChannelDelivery",
    "Content",
    "DeadlineReminder",
    "DeadlineSettings",
    "Digest",
    "DigestEntry",
    "DigestSchedule",
    "Evidence",
    "FanOut",
    "Feedback",
    "LawTelling",
    "ListedAddress",
    "Memo",
    "Message",
    "Opinion",
    "PlatformAsking",
    "PlatformRequest",
    "ProviderEvent",
    "Review",
    "RiskAnswers",
    "SendingPause",
    "Suppression",
    "UnreadDocument",
    "Unsubscription",
    "UntoldChange",
    "Vendor",
    "VendorList",
    "WatchCertificate",
    "WatchItem",
    "WatchedPlatform",
    "Watchlist",
    "WatchlistCategory",
    "WatchlistChannel",
    "WatchlistDocumentType",
    "Withheld",
]
