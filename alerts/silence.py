"""What a person gets no mail of: what they left, what they muted, and whether their address may be written to."""

from dataclasses import dataclass

from django.db.models import Value

from accounts.models import User
from alerts.models import Suppression, Unsubscription, WatchedPlatform


@dataclass(frozen=True, slots=True)
class Silence:
    """Scopes that were left and slugs of muted platforms, both in alphabetical order."""

    left: list[str]
    muted: list[str]
    suppression: Suppression | None


def silence_of(user: User) -> Silence:
    """All of it, in one query."""
    address = user.email
    muted = WatchedPlatform.objects.filter(user=user, muted_at__isnull=False)
    left = Unsubscription.objects.filter(user=user)
    suppressed = Suppression.objects.filter(pk=address)
    found = muted.values_list(Value("muted"), "platform__slug", "muted_at").union(
        left.values_list(Value("left"), "scope", "at"),
        suppressed.values_list(Value("suppressed"), "reason", "at"),
        all=True,
    )
    rows = sorted(found)
    return Silence(
        left=[scope for part, scope, _ in rows if part == "left"],
        muted=[slug for part, slug, _ in rows if part == "muted"],
        suppression=next(
            (Suppression(address, reason=why, at=at) for part, why, at in rows if part == "suppressed"), None
        ),
    )
