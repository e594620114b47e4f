"""Errors that happen outside any API view: the site's 400, 403, 404 and 500, as JSON where JSON is spoken."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views import csrf, defaults

from backend.edge import error_response, speaks_json


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if not speaks_json(request):
        return defaults.bad_request(request, exception)
    if isinstance(exception, RequestDataTooBig):
        return error_response(413, "body_too_large", "The body is too large.")
    return error_response(400, "parse_error", "The request is malformed.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if not speaks_json(request):
        return defaults.permission_denied(request, exception)
    return error_response(403, "permission_denied", "You may not do this.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    if not speaks_json(request):
        return csrf.csrf_failure(request, reason)
    return error_response(403, "csrf_failed", "The CSRF token is missing or wrong.")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if not speaks_json(request):
        return defaults.page_not_found(request, exception)
    return error_response(404, "not_found", "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    if not speaks_json(request):
        return defaults.server_error(request)
    return error_response(500, "server_error", "Something went wrong on our side. It has been written down.")
