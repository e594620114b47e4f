"""The page on which a person asks for a platform that isn't here, and sees what became of what they asked for."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.models.platform_requests import LONGEST_ADDRESS, LONGEST_NAME
from alerts.watching.platform_requests import (
    NotAPlatform,
    PlatformIsHere,
    TooManyPlatformRequests,
    ask_for_platform,
    own_askings,
)
from web.pages.form_fields import OneLineField
from web.pages.own_pages import own_form, person_of

MOST_SHOWN = 100


class PlatformAskedFor(forms.Form):
    """A platform or document that is missing. What its address may be the service says."""

    name = OneLineField(label=gettext_lazy("What it is called"), max_length=LONGEST_NAME)
    url = forms.CharField(
        label=gettext_lazy("Where its terms stand, or its front page"),
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )


@own_form
def asked_platforms(request: HttpRequest) -> HttpResponse:
    """Show what the person asked for, and a form to ask for more. POST asks; asking twice is asking once."""
    user = person_of(request)
    if request.method == "POST":
        form = PlatformAskedFor(request.POST)
        if form.is_valid():
            try:
                _asking, is_new = ask_for_platform(user=user, now=timezone.now(), **form.cleaned_data)
            except NotAPlatform as refused:
                form.add_error(refused.field, str(refused))
            except PlatformIsHere as here:
                messages.info(request, str(here))
                return redirect("platform-page", here.platform)
            except TooManyPlatformRequests as full:
                form.add_error(None, str(full))
            else:
                said = _("Noted. You are told once when it is added.") if is_new else _("You asked for it before.")
                messages.success(request, said)
                return redirect("asked-platforms")
    else:
        form = PlatformAskedFor(initial={"name": request.GET.get("name", "")[:LONGEST_NAME]})
    context = {"form": form, "askings": own_askings(user.pk).order_by("-asked_at", "-id")[:MOST_SHOWN]}
    return render(request, "web/watching/asked_platforms.html", context, status=400 if form.errors else 200)
