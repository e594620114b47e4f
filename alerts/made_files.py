"""Makes the files that people asked for: each is claimed, made once and kept; what breaks is tried three times."""

import hashlib
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet

from alerts.models.made_files import MadeFile
from alerts.timing.clock import RunningClock
from governance.capture.evidence.signing import LogKeyMissing
from governance.capture.storing.away import StorageAway

logger = structlog.get_logger(__name__)

# No file is begun later in a round: a duty whose round lasts as long as its time limit is taken for stuck.
ROUND = timedelta(minutes=1)
MOST_ATTEMPTS = 3
LEASE = timedelta(minutes=10)
State = MadeFile.State
_FAILURE_LENGTH = 300
_BROKEN: dict[str, Any] = {
    "state": State.FAILED,
    "failure": f"Making it broke off {MOST_ATTEMPTS} times; the operator's log says where.",
}
Row = TypeVar("Row", bound=MadeFile)


class NeverToBeMade(Exception):
    """There is nothing any more that this file could be made of. The message says it."""


def make_due_files(
    rows: "QuerySet[Row]", make: Callable[[Row, datetime], tuple[bytes, Mapping[str, Any]]], *, now: datetime
) -> tuple[int, int]:
    """Make the files that wait, the oldest first, until ROUND is over; return how many were made, and how many failed.

    `make` is told when the file is begun, and returns it and what else is to be set in its row. Where it needs the
    log's key or stored pages, and this machine has them not, that costs no attempt: raises LogKeyMissing or StorageAway
    after the others were made.
    """
    clock, begun_at = RunningClock(now), now
    made, failed = 0, give_up_on_what_ends_its_worker(rows, now)
    tried: set[UUID] = set()
    lacking: LogKeyMissing | StorageAway | None = None
    while begun_at - now < ROUND:
        row = claimed(rows, tried, begun_at)
        if row is None:
            break
        tried.add(row.pk)
        try:
            file, told = make(row, max(begun_at, row.asked_at))  # the clock of whoever asked may be ahead
        except (LogKeyMissing, StorageAway) as error:
            lacking = error
            still(row).update(lease_until=None, attempt_count=F("attempt_count") - 1)
        except NeverToBeMade as error:
            failed += still(row).update(lease_until=None, state=State.FAILED, failure=str(error)[:_FAILURE_LENGTH])
        except Exception:  # the others go on
            logger.exception("file_not_made", kind=row._meta.model_name, id=str(row.pk))
            failed += still(row).update(lease_until=None, **(_BROKEN if row.attempt_count >= MOST_ATTEMPTS else {}))
        else:
            made += still(row).update(state=State.READY, lease_until=None, **_kept(file), **told)
        begun_at = clock()
    if lacking is not None:
        raise lacking
    return made, failed


def give_up_on_what_ends_its_worker(rows: "QuerySet[Row]", now: datetime) -> int:
    """End what was begun MOST_ATTEMPTS times and never came back, as when it takes all memory; return how many.

    It would otherwise end the next worker too, and the files behind it would never be made.
    """
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    over = rows.filter(free, state=State.WAITING, attempt_count__gte=MOST_ATTEMPTS)
    keys = list(over.values_list("pk", flat=True))
    if not keys:
        return 0
    logger.error("file_ends_its_worker", kind=rows.model._meta.model_name, ids=[str(key) for key in keys])
    # Asked again: another worker may have claimed one meanwhile.
    return rows.model._base_manager.filter(
        free, pk__in=keys, state=State.WAITING, attempt_count__gte=MOST_ATTEMPTS
    ).update(lease_until=None, **_BROKEN)


def claimed(rows: "QuerySet[Row]", tried: set[UUID], now: datetime) -> Row | None:
    """Claim the oldest file that waits and nobody makes, but for those tried, and return its row."""
    with transaction.atomic():
        free = rows.filter(Q(lease_until=None) | Q(lease_until__lte=now), state=State.WAITING)
        waiting = free.filter(attempt_count__lt=MOST_ATTEMPTS).exclude(pk__in=tried).order_by("asked_at", "pk")
        row = waiting.select_for_update(skip_locked=True, of=("self",)).first()
        if row is None:
            return None
        row.lease_until, row.attempt_count = now + LEASE, row.attempt_count + 1
        row.save(update_fields=["lease_until", "attempt_count"])
        return row


def still(row: Row) -> "QuerySet[Row]":
    """Return the row as long as the claim to it is ours: it may be removed, or claimed anew, while it is made."""
    model: Any = type(row)
    found: QuerySet[Row] = model.objects.filter(pk=row.pk, state=State.WAITING, attempt_count=row.attempt_count)
    return found


def _kept(file: bytes) -> dict[str, Any]:
    return {
        "packed": zlib.compress(file, 6),
        "sha256": hashlib.sha256(file).hexdigest(),
        "size_bytes": len(file),
    }
