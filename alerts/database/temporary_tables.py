"""Temporary tables of the database connection, for rows that one transaction works on together.

The end of the transaction drops them. On SQLite they stay until a table of the same name is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class TemporaryTable:
    """A table that was made in this transaction. As text it is its name, for use in statements."""

    name: str

    def __str__(self) -> str:
        return self.name


def make(table: str, select: str, parameters: Sequence[Any] = (), *, key: str = "") -> TemporaryTable:
    """Make a table named `table` from the rows of the query `select`, with an index on `key` if one is given."""
    execute(f"DROP TABLE IF EXISTS {table}")
    execute(f"CREATE TEMPORARY TABLE {table} {_until_commit()} AS {select}", parameters)
    _prepare(table, key)
    return TemporaryTable(table)


def fill(table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], *, key: str = "") -> TemporaryTable:
    """Make a table named `table` of these rows: {column: its type}, with an index on `key` if one is given."""
    named = ", ".join(f"{name} {_kept_as(kind)}" for name, kind in columns.items())
    execute(f"DROP TABLE IF EXISTS {table}")
    execute(f"CREATE TEMPORARY TABLE {table} ({named}) {_until_commit()}")
    if is_postgresql():
        arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
        parameters = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]
        execute(f"INSERT INTO {table} SELECT * FROM unnest({arrays})", parameters)
    else:
        marks = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", [[*map(stored, row)] for row in rows])
    if key:
        _prepare(table, key)
    return TemporaryTable(table)


def execute(statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
    """Run the statement and return its rows, as the database stores them."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def change(statement: str, parameters: Sequence[Any] = ()) -> int:
    """Run the statement and return the number of rows that it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def stored(value: Any) -> Any:
    """Return the value as the database stores it."""
    if isinstance(value, UUID):
        return value if is_postgresql() else value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def as_datetime(kept: Any) -> Any:
    """Return the stored time as a datetime; None stays None."""
    return datetime.fromisoformat(kept).replace(tzinfo=UTC) if isinstance(kept, str) else kept


def joined(column: str, order: str = "", *, by: str = ",") -> str:
    """Return the SQL aggregate that joins numbers or words, by commas unless told; on SQLite in the rows' order."""
    ordered = f" ORDER BY {order}" if order else ""
    return f"string_agg({column}::text, '{by}'{ordered})" if is_postgresql() else f"group_concat({column}, '{by}')"


def split(column: str) -> str:
    """Return SQL that turns numbers joined by `joined` back into rows, as `listed` with `value` and, for order, `key`.

    It is to be joined to the table that holds the numbers.
    """
    if is_postgresql():
        return f"unnest(string_to_array({column}, ',')::bigint[]) WITH ORDINALITY AS listed (value, key)"
    return f"json_each('[' || {column} || ']') AS listed"


def new_uuid() -> str:
    return "gen_random_uuid()" if is_postgresql() else "lower(hex(randomblob(16)))"


def locking(alias: str) -> str:
    """Return SQL by which a query locks its rows of this table, and skips those that another transaction has locked."""
    return f"FOR UPDATE OF {alias} SKIP LOCKED" if is_postgresql() else ""


def numbers(listed: str | None) -> tuple[int, ...]:
    """Return the whole numbers that `joined` had joined."""
    return tuple(map(int, str(listed).split(","))) if listed else ()


def words(listed: str | None) -> tuple[tuple[str, ...], ...]:
    """Return the lists of words that `joined` had joined, each with blanks between its words."""
    return tuple(tuple(part.split()) for part in listed.split(",")) if listed is not None else ()


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _prepare(table: str, key: str) -> None:
    """Give the table an index on its key, and its statistics.

    PostgreSQL takes a new table for a small one, and a join would scan it for each row.
    """
    if key:
        execute(f"CREATE INDEX {table}_by_key ON {table} ({key})")
    if is_postgresql():
        execute(f"ANALYZE {table}")


def _kept_as(kind: str) -> str:
    """Return the column's SQL type. SQLite would take `uuid` for a number, and store "123e4567…" as infinity.

    Its rules: https://www.sqlite.org/datatype3.html#determination_of_column_affinity
    """
    return "text" if kind == "uuid" and not is_postgresql() else kind


def _until_commit() -> str:
    return "ON COMMIT DROP" if is_postgresql() else ""
