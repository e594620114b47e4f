"""allauth's forms on pages, with the same rules as its forms over HTTP."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_one_line
from accounts.signing_in.inputs import OneSignUpForAnAddress, WholeCredential, WholeNewCredential
from accounts.signing_in.one_use import CountsWrongCodes, SpendsCode


class LoginForm(forms.LoginForm):
    def clean_login(self) -> str:
        return str(get_adapter().spell(self.cleaned_data["login"]))


class SignupForm(OneSignUpForAnAddress, forms.SignupForm):
    pass


class AuthenticateForm(CountsWrongCodes, mfa_forms.AuthenticateForm):
    pass


class ReauthenticateForm(CountsWrongCodes, mfa_forms.ReauthenticateForm):
    pass


class ActivateTOTPForm(SpendsCode, totp_forms.ActivateTOTPForm):
    pass


class AuthenticateWebAuthnForm(WholeCredential, webauthn_forms.AuthenticateWebAuthnForm):
    pass


class LoginWebAuthnForm(WholeCredential, webauthn_forms.LoginWebAuthnForm):
    pass


class ReauthenticateWebAuthnForm(WholeCredential, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


class ChangePasswordForm(forms.ChangePasswordForm):
    keep_api_keys = django_forms.BooleanField(
        label=_("Keep my API keys"),
        required=False,
        help_text=_("Otherwise they are revoked with the old password, as every other sign-in is."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["oldpassword"].label = _("Present password")
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password again")


class AddWebAuthnForm(WholeNewCredential, webauthn_forms.AddWebAuthnForm):
    name = django_forms.CharField(
        label=_("Name"), required=False, max_length=100, help_text=_("Where the passkey is, such as “Phone”.")
    )
    passwordless = django_forms.BooleanField(
        label=_("Sign in with it alone, without the password"),
        required=False,
        help_text=_("The device asks for a finger, a face or a PIN instead. Otherwise it is a second step only."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["name"] = ""  # who gives none gets one that we give


class EditWebAuthnForm(webauthn_forms.EditWebAuthnForm):
    name = django_forms.CharField(label=_("Name"), max_length=100, validators=[validate_one_line])
