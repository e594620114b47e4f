"""Holds what many people are owed in temporary tables of the database connection until it is written.

Python sees how many people get the same, never the people: a few statements write the messages of tens of thousands. An
object holds what was gathered and can write it; it lives in one transaction, and one at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from alerts.database.temporary_tables import change, execute, fill, joined, make, new_uuid, numbers, stored
from alerts.delivery.batches import enqueue
from alerts.models import Alert, Message

_ALERTS = Alert._meta.db_table


@dataclass(frozen=True, slots=True, order=True)
class AlertShare:
    """What a group of people is owed together: ids of changes, depth and locale."""

    changes: str
    has_summaries: bool
    locale: str

    @property
    def change_ids(self) -> tuple[int, ...]:
        """The ids of the changes, in ascending order."""
        return numbers(self.changes)


class _Gathered:
    """Alerts and the people who get them, in temporary tables; `shares` are the different mails."""

    def __init__(self, select: str, parameters: Sequence[Any]) -> None:
        make("gathered_alert", select, parameters)
        make(
            "gathered_person",
            f"SELECT user_id, {joined('change_id', 'change_id')} AS changes, has_summaries, locale "
            "FROM (SELECT * FROM gathered_alert WHERE NOT waits ORDER BY user_id, change_id) AS ordered "
            "GROUP BY user_id, has_summaries, locale",
        )
        shares = execute("SELECT DISTINCT changes, has_summaries, locale FROM gathered_person")
        self.shares = sorted(
            AlertShare(str(changes), bool(has_summaries), locale) for changes, has_summaries, locale in shares
        )

    def _write_messages(self, contents: Mapping[AlertShare, int], batch_size: int, now: datetime) -> int:
        """Write the messages of people whose share has a content, in batches of one content; return how many."""
        rows = [(s.changes, s.has_summaries, s.locale, content_id) for s, content_id in contents.items()]
        columns = {"changes": "text", "has_summaries": "boolean", "locale": "text", "content_id": "bigint"}
        fill("gathered_content", columns, rows)
        owed = make(
            "gathered_message",
            f"SELECT {new_uuid()} AS message_id, person.user_id, content.content_id FROM gathered_person person "
            "JOIN gathered_content content ON content.changes = person.changes "
            "AND content.has_summaries = person.has_summaries AND content.locale = person.locale",
        )
        return enqueue(owed=owed, kind=Message.Kind.ALERT, batch_size=batch_size, now=now)


class WaitingAlerts(_Gathered):
    """Stored alerts that need not wait any longer. Their rows are `(id, user, change, has summaries, locale)`."""

    def __init__(self, alerts: "QuerySet[Any, Any]") -> None:
        select, parameters = alerts.query.sql_with_params()
        super().__init__(
            f"WITH rows (alert_id, user_id, change_id, has_summaries, locale) AS ({select}) "
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
    """Newly owed alerts that are not stored yet. Their rows are `(user, change, has summaries, locale, waits)`.

    Each person and change is there once. A person who must wait gets the alert, but no mail is written for them yet.
    """

    def __init__(self, owed: "QuerySet[Any, Any]") -> None:
        select, parameters = owed.query.sql_with_params()
        super().__init__(
            f"WITH rows (user_id, change_id, has_summaries, locale, waits) AS ({select}) "
            f"SELECT rows.*, {new_uuid()} AS alert_id FROM rows",
            parameters,
        )

    def write(
        self, contents: Mapping[AlertShare, int], *, batch_size: int, now: datetime
    ) -> tuple[int, dict[int, int]]:
        """Write messages and alerts; return how many messages, and how many alerts of each change."""
        messages = self._write_messages(contents, batch_size, now)
        change(
            f"INSERT INTO {_ALERTS} (id, user_id, change_id, message_id, created_at) SELECT gathered.alert_id, "
            "gathered.user_id, gathered.change_id, message.message_id, %s FROM gathered_alert gathered LEFT JOIN "
            "gathered_message message ON message.user_id = gathered.user_id AND NOT gathered.waits "
            "ORDER BY gathered.user_id",
            [stored(now)],
        )
        return messages, dict(execute("SELECT change_id, count(*) FROM gathered_alert GROUP BY change_id"))
