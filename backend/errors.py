"""Errors outside API views: the site's 400, 403, 404, 405, 500 and 503, each in its path's format.

Errors of the API and of allauth's endpoints are JSON, those of the webhooks plain text, all others pages.
"""

import sys
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults

from accounts.hashing import PasswordsBusy
from accounts.limits.of_a_request import give_back_all
from accounts.outgoing import MailUnavailable
from backend import tables
from backend.away import is_away, is_database_away

_JSON_PATHS = ("/api/", "/_allauth/")
_MAIL_BACK_SECONDS = 120
_TURN_SECONDS = 3


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


class OwnErrors:
    """Says in our words what Django and the views leave without any: a method that isn't taken, mail that can't go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            _say_what_is_allowed(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 if a code can't be mailed or a password not be looked at now, whichever view was asked for it."""
        waits = {MailUnavailable: _MAIL_BACK_SECONDS, PasswordsBusy: _TURN_SECONDS}
        if not isinstance(exception, MailUnavailable | PasswordsBusy):
            return None
        if isinstance(exception, PasswordsBusy):
            give_back_all(request)
        response = refusal(request, 503, exception.code, str(exception))
        response.headers["Retry-After"] = str(waits[type(exception)])
        return response


def _say_what_is_allowed(request: HttpRequest, response: HttpResponse) -> None:
    """Fill in the empty 405 that Django gives, keeping its headers."""
    allowed = _(" and ").join(response["Allow"].split(", "))
    filled = refusal(
        request,
        response.status_code,
        "method_not_allowed",
        _("This address takes {allowed} requests only.").format(allowed=allowed),
    )
    response.content = filled.content
    response["Content-Type"], response["Content-Length"] = filled["Content-Type"], str(len(filled.content))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if not speaks_json(request):
        # Without the request, whose context would ask who is signed in. Its name for the site may be the wrong one.
        return HttpResponse(render_to_string("400.html", {"site_url": settings.BASE_URL}), status=400)
    if isinstance(exception, RequestDataTooBig):
        return error_response(413, "body_too_large", "The body is too large.")
    return error_response(400, "parse_error", "The request is malformed.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if not speaks_json(request):
        return render(request, "403.html", status=403)
    return error_response(403, "permission_denied", "You may not do this.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    if not speaks_json(request):
        return render(request, "403_csrf.html", status=403)
    return error_response(403, "csrf_failed", "The CSRF token is missing or wrong.")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if not speaks_json(request):
        return defaults.page_not_found(request, exception)
    return error_response(404, "not_found", "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    # Django calls this while it handles the error, of views and of middleware alike. A webhook that fails answers 500.
    error = sys.exception()
    if not request.path_info.startswith("/webhooks/"):
        if is_database_away(error) or tables.are_missing(error):
            return _not_now(request, "database_unavailable", "The database is out of reach.")
        if is_away(error):
            return _not_now(request, "unavailable", "A part of the service is out of reach.")
    if not speaks_json(request):
        return defaults.server_error(request)
    return error_response(500, "server_error", "Something went wrong on our side. It has been written down.")


def _not_now(request: HttpRequest, code: str, what: str) -> HttpResponse:
    if speaks_json(request):
        answer: HttpResponse = error_response(503, code, f"{what} Please try again in a minute.")
    else:
        # Without the request, whose context would ask the database who is signed in.
        was_sent = request.method not in ("GET", "HEAD", "OPTIONS")
        answer = HttpResponse(render_to_string("503.html", {"was_sent": was_sent}), status=503)
    answer.headers["Retry-After"] = "30"
    return answer
