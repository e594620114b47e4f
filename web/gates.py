"""What a reader's tier withholds, and the way in. What is withheld is never loaded: gates are on the server."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from billing.entitlements import FREE, Feature, Tier, lowest_tier_with
from billing.plans import PLANS, TRIAL_TIER
from billing.services.overview import overview_of

WITHHELD: dict[Feature, str] = {
    Feature.CHANGE_SUMMARIES: "What changed, clause by clause, with exact quotations before and after.",
    Feature.PROVISION_HISTORY: "Every wording of this provision and every change to it.",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What is behind a gate and who may pass it."""

    feature: Feature
    withheld: str
    required_tier: Tier
    required_plan: str
    offers_trial: bool

    @property
    def offer(self) -> str:
        """What the way in is called."""
        if self.offers_trial:
            return f"Start {PLANS[TRIAL_TIER].name} free trial"
        return f"Upgrade to {self.required_plan}"


def gate_for(user: User | AnonymousUser, feature: Feature, now: datetime) -> Gate | None:
    """The gate this reader stands before, or None where the feature is theirs. A fixed number of queries."""
    overview = overview_of(user, now) if user.is_authenticated else None
    if (overview.entitlement if overview else FREE).has(feature):
        return None
    tier = lowest_tier_with(feature)
    may_try = overview is None or overview.is_trial_available
    return Gate(feature, WITHHELD[feature], tier, PLANS[tier].name, may_try and feature in PLANS[TRIAL_TIER].features)
