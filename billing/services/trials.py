"""The Professional trial: the app's own, without a card, once per person."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.emails import is_verified
from accounts.models import User
from billing import entitlements
from billing.models import Trial
from billing.plans import Tier
from billing.services.apply import lock_person


class TrialAlreadyUsed(Exception):
    """The person has had the trial, or is in it."""

    code = "trial_already_used"

    def __init__(self) -> None:
        super().__init__("The Professional trial can be used once, and you have used it.")


class AlreadySubscribed(Exception):
    """The person holds a paid tier, so there is nothing to try."""

    code = "already_subscribed"

    def __init__(self, tier: Tier) -> None:
        self.tier = tier
        super().__init__(f"You already have a subscription ({tier}).")


class EmailUnverified(Exception):
    """A trial is for a person whose address is known to be theirs."""

    code = "email_unverified"

    def __init__(self) -> None:
        super().__init__("Verify your e-mail address first.")


def start_trial(*, user: User, now: datetime) -> Trial:
    """The person's trial, which starts now. Raises EmailUnverified, TrialAlreadyUsed or AlreadySubscribed."""
    if not is_verified(user):
        raise EmailUnverified
    with transaction.atomic():
        lock_person(user)
        if Trial.objects.filter(user=user).exists():
            raise TrialAlreadyUsed
        held = entitlements.for_user(user, now)
        if held.tier is not Tier.FREE:
            raise AlreadySubscribed(held.tier)
        return Trial.objects.create(user=user, started_at=now, ends_at=now + timedelta(days=settings.TRIAL_DAYS))


def end_due_trials(now: datetime) -> dict[str, int]:
    """Write down the end of each trial whose time is over, once. What has ended stays ended whatever the clock says."""
    return {"trials_ended": Trial.objects.due_to_end(now).update(ended_at=now)}
