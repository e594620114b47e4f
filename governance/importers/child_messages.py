"""The messages between an import and its reading child process."""

from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any, TypeVar

from governance.importers.recorded_commits import HistoryReading, ImportNotice, Record, Unread

# The first byte of an answer: JSON, bytes, or a sentence that says why there is no answer, at all or of a large file.
ANSWER, BYTES, REFUSAL, LARGE = b"a", b"b", b"r", b"l"
_Row = TypeVar("_Row", Record, ImportNotice)


def told(reading: HistoryReading) -> dict[str, Any]:
    """Return the reading as a dict that JSON can hold."""
    return {
        "commits": [(commit, at.timestamp()) for commit, at in reading.commits],
        "known": reading.known,
        "records": [_row(record) for record in reading.records],
        "notices": [_row(notice) for notice in reading.notices],
        "dated_ahead": [(commit, at.timestamp()) for commit, at in reading.dated_ahead],
    }


def reading_from(message: dict[str, Any]) -> HistoryReading:
    """Return the reading that `told` had converted."""
    return HistoryReading(
        commits=[(commit, _moment(at)) for commit, at in message["commits"]],
        known=message["known"],
        records=[_made(Record, row) for row in message["records"]],
        notices=[_made(ImportNotice, row) for row in message["notices"]],
        dated_ahead=[(commit, _moment(at)) for commit, at in message["dated_ahead"]],
    )


def _row(found: Record | ImportNotice) -> list[Any]:
    values = asdict(found).values()
    return [value.timestamp() if isinstance(value, datetime) else value for value in values]


def _made(kind: type[_Row], row: list[Any]) -> _Row:
    values = {field.name: value for field, value in zip(fields(kind), row, strict=True)}
    for name in ("captured_at", "stated_at"):
        if values.get(name) is not None:
            values[name] = _moment(values[name])
    if "unread" in values:
        values["unread"] = Unread(values["unread"])
    return kind(**values)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
