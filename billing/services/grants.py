"""The operator's grants: a tier for a person, for as long as the operator says."""

from datetime import UTC, date, datetime, time, timedelta

from accounts.models import User
from billing.models import Subscription
from billing.plans import Tier
from billing.services.apply import apply
from billing.services.cause import Cause, CauseKind
from billing.subscription_state import SubscriptionState

_OPERATOR = Subscription.Source.OPERATOR
_CAUSE = Cause(CauseKind.OPERATOR)


def end_of_day(day: date) -> datetime | None:
    """Return the end of that day in UTC, which is the first moment of the next; None for the last day that exists."""
    return datetime.combine(day + timedelta(days=1), time(), UTC) if day < date.max else None


def grant_tier(*, user: User, tier: Tier, until: datetime | None, now: datetime) -> Subscription | None:
    """Give the person this tier until `until`, or until further notice, and return the grant. Free ends an earlier one.

    It changes the operator's grant alone: a running trial and a paid subscription stay, and the highest tier counts.
    Raises ValueError unless `until` is in the future.
    """
    if until is not None and until <= now:
        raise ValueError("A grant can't end before it starts.")
    if tier is Tier.FREE:
        return apply(user=user, source=_OPERATOR, state=None, cause=_CAUSE, now=now)
    state = SubscriptionState(
        source=_OPERATOR,
        tier=tier,
        status=Subscription.Status.ACTIVE,
        started_at=now,
        current_period_end=until,
        lapses_at=until,
    )
    return apply(user=user, source=_OPERATOR, state=state, cause=_CAUSE, now=now)
