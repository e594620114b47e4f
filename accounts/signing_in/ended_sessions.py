"""Answers a request by a session token whose session was ended or replaced by another request meanwhile."""

from collections.abc import Callable

from allauth.headless.base.response import UnauthorizedResponse
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse


class EndedSessions:
    """Middleware: allauth stores the session after the view, which fails if it is no longer there.

    Of a session by cookie Django tells the same as a 400.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 410, like to a request that comes a moment later."""
        if not isinstance(exception, UpdateError) or not request.path.startswith("/_allauth/"):
            return None
        request.session.flush()  # allauth left it on the request, and Django would try to store it again
        return UnauthorizedResponse(request, status=410)
