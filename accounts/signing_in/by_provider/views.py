"""The two addresses of a sign-in by a provider: from where it is begun, and where the provider leads back to."""

import secrets
from collections.abc import Callable
from functools import wraps

import requests
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal.ratelimit import respond_429
from allauth.core.ratelimit import consume
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.signing_in.by_provider.adapter import CONNECT
from accounts.signing_in.by_provider.protocol import CodeFlow, OpenIdProvider
from accounts.signing_in.recent import missing_factors

_View = Callable[..., HttpResponseBase]


def lets_lead_to_providers(view: _View) -> _View:
    """Wrap a page with the buttons: its forms may lead to the providers' pages, where there are any."""

    @wraps(view)
    def page(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        answer = view(request, *args, **named)
        pages = sorted({origin for one in settings.SIGN_IN_PROVIDERS for origin in one.pages})
        if not pages:
            return answer
        return csp_update({"form-action": pages})(lambda _request: answer)(request)

    return page


def only_with_providers(view: _View) -> _View:
    """Wrap a page that isn't there unless the settings name a provider."""

    @wraps(view)
    def page(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        if not settings.SIGN_IN_PROVIDERS:
            raise Http404
        return view(request, *args, **named)

    return page


@only_with_providers
@require_http_methods(["POST"])
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider, to sign in by it, or to connect it where `process` says so."""
    provider = _provider(request, provider_id)
    if not consume(request, action="login"):
        refused: HttpResponse = respond_429(request)
        return refused
    user = request.user if isinstance(request.user, User) else None
    connects = request.POST.get("process") == CONNECT
    if connects and user is None:
        return redirect("account_login")
    if connects and user and missing_factors(request.session, user, timezone.now()):
        back = urlencode({"next": reverse("ways-to-sign-in")})
        return redirect(f"{reverse('account_reauthenticate')}?{back}")
    nonce = secrets.token_urlsafe(24)
    try:
        answer: HttpResponse = provider.redirect(
            request,
            process=CONNECT if connects else "login",
            next_url=None if connects else get_next_redirect_url(request),
            data={"user": str(user.pk) if user else "", "nonce": nonce},
            auth_params={"nonce": nonce},
            scope=provider.get_scope(),
        )
    except (OAuth2Error, requests.RequestException) as error:
        return _failed(request, provider, error)
    return answer


@only_with_providers
@require_safe
def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take up what the provider led back with: a sign-in, a new account, a connection, or that it was refused."""
    provider = _provider(request, provider_id)
    try:
        answer: HttpResponseBase = OAuth2CallbackView.adapter_view(CodeFlow(request, provider_id))(request)
    except (OAuth2Error, requests.RequestException) as error:  # of the first request, which allauth leaves out
        return _failed(request, provider, error)
    return answer


def _provider(request: HttpRequest, provider_id: str) -> OpenIdProvider:
    try:
        provider: OpenIdProvider = get_adapter().get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return provider


def _failed(request: HttpRequest, provider: OpenIdProvider, error: Exception) -> HttpResponse:
    answer: HttpResponse = render_authentication_error(
        request, provider, exception=error, extra_context={"state": {"process": "login"}}
    )
    return answer
