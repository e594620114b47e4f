"""Erases accounts when their time has come: paid subscriptions end first, then everything goes in one transaction."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Notice, User
from accounts.services import deletion
from accounts.services.notices import WELCOME
from alerts import erasure as alerts_erasure
from billing.models import BillingAccount, Subscription, Trial
from billing.payments.ways_to_pay import way_to_pay
from billing.services import erasure as billing_erasure

logger = structlog.get_logger(__name__)

PEOPLE_AT_ONCE = 100
UNVERIFIED_KEPT = timedelta(days=7)


def erase_due(now: datetime) -> dict[str, int]:
    """Erase every account whose 14 days are over, and return the counts.

    A failed erasure is tried again in the next round.
    """
    counts = {"accounts_erased": 0, "erasures_failed": 0}
    after: tuple[datetime, UUID] | None = None
    while due := _due(after, now):
        for erase_at, user_id in due:
            try:
                counts["accounts_erased"] += _erase(user_id, now)
            except Exception:  # such as a payment provider that can't be reached; the others go on
                logger.exception("account_not_erased", user_id=str(user_id))
                counts["erasures_failed"] += 1
            after = erase_at, user_id
    return counts


def forget_unverified(now: datetime) -> dict[str, int]:
    """Erase accounts whose address nobody verified within UNVERIFIED_KEPT, and return the counts.

    Most such addresses were typed by somebody else. A failed erasure is tried again in the next round.
    """
    counts = {"unverified_accounts_erased": 0, "erasures_failed": 0}
    failed: set[UUID] = set()
    while found := list(_unverified(now).exclude(pk__in=failed).order_by("created_at", "pk")[:PEOPLE_AT_ONCE]):
        for user in found:
            try:
                counts["unverified_accounts_erased"] += _forget(user, now)
            except Exception:  # the others go on
                logger.exception("account_not_erased", user_id=str(user.pk))
                failed.add(user.pk)
    counts["erasures_failed"] = len(failed)
    return counts


def _unverified(now: datetime) -> "QuerySet[User]":
    """Return people who never verified an address and never held, tried or paid for anything."""
    own = {"user": OuterRef("pk")}
    return User.objects.filter(
        ~Exists(EmailAddress.objects.filter(**own, verified=True)),
        ~Exists(Notice.objects.filter(**own, kind=WELCOME)),  # verified once
        ~Exists(BillingAccount.objects.filter(**own)),
        ~Exists(Subscription.objects.filter(**own)),
        ~Exists(Trial.objects.filter(**own)),
        created_at__lt=now - UNVERIFIED_KEPT,
        last_login=None,
        erase_at=None,
        is_staff=False,
        is_superuser=False,
    )


def _forget(user: User, now: datetime) -> bool:
    with transaction.atomic():
        if not deletion.lock_if_there(user) or not _unverified(now).filter(pk=user.pk).exists():
            return False
        alerts_erasure.erase_traces_of(user)
        deletion.erase(user)
    return True


def _due(after: tuple[datetime, UUID] | None, now: datetime) -> list[tuple[datetime, UUID]]:
    due = User.objects.filter(erase_at__lte=now)
    if after is not None:
        due = due.filter(erase_at__gte=after[0]).exclude(erase_at=after[0], pk__lte=after[1])
    rows = due.order_by("erase_at", "pk").values_list("erase_at", "pk")[:PEOPLE_AT_ONCE]
    return [(erase_at, pk) for erase_at, pk in rows if erase_at is not None]


def _erase(user_id: UUID, now: datetime) -> bool:
    user = deletion.begin_erasure(user_id, now)
    if user is None:
        return False
    way_to_pay().cancel_all(user=user)  # a network call, outside any transaction; again next time if it fails
    with transaction.atomic():
        billing_erasure.lock_billing_of(user)
        if not deletion.lock_if_there(user):
            return False  # another worker was faster
        billing_erasure.erase_billing_of(user=user, now=now)
        alerts_erasure.erase_traces_of(user)
        deletion.erase(user)
    logger.info("account_erased")
    return True
