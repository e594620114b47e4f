"""What limits have to say about one request, kept on it: how long to wait, and what it was counted as."""

from django.db import connection
from django.http import HttpRequest

from accounts.limits.counting import counter

RETRY_AFTER = "clausewatch.retry_after"
_COUNTED = "clausewatch.counted"


def note_wait(request: HttpRequest, seconds: int) -> None:
    """Remember how many seconds to wait, for the Retry-After of a 429 (backend.request_limits)."""
    request.META[RETRY_AFTER] = max(seconds, request.META.get(RETRY_AFTER, 0))


def note_counted(request: HttpRequest, name: str) -> None:
    """Remember that the request was counted under this name."""
    # Of a count in the database, the block whose failure undoes it.
    block = connection.atomic_blocks[-1] if counter.is_in_database() and connection.atomic_blocks else None
    request.META.setdefault(_COUNTED, []).append((name, block))


def give_back(request: HttpRequest, name: str) -> None:
    """Undo one count of the request under this name, if it wasn't undone before."""
    counted = request.META.get(_COUNTED, [])
    if (one := next((one for one in counted if one[0] == name), None)) is not None:
        counted.remove(one)
        counter.give_back(name)


def give_back_all(request: HttpRequest) -> None:
    """Undo every count of a request that nobody had the time to look at, but those that a failed block has undone."""
    for name, block in request.META.pop(_COUNTED, []):
        if block is None or block in connection.atomic_blocks:
            counter.give_back(name)
