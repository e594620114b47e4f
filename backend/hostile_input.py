"""Refuses hostile input before views see it: bodies too large, text that no column can hold. Errors have one shape.

Errors of the API and of allauth's endpoints are JSON, those of the webhooks plain text, all others pages.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from accounts.outgoing import MailUnavailable
from web.webhooks import sendgrid, stripe

_JSON_PATHS = ("/api/", "/_allauth/")
_MAIL_BACK_SECONDS = 120
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
LARGER_BODIES = {"/webhooks/stripe/": stripe.LARGEST_BODY, "/webhooks/sendgrid/": sendgrid.LARGEST_BODY}


class MalformedJson(ValueError):
    """The body isn't a JSON object that can be stored; the text says why."""


def speaks_json(request: HttpRequest) -> bool:
    """Tell whether errors on this path are JSON."""
    return request.path_info.startswith(_JSON_PATHS)


def error_response(status: int, code: str, detail: str) -> JsonResponse:
    """Return an error in the API's one shape."""
    return JsonResponse({"detail": detail, "code": code}, status=status)


def refusal(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    """Return this sentence in the path's format: JSON, plain text for vendors, else a page."""
    if speaks_json(request):
        return error_response(status, code, detail)
    if request.path_info.startswith("/webhooks/"):
        return HttpResponse(detail, status=status, content_type="text/plain; charset=utf-8")
    # Without the request, whose context would ask who is signed in.
    return HttpResponse(render_to_string("refused.html", {"detail": detail}), status=status)


def parse_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in the body.

    Raises MalformedJson for anything else, and for text that PostgreSQL can't hold.
    """
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise MalformedJson("The body isn't valid UTF-8.") from None
    except RecursionError:
        raise MalformedJson("The body is nested too deeply.") from None
    except ValueError as error:
        raise MalformedJson(f"The body isn't valid JSON: {error}.") from None
    if not isinstance(value, dict):
        raise MalformedJson("The body must be a JSON object.")
    _refuse_unstorable(value)
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value")


def _refuse_unstorable(value: dict[str, Any]) -> None:
    """Refuse NUL characters and lone surrogates in any string, wherever it is nested."""
    waiting: list[Any] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str):
            if "\x00" in item:
                raise MalformedJson("The body holds a NUL character.")
            if not item.isascii() and any("\ud800" <= character <= "\udfff" for character in item):
                raise MalformedJson("The body holds half of a surrogate pair.")


class HostileInput:
    """Refuses, before any query, what would only fail in one: NUL characters, bodies too large, a lost body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._refusal(request) or self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            _say_what_is_allowed(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 if a code can't be mailed at present, whichever view was asked for it."""
        if not isinstance(exception, MailUnavailable):
            return None
        response = refusal(request, 503, exception.code, str(exception))
        response.headers["Retry-After"] = str(_MAIL_BACK_SECONDS)
        return response

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        if _holds_nul(request):
            return refusal(request, 400, "nul_character", "The address or a header holds a NUL character.")
        limit = largest_body(request.path_info)
        if _length(request, limit) > limit:
            return refusal(request, 413, "body_too_large", f"The body is larger than {limit} bytes.")
        if not speaks_json(request) or request.method in _SAFE_METHODS:
            return None
        if request.path_info.startswith("/api/") and not request.path_info.endswith("/"):
            # Django would redirect, and most clients then repeat the request as a GET without its body.
            return refusal(request, 404, "not_found", "Addresses of the API end with a slash.")
        if request.path_info.startswith("/_allauth/") and request.body:
            try:
                parse_object(request.body)
            except MalformedJson as error:
                return refusal(request, 400, "parse_error", str(error))
        return None


def _say_what_is_allowed(request: HttpRequest, response: HttpResponse) -> None:
    """Fill in the empty 405 that Django gives, keeping its headers."""
    allowed = " and ".join(response["Allow"].split(", "))
    filled = refusal(
        request, response.status_code, "method_not_allowed", f"This address takes {allowed} requests only."
    )
    response.content = filled.content
    response["Content-Type"], response["Content-Length"] = filled["Content-Type"], str(len(filled.content))


def largest_body(path: str) -> int:
    """Return the largest body in bytes that this path takes."""
    return LARGER_BODIES.get(path, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _holds_nul(request: HttpRequest) -> bool:
    headers = (value for name, value in request.META.items() if name.startswith("HTTP_"))
    # A cookie's value may spell the character in octal: "\000".
    parts = (request.path_info, unquote(request.META.get("QUERY_STRING", "")), *headers, *request.COOKIES.values())
    return any("\x00" in part for part in parts)


def _length(request: HttpRequest, limit: int) -> int:
    """Return the length of the body. A chunked one is read only as far as it takes to see that it is too long."""
    if request.META.get("CONTENT_LENGTH") or not request.META.get("HTTP_TRANSFER_ENCODING"):
        return _stated_length(request)
    body = request.META["wsgi.input"].read(limit + 1)
    # Django reads what Content-Length says, and would take this body for an empty one.
    request._stream = BytesIO(body)
    request.META["CONTENT_LENGTH"] = str(len(body))
    return len(body)


def _stated_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
