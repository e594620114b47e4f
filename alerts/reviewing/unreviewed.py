"""Changes that a person was told of and has not decided on: found for one page, counted for a batch of mails."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.clocks import CLOCKS_DIFFER
from alerts.models import CategoryWatch, Review, WatchItem
from alerts.watching.audience import monitored_items, telling
from alerts.watching.category_audience import active_watches, telling_of_category
from governance.models import Change

LOOKED_BACK = timedelta(days=90)
_PERSON, _CHANGE = "watchlist__user_id", "platform__changes__id"
_CHANGE_OF_CATEGORY = "touched__change_id"


def unreviewed_counts(user_ids: Collection[UUID], now: datetime) -> dict[UUID, int]:
    """Return how many changes each of these people has not decided on, in one statement; who has none is left out."""
    by_lists = _by_lists(user_ids, now).order_by().values_list(_PERSON, _CHANGE)
    by_categories = _by_categories(user_ids, now).order_by().values_list("user_id", _CHANGE_OF_CATEGORY)
    select, parameters = by_lists.union(by_categories).query.sql_with_params()  # which leaves out what is there twice
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH told (user_id, change_id) AS ({select}) SELECT user_id, count(*) FROM told GROUP BY user_id",
            parameters,
        )
        return {_as_uuid(user_id): count for user_id, count in cursor.fetchall()}


def unreviewed_changes(user_id: UUID, now: datetime) -> "QuerySet[Change]":
    """Return the changes that the person has not decided on, with their documents and platforms.

    These are changes that alerts or digests tell by the active platforms of the person's watchlists and by category
    watches, through their filters, since each was made and within the last 90 days. A review without a decision is
    none.
    """
    by_lists = _by_lists([user_id], now).order_by().values(_CHANGE)
    by_categories = _by_categories([user_id], now).order_by().values(_CHANGE_OF_CATEGORY)
    found = Change.objects.filter(pk__in=by_lists.union(by_categories))
    return found.select_related("document__platform")


def _by_lists(user_ids: Collection[UUID], now: datetime) -> "QuerySet[WatchItem]":
    """Return each item once for each change that it tells and its person has not decided on."""
    items = monitored_items(now).filter(watchlist__user__in=list(user_ids))
    return telling(items, _told(now), now, only=_is_undecided(_PERSON, _CHANGE))


def _by_categories(user_ids: Collection[UUID], now: datetime) -> "QuerySet[CategoryWatch]":
    """Return each category watch once for each change that it tells and its person has not decided on."""
    watches = active_watches(now).filter(user__in=list(user_ids))
    return telling_of_category(watches, _told(now), only=_is_undecided("user_id", _CHANGE_OF_CATEGORY))


def _told(now: datetime) -> "QuerySet[Change]":
    return Change.objects.reportable().filter(published_at__gt=now - LOOKED_BACK, published_at__lte=now + CLOCKS_DIFFER)


def _is_undecided(user: str, change: str) -> Q:
    decided = Review.objects.filter(user=OuterRef(user), change=OuterRef(change)).exclude(decision="")
    return Q(~Exists(decided))


def _as_uuid(stored: UUID | str) -> UUID:
    return stored if isinstance(stored, UUID) else UUID(hex=stored)
