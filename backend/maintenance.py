"""Maintenance that the operator declares by a file in DATA_DIR, so that it holds while the database is away.

Each process looks at the file itself, for each request: nothing has to be told or started anew.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language_from_request, override

from backend.errors import refusal, speaks_json

# What is answered all the same. Mail programs unsubscribe by one request, and don't send it again (RFC 8058).
LET_THROUGH = ("/unsubscribe/",)
_NOT_KNOWN, _LEAST, _MOST = timedelta(minutes=5), timedelta(minutes=1), timedelta(days=1)
LONGEST_REASON = 300
_LARGEST_FILE = 10_000


@dataclass(frozen=True, slots=True)
class Maintenance:
    """When it began, when it should be over, and what readers are told of it. Any of these may not be known."""

    since: datetime | None = None
    until: datetime | None = None
    reason: str = ""

    def is_late(self, now: datetime) -> bool:
        """Tell whether it should be over by now."""
        return self.until is not None and self.until <= now

    def retry_after(self, now: datetime) -> int:
        """Return in how many seconds a client should ask again, a day at most."""
        left = self.until - now if self.until and not self.is_late(now) else _NOT_KNOWN
        return ceil(min(max(left, _LEAST), _MOST).total_seconds())


def maintenance_file() -> Path:
    return Path(settings.DATA_DIR) / "maintenance.json"


def declared() -> Maintenance | None:
    """Return the maintenance that is declared, None without one. A file that says nothing readable declares it too."""
    try:
        with maintenance_file().open("rb") as file:
            told = json.loads(file.read(_LARGEST_FILE))
        since, until = (_moment(told.get(name)) for name in ("since", "until"))
        reason = str(told.get("reason") or "")[:LONGEST_REASON]
        return Maintenance(since, until, reason.encode("utf-8", "replace").decode())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, AttributeError, TypeError, OverflowError, RecursionError):
        return Maintenance()


def declare(*, until: datetime | None, reason: str, now: datetime) -> None:
    """Begin the maintenance, or change what is told of one that has begun."""
    began = declared()
    since = (began.since if began else None) or now
    told = {"since": since.isoformat(), "until": until.isoformat() if until else None, "reason": reason}
    file = maintenance_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    # Moved into its place whole, since others read it meanwhile.
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(told), encoding="utf-8")
    beside.replace(file)


def end() -> bool:
    """End the maintenance, and return whether there was one."""
    try:
        maintenance_file().unlink()
    except FileNotFoundError:
        return False
    return True


def _moment(text: str | None) -> datetime | None:
    found = datetime.fromisoformat(text) if text else None
    if found and found.tzinfo is None:
        raise ValueError("A moment without a zone is none.")
    return found.astimezone(UTC) if found else None


class DuringMaintenance:
    """Answers 503 to everything but the probes, which come before, static files and what can't be asked twice.

    Belongs before whatever asks the database or the cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = None if request.path_info.startswith(LET_THROUGH) else declared()
        if found is None:
            return self.get_response(request)
        now = timezone.now()
        answer = _answer(request, found, now)
        answer.headers["Retry-After"] = str(found.retry_after(now))
        add_never_cache_headers(answer)
        return answer


def _sentence(found: Maintenance, now: datetime) -> str:
    if found.until is None or found.is_late(now):
        return "The service is under maintenance. Please try again later."
    until = found.until.astimezone(UTC)
    return f"The service is under maintenance until {until:%Y-%m-%d %H:%M} UTC. Please try again then."


def _answer(request: HttpRequest, found: Maintenance, now: datetime) -> HttpResponse:
    if speaks_json(request) or request.path_info.startswith("/webhooks/"):
        return refusal(request, 503, "maintenance", _sentence(found, now))
    was_sent = request.method not in ("GET", "HEAD", "OPTIONS")
    # Without the request, whose context would ask the database who is signed in.
    told = {"maintenance": found, "is_late": found.is_late(now), "was_sent": was_sent}
    with override(get_language_from_request(request)):
        return HttpResponse(render_to_string("maintenance.html", told), status=503)
