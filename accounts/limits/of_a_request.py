"""What limits have to say about one request, kept on it: how long to wait, and what it was counted as."""

from django.http import HttpRequest

from accounts.limits.counting import counter

RETRY_AFTER = "clausewatch.retry_after"
_COUNTED = "clausewatch.counted"


def note_wait(request: HttpRequest, seconds: int) -> None:
    """Remember how many seconds to wait, for the Retry-After of a 429 (backend.request_limits)."""
    request.META[RETRY_AFTER] = max(seconds, request.META.get(RETRY_AFTER, 0))


def note_counted(request: HttpRequest, name: str) -> None:
    """Remember that the request was counted under this name."""
    request.META.setdefault(_COUNTED, []).append(name)


def give_back(request: HttpRequest, name: str) -> None:
    """Undo one count of the request under this name, if it wasn't undone before."""
    if name in (counted := request.META.get(_COUNTED, [])):
        counted.remove(name)
        counter.give_back(name)


def give_back_all(request: HttpRequest) -> None:
    """Undo every count of a request that nobody had the time to look at."""
    for name in request.META.pop(_COUNTED, []):
        counter.give_back(name)
