"""allauth's API views where we answer differently: simultaneous requests, malformed ones, unknown addresses."""

import json
from collections.abc import Callable
from functools import partial
from math import ceil
from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
    EmailVerificationProcess,
)
from allauth.account.internal.flows.password_reset_by_code import PASSWORD_RESET_VERIFICATION_SESSION_KEY
from allauth.account.internal.stagekit import get_pending_stage
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.headless.account import views
from allauth.headless.account.response import RequestEmailVerificationResponse
from allauth.headless.base.response import AuthenticationResponse, ConflictResponse, RateLimitResponse
from allauth.headless.base.views import ConfigView
from allauth.headless.internal.restkit.response import APIResponse, ErrorResponse
from allauth.headless.mfa import views as mfa_views
from django.contrib.auth import logout
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone

from accounts.limits.of_a_request import note_wait
from accounts.models import User
from accounts.services.account_changes import KEEPS_KEYS, PROVED_ADDRESS
from accounts.signing_in import inputs
from accounts.signing_in.held import SignInEnded, hold_sign_in
from accounts.signing_in.recent import missing_factors
from accounts.signing_in.reset_codes import is_void


class _OneAtATime:
    """Lets requests that change one account take turns, so each sees what the one before has left.

    A write that the database still refuses is a 409. Not for requests that send mail.
    """

    takes_turns: ClassVar[frozenset[str]] = frozenset({"POST", "PUT", "PATCH", "DELETE"})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in self.takes_turns:
            return self._answer(request, *args, **kwargs)
        try:
            with transaction.atomic():
                self._take_turn(request)
                return self._answer(request, *args, **kwargs)
        except SignInEnded:
            return _signed_out(request)
        except IntegrityError:
            return ConflictResponse(request)

    def _take_turn(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            request.user = hold_sign_in(request.session, request.user)
        elif (stage := get_pending_stage(request)) and stage.login.user:
            User.objects.select_for_update().get(pk=stage.login.user.pk)

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class _SaysWhy:
    """Adds words to a 429; backend.request_limits adds how long to wait."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except ImmediateHttpResponse as interruption:
            answer = interruption.response
        return _too_often(request) if isinstance(answer, RateLimitResponse) else answer


def _too_often(
    request: HttpRequest, message: str = "This was asked for too often. Wait a while, then try again."
) -> HttpResponse:
    return APIResponse(request, errors=[{"message": message, "code": "too_many_requests"}], status=429)


def _no_more_codes(request: HttpRequest) -> HttpResponse | None:
    """Return the refusal if the waiting address may get no more codes now, else None.

    allauth would answer as if no code were waited for. The last code stays valid for its time.
    """
    process = EmailVerificationProcess.resume(request)
    if process is None or process.can_resend:
        return None
    left = process.state["at"] + process.timeout - timezone.now().timestamp()
    note_wait(request, max(1, ceil(left)))
    return _too_often(request, "No more codes are sent for now. Enter the newest one, or sign in to be sent another.")


def _signed_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return AuthenticationResponse(request)


def _take_turn(request: HttpRequest, user: Any) -> None:
    """Wait until another request about this person's addresses is done. Called in a transaction.

    Raises SignInEnded if the request was signed in and no longer is.
    """
    if request.user.is_authenticated:
        hold_sign_in(request.session, request.user)
    elif user:
        User.objects.select_for_update().get(pk=user.pk)


def _overtaken_by(request: HttpRequest) -> dict[str, Any] | None:
    """Return what the session waits for now, if another request changed it after this one had read the session."""
    kept = type(request.session)(request.session.session_key)
    waits_for: dict[str, Any] = kept.get(EMAIL_VERIFICATION_CODE_SESSION_KEY) or {}
    return waits_for if waits_for != (request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY) or {}) else None


def _send_once(
    request: HttpRequest,
    user: Any,
    address: str,
    send: Callable[[], HttpResponse],
    was_sent: Callable[[], HttpResponse],
) -> HttpResponse:
    """Answer with `was_sent` if another request at the same moment has mailed this address a code, else `send` one."""
    try:
        with transaction.atomic():
            _take_turn(request, user)
            faster = _overtaken_by(request)
            if faster and faster.get("email") == address:
                return was_sent()
            answer = send()
            request.session.save()
            return answer
    except SignInEnded:
        return _signed_out(request)


class Config(ConfigView):
    """Says how one signs in here, without other providers: those are for browsers."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = json.loads(super().get(request, *args, **kwargs).content)
        del answer["data"]["socialaccount"]
        return JsonResponse(answer)


class Login(_SaysWhy, views.LoginView):
    input_class = inputs.Login


class RequestPasswordReset(_SaysWhy, views.RequestPasswordResetView):
    pass


class Signup(_SaysWhy, views.SignupView):
    input_class: ClassVar[Any] = {"POST": inputs.Signup}


class VerifyEmail(_SaysWhy, views.VerifyEmailView):
    """Lets one of two people who verify an address at the same moment have it. A code signs in once."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                _take_turn(request, self.process.user)
                if _overtaken_by(request) is not None:
                    return ConflictResponse(request)
                answer: HttpResponse = super().post(request, *args, **kwargs)
                request.session.save()
        except SignInEnded:
            return _signed_out(request)
        except IntegrityError:
            return ErrorResponse(request, exception=get_adapter().validation_error("email_taken"))
        # allauth's answer where the address was verified meanwhile
        return ConflictResponse(request) if answer.status_code == 500 else answer


class ResendCode(_SaysWhy, views.ResendEmailVerificationCodeView):
    """Answers a request for too many codes by saying so; allauth would say that no code was waited for."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        process = EmailVerificationProcess.resume(request)
        if process is None:
            return super().post(request, *args, **kwargs)
        return _no_more_codes(request) or _send_once(
            request,
            process.user,
            process.email,
            send=partial(super().post, request, *args, **kwargs),
            was_sent=partial(APIResponse, request),
        )


class ResetPassword(views.ResetPasswordView):
    """Answers the same whether or not the address has an account.

    A code is good for one reset, and void once the password was set anew in another way.
    """

    input_class = inputs.ResetPassword

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.process.user:
            return super().get(request, *args, **kwargs)
        wrong = views.ResetPasswordKeyInput({"key": request.headers.get("X-Password-Reset-Key", "")}, code="")
        self.process.record_invalid_attempt()
        return ErrorResponse(request, input=wrong)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=self.input.user.pk)
            kept = type(request.session)(request.session.session_key)
            if PASSWORD_RESET_VERIFICATION_SESSION_KEY not in kept or is_void(kept, user):
                return ConflictResponse(request)
            setattr(request, PROVED_ADDRESS, self.process.state["email"])
            answer: HttpResponse = super().post(request, *args, **kwargs)
            request.session.save()
        return answer


class ChangePassword(_OneAtATime, views.ChangePasswordView):
    """Changes the password after the present one and, unless it was given lately, every other factor."""

    input_class = inputs.ChangePassword

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert request.user.is_authenticated, "Looked at by allauth's view."
        if missing_factors(request.session, request.user, timezone.now(), password_proved=True):
            raise ReauthenticationRequired
        setattr(request, KEEPS_KEYS, self.input.cleaned_data["keep_api_keys"])
        return super().post(request, *args, **kwargs)


class ManageEmail(_SaysWhy, _OneAtATime, views.ManageEmailView):
    """Of requests that overlap one mails a code; one that comes when it is done asks for another, which is capped."""

    takes_turns = frozenset({"PATCH", "DELETE"})  # POST and PUT, which send a code, do so by themselves
    input_class: ClassVar[Any] = {
        "POST": views.AddEmailInput,
        "PUT": inputs.ResendEmailVerification,
        "DELETE": inputs.DeleteEmail,
        "PATCH": inputs.MarkAsPrimaryEmail,
    }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _send_once(
            request,
            self.user,
            self.input.cleaned_data["email"],
            send=partial(super().post, request, *args, **kwargs),
            was_sent=self._respond_email_list,
        )

    def put(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = _no_more_codes(request) if self.input.process else None
        return refusal or _send_once(
            request,
            self.user,
            self.input.cleaned_data["email"].email,
            send=partial(super().put, request, *args, **kwargs),
            was_sent=partial(RequestEmailVerificationResponse, request, verification_sent=True),
        )


class Authenticate(_SaysWhy, _OneAtATime, mfa_views.AuthenticateView):
    input_class = inputs.Authenticate


class Reauthenticate(_SaysWhy, _OneAtATime, mfa_views.ReauthenticateView):
    input_class = inputs.Reauthenticate


class ManageTOTP(_OneAtATime, mfa_views.ManageTOTPView):
    input_class: ClassVar[Any] = {"POST": inputs.ActivateTOTP}


class ManageRecoveryCodes(_OneAtATime, mfa_views.ManageRecoveryCodesView):
    pass


class ManageWebAuthn(_OneAtATime, mfa_views.ManageWebAuthnView):
    input_class: ClassVar[Any] = {
        "POST": inputs.AddWebAuthn,
        "PUT": inputs.UpdateWebAuthn,
        "DELETE": mfa_views.DeleteWebAuthnInput,
    }


class AuthenticateWebAuthn(_OneAtATime, mfa_views.AuthenticateWebAuthnView):
    input_class: ClassVar[Any] = {"POST": inputs.AuthenticateWebAuthn}


class ReauthenticateWebAuthn(_OneAtATime, mfa_views.ReauthenticateWebAuthnView):
    input_class: ClassVar[Any] = {"POST": inputs.ReauthenticateWebAuthn}


class LoginWebAuthn(mfa_views.LoginWebAuthnView):
    input_class: ClassVar[Any] = {"POST": inputs.LoginWebAuthn}
