"""The admin's door: allauth's sign-in, with a second factor, in a session that began as that of staff."""

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.totp.internal.flows import activate_totp
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import urlencode

from accounts.signing_in.forms import ActivateTOTPForm
from accounts.signing_in.next_pages import is_on_this_site
from accounts.signing_in.recent import gave_enough_for_staff, has_second_factor
from accounts.signing_in.staff_sessions import is_of_staff


class AdminSite(admin.AdminSite):
    site_header = site_title = "Clausewatch"
    enable_nav_sidebar = False  # it takes a fifth of the width, which the lists need

    def has_permission(self, request: HttpRequest) -> bool:
        """Admit active staff, in a session that began as that of staff, who gave a second factor in it."""
        return super().has_permission(request) and is_of_staff(request.session) and _gave_enough(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Redirect to the step that is missing; the admin has no form for a password."""
        target = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not is_on_this_site(request, target):
            target = reverse("admin:index")
        if self.has_permission(request):
            return redirect(target)
        user = request.user
        if user.is_authenticated and not (user.is_active and user.is_staff):
            raise PermissionDenied
        if user.is_authenticated and is_of_staff(request.session):
            return _to_second_factor(request, target)
        logout(request)
        return _redirect("account_login", target)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_reset_password")

    def password_change_done(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_reset_password")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:  # type: ignore[override]
        return super().admin_view(_with_readable_rows(view), cacheable)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Return the addresses, without "view on site": no row has a page, and Django fails on most ids."""
        urls = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        return [path("second-factor/", second_factor, name="second-factor"), *urls]


@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth's
def second_factor(request: HttpRequest) -> HttpResponse:
    """Let staff set up the second factor that the admin asks for. Setting it up counts as giving it in this session."""
    user = request.user
    if not user.is_authenticated or not user.is_staff or has_second_factor(user):
        return redirect("admin:index")
    kept = request.session.get(SECRET_SESSION_KEY)
    form = ActivateTOTPForm(data=request.POST or None, user=user)
    if kept:  # who comes back to the page has scanned this key, and would be shown another
        form.secret = request.session[SECRET_SESSION_KEY] = kept
    if request.method == "POST" and form.is_valid():
        authenticator, codes = activate_totp(request, form)
        post_authentication(request, authenticator)
        unused = codes.wrap().get_unused_codes() if codes else []
        return render(request, "admin/second_factor.html", {"codes": unused})
    url = get_mfa_adapter().build_totp_url(user, form.secret)
    picture = base64.b64encode(get_mfa_adapter().build_totp_svg(url).encode()).decode()
    return render(request, "admin/second_factor.html", {"form": form, "secret": form.secret, "picture": picture})


def _with_readable_rows(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse what can't be the key of a row, in an address, chosen for an action or asked for: Django fails on it."""
    owner = getattr(view, "__self__", None)
    if not isinstance(owner, admin.ModelAdmin):
        return view

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **named: Any) -> Any:
        if "object_id" in named and not _can_be_key(owner, unquote(named["object_id"])):
            raise Http404
        if not all(_can_be_key(owner, key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            owner.message_user(request, "Choose rows of this list.", messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        try:
            answer = view(request, *args, **named)
            return answer.render() if isinstance(answer, SimpleTemplateResponse) else answer
        except (OverflowError, ValueError, ValidationError) as error:
            if request.method != "GET" or not request.GET:
                raise
            raise BadRequest from error  # of a filter or a value to begin with, which Django hands on as it is

    return checked


def _can_be_key(owner: "admin.ModelAdmin[Any]", text: str) -> bool:
    key: Any = owner.opts.pk
    while key.is_relation:
        key = key.target_field
    try:
        key.run_validators(key.to_python(text))
    except ValidationError:
        return False
    return True


def _gave_enough(request: HttpRequest) -> bool:
    assert request.user.is_authenticated, "Looked at before."
    return gave_enough_for_staff(request.session, request.user)


def _to_second_factor(request: HttpRequest, target: str) -> HttpResponseRedirect:
    """Redirect to where the second factor is given again, or set up."""
    assert request.user.is_authenticated, "Looked at before."
    if not has_second_factor(request.user):
        return redirect("admin:second-factor")
    ways = get_adapter().get_reauthentication_methods(request.user, only="mfa_reauthenticate")
    return HttpResponseRedirect(f"{ways[0]['url']}?{urlencode({REDIRECT_FIELD_NAME: target})}")


def _redirect(name: str, target: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: target})}")
