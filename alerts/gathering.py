"""What is owed to many people at once, held in temporary tables of the database's connection until it is written.

Python sees how many people get the same, never the people: a few statements write the messages of tens of thousands.
All of it happens in one transaction. Its end takes the tables away; on SQLite, the next gathering does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from alerts.models import Alert, Batch, Message

_TABLES = ("gathered_alert", "gathered_person", "gathered_content", "gathered_message", "gathered_batch")
_OWED = ("user_id", "change_id", "has_summaries", "locale", "waits")


@dataclass(frozen=True, slots=True, order=True)
class Share:
    """What a group of people is owed together, as the database names it: ids of changes, depth and locale."""

    changes: str
    has_summaries: bool
    locale: str

    @property
    def change_ids(self) -> tuple[int, ...]:
        return tuple(map(int, self.changes.split(",")))


def gather_waiting(alerts: "QuerySet[Any, Any]") -> list[Share]:
    """Take these alerts, which wait no longer: the different shares that they come to.

    Their rows are `(id, user, change, has summaries, locale)`.
    """
    _drop_tables()
    select, parameters = alerts.query.sql_with_params()
    _make("gathered_alert", f"alert_id, {', '.join(_OWED[:-1])}", select, parameters, beside="false AS waits")
    return _shares()


def gather_new(owed: "QuerySet[Any, Any]") -> list[Share]:
    """Take what is newly owed and not an alert yet: the different shares of those who need not wait.

    Its rows are `(user, change, has summaries, locale, waits)`, each person and change once.
    """
    _drop_tables()
    select, parameters = owed.query.sql_with_params()
    _make("gathered_alert", ", ".join(_OWED), select, parameters, beside=f"{_new_uuid()} AS alert_id")
    return _shares()


def write_messages(contents: Mapping[Share, int], *, kind: str, batch_size: int, now: datetime) -> int:
    """Messages for whose share has a content, in batches of one content: how many. Who is left out stays owed."""
    rows = [(s.changes, s.has_summaries, s.locale, content_id) for s, content_id in contents.items()]
    _fill("gathered_content", "changes text, has_summaries boolean, locale text, content_id bigint", rows)
    _make(
        "gathered_message",
        "message_id, user_id, content_id, place",
        f"SELECT {_new_uuid()}, p.user_id, c.content_id, "
        "(row_number() OVER (PARTITION BY c.content_id ORDER BY p.user_id) - 1) / %s "
        "FROM gathered_person p JOIN gathered_content c "
        "ON c.changes = p.changes AND c.has_summaries = p.has_summaries AND c.locale = p.locale",
        [batch_size],
    )
    counts = _execute("SELECT content_id, max(place) + 1 FROM gathered_message GROUP BY content_id ORDER BY content_id")
    places = [(content_id, place) for content_id, count in counts for place in range(count)]
    batches = Batch.objects.bulk_create(
        [Batch(kind=kind, content_id=content_id, not_before=now, created_at=now) for content_id, _ in places],
        batch_size=1000,
    )
    numbered = [(*place, batch.pk) for place, batch in zip(places, batches, strict=True)]
    _fill("gathered_batch", "content_id bigint, place bigint, batch_id bigint", numbered)
    return _change(
        f"INSERT INTO {Message._meta.db_table} (id, user_id, kind, batch_id, created_at) "
        "SELECT m.message_id, m.user_id, %s, b.batch_id, %s FROM gathered_message m "
        "JOIN gathered_batch b ON b.content_id = m.content_id AND b.place = m.place ORDER BY m.user_id",
        [kind, connection.ops.adapt_datetimefield_value(now)],
    )


def link_alerts() -> int:
    """Let the alerts that waited name the messages that were just written: how many."""
    return _change(
        f"UPDATE {Alert._meta.db_table} SET message_id = m.message_id "
        "FROM gathered_alert g JOIN gathered_message m ON m.user_id = g.user_id "
        f"WHERE {Alert._meta.db_table}.id = g.alert_id"
    )


def write_alerts(now: datetime) -> dict[int, int]:
    """The alerts of what is newly owed, with the messages that were just written: how many of each change."""
    _change(
        f"INSERT INTO {Alert._meta.db_table} (id, user_id, change_id, message_id, created_at) "
        "SELECT g.alert_id, g.user_id, g.change_id, m.message_id, %s FROM gathered_alert g "
        # Rows go into the indexes by person in their order, several times faster.
        "LEFT JOIN gathered_message m ON m.user_id = g.user_id AND NOT g.waits ORDER BY g.user_id",
        [connection.ops.adapt_datetimefield_value(now)],
    )
    return dict(_execute("SELECT change_id, count(*) FROM gathered_alert GROUP BY change_id"))


def _shares() -> list[Share]:
    changes = "string_agg(change_id::text, ',' ORDER BY change_id)" if _is_postgresql() else "group_concat(change_id)"
    _make(
        "gathered_person",
        "user_id, changes, has_summaries, locale",
        f"SELECT user_id, {changes}, has_summaries, locale "
        "FROM (SELECT * FROM gathered_alert WHERE NOT waits ORDER BY user_id, change_id) AS ordered "
        "GROUP BY user_id, has_summaries, locale",
    )
    shares = _execute("SELECT DISTINCT changes, has_summaries, locale FROM gathered_person")
    return sorted(Share(str(changes), bool(has_summaries), locale) for changes, has_summaries, locale in shares)


def _drop_tables() -> None:
    for tables in [", ".join(_TABLES)] if _is_postgresql() else _TABLES:
        _execute(f"DROP TABLE IF EXISTS {tables}")


def _make(table: str, columns: str, select: str, parameters: Sequence[Any] = (), *, beside: str = "") -> None:
    """A table of these rows, with this column beside theirs."""
    wanted = f"rows.*, {beside}" if beside else "rows.*"
    _execute(
        f"CREATE TEMPORARY TABLE {table} {_until_commit()} AS "
        f"WITH rows ({columns}) AS ({select}) SELECT {wanted} FROM rows",
        parameters,
    )
    if _is_postgresql():  # it knows nothing of a new table and would take its joins for small ones
        _execute(f"ANALYZE {table}")


def _fill(table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    _execute(f"CREATE TEMPORARY TABLE {table} ({columns}) {_until_commit()}")
    marks = ", ".join(["%s"] * (columns.count(",") + 1))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _execute(statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def _change(statement: str, parameters: Sequence[Any] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def _until_commit() -> str:
    return "ON COMMIT DROP" if _is_postgresql() else ""


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _new_uuid() -> str:
    return "gen_random_uuid()" if _is_postgresql() else "lower(hex(randomblob(16)))"
