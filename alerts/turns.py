"""Work that one worker does at a time, whichever comes first."""

import zlib

from django.db import connection


def take_turn(name: str) -> bool:
    """Be the only one at this work until the transaction's end; False where another worker is at it.

    On SQLite every transaction that writes is the only one anyhow.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [zlib.crc32(f"clausewatch.{name}".encode())])
        return bool(cursor.fetchone()[0])
