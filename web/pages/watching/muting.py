"""Mutes a platform that the person watches, on all of their lists, and undoes that."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.models import WatchedPlatform
from alerts.watching.unsubscribing import mute, unmute
from web.pages.own_pages import is_yes, own_act, person_of, slug_of


@own_act
def mute_or_unmute(request: HttpRequest, slug: str) -> HttpResponse:
    """Mute a platform that the person watches, or unmute it, and lead back to the dashboard."""
    own = WatchedPlatform.objects.filter(user=person_of(request), platform__slug=slug_of(slug))
    row = get_object_or_404(own.select_related("user", "platform"))
    messages.success(request, set_mute(row, is_muted=is_yes(request, "muted"), now=timezone.now()))
    return redirect("dashboard")


def set_mute(row: WatchedPlatform, *, is_muted: bool, now: datetime) -> str:
    """Mute or unmute the platform, and return what to say of it."""
    if is_muted:
        mute(user=row.user, platform_ids=[row.platform_id], now=now)
        said = _("%(platform)s is muted: you get no alerts or digests about it. It keeps its place on your lists.")
    else:
        unmute(user=row.user, platform_ids=[row.platform_id])
        said = _("You get mail about %(platform)s again, also about changes that still waited when it was muted.")
    return said % {"platform": row.platform.name}
