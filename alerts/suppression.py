"""Who may not be written to, looked at when a message is about to be sent."""

from collections.abc import Collection
from uuid import UUID

from accounts.emails import verified_user_ids
from accounts.models import User
from alerts.models import Message, Unsubscription, Withheld

SCOPES = {Message.Kind.ALERT: Unsubscription.Scope.ALERTS, Message.Kind.DIGEST: Unsubscription.Scope.DIGESTS}


def reasons_against(user_ids: Collection[UUID], kind: str) -> dict[UUID, Withheld.Reason]:
    """Why some of these people get no message of this kind."""
    active = set(User.objects.filter(pk__in=user_ids, is_active=True).values_list("pk", flat=True))
    verified = set(verified_user_ids().filter(user__in=user_ids))
    scope = SCOPES[Message.Kind(kind)]
    gone = set(Unsubscription.objects.filter(user__in=user_ids, scope=scope).values_list("user_id", flat=True))
    reasons: dict[UUID, Withheld.Reason] = {}
    for user_id in user_ids:
        if user_id not in active:
            reasons[user_id] = Withheld.Reason.INACTIVE
        elif user_id not in verified:
            reasons[user_id] = Withheld.Reason.UNVERIFIED
        elif user_id in gone:
            reasons[user_id] = Withheld.Reason.UNSUBSCRIBED
    return reasons
