"""THE tier table: every number and feature a customer buys, and nothing else knows one. Standard library only."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Tier(StrEnum):
    FREE = "free"
    WATCHER = "watcher"
    PROFESSIONAL = "professional"

    @property
    def rank(self) -> int:
        """0 for the lowest tier; a person who holds several has the one of the highest rank."""
        return list(Tier).index(self)


class Feature(StrEnum):
    WEEKLY_DIGEST = "weekly_digest"
    DAILY_DIGEST = "daily_digest"
    SAME_DAY_ALERTS = "same_day_alerts"
    CHANGE_SUMMARIES = "structured_change_summaries"
    ALERT_FILTERS = "alert_filters"
    CATEGORY_WATCHES = "category_watches"
    TIMELINES = "timelines"
    PROVISION_HISTORY = "provision_history"
    INSTITUTIONAL_ANALYSIS = "institutional_analysis"
    COMPLIANCE_MEMOS = "compliance_memos"
    ATOM_FEED = "atom_feed"
    WEBHOOKS = "webhooks"


class Depth(IntEnum):
    """How much of a change a reader may see."""

    HEADLINE = 0
    SUMMARY = 1
    ANALYSIS = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """What one tier costs and allows. A limit of None means unlimited; prices are cents of `CURRENCY`."""

    tier: Tier
    name: str
    price_month_cents: int
    price_year_cents: int
    trial: bool
    platforms: int | None
    watchlists: int | None
    requests_per_minute: int
    features: frozenset[Feature]

    @property
    def depth(self) -> Depth:
        if Feature.INSTITUTIONAL_ANALYSIS in self.features:
            return Depth.ANALYSIS
        return Depth.SUMMARY if Feature.CHANGE_SUMMARIES in self.features else Depth.HEADLINE


# Sold with a tier but not built yet: pages say so wherever they list features.
PLANNED = frozenset(
    {
        Feature.CATEGORY_WATCHES,
        Feature.TIMELINES,
        Feature.INSTITUTIONAL_ANALYSIS,
        Feature.COMPLIANCE_MEMOS,
        Feature.ATOM_FEED,
        Feature.WEBHOOKS,
    }
)

CURRENCY = "usd"
TRIAL_TIER = Tier.PROFESSIONAL
ANONYMOUS_REQUESTS_PER_MINUTE = 60

_FREE = frozenset({Feature.WEEKLY_DIGEST})
_WATCHER = _FREE | {Feature.SAME_DAY_ALERTS, Feature.CHANGE_SUMMARIES, Feature.ALERT_FILTERS, Feature.ATOM_FEED}
_PROFESSIONAL = _WATCHER | {
    Feature.DAILY_DIGEST,
    Feature.CATEGORY_WATCHES,
    Feature.TIMELINES,
    Feature.PROVISION_HISTORY,
    Feature.INSTITUTIONAL_ANALYSIS,
    Feature.COMPLIANCE_MEMOS,
    Feature.WEBHOOKS,
}

PLANS: dict[Tier, Plan] = {
    plan.tier: plan
    for plan in (
        Plan(Tier.FREE, "Free", 0, 0, False, 1, 1, 60, _FREE),
        Plan(Tier.WATCHER, "Watcher", 1_900, 19_000, False, 10, 5, 120, _WATCHER),
        Plan(Tier.PROFESSIONAL, "Professional", 9_900, 99_000, True, None, None, 600, _PROFESSIONAL),
    )
}


def lowest_tier_with(feature: Feature) -> Tier:
    """The tier to offer to somebody who lacks the feature."""
    return next(tier for tier in Tier if feature in PLANS[tier].features)


def upgrade_for_platforms(count: int) -> Tier | None:
    """The lowest tier that allows so many distinct platforms."""
    return next((tier for tier in Tier if _allows(PLANS[tier].platforms, count)), None)


def upgrade_for_watchlists(count: int) -> Tier | None:
    """The lowest tier that allows so many named watchlists."""
    return next((tier for tier in Tier if _allows(PLANS[tier].watchlists, count)), None)


def _allows(limit: int | None, count: int) -> bool:
    return limit is None or limit >= count
