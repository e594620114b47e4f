"""allauth's pages where we answer differently: when two requests collide, and when somebody starts again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import CompletePasswordResetView
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from accounts.models import User
from accounts.services.account_changes import PROVED_ADDRESS
from accounts.signing_in.reset_codes import is_void


def answers_a_collision(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap a view so that it tells people another request was first, if the database refuses its write."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except IntegrityError:
            return render(request, "account/collision.html", status=409)

    return page


def starts_again(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap a view so that it shows the form, even if a sign-up or sign-in was begun in this browser and left."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD"):
            _drop_what_is_pending(request)
        return view(request, *args, **kwargs)

    return page


class CompletePasswordReset(CompletePasswordResetView):
    """Sets a new password, and drops whatever sign-in was begun before it.

    A code is void once the password was set anew in another way: then another one has to be asked for.
    """

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=self._process.user.pk)
            return self._refuse() if is_void(self.request.session, user) else self._reset(form)

    def _refuse(self) -> HttpResponse:
        self._process.abort()
        messages.error(self.request, "That code was for an earlier password. Ask for another one.")
        return redirect("account_reset_password")

    def _reset(self, form: Any) -> HttpResponse:
        setattr(self.request, PROVED_ADDRESS, self._process.state["email"])
        answer: HttpResponse = super().form_valid(form)
        _drop_what_is_pending(self.request)
        return answer


def _drop_what_is_pending(request: HttpRequest) -> None:
    if request.user.is_anonymous:
        clear_login(request)
        request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)
