"""allauth's forms on pages, with the same rules as its forms over HTTP."""

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms

from accounts.signing_in.inputs import OneSignUpForAnAddress, WholeCredential
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
