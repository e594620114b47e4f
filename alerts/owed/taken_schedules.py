"""Records digests for schedules that are locked together, in temporary tables of the database connection.

Some ten statements write the digests of thousands, for the schedules that are unchanged since they were read.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from accounts.models import User
from alerts.database.temporary_tables import (
    TemporaryTable,
    change,
    execute,
    fill,
    is_postgresql,
    locking,
    make,
    new_uuid,
    split,
    stored,
)
from alerts.delivery.batches import enqueue
from alerts.models import Digest, DigestEntry, DigestSchedule, Message
from alerts.timing.digest_schedules import RHYTHM_PREFERENCES

_SCHEDULES, _USERS = DigestSchedule._meta.db_table, User._meta.db_table
_DIGESTS, _ENTRIES = Digest._meta.db_table, DigestEntry._meta.db_table


class DigestRow(NamedTuple):
    """The digest to record for these schedules, if they and the preferences are unchanged since they were read."""

    schedule_ids: str
    period_start: datetime
    due_at: datetime
    other_start: datetime | None
    other_due_at: datetime | None
    timezone: str
    digest_hour: int
    digest_weekday: int
    is_watching: bool
    period_end: datetime
    change_ids: str
    content_id: int | None
    unverified: str  # as JSON
    unverified_count: int
    next_start: datetime
    next_due_at: datetime


_ROW_COLUMNS = dict.fromkeys(DigestRow._fields, "bigint") | {
    **dict.fromkeys(("period_start", "due_at", "other_start", "other_due_at"), "timestamptz"),
    **dict.fromkeys(("period_end", "next_start", "next_due_at"), "timestamptz"),
    **dict.fromkeys(("schedule_ids", "change_ids", "timezone", "unverified"), "text"),
    "is_watching": "boolean",
}


class TakenSchedules:
    """The schedules of these rows, locked, without those that changed meanwhile, which are left to the next round.

    Both of a person's schedules are locked, since what one digest told or passed over decides what the other tells.
    Another worker's are skipped. Preferences are read last: whoever changes them locks the schedules (see
    `reschedule`).
    """

    def __init__(self, cadence: str, rows: Sequence[DigestRow]) -> None:
        self._cadence = cadence
        self._standing = _take(rows)

    def write(self, *, batch_size: int, now: datetime) -> tuple[int, int]:
        """Write messages and digests, and move the schedules on; return how many digests and messages."""
        messages = enqueue(owed=self._standing, kind=Message.Kind.DIGEST, batch_size=batch_size, now=now)
        digests = _write_digests(self._cadence, now)
        _move()
        return digests, messages


def _take(rows: Sequence[DigestRow]) -> TemporaryTable:
    numbered = [(number, *row) for number, row in enumerate(rows)]
    fill("digest_row", {"row_no": "bigint", **_ROW_COLUMNS}, numbered, key="row_no")
    make(
        "digest_person",
        f"SELECT own.id AS schedule_id, own.user_id, told.row_no FROM digest_row told "
        f"CROSS JOIN {split('told.schedule_ids')} JOIN {_SCHEDULES} own ON own.id = listed.value",
    )
    make(
        "digest_locked",
        f"WITH taken AS (SELECT locked.id, locked.user_id, locked.period_start, locked.due_at FROM {_SCHEDULES} locked "
        f"WHERE locked.user_id IN (SELECT user_id FROM digest_person) {locking('locked')}) SELECT * FROM taken",
        key="user_id",
    )
    as_preferred = " AND ".join(f"person.{name} = told.{name}" for name in RHYTHM_PREFERENCES)
    return make(
        "digest_standing",
        f"SELECT taken.schedule_id, taken.user_id, taken.row_no, {new_uuid()} AS digest_id, told.content_id, "
        f"CASE WHEN told.content_id IS NOT NULL THEN {new_uuid()} END AS message_id "
        "FROM digest_person taken JOIN digest_row told ON told.row_no = taken.row_no "
        "JOIN digest_locked own ON own.user_id = taken.user_id AND own.id = taken.schedule_id "
        "LEFT JOIN digest_locked other ON other.user_id = taken.user_id AND other.id <> taken.schedule_id "
        f"JOIN {_USERS} person ON person.id = taken.user_id "
        "WHERE own.period_start = told.period_start AND own.due_at = told.due_at "
        "AND other.period_start IS NOT DISTINCT FROM told.other_start "
        f"AND other.due_at IS NOT DISTINCT FROM told.other_due_at AND {as_preferred}",
    )


def _write_digests(cadence: str, now: datetime) -> int:
    """Write a digest with its changes for everybody who was taken and watches something; return how many."""
    from_standing = "FROM digest_standing standing JOIN digest_row told ON told.row_no = standing.row_no"
    unverified = "told.unverified::jsonb" if is_postgresql() else "told.unverified"
    digests = change(
        f"INSERT INTO {_DIGESTS} (id, user_id, cadence, period_start, period_end, message_id, unverified, "
        "unverified_count, created_at) SELECT standing.digest_id, standing.user_id, %s, told.period_start, "
        f"told.period_end, standing.message_id, {unverified}, told.unverified_count, %s "
        f"{from_standing} WHERE told.is_watching ORDER BY standing.user_id",
        [cadence, stored(now)],
    )
    execute(
        f"INSERT INTO {_ENTRIES} (digest_id, change_id) SELECT standing.digest_id, listed.value "
        f"{from_standing} CROSS JOIN {split('told.change_ids')} WHERE told.is_watching "
        "ORDER BY standing.user_id, listed.key"
    )
    return digests


def _move() -> None:
    """Let the next period of everybody who was taken begin where this one ends."""
    execute(
        f"UPDATE {_SCHEDULES} SET period_start = told.next_start, due_at = told.next_due_at "
        "FROM digest_standing standing JOIN digest_row told ON told.row_no = standing.row_no "
        f"WHERE {_SCHEDULES}.id = standing.schedule_id"
    )
