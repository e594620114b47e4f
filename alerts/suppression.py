"""Who may not be written to, looked at when a message is about to be sent.

Of alerts and digests only: a code or a password reset is asked for, and goes out whatever is known here.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from accounts.emails import verified_user_ids
from accounts.models import User
from alerts.models import Message, Suppression, Unsubscription, Withheld

SCOPES = {Message.Kind.ALERT: Unsubscription.Scope.ALERTS, Message.Kind.DIGEST: Unsubscription.Scope.DIGESTS}


def reasons_against(user_ids: Collection[UUID], kind: str) -> dict[UUID, Withheld.Reason]:
    """Why some of these people get no message of this kind."""
    addresses = dict(User.objects.filter(pk__in=user_ids, is_active=True).values_list("pk", "email"))
    suppressed = _suppressed_of(addresses.values())
    verified = set(verified_user_ids().filter(user__in=user_ids))
    scope = SCOPES[Message.Kind(kind)]
    gone = set(Unsubscription.objects.filter(user__in=user_ids, scope=scope).values_list("user_id", flat=True))
    reasons: dict[UUID, Withheld.Reason] = {}
    for user_id in user_ids:
        if user_id not in addresses:
            reasons[user_id] = Withheld.Reason.INACTIVE
        elif user_id not in verified:
            reasons[user_id] = Withheld.Reason.UNVERIFIED
        elif user_id in gone:
            reasons[user_id] = Withheld.Reason.UNSUBSCRIBED
        elif addresses[user_id].lower() in suppressed:
            reasons[user_id] = Withheld.Reason.SUPPRESSED
    return reasons


def suppression_of(address: str) -> Suppression | None:
    """Why nothing of ours is sent to this address, if so."""
    return Suppression.objects.filter(pk=address.lower()).first()


def _suppressed_of(addresses: Iterable[str]) -> set[str]:
    asked = [address.lower() for address in addresses]
    return set(Suppression.objects.filter(pk__in=asked).values_list("pk", flat=True))
