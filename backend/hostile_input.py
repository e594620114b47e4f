"""Refuses hostile input before views see it: bodies too large or ambiguous, text that no column can hold."""

import codecs
import json
import math
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from alerts.vendors.reading import LARGEST_LIST
from backend.errors import refusal, speaks_json
from web.webhooks import sendgrid, stripe

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
# How addresses of the API end: with a slash, or as the file that a program of its own reads.
_ENDS = ("/", ".atom", ".ics", ".json")
_REST_OF_A_FORM = 16 * 1024  # beside the file: the name of the list, the token, the limits between the parts
LARGER_BODIES = {
    "/webhooks/stripe/": stripe.LARGEST_BODY,
    "/webhooks/sendgrid/": sendgrid.LARGEST_BODY,
    "/api/v1/vendor-lists/": LARGEST_LIST,
    "/vendors/": LARGEST_LIST + _REST_OF_A_FORM,
}


# A body of JSON is UTF-8 (RFC 8259, 8.1), whose first half is ASCII. Saying so is allowed.
_CHARSETS = ("", "utf-8", "utf8", "us-ascii", "ascii")
_SHOWN_KEY_LENGTH = 100
_MOST_DIGITS = 100


class MalformedJson(ValueError):
    """The body isn't a JSON object that can be stored; the text says why."""

    code = "parse_error"


class DuplicateKey(MalformedJson):
    """An object of the body gives a key twice, of which readers take the one or the other (RFC 8259, 4)."""

    code = "duplicate_key"

    def __init__(self, key: str) -> None:
        super().__init__(f"The body gives {key[:_SHOWN_KEY_LENGTH]!r} twice.")


def parse_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in the body.

    Raises MalformedJson for anything else, and for text that PostgreSQL can't hold.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_short,
            object_pairs_hook=_unambiguous,
        )
    except MalformedJson:
        raise
    except json.JSONDecodeError as error:
        said = "it begins with a byte order mark" if body.startswith(codecs.BOM_UTF8) else str(error)
        raise MalformedJson(f"The body isn't valid JSON: {said}.") from None
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


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise DuplicateKey(Counter(key for key, __ in pairs).most_common(1)[0][0])
    return found


def _finite(literal: str) -> float:
    """Return the number. One beyond what a float holds would be infinite, which no JSON value is."""
    number = float(literal)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _short(literal: str) -> int:
    """Return the number. Python reads none of more digits: reading them takes the square of their count."""
    if len(literal) > _MOST_DIGITS:
        raise ValueError("a number is too large")
    return int(literal)


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
        return self._refusal(request) or self.get_response(request)

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        if _holds_nul(request):
            return refusal(request, 400, "nul_character", "The address or a header holds a NUL character.")
        limit = largest_body(request.path_info)
        if _length(request, limit) > limit:
            said = _("The body is larger than %(limit)s bytes.") % {"limit": limit}
            return refusal(request, 413, "body_too_large", said)
        if not speaks_json(request) or request.method in _SAFE_METHODS:
            return None
        if request.path_info.startswith("/api/") and not request.path_info.endswith(_ENDS):
            # Django would redirect, and most clients then repeat the request as a GET without its body.
            return refusal(request, 404, "not_found", "Addresses of the API end with a slash.")
        charset = request.content_params.get("charset", "") if request.content_params else ""
        if charset.lower() not in _CHARSETS:
            return refusal(request, 415, "unsupported_charset", "A body is JSON in UTF-8, and no other charset.")
        if request.path_info.startswith("/_allauth/") and request.body:
            try:
                parse_object(request.body)
            except MalformedJson as error:
                return refusal(request, 400, error.code, str(error))
        return None


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
