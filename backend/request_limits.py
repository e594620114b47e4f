"""Limits requests by network to everything but the API, and adds `Retry-After` to each 429, whoever made it.

The API counts by person; requests to it that fail earlier (a bad key, an unknown address) are counted here, by network.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.limits.counting import LimitVerdict, counter
from accounts.limits.networks import network_of
from accounts.limits.of_a_request import RETRY_AFTER
from backend.errors import refusal
from billing.plans import ANONYMOUS_REQUESTS_PER_MINUTE

PAGES_PER_MINUTE = 600
COUNTED = "clausewatch.is_counted"
# Static files ask no database; what a vendor posts is signed, and many posts come at once.
_FREE_PATHS = ("/static/", "/webhooks/")
# Whoever shares a busy network can still leave: these are counted by themselves.
_APART = ("/accounts/logout/", "/unsubscribe/")
_MINUTE = 60


class RequestLimits:
    """Counts pages, and requests to the API that its own throttle did not count, and refuses those above the limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._answer(request)
        if response.status_code == 429 and not response.has_header("Retry-After"):
            response.headers["Retry-After"] = str(request.META.get(RETRY_AFTER, _MINUTE))
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if settings.RATE_LIMITS == "off" or request.path_info.startswith(_FREE_PATHS):
            return self.get_response(request)
        if request.path_info.startswith("/api/"):
            response = self.get_response(request)
            if COUNTED in request.META:
                return response
            verdict = take_anonymous(request)
            return response if verdict.is_allowed else _refused(request, verdict)
        kind = "apart" if request.path_info.startswith(_APART) else "pages"
        name = f"{kind}:{network_of(request)}"
        verdict = counter.take(name, limit=PAGES_PER_MINUTE, seconds=_MINUTE, now=timezone.now())
        return self.get_response(request) if verdict.is_allowed else _refused(request, verdict)


def anonymous_name(request: HttpRequest) -> str:
    """Return the name under which requests of somebody who isn't signed in are counted."""
    return f"requests:{network_of(request)}"


def take_anonymous(request: HttpRequest) -> LimitVerdict:
    """Count a request to the API by somebody who isn't signed in, and return whether it is within the limit."""
    limit = ANONYMOUS_REQUESTS_PER_MINUTE
    return counter.take(anonymous_name(request), limit=limit, seconds=_MINUTE, now=timezone.now())


def _refused(request: HttpRequest, verdict: LimitVerdict) -> HttpResponse:
    detail = _("Too many requests. Try again in %(wait)s seconds.") % {"wait": verdict.wait}
    response = refusal(request, 429, "throttled", detail)
    response.headers["Retry-After"] = str(verdict.wait)
    return response
