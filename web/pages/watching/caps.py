"""What a plan covers of what a person watches, shown before the limit is hit."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from alerts.watching.watchlists import usage
from billing.entitlements import Entitlement
from billing.plans import PLANS, TRIAL_TIER, Plan
from billing.services.overview import overview_of


@dataclass(frozen=True, slots=True)
class Caps:
    """How many platforms and lists the person has, and how many their plan covers; None is no limit."""

    entitlement: Entitlement
    platforms: int
    watchlists: int
    may_try: bool

    @property
    def plan(self) -> Plan:
        return self.entitlement.plan

    @property
    def trial_plan(self) -> Plan:
        return PLANS[TRIAL_TIER]

    @property
    def is_full(self) -> bool:
        """Whether one more platform is one too many."""
        return self.plan.platforms is not None and self.platforms >= self.plan.platforms

    @property
    def over(self) -> int:
        """How many of the platforms are inactive, since the plan covers fewer."""
        return 0 if self.plan.platforms is None else max(0, self.platforms - self.plan.platforms)

    @property
    def has_all_lists(self) -> bool:
        """Whether one more list is one too many."""
        return self.plan.watchlists is not None and self.watchlists >= self.plan.watchlists


def caps_of(user: User, now: datetime) -> Caps:
    """Return what the person has and what their plan covers."""
    overview, held = overview_of(user, now), usage(user)
    return Caps(overview.entitlement, held.platforms, held.watchlists, overview.is_trial_available)
