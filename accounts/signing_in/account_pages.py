"""allauth's pages that change an account, under the rules of its API views here: one at a time, whole sign-ins."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.account_changes import KEEPS_KEYS
from accounts.signing_in.forms import ChangePasswordForm
from accounts.signing_in.held import SignInEnded, hold_sign_in
from accounts.signing_in.recent import missing_factors

_View = Callable[..., HttpResponseBase]
_LARGEST_KEY = 2**63 - 1


def takes_turns(view: _View) -> _View:
    """Wrap a page of who is signed in: requests that change one account come one after the other.

    One whose sign-in ended while it waited changes nothing, and is led to signing in.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD") or not isinstance(request.user, User):
            return view(request, *args, **named)
        try:
            with transaction.atomic():
                request.user = hold_sign_in(request.session, request.user)
                return view(request, *args, **named)
        except SignInEnded:
            logout(request)
            return redirect("account_login")

    return page


def verifies_once(view: _View) -> _View:
    """Wrap the page of the code, for who is signed in: another request may have used or replaced the code meanwhile."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        is_own = request.method == "POST" and request.user.is_authenticated
        if is_own and _waits_for(type(request.session)(request.session.session_key)) != _waits_for(request.session):
            return render(request, "account/collision.html", status=409)
        answer = view(request, *args, **named)
        if is_own:
            request.session.save()
        return answer

    return page


def _waits_for(session: Any) -> dict[str, Any]:
    return session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY) or {}


class AddressesPage(views.EmailView):
    """Adds an address by a code that is mailed to it, chooses the one that mails go to, and removes others.

    A code is asked for by adding the address again; only what is not verified gets one.
    """

    def post(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if "action_send" in request.POST:
            return redirect("account_email")
        answer: HttpResponse = super().post(request, *args, **named)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        kept = _waits_for(type(self.request.session)(self.request.session.session_key))
        address = form.cleaned_data["email"]
        if kept.get("email") == address and kept != _waits_for(self.request.session):
            return redirect("account_email_verification_sent")  # another request has just mailed it
        answer: HttpResponse = super().form_valid(form)
        self.request.session.save()
        return answer


class PasswordPage(views.PasswordChangeView):
    """Changes the password after the present one and, unless it was given lately, every other factor.

    Who lacks a factor gives it first: the passwords of a request aren't kept meanwhile.
    """

    form_class = ChangePasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> Any:
        user = request.user
        assert isinstance(user, User), "The page is for who is signed in."
        if not user.has_usable_password():
            return redirect("account_reset_password")
        if missing_factors(request.session, user, timezone.now(), password_proved=True):
            where = urlencode({"next": request.path})
            return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{where}")
        return super().dispatch(request, *args, **named)

    def form_valid(self, form: Any) -> HttpResponse:
        setattr(self.request, KEEPS_KEYS, form.cleaned_data["keep_api_keys"])
        answer: HttpResponse = super().form_valid(form)
        return answer


class OneSessionForm(forms.Form):
    """The sign-in that is to be ended."""

    session = forms.IntegerField(min_value=1, max_value=_LARGEST_KEY)


class SignInsPage(ListUserSessionsView):
    """Lists where the person is signed in, and ends one other sign-in or all others; signing out ends this one."""

    def post(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if "session" not in request.POST:
            answer: HttpResponse = super().post(request, *args, **named)
            return answer
        form = OneSessionForm(request.POST)
        chosen = (
            UserSession.objects.filter(user=request.user, pk=form.cleaned_data["session"]) if form.is_valid() else ()
        )
        for one in chosen:
            if not one.is_current():
                one.end()
                messages.success(request, _("That sign-in has ended."))
        return redirect("usersessions_list")


email_addresses = login_required(AddressesPage.as_view())
change_password = login_required(PasswordPage.as_view())
sign_ins = login_required(SignInsPage.as_view())
