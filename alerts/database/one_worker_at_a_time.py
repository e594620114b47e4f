"""Work that only one worker does at a time: the first one to come."""

import time
import zlib

from django.db import connection

_LOOKS_PER_SECOND = 20


def take_turn(name: str, *, patience_seconds: float = 0) -> bool:
    """Lock this work until the transaction ends; return False if another worker holds it for longer than the patience.

    On SQLite there is only ever one writing transaction.
    """
    if connection.vendor != "postgresql":
        return True
    deadline = time.monotonic() + patience_seconds
    while not (is_ours := _is_free(name)) and time.monotonic() < deadline:
        time.sleep(1 / _LOOKS_PER_SECOND)
    return is_ours


def _is_free(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [zlib.crc32(f"clausewatch.{name}".encode())])
        return bool(cursor.fetchone()[0])
