"""Finds what due digests tell by category watches, in the temporary tables of `due_digests`."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from alerts.database.temporary_tables import execute, joined, make, stored
from alerts.models import CategoryWatch, UntoldChange
from alerts.owed.digest_spans import in_span, sql_of
from alerts.watching.category_audience import (
    ended_since_publication,
    is_muted,
    telling_of_category,
    unpaused_watches,
    watches_of_digests,
)
from billing.entitlements import Feature, has_feature
from governance.models import Change, ChangeCategory

_UNTOLD, _TOUCHED = UntoldChange._meta.db_table, ChangeCategory._meta.db_table
_CHANGE = "touched__change"
_OF_CHANGE = tuple(f"{_CHANGE}__{name}" for name in ("id", "severity", "published_at", "fan_out__begun_at"))


def find_watches(now: datetime) -> None:
    """Find the category watches that each person's digests cover. One query reads all, as for items of lists."""
    select, parameters = sql_of(watches_of_digests(now), "user_id", "pk", "category", "digest_cadence")
    make(
        "digest_watch",
        f"WITH watch (user_id, watch_id, category, cadence) AS ({select}) SELECT due.schedule_id, watch.user_id, "
        "watch.watch_id, watch.category, watch.cadence FROM watch JOIN digest_due due ON due.user_id = watch.user_id",
        parameters,
        key="watch_id",
    )


def find_news(cadence: str, changes: "QuerySet[Change]", bounds: Sequence[datetime]) -> None:
    """Find which of these changes the watches tell in the person's span, and those kept untold that touch a category.

    `digest_by_category` has a row for each person, change and watched category, `digest_categories` one for each person
    and change.
    """
    select, parameters = sql_of(
        telling_of_category(CategoryWatch.objects.all(), changes), "pk", "category", *_OF_CHANGE
    )
    reportable = UntoldChange.objects.filter(~is_muted("change__platform_id"), change__in=Change.objects.reportable())
    of_kept = ("user_id", "change_id", "change__severity", "change__published_at")
    kept, kept_parameters = sql_of(reportable, *of_kept)
    own_until = "CASE WHEN watch.cadence = %s THEN span.until ELSE span.passed_over_until END"
    make(
        "digest_by_category",
        f"WITH told (watch_id, category, change_id, severity, published_at, known_at) AS ({select}), "
        f"kept (user_id, change_id, severity, published_at) AS ({kept}) "
        "SELECT due.schedule_id, due.user_id, told.change_id, told.severity, told.category FROM told "
        "JOIN digest_watch watch ON watch.watch_id = told.watch_id JOIN digest_due due "
        "ON due.user_id = watch.user_id AND due.schedule_id = watch.schedule_id "
        "JOIN digest_span span ON span.group_no = due.group_no "
        f"WHERE told.published_at >= %s AND told.published_at < %s AND {in_span('told', own_until)} "
        "UNION SELECT due.schedule_id, due.user_id, kept.change_id, kept.severity, watch.category FROM kept "
        "JOIN digest_due due ON due.user_id = kept.user_id JOIN digest_span span ON span.group_no = due.group_no "
        "JOIN digest_watch watch ON watch.schedule_id = due.schedule_id AND watch.cadence = %s "
        f"JOIN {_TOUCHED} touched ON touched.change_id = kept.change_id AND touched.category = watch.category "
        "WHERE kept.published_at < span.until AND touched.severity IS NOT NULL",
        [*parameters, *kept_parameters, *map(stored, bounds), cadence, cadence],
    )
    make(
        "digest_categories",
        f"SELECT schedule_id, change_id, {joined('category', 'category', by=' ')} AS categories "
        "FROM (SELECT schedule_id, change_id, category FROM digest_by_category "
        "ORDER BY schedule_id, change_id, category) AS ordered GROUP BY schedule_id, change_id",
        key="schedule_id, change_id",
    )
    make("digest_watching_categories", "SELECT DISTINCT schedule_id FROM digest_watch WHERE cadence = %s", [cadence])


def keep_what_ended(changes: "QuerySet[Change]", now: datetime) -> None:
    """Keep untold what these digests pass over because a tier with category watches ended after it was published."""
    without = CategoryWatch.objects.filter(~has_feature(Feature.CATEGORY_WATCHES, now), paused=False)
    select, parameters = sql_of(without.distinct(), "user_id")
    make(
        "digest_without_categories",
        f"WITH ended (user_id) AS ({select}) SELECT due.user_id, due.group_no FROM ended "
        "JOIN digest_due due ON due.user_id = ended.user_id",
        parameters,
    )
    watches = telling_of_category(unpaused_watches(), changes, only=ended_since_publication(now))
    select, parameters = sql_of(watches, "user_id", f"{_CHANGE}__platform_id", *_OF_CHANGE)
    execute(
        f"WITH ended (user_id, platform_id, change_id, severity, published_at, known_at) AS ({select}) "
        f"INSERT INTO {_UNTOLD} (user_id, change_id, platform_id, kept_at) "
        "SELECT DISTINCT due.user_id, ended.change_id, ended.platform_id, %s FROM ended "
        "JOIN digest_without_categories due ON due.user_id = ended.user_id "
        "JOIN digest_span span ON span.group_no = due.group_no "
        f"WHERE {in_span('ended', 'span.until')} ON CONFLICT DO NOTHING",
        [*parameters, stored(now)],
    )
