"""Ends a person's plans when the account is erased, and keeps what must outlive it."""

from datetime import datetime

from accounts.models import User
from billing.entitlements import Tier, for_user
from billing.models import BillingAccount, StripeEvent, Subscription, Trial
from billing.services import ledger
from billing.services.apply import lock_person
from billing.services.cause import Cause, CauseKind
from billing.services.trials import remember_trial


def lock_billing_of(user: User) -> None:
    """Lock the person's billing account, which waits for whoever asks Stripe about them.

    Take this lock before all others.
    """
    list(BillingAccount.objects.select_for_update().filter(user=user).values_list("pk"))


def erase_billing_of(*, user: User, now: datetime) -> None:
    """End what the person holds, with its line in the ledger, and remember a used trial by keyed hashes only.

    Called in the transaction of the erasure. The ledger's lines stay, without the person.
    """
    lock_person(user)
    ledger.catch_up(user=user, now=now)
    held = for_user(user, now)
    trial = Trial.objects.filter(user=user).first()
    if trial is not None:
        remember_trial(user=user, at=trial.started_at)
        trial.delete()
    Subscription.objects.filter(user=user).delete()
    StripeEvent.objects.filter(claimed_user_id=user.pk).update(claimed_user_id=None)
    if held.tier is not Tier.FREE:
        ledger.note(user=user, cause=Cause(CauseKind.ERASURE), now=now)
