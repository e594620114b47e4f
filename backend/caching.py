"""Keeps caches between us and readers from storing what belongs to one person or holds a secret."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from backend.errors import speaks_json
from backend.request_logs import SECRET_PARTS

_CREDENTIALS = ("Authorization", "X-Session-Token")
# Whatever is answered here is somebody's, or the operator's.
_PRIVATE_PATHS = ("/_allauth/", "/admin/", "/dev/mail/", "/metrics")


class PrivateAnswers:
    """Adds `no-store` if somebody is signed in or a secret is shown, and to every answer what it varies by.

    It looks at what the request carries, not at who that is: no query is made, and an answer that a view forgot about
    is private too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie", *_CREDENTIALS])
        if _is_private(request, response):
            response.headers["Cache-Control"] = "private, no-store"
        return response


def _is_private(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    return bool(
        any(name in request.headers for name in _CREDENTIALS)
        or settings.SESSION_COOKIE_NAME in request.COOKIES
        or response.cookies
        or request.path_info.startswith(_PRIVATE_PATHS)
        or (match and not SECRET_PARTS.isdisjoint(match.kwargs))
        or (response.status_code >= 400 and speaks_json(request))
    )
