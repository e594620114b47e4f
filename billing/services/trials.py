"""The Professional trial: the app's own, without a card, once per person."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.keyed_hashes import keyed_hash, keyed_hashes
from accounts.models import User
from accounts.services.deletion import refuse_while_deleting
from accounts.verified_addresses import addresses_of, is_verified
from billing import entitlements
from billing.models import Trial, UsedTrial
from billing.plans import PLANS, Tier
from billing.services import ledger
from billing.services.apply import lock_person
from billing.services.cause import Cause, CauseKind

_PURPOSE = "used trials"


class TrialAlreadyUsed(Exception):
    """The person had the trial before, or is in it."""

    code = "trial_already_used"

    def __init__(self) -> None:
        super().__init__(_("The Professional trial can be used once, and you have used it."))


class AlreadySubscribed(Exception):
    """The person has a tier above Free, or a subscription that gives none at present, such as an unpaid one."""

    code = "already_subscribed"

    def __init__(self, tier: Tier) -> None:
        self.tier = tier
        sentence = _("You are on %(plan)s already.") % {"plan": PLANS[tier].name}
        if tier is Tier.FREE:
            sentence = _(
                "You already have a subscription, but it gives you no tier at present. See the billing portal."
            )
        super().__init__(sentence)


class EmailUnverified(Exception):
    """A trial needs a verified address."""

    code = "email_unverified"

    def __init__(self) -> None:
        super().__init__(_("Verify your e-mail address first."))


def start_trial(*, user: User, now: datetime) -> Trial:
    """Start the Professional trial and return it.

    Raises EmailUnverified, TrialAlreadyUsed, AlreadySubscribed or DeletionPending.
    """
    if not is_verified(user):
        raise EmailUnverified
    with transaction.atomic():
        refuse_while_deleting(lock_person(user))
        if Trial.objects.filter(user=user).exists() or was_used_by(user):
            raise TrialAlreadyUsed
        ledger.catch_up(user=user, now=now)
        held = entitlements.for_user(user, now)
        if held.tier is not Tier.FREE:
            raise AlreadySubscribed(held.tier)
        ends_at = now + timedelta(days=settings.TRIAL_DAYS)
        trial = Trial.objects.create(user=user, started_at=now, ends_at=ends_at)
        remember_trial(user=user, at=now)
        ledger.note(user=user, cause=Cause(CauseKind.TRIAL), now=now)
    return trial


def was_used_by(user: User) -> bool:
    """Tell whether an address of the person had the trial in any account, erased ones included."""
    return used_trials_of(user).exists()


def used_trials_of(user: User) -> "QuerySet[UsedTrial]":
    """Return what is remembered of trials that an address of the person had."""
    keys = [key for address in addresses_of(user) for key in keyed_hashes(address, purpose=_PURPOSE)]
    return UsedTrial.objects.filter(key__in=keys)


def remember_trial(*, user: User, at: datetime) -> None:
    """Store a keyed hash of each of the person's addresses, so a second trial is recognised. Twice is once."""
    keys = [keyed_hash(address, purpose=_PURPOSE) for address in addresses_of(user)]
    UsedTrial.objects.bulk_create([UsedTrial(key=key, at=at) for key in keys], ignore_conflicts=True)
