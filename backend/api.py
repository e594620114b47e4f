"""The API's policy in one place: what a body may be, the shape of errors, and rate limits.

The settings name these classes, and rest_framework.views imports them: nothing here may import it at load.
"""

from collections.abc import Mapping
from math import ceil
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.utils import timezone
from rest_framework import exceptions, status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.limits.throttling import CountThrottle
from accounts.services.api_keys import TooManyApiKeys
from accounts.services.deletion import DeletionIsFinal, DeletionPending
from alerts.agreements.baselines import TooManyBaselines
from alerts.certifying.asking import CertificateNotReady, TooManyCertificates
from alerts.channels.keeping import ChannelNotActive, NoSecret, RotationOpen, TooManyChannels
from alerts.memos.asking import MemoNotReady, TooManyMemos
from alerts.reviewing.reviews import ReviewLocked
from alerts.vendors.lists import TooManyVendorLists
from alerts.watching.category_watches import CategoryWatchDiffers, TooManyCategoryWatches
from alerts.watching.platform_requests import PlatformIsHere, TooManyPlatformRequests
from alerts.watching.watchlists import CapReached, DefaultWatchlistStays
from backend.hostile_input import MalformedJson, parse_object
from backend.request_limits import COUNTED, anonymous_name
from billing import entitlements
from billing.gateway.errors import PaymentsUnavailable
from billing.payments.base import BillingNotConfigured, NotACustomer, NotForSale
from billing.plans import ANONYMOUS_REQUESTS_PER_MINUTE
from billing.services.trials import AlreadySubscribed, EmailUnverified, TrialAlreadyUsed

if TYPE_CHECKING:
    from rest_framework.views import APIView

# --- Bodies


class BodyTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is too large."
    default_code = "body_too_large"


class JsonObjectParser(JSONParser):
    """Parses a JSON object of limited size, and refuses text that no column can hold."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge(f"The body is larger than {limit} bytes.")
        try:
            return parse_object(body)
        except MalformedJson as error:
            raise exceptions.ParseError(str(error), code=error.code) from None


# --- Errors

# What our services refuse: the status, and the attributes that the answer carries beside `detail` and `code`.
REFUSALS: dict[type[Exception], tuple[int, tuple[str, ...]]] = {
    entitlements.TierRequired: (403, ("required_tier", "feature")),
    TooManyApiKeys: (409, ("limit",)),
    EmailUnverified: (403, ()),
    TrialAlreadyUsed: (409, ()),
    AlreadySubscribed: (409, ("tier",)),
    BillingNotConfigured: (409, ()),
    NotForSale: (409, ()),
    NotACustomer: (409, ()),
    PaymentsUnavailable: (503, ()),
    CapReached: (403, ("limit", "tier", "upgrade_to")),
    DefaultWatchlistStays: (409, ()),
    PlatformIsHere: (409, ("platform",)),
    TooManyPlatformRequests: (409, ("limit",)),
    TooManyBaselines: (409, ("limit",)),
    TooManyCertificates: (409, ("limit",)),
    CertificateNotReady: (409, ("state",)),
    TooManyVendorLists: (409, ("limit",)),
    TooManyCategoryWatches: (409, ("limit",)),
    CategoryWatchDiffers: (409, ("category_watch",)),
    TooManyChannels: (409, ("limit",)),
    ChannelNotActive: (409, ("state",)),
    RotationOpen: (409, ("former_secret_until",)),
    NoSecret: (409, ()),
    TooManyMemos: (409, ("limit",)),
    MemoNotReady: (409, ("state",)),
    ReviewLocked: (409, ()),
    DeletionIsFinal: (409, ()),
    DeletionPending: (409, ()),
}


def handle_error(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Return anticipated errors as `{"detail", "code"}`; None for any other error, which becomes a 500."""
    exc = _counted(exc, context)
    refusal = next((REFUSALS[kind] for kind in type(exc).__mro__ if kind in REFUSALS), None)
    if refusal is not None:
        status_code, names = refusal
        fields = {name: getattr(exc, name) for name in names}
        return Response({"detail": str(exc), "code": exc.code, **fields}, status=status_code)  # type: ignore[attr-defined]
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    elif isinstance(exc, RequestDataTooBig):
        exc = BodyTooLarge()
    elif isinstance(exc, SuspiciousOperation):
        exc = exceptions.ParseError()
    if not isinstance(exc, exceptions.APIException):
        return None
    return Response(_body(exc), status=exc.status_code, headers=_headers(exc))


def _counted(exc: Exception, context: dict[str, Any]) -> Exception:
    """Count a request that was refused before it was counted, for its person; return what it is refused for."""
    request, view = context.get("request"), context.get("view")
    if request is None or view is None or not isinstance(exc, exceptions.PermissionDenied):
        return exc
    if COUNTED in request.META or not request.user.is_authenticated:
        return exc
    try:
        view.check_throttles(request)
    except exceptions.Throttled as throttled:
        return throttled
    return exc


def _headers(exc: exceptions.APIException) -> dict[str, str]:
    """Return the headers that REST framework notes on an error: how to sign in, and the seconds to wait."""
    headers = {}
    auth_header, wait = getattr(exc, "auth_header", None), getattr(exc, "wait", None)
    if auth_header:
        headers["WWW-Authenticate"] = auth_header
    if wait is not None:
        headers["Retry-After"] = str(ceil(wait))
    return headers


def _body(exc: exceptions.APIException) -> dict[str, Any]:
    if not isinstance(exc, exceptions.ValidationError):
        detail = exc.detail
        code = detail.code if isinstance(detail, exceptions.ErrorDetail) else exc.default_code
        return {"detail": str(detail), "code": code}
    errors: dict[str, list[str]] = {}
    _flatten(exc.detail, "", errors)
    name, sentences = next(iter(errors.items()), ("", [str(exc.default_detail)]))
    own = name in ("", "non_field_errors")
    sentence = sentences[0] if own else f"{name}: {sentences[0]}"
    return {"detail": sentence, "code": "invalid", "errors": errors}


def _flatten(detail: Any, path: str, errors: dict[str, list[str]]) -> None:
    """Add nested errors to `errors` as one level: `{"filters.2.category": ["…"]}`."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            _flatten(inner, f"{path}.{name}" if path else str(name), errors)
    elif isinstance(detail, list | tuple):
        for index, inner in enumerate(detail):
            _flatten(inner, f"{path}.{index}" if isinstance(inner, Mapping) and inner else path, errors)
    else:
        errors.setdefault(path or "non_field_errors", []).append(str(detail))


# --- How often


class TierThrottle(CountThrottle):
    """Limits requests a minute by the tier of the person, or by network for somebody who isn't signed in."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        request.META[COUNTED] = True
        return super().allow_request(request, view)

    def name(self, request: Request) -> str:
        return f"requests:{request.user.pk}" if request.user.is_authenticated else anonymous_name(request._request)

    def limit(self, request: Request) -> int:
        if request.user.is_authenticated:
            return entitlements.for_request(request, timezone.now()).plan.requests_per_minute
        return ANONYMOUS_REQUESTS_PER_MINUTE
