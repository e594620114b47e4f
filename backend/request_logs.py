"""Logs one line per request, with an id that a caller can quote."""

import re
import time
import uuid
from functools import cache
from typing import Any

import structlog
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLResolver, get_resolver
from django.utils.functional import SimpleLazyObject
from django_structlog.middlewares import RequestMiddleware
from django_structlog.signals import bind_extra_request_failed_metadata

from backend.away import is_away

REQUEST_ID_HEADER = "X-Request-ID"
_USABLE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# The names of what a path carries that lets its holder act, in any app's URL patterns.
SECRET_PARTS = frozenset({"token", "key", "secret"})
_QUIET_PATHS = ("/static/", "/healthz", "/readyz", "/metrics")
_STARTED = "clausewatch.started"


# A part of an address that leads nowhere is shown if it is a short, plain word: no secret of ours is one.
_PLAIN_PART = re.compile(r"[A-Za-z0-9._~-]{0,24}")
_SHOWN_LENGTH = 120


def shown_address(path: str) -> str:
    """Return an unknown address with possible secrets masked, such as those of a mail's link with a letter too many.

    Whatever follows the beginning of an address that carries a secret is masked.
    """
    beginning = next((known for known in _secret_beginnings() if path.startswith(known)), "")
    parts = [part if _PLAIN_PART.fullmatch(part) else "***" for part in path.split("/")]
    shown = f"{beginning}***" if beginning else "/".join(parts)
    return shown if len(shown) <= _SHOWN_LENGTH else shown[:_SHOWN_LENGTH] + "…"


@cache
def _secret_beginnings() -> tuple[str, ...]:
    """Return the beginnings of addresses that carry a secret, such as `/unsubscribe/`."""
    found = set()

    def walk(patterns: list[Any], before: str) -> None:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            secret = re.search(rf"<(\w+:)?({'|'.join(SECRET_PARTS)})>", route)
            if secret:
                found.add(f"/{route[: secret.start()]}")
            elif isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, route)

    walk(get_resolver().url_patterns, "")
    return tuple(sorted(found))


@receiver(bind_extra_request_failed_metadata)
def say_what_is_answered(request: HttpRequest, exception: Exception, log_kwargs: dict[str, Any], **_: Any) -> None:
    """Log a request that has to wait for what is away as the 503 that it gets (`backend.errors`), not as a 500."""
    if is_away(exception) and not request.path_info.startswith("/webhooks/"):
        log_kwargs["code"] = 503


class RequestLogs(RequestMiddleware):
    """Logs one line per request, and puts its id on every line logged meanwhile and into the answer's X-Request-ID.

    By itself django_structlog would also log the query string, the caller's address and a line at the start, and load
    the person from the session only for the log. Belongs first, so that every answer has an id.
    """

    def prepare(self, request: HttpRequest) -> None:
        given = request.headers.get(REQUEST_ID_HEADER, "")
        request_id = given if _USABLE_REQUEST_ID.fullmatch(given) else str(uuid.uuid4())
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        request.META[_STARTED] = (request_id, time.perf_counter())

    def handle_response(self, request: HttpRequest, response: HttpResponseBase) -> None:
        request_id, started = request.META[_STARTED]
        response.headers[REQUEST_ID_HEADER] = request_id
        if request.path.startswith(_QUIET_PATHS) and response.status_code < 400:
            structlog.contextvars.clear_contextvars()
            return
        structlog.contextvars.bind_contextvars(milliseconds=round((time.perf_counter() - started) * 1000, 1))
        super().handle_response(request, response)  # type: ignore[arg-type]  # any response will do

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return method and path, without the query string and with the secrets in the path masked."""
        match = request.resolver_match
        if match is None:
            return f"{request.method} {shown_address(request.path)}"
        path = request.path
        for name, value in match.kwargs.items():
            if name in SECRET_PARTS:
                path = path.replace(str(value), "***")
        return f"{request.method} {path}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Add the person's id if a view has looked them up; no query is made for the log."""
        user: Any = request.__dict__.get("user")
        if type(user) is SimpleLazyObject:
            user = request.__dict__.get("_cached_user")
        if isinstance(getattr(user, "pk", None), uuid.UUID):
            structlog.contextvars.bind_contextvars(user_id=str(user.pk))
