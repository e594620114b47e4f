"""The changes of a watchlist's platforms in a period, rated for the person's answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from alerts.answering.answers import answers_by_platform
from alerts.models import Watchlist
from governance.analysed_texts import texts_of_changes
from governance.analysis.risk import RiskRating, rated_categories
from governance.analysis.standpoint import Standpoint
from governance.models import Change

# Of a period with more, those of the highest severity are rated, and of these the newest.
MOST_RATED = 100
# So many changes have their two texts in memory at once.
READ_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class RatedChange:
    """A change and its highest rating; None where no changed clause is of a category that is rated."""

    change: Change
    rating: RiskRating | None


@dataclass(frozen=True, slots=True)
class WatchedPeriod:
    """What was rated, the highest first, and how many changes there were in all."""

    change_count: int
    rated: tuple[RatedChange, ...]


def rated_changes(
    *, watchlist: Watchlist, standpoint: Standpoint, since: datetime, until: datetime, day: date
) -> WatchedPeriod:
    """Return the changes of meaning or wording in the period with their highest ratings, in ten queries at most."""
    platform_ids = list(watchlist.items.values_list("platform", flat=True))
    found = Change.objects.filter(
        Q(held_until=None) | Q(confirmed_at__isnull=False),
        platform__in=platform_ids,
        label__in=Change.REPORTED_LABELS,
        withdrawn_at=None,
        detected_at__gte=since,
        detected_at__lte=until,
    )
    rows = list(found.select_related("platform", "document").order_by("-severity", "-detected_at", "-pk")[:MOST_RATED])
    count = len(rows) if len(rows) < MOST_RATED else found.count()
    answers = answers_by_platform(watchlist.user_id, platform_ids)
    rated = []
    for start in range(0, len(rows), READ_AT_ONCE):
        part = rows[start : start + READ_AT_ONCE]
        texts = texts_of_changes(part, answers)
        for change in part:
            ratings = rated_categories(texts[change.pk], standpoint, day) if change.pk in texts else ()
            rated.append(RatedChange(change, ratings[0] if ratings else None))
    return WatchedPeriod(count, tuple(_highest_first(rated)))


def _highest_first(rated: Sequence[RatedChange]) -> list[RatedChange]:
    return sorted(rated, key=lambda one: one.rating.weight if one.rating else (0, 0, 0, 0), reverse=True)
