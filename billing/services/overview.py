"""Gathers what a person holds, for their account page and the API."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from billing.entitlements import Entitlement, by_rows
from billing.models import Subscription, Trial
from billing.plans import Tier
from billing.services.trials import was_used_by


@dataclass(frozen=True, slots=True)
class Overview:
    """What a person holds now, whether their trial is used, and when what they hold is renewed or ends.

    `bought` is a plan that is paid for, or will be, while a trial or a grant of a higher one lasts; None without one.
    """

    entitlement: Entitlement
    trial: Trial | None
    subscription: Subscription | None
    bought: Subscription | None
    is_trial_used: bool
    is_being_deleted: bool

    @property
    def is_trial_available(self) -> bool:
        return not self.is_trial_used and not self.is_being_deleted and self.entitlement.tier is Tier.FREE

    @property
    def scheduled_tier(self) -> Tier | None:
        """The lower tier that follows at the end of the paid period; None if none does."""
        row = self.subscription
        is_held = row is not None and row.tier == self.entitlement.tier
        return Tier(row.scheduled_tier) if row is not None and is_held and row.scheduled_tier else None


def overview_of(user: User, now: datetime) -> Overview:
    """Return what the person holds. `subscription` is that of the entitlement's source; None if it has none."""
    trial = Trial.objects.filter(user=user).first()
    subscriptions = list(Subscription.objects.filter(user=user))
    entitlement = by_rows([trial] if trial else [], subscriptions, now)
    stripe = Subscription.Source.STRIPE
    bought = next((row for row in subscriptions if row.source == stripe and row.is_active(now)), None)
    return Overview(
        entitlement=entitlement,
        trial=trial,
        subscription=next((row for row in subscriptions if row.source == entitlement.source), None),
        bought=bought if entitlement.source != stripe else None,
        is_trial_used=trial is not None or (entitlement.tier is Tier.FREE and was_used_by(user)),
        is_being_deleted=user.erase_at is not None,
    )
