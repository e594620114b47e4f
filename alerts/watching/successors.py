"""Tells people once that a platform they watch was merged or renamed, and which one continues it.

A watch is never moved by itself: people may not want the successor, and a limit may stand in the way.
"""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.services.notices import owe_many
from accounts.verified_addresses import verified_user_ids
from alerts.models import WatchedPlatform
from alerts.watching.mail_preferences import unwanted

SUCCESSOR_NAMED = "successor_named"
# A known platform has a million watchers, and the mails about accounts are sent one by one: so many at a time leave
# room for the others.
_AT_ONCE = 500


@transaction.atomic
def tell_due(now: datetime) -> dict[str, int]:
    """Owe one mail each to the next people who watch merged platforms and weren't told yet; return the counts.

    A muted platform waits until it is unmuted, and who is sent neither alerts nor digests until that changes.
    """
    due = WatchedPlatform.objects.filter(
        ~unwanted(now),
        platform__successor__isnull=False,
        successor_told_at=None,
        muted_at=None,
        user__is_active=True,
        user__in=verified_user_ids(),
    )
    rows = list(
        due.order_by("platform", "user")
        .select_for_update(of=("self",), skip_locked=True)
        .values_list("pk", "user_id", "platform_id")[:_AT_ONCE]
    )
    platforms_of: dict[UUID, list[int]] = defaultdict(list)
    for _, user_id, platform_id in rows:
        platforms_of[user_id].append(platform_id)
    owe_many(
        kind=SUCCESSOR_NAMED,
        about_at=now,
        facts={user_id: {"platforms": ",".join(map(str, ids))} for user_id, ids in platforms_of.items()},
        now=now,
    )
    WatchedPlatform.objects.filter(pk__in=[pk for pk, _, _ in rows]).update(successor_told_at=now)
    return {"successors_told": len(rows)}


def moved_on(*, user_id: UUID, facts: dict[str, str], now: datetime) -> list[tuple[str, str, bool]]:
    """Return what is still to be told of a mail's merged platforms: both names, and whether the successor is watched.

    Platforms of which the person gets neither alerts nor digests any more are left out.
    """
    told = [int(key) for key in facts["platforms"].split(",")]
    rows = WatchedPlatform.objects.filter(
        ~unwanted(now), user=user_id, platform__in=told, platform__successor__isnull=False
    )
    names = list(
        rows.order_by("position").values_list("platform__name", "platform__successor__name", "platform__successor")
    )
    watched = set(
        WatchedPlatform.objects.filter(user=user_id, platform__in=[key for _, _, key in names]).values_list(
            "platform_id", flat=True
        )
    )
    return [(old, new, key in watched) for old, new, key in names]
