"""What a person gets no mail about: unsubscribed kinds, muted platforms, and whether their address is suppressed."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from django.db.models import DateTimeField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast

from accounts.models import User
from alerts.models import Suppression, Unsubscription, WatchedPlatform


@dataclass(frozen=True, slots=True)
class MailPreferences:
    """Unsubscribed scopes and slugs of muted platforms, both in alphabetical order."""

    left: list[str]
    muted: list[str]
    suppression: Suppression | None


def mail_preferences_of(user: User, now: datetime) -> MailPreferences:
    """Return what the person gets no mail about, in one query."""
    address = user.email
    muted = WatchedPlatform.objects.filter(user=user, muted_at__isnull=False)
    left = Unsubscription.objects.filter(user=user)
    suppressed = Suppression.objects.in_force(now).filter(pk=address)
    never = Cast(Value(None), DateTimeField())  # PostgreSQL unites columns of one type only
    found = muted.values_list(Value("muted"), "platform__slug", "muted_at", never).union(
        left.values_list(Value("left"), "scope", "at", never),
        suppressed.values_list(Value("suppressed"), "reason", "at", "until"),
        all=True,
    )
    rows = sorted(found, key=itemgetter(0, 1))
    return MailPreferences(
        left=[scope for part, scope, *_ in rows if part == "left"],
        muted=[slug for part, slug, *_ in rows if part == "muted"],
        suppression=next((_of(address, *row) for part, *row in rows if part == "suppressed"), None),
    )


def _of(address: str, reason: str, at: datetime, until: datetime | None) -> Suppression:
    return Suppression(address, reason=reason, at=at, until=until)


def unwanted(now: datetime) -> Q:
    """Return a condition for rows of a `user` who is sent neither alerts nor digests.

    They left both kinds, or their address is suppressed.
    """
    suppressed = Suppression.objects.in_force(now).filter(pk=OuterRef("user__email"))
    left = Unsubscription.objects.filter(user=OuterRef("user_id"))
    has_left_all = Q()
    for scope in Unsubscription.Scope.values:
        has_left_all &= Q(Exists(left.filter(scope=scope)))
    return Q(Exists(suppressed)) | has_left_all
