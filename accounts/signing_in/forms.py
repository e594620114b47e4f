"""allauth's forms on pages, with the same rules as its forms over HTTP."""

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn import forms as webauthn_forms

from accounts.signing_in.inputs import OneSignUpForAnAddress, WholeCredential


class LoginForm(forms.LoginForm):
    def clean_login(self) -> str:
        return str(get_adapter().spell(self.cleaned_data["login"]))


class SignupForm(OneSignUpForAnAddress, forms.SignupForm):
    pass


class AuthenticateWebAuthnForm(WholeCredential, webauthn_forms.AuthenticateWebAuthnForm):
    pass


class LoginWebAuthnForm(WholeCredential, webauthn_forms.LoginWebAuthnForm):
    pass


class ReauthenticateWebAuthnForm(WholeCredential, webauthn_forms.ReauthenticateWebAuthnForm):
    pass
