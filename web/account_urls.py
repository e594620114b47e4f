"""The pages to sign up, sign in and out, and set a new password: allauth's own views in our design.

No other page of allauth is served. Addresses, passwords, second factors and sessions are changed by the API.
"""

from collections.abc import Callable

from allauth.account import views
from allauth.mfa.base import views as second_factor
from allauth.mfa.webauthn import views as passkeys
from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from accounts.signing_in.pages import CompletePasswordReset, answers_a_collision, starts_again


def _page(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    return path(route, never_cache(answers_a_collision(view)), name=name)


urlpatterns = [
    _page("login/", starts_again(views.login), "account_login"),
    _page("logout/", views.logout, "account_logout"),
    _page("signup/", views.signup, "account_signup"),
    _page("inactive/", views.account_inactive, "account_inactive"),
    _page("confirm-email/", views.email_verification_sent, "account_email_verification_sent"),
    _page("password/reset/", views.password_reset, "account_reset_password"),
    _page("password/reset/confirm/", views.confirm_password_reset_code, "account_confirm_password_reset_code"),
    _page("password/reset/complete/", CompletePasswordReset.as_view(), "account_complete_password_reset"),
    _page("password/reset/done/", views.password_reset_from_key_done, "account_password_reset_completed"),
    _page("reauthenticate/", views.reauthenticate, "account_reauthenticate"),
    _page("2fa/authenticate/", second_factor.authenticate, "mfa_authenticate"),
    _page("2fa/reauthenticate/", second_factor.reauthenticate, "mfa_reauthenticate"),
    _page("2fa/webauthn/login/", passkeys.login_webauthn, "mfa_login_webauthn"),
    _page("2fa/webauthn/reauthenticate/", passkeys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    # allauth's views send a person who is signed in already to the page of addresses, which isn't here.
    path("email/", RedirectView.as_view(url="/"), name="account_email"),
]
