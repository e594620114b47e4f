"""The pages to sign up, sign in and out, and what changes an account: allauth's own views in our design.

Those that change an account take turns and ask for a recent sign-in, as the API does. No other page of allauth is
served, and those of other providers answer only where the settings name some.
"""

from collections.abc import Callable

from allauth.account import views
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as apps
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from accounts.signing_in.account_pages import change_password, email_addresses, sign_ins, takes_turns, verifies_once
from accounts.signing_in.by_provider.views import begin, come_back, lets_lead_to_providers, only_with_providers
from accounts.signing_in.pages import CompletePasswordReset, answers_a_collision, starts_again
from web.pages.ways_to_sign_in import confirms_without_password, ways_to_sign_in


def _page(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    return path(route, never_cache(answers_a_collision(view)), name=name)


def _own_page(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """Return a page of who is signed in that changes their account."""
    return _page(route, login_required(takes_turns(view)), name)


urlpatterns = [
    _page("login/", lets_lead_to_providers(starts_again(views.login)), "account_login"),
    _page("logout/", views.logout, "account_logout"),
    _page("signup/", lets_lead_to_providers(views.signup), "account_signup"),
    _page("inactive/", views.account_inactive, "account_inactive"),
    _page(
        "confirm-email/", takes_turns(verifies_once(views.email_verification_sent)), "account_email_verification_sent"
    ),
    _page("password/reset/", views.password_reset, "account_reset_password"),
    _page("password/reset/confirm/", views.confirm_password_reset_code, "account_confirm_password_reset_code"),
    _page("password/reset/complete/", CompletePasswordReset.as_view(), "account_complete_password_reset"),
    _page("password/reset/done/", views.password_reset_from_key_done, "account_password_reset_completed"),
    _page(
        "reauthenticate/",
        lets_lead_to_providers(confirms_without_password(views.reauthenticate)),
        "account_reauthenticate",
    ),
    _page("provider/<slug:provider_id>/", begin, "sign-in-by-provider"),
    _page("provider/<slug:provider_id>/back/", come_back, "back-from-provider"),
    _page("2fa/authenticate/", second_factor.authenticate, "mfa_authenticate"),
    _page("2fa/reauthenticate/", second_factor.reauthenticate, "mfa_reauthenticate"),
    _page("2fa/webauthn/login/", passkeys.login_webauthn, "mfa_login_webauthn"),
    _page("2fa/webauthn/reauthenticate/", passkeys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _own_page("email/", email_addresses, "account_email"),
    _own_page("password/change/", change_password, "account_change_password"),
    _own_page("2fa/", second_factor.index, "mfa_index"),
    _own_page("2fa/totp/activate/", apps.activate_totp, "mfa_activate_totp"),
    _own_page("2fa/totp/deactivate/", apps.deactivate_totp, "mfa_deactivate_totp"),
    _own_page("2fa/recovery-codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    _own_page("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _own_page("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, "mfa_download_recovery_codes"),
    _own_page("2fa/webauthn/", passkeys.list_webauthn, "mfa_list_webauthn"),
    _own_page("2fa/webauthn/add/", passkeys.add_webauthn, "mfa_add_webauthn"),
    _own_page("2fa/webauthn/keys/<int:pk>/edit/", passkeys.edit_webauthn, "mfa_edit_webauthn"),
    _own_page("2fa/webauthn/keys/<int:pk>/remove/", passkeys.remove_webauthn, "mfa_remove_webauthn"),
    _own_page("sessions/", sign_ins, "usersessions_list"),
    _page(
        "ways/",
        only_with_providers(login_required(takes_turns(lets_lead_to_providers(ways_to_sign_in)))),
        "ways-to-sign-in",
    ),
]
