"""The state of one subscription in our own terms, whichever source tells of it."""

from dataclasses import dataclass
from datetime import datetime

from billing.models import Subscription
from billing.plans import Tier


@dataclass(frozen=True, slots=True)
class SubscriptionState:
    """What one source says a person holds, in our own terms. `services.apply` writes nothing else.

    `lapses_at` is when it stops giving its tier unless the source says otherwise before; None means never.
    """

    source: Subscription.Source
    tier: Tier
    status: Subscription.Status
    started_at: datetime
    current_period_end: datetime | None = None
    cancel_at: datetime | None = None
    lapses_at: datetime | None = None
    interval: str = ""  # month or year, where it is paid for
    amount: int | None = None  # for one interval, in the currency's smallest unit; None where the source doesn't say
    currency: str = ""
    scheduled_tier: Tier | None = None  # the lower tier that it becomes at the end of the period
