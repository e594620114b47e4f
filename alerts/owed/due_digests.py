"""Finds what due digests tell, in temporary tables of the database connection.

Python sees the different preferences and periods, and what is told to how many, never the people: some ten statements
read the digests of thousands. `taken_schedules` writes them in a transaction of its own, after rendering.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, QuerySet, When

from alerts.database.temporary_tables import as_datetime, execute, fill, joined, make, numbers, stored, words
from alerts.models import Digest, DigestEntry, DigestSchedule, UntoldChange, WatchedPlatform, WatchItem
from alerts.owed import digest_categories
from alerts.owed.digest_spans import in_span, sql_of
from alerts.owed.unverified_documents import documents_to_verify, items_without_documents
from alerts.timing.digest_schedules import RHYTHM_PREFERENCES
from alerts.watching.audience import items_of_digests, lapsed_since_publication, telling, unpaused_items
from billing.entitlements import Feature, has_feature, within_platform_cap
from governance.models import Change

_SCHEDULES, _UNTOLD = DigestSchedule._meta.db_table, UntoldChange._meta.db_table
_DIGESTS, _ENTRIES = Digest._meta.db_table, DigestEntry._meta.db_table
_OF_CHANGE = tuple(f"platform__changes__{name}" for name in ("id", "severity", "published_at", "fan_out__begun_at"))


class AsRead(NamedTuple):
    """What a group of due digests has in common: both schedules and the people's preferences."""

    period_start: datetime
    due_at: datetime
    other_start: datetime | None
    other_due_at: datetime | None
    timezone: str
    digest_hour: int
    digest_weekday: int
    locale: str
    send_empty_digest: bool
    has_summaries: bool
    has_reviews: bool


class UntoldSpan(NamedTuple):
    """The times between which a change must be published to be told now.

    Changes on lists that this digest covers are told up to `until`, those on other lists up to `passed_over_until`. A
    change from before `since` is told if it was published after `late_since` and fanned out after `known_since`.
    """

    since: datetime
    late_since: datetime
    known_since: datetime
    until: datetime
    passed_over_until: datetime


class DigestShare(NamedTuple):
    """The contents that some due digests share: ids of changes, the most severe first, and of unverified documents.

    `categories` are those of the category watches that tell each of the changes. `unknown_ids` are platforms without
    any known document.
    """

    group: int
    is_watching: bool
    watches_categories: bool
    change_ids: tuple[int, ...]
    categories: tuple[tuple[str, ...], ...]
    document_ids: tuple[int, ...]
    unknown_ids: tuple[int, ...]
    schedule_ids: Sequence[int]


class DueDigests:
    """Due schedules of a cadence and their people, in temporary tables until the transaction ends.

    `groups` are the different schedules and preferences, by number. Both of a person's schedules are read at once,
    before anything that is told, so no digest in between goes unseen.
    """

    def __init__(self, cadence: str, schedules: "QuerySet[DigestSchedule]", now: datetime) -> None:
        self._cadence = cadence
        self._now = now
        self.groups = _gather(cadence, schedules, now)

    def share_out(self, spans: Mapping[int, UntoldSpan], not_verified_since: datetime) -> list[DigestShare]:
        """Find what is to be told to the people of these groups, and return the different shares."""
        numbered = [(number, *span) for number, span in spans.items()]
        columns = {"group_no": "bigint", **dict.fromkeys(UntoldSpan._fields, "timestamptz")}
        fill("digest_span", columns, numbered, key="group_no")
        bounds = _bounds(spans.values())
        _find_items(self._cadence, self._now)
        _keep_what_lapsed(spans.values(), self._now)
        digest_categories.find_watches(self._now)
        digest_categories.keep_what_ended(_published_within(bounds), self._now)
        digest_categories.find_news(self._cadence, _published_within(bounds), bounds)
        _find_news(self._cadence, spans.values(), self._now)
        _find_untold()
        _find_documents(self._cadence, not_verified_since, self._now)
        _find_unknown(self._cadence, not_verified_since)
        return _shares()


def _gather(cadence: str, schedules: "QuerySet[DigestSchedule]", now: datetime) -> dict[int, AsRead]:
    features = {"reads_summaries": Feature.CHANGE_SUMMARIES, "reviews_changes": Feature.REVIEW_LOG}
    has = {name: Case(When(has_feature(one, now), then=True), default=False) for name, one in features.items()}
    preferences = (*RHYTHM_PREFERENCES, "locale", "send_empty_digest")
    is_daily = cadence == DigestSchedule.Cadence.DAILY
    columns = (*preferences[:-1], "send_empty_daily_digest" if is_daily else "send_empty_digest")
    select, parameters = sql_of(
        schedules.annotate(**has),
        *("pk", "user_id", "cadence", "period_start", "due_at"),
        *(f"user__{name}" for name in columns),
        *has,
    )
    group = ", ".join(AsRead._fields)
    of_schedule = ("schedule_id", "user_id", "cadence", "period_start", "due_at")
    own = ", ".join((*of_schedule, *preferences, "has_summaries", "has_reviews"))
    make(
        "digest_due",
        f"WITH own ({own}) AS ({select}), "
        "both_read AS (SELECT own.*, other.period_start AS other_start, other.due_at AS other_due_at FROM own "
        f"LEFT JOIN {_SCHEDULES} other ON other.user_id = own.user_id AND other.cadence <> own.cadence) "
        f"SELECT schedule_id, user_id, {group}, dense_rank() OVER (ORDER BY {group}) AS group_no FROM both_read",
        parameters,
        key="user_id, schedule_id",
    )
    found = execute(f"SELECT DISTINCT group_no, {group} FROM digest_due")
    return {number: _as_read(row) for number, *row in found}


def _as_read(row: Sequence[Any]) -> AsRead:
    times, (timezone, hour, weekday, locale, *flags) = row[:4], row[4:]
    start, due_at, other_start, other_due_at = map(as_datetime, times)
    return AsRead(start, due_at, other_start, other_due_at, timezone, hour, weekday, locale, *map(bool, flags))


def _find_items(cadence: str, now: datetime) -> None:
    """Find what each person's digests cover, and who has anything for this one.

    One query reads all lists: with two, a list that is switched in between might be found in neither digest. The table
    is analysed, since PostgreSQL can't foresee how many rows the conditions let through.
    """
    select, parameters = sql_of(items_of_digests(now), "watchlist__user_id", "pk", "platform_id", "digest_cadence")
    make(
        "digest_item",
        f"WITH item (user_id, item_id, platform_id, cadence) AS ({select}) SELECT due.schedule_id, item.user_id, "
        "item.item_id, item.platform_id, item.cadence FROM item JOIN digest_due due ON due.user_id = item.user_id",
        parameters,
        key="item_id",
    )
    make("digest_watching", "SELECT DISTINCT schedule_id FROM digest_item WHERE cadence = %s", [cadence])


def _find_news(cadence: str, spans: Collection[UntoldSpan], now: datetime) -> None:
    """Find the changes of these items in the person's span, and those kept untold of their platforms.

    A change that was being stored when the last digest was composed has a time of that period and was not seen then.
    Its later fan-out shows that; without a fan-out it can't have been visible for long.
    """
    bounds = _bounds(spans)
    changes = _published_within(bounds)
    select, parameters = sql_of(telling(WatchItem.objects.all(), changes, now), "pk", *_OF_CHANGE)
    reportable = UntoldChange.objects.filter(change__in=Change.objects.reportable())
    of_kept = ("user_id", "change_id", "platform_id", "change__severity", "change__published_at")
    kept, kept_parameters = sql_of(reportable, *of_kept)
    own_until = "CASE WHEN item.cadence = %s THEN span.until ELSE span.passed_over_until END"
    make(
        "digest_news",
        f"WITH told (item_id, change_id, severity, published_at, known_at) AS ({select}), "
        f"kept (user_id, change_id, platform_id, severity, published_at) AS ({kept}) "
        "SELECT due.schedule_id, due.user_id, told.change_id, told.severity FROM told "
        "JOIN digest_item item ON item.item_id = told.item_id JOIN digest_due due "
        "ON due.user_id = item.user_id AND due.schedule_id = item.schedule_id "
        "JOIN digest_span span ON span.group_no = due.group_no "
        # The bounds once more, where the planner sees them before it has joined all changes that ever were.
        f"WHERE told.published_at >= %s AND told.published_at < %s AND {in_span('told', own_until)} "
        "UNION SELECT due.schedule_id, due.user_id, kept.change_id, kept.severity FROM kept "
        "JOIN digest_due due ON due.user_id = kept.user_id JOIN digest_span span ON span.group_no = due.group_no "
        "WHERE kept.published_at < span.until AND EXISTS (SELECT 1 FROM digest_item item WHERE "
        "item.schedule_id = due.schedule_id AND item.platform_id = kept.platform_id AND item.cadence = %s) "
        "UNION SELECT schedule_id, user_id, change_id, severity FROM digest_by_category",
        [*parameters, *kept_parameters, *map(stored, bounds), cadence, cadence],
    )


def _bounds(spans: Collection[UntoldSpan]) -> tuple[datetime, datetime]:
    """Return from when until when what these spans may hold was published."""
    return min(span.late_since for span in spans), max(span.until for span in spans)


def _published_within(bounds: tuple[datetime, datetime]) -> "QuerySet[Change]":
    return Change.objects.reportable().filter(published_at__gte=bounds[0], published_at__lt=bounds[1])


def _keep_what_lapsed(spans: Collection[UntoldSpan], now: datetime) -> None:
    """Keep untold what these digests pass over because a tier ended after it was published.

    Whoever changes lists keeps what they covered; when a tier ends by the clock, nobody is there to do it.
    """
    over_cap = WatchedPlatform.objects.filter(~within_platform_cap(now), muted_at=None)
    select, parameters = sql_of(over_cap, "user_id", "platform_id")
    make(
        "digest_over_cap",
        f"WITH over_cap (user_id, platform_id) AS ({select}) SELECT due.user_id, due.group_no, over_cap.platform_id "
        "FROM over_cap JOIN digest_due due ON due.user_id = over_cap.user_id",
        parameters,
        key="user_id, platform_id",
    )
    changes = _published_within(_bounds(spans))
    items = telling(unpaused_items(), changes, now, only=lapsed_since_publication(now))
    select, parameters = sql_of(items, "watchlist__user_id", "platform_id", *_OF_CHANGE)
    execute(
        f"WITH lapsed (user_id, platform_id, change_id, severity, published_at, known_at) AS ({select}) "
        f"INSERT INTO {_UNTOLD} (user_id, change_id, platform_id, kept_at) "
        "SELECT DISTINCT due.user_id, lapsed.change_id, lapsed.platform_id, %s FROM lapsed "
        "JOIN digest_over_cap due ON due.user_id = lapsed.user_id AND due.platform_id = lapsed.platform_id "
        "JOIN digest_span span ON span.group_no = due.group_no "
        f"WHERE {in_span('lapsed', 'span.until')} ON CONFLICT DO NOTHING",
        [*parameters, stored(now)],
    )


def _find_untold() -> None:
    """Find the news of each person that no digest has told, by schedule, with the watched categories of each."""
    make(
        "digest_told",
        f"SELECT digest.user_id, entry.change_id FROM {_ENTRIES} entry JOIN {_DIGESTS} digest "
        "ON digest.id = entry.digest_id WHERE entry.change_id IN (SELECT change_id FROM digest_news) "
        "AND digest.user_id IN (SELECT user_id FROM digest_news)",
        key="user_id, change_id",
    )
    make(
        "digest_changes",
        f"SELECT schedule_id, {joined('change_id', 'severity DESC, change_id')} AS ids, "
        f"{joined('categories', 'severity DESC, change_id')} AS categories "
        "FROM (SELECT news.*, coalesce(own.categories, '') AS categories FROM digest_news news "
        "LEFT JOIN digest_categories own "
        "ON own.schedule_id = news.schedule_id AND own.change_id = news.change_id "
        "WHERE NOT EXISTS (SELECT 1 FROM digest_told told "
        "WHERE told.user_id = news.user_id AND told.change_id = news.change_id) "
        "ORDER BY news.schedule_id, news.severity DESC, news.change_id) AS ordered GROUP BY schedule_id",
    )


def _find_documents(cadence: str, not_verified_since: datetime, now: datetime) -> None:
    watched = documents_to_verify(WatchItem.objects.all(), not_verified_since, now)
    select, parameters = sql_of(watched, "pk", "platform__documents__id")
    _list_by_schedule(
        "digest_documents",
        f"WITH watched (item_id, document_id) AS ({select}) "
        "SELECT DISTINCT item.schedule_id, watched.document_id AS id, 0 AS place "
        "FROM watched JOIN digest_item item ON item.item_id = watched.item_id WHERE item.cadence = %s",
        [*parameters, cadence],
    )


def _find_unknown(cadence: str, not_verified_since: datetime) -> None:
    watched = items_without_documents(WatchItem.objects.all(), not_verified_since)
    select, parameters = sql_of(watched, "pk", "platform_id")
    _list_by_schedule(
        "digest_unknown",
        f"WITH watched (item_id, platform_id) AS ({select}) "
        "SELECT DISTINCT item.schedule_id, watched.platform_id AS id, 0 AS place "
        "FROM watched JOIN digest_item item ON item.item_id = watched.item_id WHERE item.cadence = %s",
        [*parameters, cadence],
    )


def _list_by_schedule(table: str, select: str, parameters: Sequence[Any] = ()) -> None:
    """Make a table of the ids found for each schedule, joined in order."""
    make(
        table,
        f"SELECT schedule_id, {joined('id', 'place, id')} AS ids "
        f"FROM (SELECT * FROM ({select}) AS found ORDER BY schedule_id, place, id) AS ordered GROUP BY schedule_id",
        parameters,
    )


def _shares() -> list[DigestShare]:
    rows = execute(
        "SELECT due.group_no, watching.schedule_id IS NOT NULL OR own.schedule_id IS NOT NULL "
        "OR changes.ids IS NOT NULL AS is_watching, own.schedule_id IS NOT NULL AS watches_categories, changes.ids, "
        f"changes.categories, documents.ids, unknown.ids, {joined('due.schedule_id')} FROM digest_due due "
        "JOIN digest_span span ON span.group_no = due.group_no "
        "LEFT JOIN digest_watching watching ON watching.schedule_id = due.schedule_id "
        "LEFT JOIN digest_watching_categories own ON own.schedule_id = due.schedule_id "
        "LEFT JOIN digest_changes changes ON changes.schedule_id = due.schedule_id "
        "LEFT JOIN digest_documents documents ON documents.schedule_id = due.schedule_id "
        "LEFT JOIN digest_unknown unknown ON unknown.schedule_id = due.schedule_id "
        "GROUP BY due.group_no, is_watching, watches_categories, changes.ids, changes.categories, documents.ids, "
        "unknown.ids"
    )
    return [
        DigestShare(group, bool(watching), bool(own), numbers(changes), words(categories), *map(numbers, listed))
        for group, watching, own, changes, categories, *listed in rows
    ]
