"""The page of the providers that a person signs in by, and what stands in for a password where there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.services.connections import LastWayIn, disconnect, name_of_provider
from accounts.signing_in.recent import missing_factors
from accounts.zones import zone_of
from web.pages.confirm_first import ask_first, confirm_url, is_recent

_WAYS = reverse_lazy("ways-to-sign-in")
_LARGEST_KEY = 2**31 - 1


class OneConnectionForm(forms.Form):
    """The connection that is to be ended."""

    connection = forms.IntegerField(min_value=1, max_value=_LARGEST_KEY)


@dataclass(frozen=True, slots=True)
class ShownConnection:
    """A provider that a person has connected."""

    id: int
    name: str
    address: str
    made_at: datetime

    @classmethod
    def of(cls, row: SocialAccount) -> "ShownConnection":
        return cls(row.pk, name_of_provider(row.provider), row.extra_data.get("email", ""), row.date_joined)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ways_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Show which providers are connected, and which can be. POST disconnects one."""
    user = request.user
    assert isinstance(user, User)
    if request.method == "POST":
        return _disconnected(request, user) if is_recent(request) else ask_first(request, str(_WAYS))
    rows = SocialAccount.objects.filter(user=user).order_by("date_joined", "pk")
    context = {
        "zone": zone_of(user.timezone),
        "connections": [ShownConnection.of(row) for row in rows],
        "providers": settings.SIGN_IN_PROVIDERS,
        "is_recent": is_recent(request),
        "confirm_url": confirm_url(str(_WAYS)),
    }
    return render(request, "socialaccount/ways.html", context)


def _disconnected(request: HttpRequest, user: User) -> HttpResponse:
    form = OneConnectionForm(request.POST)
    try:
        chosen = form.cleaned_data["connection"] if form.is_valid() else 0
        name = disconnect(user=user, connection_id=chosen, now=timezone.now())
    except LastWayIn as error:
        messages.error(request, str(error))
    else:
        if name:
            messages.success(request, _("You can’t sign in with {name} any more.").format(name=name))
    return redirect("ways-to-sign-in")


def confirms_without_password(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap the page that asks for the password: who has none signs in by a provider again, or sets one by a reset."""

    @wraps(view)
    def page(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User) or user.has_usable_password():
            return view(request, *args, **named)
        if "password" not in missing_factors(request.session, user, timezone.now()):
            return view(request, *args, **named)
        own = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))
        providers = [one for one in settings.SIGN_IN_PROVIDERS if one.id in own]
        shown = {"providers": providers, "next": get_next_redirect_url(request) or ""}
        return render(request, "socialaccount/confirm.html", shown)

    return page
