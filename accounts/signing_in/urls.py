"""Our views in front of allauth's, under the same addresses."""

from typing import Any

from allauth.headless.constants import Client
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from accounts.signing_in import views

_VIEWS: dict[str, Any] = {
    "config": views.Config,
    "auth/login": views.Login,
    "auth/signup": views.Signup,
    "auth/email/verify": views.VerifyEmail,
    "auth/email/verify/resend": views.ResendCode,
    "auth/password/request": views.RequestPasswordReset,
    "auth/password/reset": views.ResetPassword,
    "auth/2fa/authenticate": views.Authenticate,
    "auth/2fa/reauthenticate": views.Reauthenticate,
    "auth/webauthn/login": views.LoginWebAuthn,
    "auth/webauthn/authenticate": views.AuthenticateWebAuthn,
    "auth/webauthn/reauthenticate": views.ReauthenticateWebAuthn,
    "account/password/change": views.ChangePassword,
    "account/email": views.ManageEmail,
    "account/authenticators/totp": views.ManageTOTP,
    "account/authenticators/recovery-codes": views.ManageRecoveryCodes,
    "account/authenticators/webauthn": views.ManageWebAuthn,
}
_NOT_HERE = (
    *("account/phone", "auth/phone/verify", "auth/phone/verify/resend"),
    *("auth/code/request", "auth/code/confirm", "tokens/refresh"),
    *("account/providers", "auth/provider/signup", "auth/provider/redirect", "auth/provider/token"),
)


@csrf_exempt
def not_here(request: HttpRequest) -> HttpResponse:
    """Answer 404: this site has no telephone numbers, no codes to sign in with, no tokens beside those of sessions.

    Other providers are for browsers (web/account_urls.py), which they lead somewhere else.
    """
    raise Http404


urlpatterns: list[URLPattern] = [path(f"openapi.{kind}", not_here) for kind in ("json", "yaml")]
for client in (Client.APP, Client.BROWSER):
    urlpatterns += [path(f"{client.value}/v1/{route}", not_here) for route in _NOT_HERE]
    urlpatterns += [
        path(f"{client.value}/v1/{route}", view.as_api_view(client=client), name=route)
        for route, view in _VIEWS.items()
    ]
