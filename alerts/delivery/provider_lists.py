"""Takes addresses that are written to again off the mail provider's own lists of addresses that it drops.

It is owed in the transaction that lifts the suppression; a duty asks the provider afterwards. Asking twice does no
harm, so rows are not claimed.
"""

from datetime import datetime, timedelta

import structlog
from django.conf import settings

from accounts.retrying import Retries
from alerts.delivery.transports.base import NotTakenOff, Unreachable
from alerts.delivery.ways_to_send import WITH_LISTS
from alerts.models import ListedAddress, Suppression

logger = structlog.get_logger(__name__)

# About three days.
RETRIES = Retries(20, first_pause=timedelta(minutes=1), longest_pause=timedelta(hours=6))
_AT_ONCE = 100
_WHILE_SUPPRESSED = timedelta(days=1)


def owe_taking_off(address: str, *, was_reported: bool, now: datetime, not_before: datetime | None = None) -> None:
    """Owe taking the address off the provider's lists, if it keeps any. One that was given up is tried anew.

    What is owed already stays owed: all lists that are due, from the earlier date on. Called in the transaction that
    lifts the suppression.
    """
    if settings.EMAIL_TRANSPORT not in WITH_LISTS:
        return
    not_before = not_before or now
    known = ListedAddress.objects.select_for_update().filter(pk=address).first()
    if known is not None:
        was_reported, not_before = was_reported or known.was_reported, min(not_before, known.not_before)
    owed = {"was_reported": was_reported, "owed_at": now, "not_before": not_before}
    begun = {"attempt_count": 0, "given_up_at": None, "reason": ""}
    ListedAddress.objects.update_or_create(pk=address, defaults={**owed, **begun})


def take_due_off(now: datetime) -> dict[str, int]:
    """Ask the provider to take due addresses off its lists, and return the counts.

    If it can't be reached, the rest wait for the next round.
    """
    counts = {"addresses_taken_off": 0, "addresses_put_off": 0}
    take_off = WITH_LISTS.get(settings.EMAIL_TRANSPORT)
    if take_off is None:
        return counts
    for owed in ListedAddress.objects.due(now)[:_AT_ONCE]:
        again = Suppression.objects.filter(pk=owed.pk, until=None).first()
        if again is not None:  # mail came back, or was reported again meanwhile
            _leave_for_later(owed, again, now)
            continue
        try:
            take_off(owed.address, owed.was_reported)
        except (NotTakenOff, Unreachable) as error:
            _put_off(owed, error, now)
            counts["addresses_put_off"] += 1
            if isinstance(error, Unreachable):
                break
        else:
            _forget(owed)
            counts["addresses_taken_off"] += 1
    return counts


def _leave_for_later(owed: ListedAddress, again: Suppression, now: datetime) -> None:
    """Ask nothing while the address is suppressed again.

    A complaint that was let back stays owed: the address is on the provider's list of complaints still when its bounce
    is lifted. A new complaint ends the debt.
    """
    if owed.was_reported and again.reason != Suppression.Reason.REPORTED:
        ListedAddress.objects.filter(pk=owed.pk, owed_at=owed.owed_at).update(not_before=now + _WHILE_SUPPRESSED)
    else:
        _forget(owed)


def _forget(owed: ListedAddress) -> None:
    # Only this debt: the address may have been let back anew while the provider was asked.
    ListedAddress.objects.filter(pk=owed.pk, owed_at=owed.owed_at).delete()


def _put_off(owed: ListedAddress, error: NotTakenOff | Unreachable, now: datetime) -> None:
    count = owed.attempt_count + 1
    fields: dict[str, object] = {"attempt_count": count, "reason": str(error)[:200]}
    if RETRIES.are_over(count):
        fields["given_up_at"] = now
        logger.error("address_not_taken_off", reason=fields["reason"])
    else:
        asked = error.pause if isinstance(error, Unreachable) else None
        fields["not_before"] = now + RETRIES.pause(count, asked=asked)
    ListedAddress.objects.filter(pk=owed.pk, owed_at=owed.owed_at).update(**fields)
