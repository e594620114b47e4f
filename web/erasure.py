"""Erasing the accounts whose time has come: what is paid for ends first, then everything goes in one transaction."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from accounts.models import User
from accounts.services import deletion
from alerts import erasure as alerts_erasure
from billing.gateway import gateway
from billing.services import erasure as billing_erasure

logger = structlog.get_logger(__name__)

_PEOPLE_AT_ONCE = 100


def erase_due(now: datetime) -> dict[str, int]:
    """Erase every account whose days to take it back are over. One that can't be erased now is tried again."""
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


def _due(after: tuple[datetime, UUID] | None, now: datetime) -> list[tuple[datetime, UUID]]:
    due = User.objects.filter(erase_at__lte=now)
    if after is not None:
        due = due.filter(erase_at__gte=after[0]).exclude(erase_at=after[0], pk__lte=after[1])
    rows = due.order_by("erase_at", "pk").values_list("erase_at", "pk")[:_PEOPLE_AT_ONCE]
    return [(erase_at, pk) for erase_at, pk in rows if erase_at is not None]


def _erase(user_id: UUID, now: datetime) -> bool:
    user = deletion.begin_erasure(user_id, now)
    if user is None:
        return False
    gateway().cancel_all(user=user)  # a network call, outside any transaction; again next time if it fails
    with transaction.atomic():
        billing_erasure.hold(user)
        if not deletion.is_still_there(user):
            return False  # another worker was faster
        billing_erasure.let_go(user=user, now=now)
        alerts_erasure.let_go(user)
        deletion.erase(user)
    logger.info("account_erased")
    return True
