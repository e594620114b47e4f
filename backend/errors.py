"""Errors outside API views: the site's 400, 403, 404, 500 and 503, as JSON where clients speak JSON."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

from backend import tables
from backend.away import is_away
from backend.hostile_input import error_response, speaks_json


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
    if not request.path_info.startswith("/webhooks/") and (is_away(error) or tables.are_missing(error)):
        return _not_now(request)
    if not speaks_json(request):
        return defaults.server_error(request)
    return error_response(500, "server_error", "Something went wrong on our side. It has been written down.")


def _not_now(request: HttpRequest) -> HttpResponse:
    if speaks_json(request):
        answer: HttpResponse = error_response(
            503, "unavailable", "A part of the service is out of reach. Please try again in a minute."
        )
    else:
        # Without the request, whose context would ask the database who is signed in.
        was_sent = request.method not in ("GET", "HEAD", "OPTIONS")
        answer = HttpResponse(render_to_string("503.html", {"was_sent": was_sent}), status=503)
    answer.headers["Retry-After"] = "30"
    return answer
