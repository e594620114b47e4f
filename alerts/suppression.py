"""Who may not be written to, looked at when a message is about to be sent.

Of alerts and digests only: a code or a password reset is asked for, and goes out whatever is known here.
"""

from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Lower
from django.db.models.lookups import IsNull

from accounts.emails import verified_user_ids
from alerts.models import Message, Suppression, Unsubscription, Withheld

SCOPES = {Message.Kind.ALERT: Unsubscription.Scope.ALERTS, Message.Kind.DIGEST: Unsubscription.Scope.DIGESTS}


def reason_against(kind: str) -> Case:
    """Why a message of this kind is not sent to its person, as a column of a query over messages; empty if it is."""
    person = {"user": OuterRef("user_id")}
    gone = Unsubscription.objects.filter(**person, scope=SCOPES[Message.Kind(kind)])
    suppressed = Suppression.objects.filter(pk=Lower(OuterRef("user__email")))
    return Case(
        When(user__is_active=False, then=Value(Withheld.Reason.INACTIVE.value)),
        When(IsNull(_one_of(verified_user_ids().filter(**person)), True), then=Value(Withheld.Reason.UNVERIFIED.value)),
        When(IsNull(_one_of(gone), False), then=Value(Withheld.Reason.UNSUBSCRIBED.value)),
        When(IsNull(_one_of(suppressed), False), then=Value(Withheld.Reason.SUPPRESSED.value)),
        default=Value(""),
    )


def _one_of(rows: "QuerySet[Any, Any]") -> Subquery:
    """The id of one of these rows, looked up for each message.

    As EXISTS, PostgreSQL would gather the ids of everybody who is verified, for each batch of a thousand.
    """
    return Subquery(rows.values("pk")[:1])


def suppression_of(address: str) -> Suppression | None:
    """Why nothing of ours is sent to this address, if so."""
    return Suppression.objects.filter(pk=address.lower()).first()
