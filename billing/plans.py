"""The tier table: every number and feature that a customer buys, and how long a trial and a late payment may last.

No other module knows one of these numbers; only the length of the trial is a setting, with its default here. Standard
library only.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum


class Tier(StrEnum):
    FREE = "free"
    WATCHER = "watcher"
    PROFESSIONAL = "professional"

    @property
    def rank(self) -> int:
        """The tier's place from 0 for the lowest. Of several tiers a person has the one with the highest rank."""
        return list(Tier).index(self)


_BUILT = True


class Feature(StrEnum):
    """What a tier can include. A feature without a mark isn't built yet: no tier has it, and it is offered nowhere."""

    is_built: bool

    def __new__(cls, code: str, is_built: bool = False) -> "Feature":
        feature = str.__new__(cls, code)
        feature._value_ = code
        feature.is_built = is_built
        return feature

    WEEKLY_DIGEST = "weekly_digest", _BUILT
    DAILY_DIGEST = "daily_digest", _BUILT
    SAME_DAY_ALERTS = "same_day_alerts", _BUILT
    CHANGE_SUMMARIES = "structured_change_summaries", _BUILT
    ALERT_FILTERS = "alert_filters", _BUILT
    CATEGORY_WATCHES = "category_watches", _BUILT
    TIMELINES = "timelines", _BUILT
    BASELINES = "agreed_baselines", _BUILT
    REVIEW_LOG = "review_log", _BUILT
    SUB_PROCESSORS = "sub_processor_tables", _BUILT
    CERTIFICATES = "certificates", _BUILT
    VENDOR_LISTS = "vendor_lists", _BUILT
    DEADLINES = "deadlines", _BUILT
    PROVISION_HISTORY = "provision_history", _BUILT
    INSTITUTIONAL_ANALYSIS = "institutional_analysis", _BUILT
    COMPLIANCE_MEMOS = "compliance_memos", _BUILT
    ATOM_FEED = "atom_feed", _BUILT
    WEBHOOKS = "webhooks", _BUILT

    @property
    def in_words(self) -> str:
        """What it is called in a sentence, such as “institutional analysis”."""
        return self.value.replace("same_day", "same-day").replace("_", " ")


class Depth(IntEnum):
    """How much of a change a reader may see."""

    HEADLINE = 0
    SUMMARY = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What one tier costs and allows. A limit of None means unlimited; prices are cents of `CURRENCY`."""

    tier: Tier
    name: str
    price_month_cents: int
    price_year_cents: int
    has_trial: bool
    platforms: int | None
    watchlists: int | None
    requests_per_minute: int
    intended: frozenset[Feature]

    @property
    def features(self) -> frozenset[Feature]:
        """The intended features that are built: what the tier has, lists and sells."""
        return frozenset(feature for feature in self.intended if feature.is_built)


CURRENCY = "usd"
TRIAL_TIER = Tier.PROFESSIONAL
DEFAULT_TRIAL_DAYS = 14  # unless the setting TRIAL_DAYS says otherwise
# So long after the first payment that failed a customer keeps the tier; then access is cut.
PAYMENT_GRACE = timedelta(days=7)
ANONYMOUS_REQUESTS_PER_MINUTE = 60

_FREE = frozenset({Feature.WEEKLY_DIGEST})
_WATCHER = _FREE | {Feature.SAME_DAY_ALERTS, Feature.CHANGE_SUMMARIES, Feature.ALERT_FILTERS, Feature.ATOM_FEED}
_PROFESSIONAL = _WATCHER | {
    Feature.DAILY_DIGEST,
    Feature.CATEGORY_WATCHES,
    Feature.TIMELINES,
    Feature.BASELINES,
    Feature.REVIEW_LOG,
    Feature.SUB_PROCESSORS,
    Feature.CERTIFICATES,
    Feature.VENDOR_LISTS,
    Feature.DEADLINES,
    Feature.PROVISION_HISTORY,
    Feature.INSTITUTIONAL_ANALYSIS,
    Feature.COMPLIANCE_MEMOS,
    Feature.WEBHOOKS,
}

PLANS: dict[Tier, Plan] = {
    plan.tier: plan
    for plan in (
        Plan(
            tier=Tier.FREE,
            name="Free",
            price_month_cents=0,
            price_year_cents=0,
            has_trial=False,
            platforms=1,
            watchlists=1,
            requests_per_minute=60,
            intended=_FREE,
        ),
        Plan(
            tier=Tier.WATCHER,
            name="Watcher",
            price_month_cents=1_900,
            price_year_cents=19_000,
            has_trial=False,
            platforms=10,
            watchlists=5,
            requests_per_minute=120,
            intended=_WATCHER,
        ),
        Plan(
            tier=Tier.PROFESSIONAL,
            name="Professional",
            price_month_cents=9_900,
            price_year_cents=99_000,
            has_trial=True,
            platforms=None,
            watchlists=None,
            requests_per_minute=600,
            intended=_PROFESSIONAL,
        ),
    )
}


def lowest_tier_with(feature: Feature) -> Tier:
    """Return the lowest tier with the feature. Raises LookupError if the feature isn't built."""
    for tier in Tier:
        if feature in PLANS[tier].features:
            return tier
    raise LookupError(f"No tier has {feature.value}: it is not built.")


def upgrade_for_platforms(count: int) -> Tier | None:
    """Return the lowest tier that allows so many distinct platforms."""
    return next((tier for tier in Tier if _allows(PLANS[tier].platforms, count)), None)


def upgrade_for_watchlists(count: int) -> Tier | None:
    """Return the lowest tier that allows so many named watchlists."""
    return next((tier for tier in Tier if _allows(PLANS[tier].watchlists, count)), None)


def _allows(limit: int | None, count: int) -> bool:
    return limit is None or limit >= count
