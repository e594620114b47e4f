"""allauth's API forms, extended: one spelling of an address, the same answers for everybody, whole credentials."""

import struct
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.headless.account import inputs
from allauth.headless.internal.restkit.inputs import BooleanField, CharField
from allauth.headless.mfa import inputs as mfa_inputs
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts.models import User, validate_one_line
from accounts.signing_in.one_use import CountsWrongCodes, SpendsCode

_BAD_CREDENTIAL = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, TypeError, ValueError),
    *(InvalidSignature, UnsupportedAlgorithm, struct.error),
)
"""What a malformed or wrongly signed credential makes the parsers of fido2 raise."""


class Login(inputs.LoginInput):
    def clean_email(self) -> str:
        return str(get_adapter().spell(self.cleaned_data["email"]))


class OneSignUpForAnAddress:
    """Lets one of several simultaneous sign-ups with an address make the account.

    The others are answered as if the account had existed before.
    """

    account_already_exists: bool

    def try_save(self, request: HttpRequest) -> Any:
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)  # type: ignore[misc]
            except IntegrityError:
                self.account_already_exists = True
        return super().try_save(request)  # type: ignore[misc]


class Signup(OneSignUpForAnAddress, inputs.SignupInput):
    def clean_password(self) -> str:
        """Refuse what is too much like the address, as every other door does."""
        person = User(email=self.cleaned_data.get("email", ""))
        return str(get_adapter().clean_password(self.cleaned_data["password"], user=person))


class Authenticate(CountsWrongCodes, mfa_inputs.AuthenticateInput):
    pass


class Reauthenticate(CountsWrongCodes, mfa_inputs.ReauthenticateInput):
    pass


class ActivateTOTP(SpendsCode, mfa_inputs.ActivateTOTPInput):
    pass


class _ChosenEmail:
    """One of the person's addresses, in any spelling."""

    def clean_email(self) -> Any:
        self.cleaned_data["email"] = get_adapter().spell(self.cleaned_data["email"])  # type: ignore[attr-defined]
        return super().clean_email()  # type: ignore[misc]


class DeleteEmail(_ChosenEmail, inputs.DeleteEmailInput):
    pass


class MarkAsPrimaryEmail(_ChosenEmail, inputs.MarkAsPrimaryEmailInput):
    pass


class ResendEmailVerification(_ChosenEmail, inputs.ResendEmailVerificationInput):
    def clean_email(self) -> Any:
        """Refuse an address that is verified: its code could not be used, and would count as a mail to it."""
        chosen = super().clean_email()
        if chosen.verified:
            raise ValidationError("This address is verified already.", code="email_verified")
        return chosen


class ChangePassword(inputs.ChangePasswordInput):
    keep_api_keys = BooleanField(required=False)


class ResetPassword(inputs.ResetPasswordInput):
    def clean(self) -> Any:
        if "key" in self.errors:  # what is said of the password would tell that somebody has the address
            return self.cleaned_data
        return super().clean()


class WholeCredential:
    """Refuses a credential that is incomplete or not rightly signed as an incorrect one."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except _BAD_CREDENTIAL as error:
            raise get_adapter().validation_error("incorrect_code") from error


class WholeNewCredential:
    """Refuses a new credential that is incomplete as an incorrect one."""

    cleaned_data: dict[str, Any]

    def clean_name(self) -> str:
        """Return the name, or one that we give: a passkey that is stored in a device isn't refused for its name."""
        try:
            validate_one_line(self.cleaned_data["name"])
        except ValidationError:
            self.cleaned_data["name"] = ""
        return str(super().clean_name())  # type: ignore[misc]

    def clean(self) -> Any:
        try:
            return super().clean()  # type: ignore[misc]
        except _BAD_CREDENTIAL as error:
            raise get_adapter().validation_error("incorrect_code") from error


class AddWebAuthn(WholeNewCredential, mfa_inputs.AddWebAuthnInput):
    pass


class UpdateWebAuthn(mfa_inputs.UpdateWebAuthnInput):
    name = CharField(required=True, max_length=100, validators=[validate_one_line])


class AuthenticateWebAuthn(WholeCredential, mfa_inputs.AuthenticateWebAuthnInput):
    pass


class LoginWebAuthn(WholeCredential, mfa_inputs.LoginWebAuthnInput):
    pass


class ReauthenticateWebAuthn(WholeCredential, mfa_inputs.ReauthenticateWebAuthnInput):
    pass
