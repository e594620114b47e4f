"""Decides who may not be written to, when a message is about to be sent.

Mails that anybody can ask for (a code, a password reset) ask `is_suppressed`.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.lookups import IsNull

from accounts.keyed_hashes import keyed_hash, keyed_hashes
from accounts.mail_addresses import spellings
from accounts.verified_addresses import verified_user_ids
from alerts.delivery.provider_lists import owe_taking_off
from alerts.models import Message, Suppression, Unsubscription, Withheld

_PURPOSE = "suppressed addresses"
SCOPES = {Message.Kind.ALERT: Unsubscription.Scope.ALERTS, Message.Kind.DIGEST: Unsubscription.Scope.DIGESTS}


def reason_against(kind: str, now: datetime) -> Case:
    """Return a column for queries over messages: why each is not sent to its person; empty if it is sent."""
    person = {"user": OuterRef("user_id")}
    gone = Unsubscription.objects.filter(**person, scope=SCOPES[Message.Kind(kind)])
    suppressed = Suppression.objects.in_force(now).filter(pk=OuterRef("user__email"))
    return Case(
        When(Q(user__is_active=False) | Q(user__erase_at__isnull=False), then=Value(Withheld.Reason.INACTIVE.value)),
        When(IsNull(_one_of(verified_user_ids().filter(**person)), True), then=Value(Withheld.Reason.UNVERIFIED.value)),
        When(IsNull(_one_of(gone), False), then=Value(Withheld.Reason.UNSUBSCRIBED.value)),
        When(IsNull(_one_of(suppressed), False), then=Value(Withheld.Reason.SUPPRESSED.value)),
        default=Value(""),
    )


def _one_of(rows: "QuerySet[Any, Any]") -> Subquery:
    """Return the id of one of these rows, looked up for each message.

    As EXISTS, PostgreSQL would gather the ids of everybody who is verified, for each batch of a thousand.
    """
    return Subquery(rows.values("pk")[:1])


def is_suppressed(address: str) -> bool:
    """Tell whether mail to this address was reported as spam, even before an erasure.

    An address that bounced still gets codes: using one shows that it takes mail.
    """
    known = spellings(address)
    keys = [key for spelling in known for key in keyed_hashes(spelling, purpose=_PURPOSE)]
    reported = Suppression.objects.filter(reason=Suppression.Reason.REPORTED)
    return reported.filter(pk__in=[*known, *keys]).exists()


def lift_bounce(address: str, *, now: datetime) -> bool:
    """Write to the address again, since it was proved to take mail; return whether it had bounced.

    A complaint stays.
    """
    return write_again([address], now=now, reasons=Suppression.LIFTED) > 0


@transaction.atomic
def write_again(
    addresses: Iterable[str], *, now: datetime, reasons: Collection[str] = Suppression.Reason.values
) -> int:
    """Lift the suppression of the addresses that have one for these reasons, and return the number.

    Also owes taking them off the provider's own lists.
    """
    rows = Suppression.objects.select_for_update().filter(pk__in=list(addresses), reason__in=reasons).order_by("pk")
    let_back = dict(rows.values_list("pk", "reason"))
    Suppression.objects.filter(pk__in=let_back).delete()
    for address, reason in let_back.items():
        owe_taking_off(address, was_reported=reason == Suppression.Reason.REPORTED, now=now)
    return len(let_back)


# --- Erased accounts


def keep_without_address(addresses: Iterable[str]) -> int:
    """Replace these addresses by keyed hashes wherever their suppressions are stored; return how many there were."""
    rows = list(Suppression.objects.filter(pk__in=list(addresses)))
    for row in rows:
        _keep(row, under=keyed_hash(row.address, purpose=_PURPOSE))
        row.delete()
    return len(rows)


@transaction.atomic
def restore_suppression(address: str) -> bool:
    """Put the address back in place of its keyed hash, because somebody has it again; return whether there was one."""
    known = spellings(address)
    keys = [key for spelling in known for key in keyed_hashes(spelling, purpose=_PURPOSE)]
    rows = list(Suppression.objects.filter(pk__in=keys))
    for row in rows:
        _keep(row, under=known[0])
        row.delete()
    return bool(rows)


def _keep(row: Suppression, *, under: str) -> None:
    """Write the suppression under another key, where a complaint replaces any other reason and is replaced by none.

    `detail` may repeat the address, and is left out.
    """
    kept = {"reason": row.reason, "source": row.source, "at": row.at, "until": row.until}
    if row.reason == Suppression.Reason.REPORTED:
        Suppression.objects.update_or_create(pk=under, defaults=kept)
    else:
        Suppression.objects.get_or_create(pk=under, defaults=kept)
