"""Holds what many people are owed in temporary tables of the database connection until it is written.

Python sees how many people get the same, never the people: a few statements write the messages of tens of thousands. An
object holds what was gathered and can write it; it lives in one transaction, and one at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from alerts.database.temporary_tables import (
    change,
    execute,
    fill,
    joined,
    make,
    new_uuid,
    numbers,
    stored,
    words,
)
from alerts.delivery.batches import enqueue
from alerts.models import Alert, Message

_ALERTS = Alert._meta.db_table
_FLAGS = ("has_summaries", "has_reviews")
_OF_PERSON = "has_summaries, has_reviews, locale"


@dataclass(frozen=True, slots=True, order=True)
class AlertShare:
    """What a group of people is owed together: ids of changes, which category watches tell each, depth, whether they
    have the review log, and locale.
    """

    changes: str
    categories: str
    has_summaries: bool
    has_reviews: bool
    locale: str

    @property
    def change_ids(self) -> tuple[int, ...]:
        """The ids of the changes, in ascending order."""
        return numbers(self.changes)

    @property
    def categories_of(self) -> dict[int, tuple[str, ...]]:
        """The watched categories of each change that a category watch tells."""
        told = zip(self.change_ids, words(self.categories), strict=True)
        return {change_id: categories for change_id, categories in told if categories}


class _Gathered:
    """Alerts and the people who get them, in temporary tables; `shares` are the different mails."""

    def __init__(self, select: str, parameters: Sequence[Any]) -> None:
        make("gathered_alert", select, parameters)
        make(
            "gathered_person",
            f"SELECT user_id, {joined('change_id', 'change_id')} AS changes, "
            f"{joined('by_categories', 'change_id')} AS categories, has_summaries, has_reviews, locale "
            "FROM (SELECT * FROM gathered_alert WHERE NOT waits ORDER BY user_id, change_id) AS ordered "
            "GROUP BY user_id, has_summaries, has_reviews, locale",
        )
        shares = execute("SELECT DISTINCT changes, categories, has_summaries, has_reviews, locale FROM gathered_person")
        self.shares = sorted(
            AlertShare(str(changes), categories, bool(has_summaries), bool(has_reviews), locale)
            for changes, categories, has_summaries, has_reviews, locale in shares
        )

    def _write_messages(self, contents: Mapping[AlertShare, int], batch_size: int, now: datetime) -> int:
        """Write the messages of people whose share has a content, in batches of one content; return how many."""
        rows = [(*astuple(share), content_id) for share, content_id in contents.items()]
        columns = dict.fromkeys(("changes", "categories"), "text") | dict.fromkeys(_FLAGS, "boolean")
        columns |= {"locale": "text", "content_id": "bigint"}
        fill("gathered_content", columns, rows)
        owed = make(
            "gathered_message",
            f"SELECT {new_uuid()} AS message_id, person.user_id, content.content_id FROM gathered_person person "
            "JOIN gathered_content content ON content.changes = person.changes "
            "AND content.categories = person.categories "
            "AND content.has_summaries = person.has_summaries "
            "AND content.has_reviews = person.has_reviews "
            "AND content.locale = person.locale",
        )
        return enqueue(owed=owed, kind=Message.Kind.ALERT, batch_size=batch_size, now=now)


class WaitingAlerts(_Gathered):
    """Stored alerts that need not wait any longer. Their rows are `(id, user, change, by categories, has summaries,
    has reviews, locale)`."""

    def __init__(self, alerts: "QuerySet[Any, Any]") -> None:
        select, parameters = alerts.query.sql_with_params()
        super().__init__(
            f"WITH rows (alert_id, user_id, change_id, by_categories, {_OF_PERSON}) AS ({select}) "
            "SELECT rows.*, false AS waits FROM rows",
            parameters,
        )

    def write(self, contents: Mapping[AlertShare, int], *, batch_size: int, now: datetime) -> tuple[int, int]:
        """Write their messages; return how many, and for how many alerts. A share without a content waits on."""
        messages = self._write_messages(contents, batch_size, now)
        alerts = change(
            f"UPDATE {_ALERTS} SET message_id = message.message_id FROM gathered_alert gathered "
            "JOIN gathered_message message ON message.user_id = gathered.user_id "
            f"WHERE {_ALERTS}.id = gathered.alert_id"
        )
        return messages, alerts


class NewAlerts(_Gathered):
    """Newly owed alerts that are not stored yet, by watchlists and by category watches.

    The rows of `owed` are `(user, change, has summaries, has reviews, locale, waits)`, each person and change once.
    Those of `by_categories` are the same with the watched category at the end; None where nobody watches one. A change
    that comes by both is one alert. A person who must wait gets the alert, but no mail is written for them yet.
    """

    def __init__(self, owed: "QuerySet[Any, Any]", by_categories: "QuerySet[Any, Any] | None") -> None:
        own = f"user_id, change_id, {_OF_PERSON}, waits"
        if by_categories is None:
            select, parameters = owed.query.sql_with_params()
            super().__init__(
                f"WITH rows ({own}) AS ({select}) "
                f"SELECT rows.*, '' AS by_categories, {new_uuid()} AS alert_id FROM rows",
                parameters,
            )
            return
        select, parameters = by_categories.query.sql_with_params()
        make(
            "gathered_watch",
            f"WITH rows ({own}, category) AS ({select}) "
            f"SELECT {own}, {joined('category', 'category', by=' ')} AS by_categories "
            f"FROM (SELECT * FROM rows ORDER BY user_id, change_id, category) AS ordered GROUP BY {own}",
            parameters,
            key="user_id, change_id",
        )
        select, parameters = owed.query.sql_with_params()
        is_same = "watch.user_id = rows.user_id AND watch.change_id = rows.change_id"
        super().__init__(
            f"WITH rows ({own}) AS ({select}), both_ways AS (SELECT rows.*, coalesce(watch.by_categories, '') "
            f"AS by_categories FROM rows LEFT JOIN gathered_watch watch ON {is_same} "
            f"UNION ALL SELECT {own}, by_categories FROM gathered_watch watch "
            f"WHERE NOT EXISTS (SELECT 1 FROM rows WHERE {is_same})) "
            f"SELECT both_ways.*, {new_uuid()} AS alert_id FROM both_ways",
            parameters,
        )

    def write(
        self, contents: Mapping[AlertShare, int], *, batch_size: int, now: datetime
    ) -> tuple[int, dict[int, int]]:
        """Write messages and alerts; return how many messages, and how many alerts of each change."""
        messages = self._write_messages(contents, batch_size, now)
        change(
            f"INSERT INTO {_ALERTS} (id, user_id, change_id, message_id, created_at, by_categories) "
            "SELECT gathered.alert_id, gathered.user_id, gathered.change_id, message.message_id, %s, "
            "gathered.by_categories FROM gathered_alert gathered LEFT JOIN "
            "gathered_message message ON message.user_id = gathered.user_id AND NOT gathered.waits "
            "ORDER BY gathered.user_id",
            [stored(now)],
        )
        return messages, dict(execute("SELECT change_id, count(*) FROM gathered_alert GROUP BY change_id"))
