"""Our policy on sign-in by a provider: who may come in, who may connect, and what is said otherwise."""

from typing import Any

import structlog
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import respond_429
from allauth.core.ratelimit import consume
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.connections import ConnectedElsewhere, connect
from accounts.signing_in.by_provider.asking import BoundedSession
from accounts.signing_in.by_provider.protocol import OpenIdProvider
from accounts.signing_in.by_provider.refusals import Refusal, refuse
from accounts.signing_in.held import SignInEnded, hold_sign_in
from accounts.signing_in.recent import missing_factors

logger = structlog.get_logger(__name__)
CONNECT = "connect"


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Providers come from the settings alone. An address never leads into an account that is there already."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        return [
            SocialApp(
                provider=OpenIdProvider.id,
                provider_id=one.id,
                name=one.name,
                client_id=one.client_id,
                secret=one.client_secret,
                settings={
                    "server_url": one.issuer,
                    "pages": one.pages,
                    "oauth_pkce_enabled": True,
                    "scope": ["openid", "email"],
                },
            )
            for one in settings.SIGN_IN_PROVIDERS
            if provider in (None, one.id)
        ]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> OpenIdProvider:
        return OpenIdProvider(request, app=self.get_app(request, provider=provider))

    def list_providers(self, request: HttpRequest) -> list[Any]:
        """Return none: the pages show those of the settings, and over HTTP nobody signs in by them."""
        return []

    def get_requests_session(self) -> BoundedSession:
        return BoundedSession()

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        """Take over the address, and nothing else that the provider tells."""
        sociallogin.user.email = data.get("email") or ""
        return sociallogin.user

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Find nobody by an address alone."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse what may not go on, and connect. Called once the provider has said who it is."""
        kept = sociallogin.state.get("data") or {}
        name = sociallogin.provider.name
        if not kept.get("nonce") or kept["nonce"] != sociallogin.nonce:
            raise refuse(request, name, Refusal.FAILED)
        if sociallogin.state.get("process") == CONNECT:
            _connect(request, sociallogin, kept.get("user"))
        if kept.get("user") and str(sociallogin.user.pk) != kept["user"]:
            raise refuse(request, name, Refusal.SOMEBODY_ELSE)
        if not sociallogin.is_existing:
            _look_at_the_address(request, sociallogin)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Any:
        """Make the account. An address that the provider has verified is told like one that was verified by a code."""
        with transaction.atomic():
            user = super().save_user(request, sociallogin, form)
            for verified in EmailAddress.objects.filter(user=user, verified=True):
                email_confirmed.send(sender=EmailAddress, request=request, email_address=verified)
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        if exception is not None:
            # Its words may hold what the provider answered, and so a token.
            logger.warning("sign_in_provider_failed", provider=provider.sub_id, error=type(exception).__name__)
        has_state = (extra_context or {}).get("state") is not None
        reason = Refusal.FAILED if has_state else Refusal.BEGUN_ELSEWHERE
        raise refuse(request, provider.name, Refusal.CANCELLED if error == AuthError.CANCELLED else reason)


def _look_at_the_address(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Refuse a new account without an address, or with one that somebody has.

    An address that the provider hasn't verified is told nothing of: a code is mailed to it, or word that it has an
    account, and the answer is the same.
    """
    name = sociallogin.provider.name
    if not sociallogin.email_addresses:
        raise refuse(request, name, Refusal.NO_ADDRESS)
    if not consume(request, action="signup"):
        raise ImmediateHttpResponse(respond_429(request))
    given = sociallogin.email_addresses[0]
    if not given.verified:
        get_account_adapter().clean_email(given.email)  # which looks whether it may have a mail
    elif filter_users_by_email(given.email):
        raise refuse(request, name, Refusal.ADDRESS_TAKEN)


def _connect(request: HttpRequest, sociallogin: SocialLogin, begun_by: str | None) -> None:
    """Connect what the provider told of to whoever began it, who must still be signed in, and lately. Never returns."""
    user, now, account = request.user, timezone.now(), sociallogin.account
    name = sociallogin.provider.name
    if not isinstance(user, User) or str(user.pk) != begun_by:
        raise refuse(request, name, Refusal.BEGUN_ELSEWHERE)
    back = redirect("ways-to-sign-in")
    if missing_factors(request.session, user, now):
        messages.info(request, _("Confirm that it is you first. Nothing has been done yet."))
        raise ImmediateHttpResponse(back)
    try:
        with transaction.atomic():
            hold_sign_in(request.session, user)
            address = account.extra_data["email"]
            connect(user=user, provider_id=account.provider, uid=account.uid, address=address, now=now)
    except SignInEnded as ended:
        logout(request)
        raise ImmediateHttpResponse(redirect("account_login")) from ended
    except ConnectedElsewhere as elsewhere:
        raise refuse(request, name, Refusal.CONNECTED_ELSEWHERE) from elsewhere
    messages.success(request, _("You can sign in with {name} now.").format(name=name))
    raise ImmediateHttpResponse(back)
