"""Probes for load balancers: `/healthz` says that the process runs, `/readyz` that it can serve.

Both are answered before limits are counted, and under any host name.
"""

import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alerts.delivery.pausing import paused_kinds
from backend import patience
from backend.celery import app
from backend.maintenance import declared
from backend.tables import migrations_are_pending

logger = structlog.get_logger(__name__)
_BROKER_SECONDS = 2


class NotReady(Exception):
    """A part answers, but wrongly; the message says how."""


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process runs. Nothing else is touched, so a slow database restarts no process."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer `{"ready": bool, "checks": {name: "ok" or "failed"}, "sending_paused": [kinds]}`, 503 unless all are ok.

    Only the log says why one failed. A service whose sending is paused is ready. One under maintenance is not, asks
    nothing, and says `{"ready": false, "maintenance": {"until": moment or null}}`.
    """
    if found := declared():
        return JsonResponse({"ready": False, "maintenance": {"until": found.until}}, status=503)
    checks: dict[str, str] = {}
    for name, check in CHECKS.items():
        is_lost = name in IN_DATABASE and checks["database"] == "failed"
        checks[name] = "failed" if is_lost else _outcome(name, check)
    paused = _paused(checks)
    ready = all(outcome == "ok" for outcome in checks.values())
    return JsonResponse({"ready": ready, "checks": checks, **paused}, status=200 if ready else 503)


def _paused(checks: dict[str, str]) -> dict[str, list[str]]:
    """Return the paused kinds if the tables are there; if the database is gone by now, mark its check as failed."""
    if checks["database"] != "ok" or checks["migrations"] != "ok":
        return {}
    try:
        return {"sending_paused": paused_kinds()}
    except DatabaseError:
        logger.exception("not_ready", check="database")
        checks["database"] = "failed"
        return {}


def _outcome(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception:
        # A reason names hosts and users, and who asks is not known.
        logger.exception("not_ready", check=name)
        return "failed"
    return "ok"


def database() -> None:
    patience.fail_while_silent()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def migrations() -> None:
    if migrations_are_pending():
        raise NotReady("migrations are not applied")


def cache_works() -> None:
    key = f"readyz:{uuid.uuid4()}"
    cache.set(key, "1", timeout=10)
    if cache.get(key) != "1":
        raise NotReady("a value that was set can't be read")
    cache.delete(key)


def broker() -> None:
    with app.connection_for_write(connect_timeout=_BROKER_SECONDS) as broker_connection:
        broker_connection.ensure_connection(max_retries=1, timeout=_BROKER_SECONDS)


CHECKS: dict[str, Callable[[], None]] = {
    "database": database,
    "migrations": migrations,
    "cache": cache_works,
    "broker": broker,
}
# What fails with the database, and is not asked of it again: each would wait anew for one that is silent.
_CACHE_IN_DATABASE = settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
IN_DATABASE = ("migrations", *(("cache",) if _CACHE_IN_DATABASE else ()))
PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": healthz, "/readyz": readyz}


class Probes:
    """Answers `/healthz` and `/readyz` before limits are counted or the Host header is checked.

    A load balancer asks by address, as often as it likes, and also while the database that counts is away.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        return patience.noting_silence(probe, request) if probe else self.get_response(request)
