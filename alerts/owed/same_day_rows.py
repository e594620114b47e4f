"""What is owed to many people at once, held in temporary tables of the database's connection until it is written.

Python sees how many people get the same, never the people: a few statements write the messages of tens of thousands.
All of it happens in one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from alerts.database.temporary_tables import change, execute, fill, joined, make, new_uuid, numbers, stored
from alerts.delivery.batches import enqueue
from alerts.models import Alert

_ALERTS = Alert._meta.db_table


@dataclass(frozen=True, slots=True, order=True)
class Share:
    """What a group of people is owed together, as the database names it: ids of changes, depth and locale."""

    changes: str
    has_summaries: bool
    locale: str

    @property
    def change_ids(self) -> tuple[int, ...]:
        return numbers(self.changes)


def gather_waiting(alerts: "QuerySet[Any, Any]") -> list[Share]:
    """Take these alerts, which wait no longer: the different shares that they come to.

    Their rows are `(id, user, change, has summaries, locale)`.
    """
    select, parameters = alerts.query.sql_with_params()
    make(
        "gathered_alert",
        f"WITH rows (alert_id, user_id, change_id, has_summaries, locale) AS ({select}) "
        "SELECT rows.*, false AS waits FROM rows",
        parameters,
    )
    return _shares()


def gather_new(owed: "QuerySet[Any, Any]") -> list[Share]:
    """Take what is newly owed and not an alert yet: the different shares of those who need not wait.

    Its rows are `(user, change, has summaries, locale, waits)`, each person and change once.
    """
    select, parameters = owed.query.sql_with_params()
    make(
        "gathered_alert",
        f"WITH rows (user_id, change_id, has_summaries, locale, waits) AS ({select}) "
        f"SELECT rows.*, {new_uuid()} AS alert_id FROM rows",
        parameters,
    )
    return _shares()


def write_messages(contents: Mapping[Share, int], *, kind: str, batch_size: int, now: datetime) -> int:
    """Messages for whose share has a content, in batches of one content: how many. Who is left out stays owed."""
    rows = [(s.changes, s.has_summaries, s.locale, content_id) for s, content_id in contents.items()]
    columns = {"changes": "text", "has_summaries": "boolean", "locale": "text", "content_id": "bigint"}
    fill("gathered_content", columns, rows)
    make(
        "gathered_message",
        f"SELECT {new_uuid()} AS message_id, person.user_id, content.content_id FROM gathered_person person "
        "JOIN gathered_content content ON content.changes = person.changes "
        "AND content.has_summaries = person.has_summaries AND content.locale = person.locale",
    )
    return enqueue(table="gathered_message", kind=kind, batch_size=batch_size, now=now)


def link_alerts() -> int:
    """Let the alerts that waited name the messages that were just written: how many."""
    return change(
        f"UPDATE {_ALERTS} SET message_id = message.message_id FROM gathered_alert gathered "
        f"JOIN gathered_message message ON message.user_id = gathered.user_id WHERE {_ALERTS}.id = gathered.alert_id"
    )


def write_alerts(now: datetime) -> dict[int, int]:
    """The alerts of what is newly owed, with the messages that were just written: how many of each change."""
    change(
        f"INSERT INTO {_ALERTS} (id, user_id, change_id, message_id, created_at) SELECT gathered.alert_id, "
        "gathered.user_id, gathered.change_id, message.message_id, %s FROM gathered_alert gathered LEFT JOIN "
        "gathered_message message ON message.user_id = gathered.user_id AND NOT gathered.waits "
        "ORDER BY gathered.user_id",
        [stored(now)],
    )
    return dict(execute("SELECT change_id, count(*) FROM gathered_alert GROUP BY change_id"))


def _shares() -> list[Share]:
    make(
        "gathered_person",
        f"SELECT user_id, {joined('change_id', 'change_id')} AS changes, has_summaries, locale "
        "FROM (SELECT * FROM gathered_alert WHERE NOT waits ORDER BY user_id, change_id) AS ordered "
        "GROUP BY user_id, has_summaries, locale",
    )
    shares = execute("SELECT DISTINCT changes, has_summaries, locale FROM gathered_person")
    return sorted(Share(str(changes), bool(has_summaries), locale) for changes, has_summaries, locale in shares)
