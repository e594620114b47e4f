"""A watchlist with its platforms: each with its state, and what is done with it; and platforms added by search."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.models import Channel, WatchedPlatform, WatchItem, Watchlist
from alerts.watching import own_order
from alerts.watching.own_order import inactive_reason
from alerts.watching.watchlists import WatchlistFull, follow_successor, unwatch, watch_platform
from governance.api.platforms import LONGEST_SEARCH, search_platforms
from governance.models import Platform
from governance.monitoring import Monitoring, monitoring_of
from web.pages.own_pages import own_act, own_form, own_page, person_of, rows_after, slug_of
from web.pages.watching.caps import Caps, caps_of
from web.pages.watching.lists import own_list, shown_list
from web.pages.watching.muting import set_mute

ITEMS_A_PAGE = 100
MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A platform on a list; `reason` is why it brings no mail, empty where it does."""

    item: WatchItem
    reason: str
    monitoring: Monitoring
    is_muted: bool = False


@dataclass(frozen=True, slots=True)
class FoundPlatform:
    """A platform that was searched for. `is_free` tells that the plan covers it already, by another list."""

    platform: Platform
    monitoring: Monitoring
    is_listed: bool
    is_free: bool


class PlatformSearch(forms.Form):
    """The name to search platforms by."""

    q = forms.CharField(label=gettext_lazy("Name of the platform"), max_length=LONGEST_SEARCH)


@own_page
def watchlist(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Show a list with its platforms, the earliest added first."""
    found, now = own_list(request, list_id), timezone.now()
    caps = caps_of(found.user, now)
    items = found.items.select_related("platform__successor")
    page = rows_after(
        items, known=found.items.all(), by="added_at", after=request.GET.get("after", ""), size=ITEMS_A_PAGE
    )
    removed = Platform.objects.filter(slug=slug_of(request.GET.get("removed", ""))).first()
    context = {
        "shown": shown_list(found, caps.entitlement),
        "watchlist": found,
        "caps": caps,
        "items": _shown(found, page.rows, caps, now),
        "item_count": found.items.count(),
        "after": page.after,
        "removed": removed if removed and not found.items.filter(platform=removed).exists() else None,
        "channels": Channel.objects.filter(watchlist_choices__watchlist=found).order_by("made_at", "pk"),
    }
    return render(request, "web/watching/list.html", context)


def _shown(watchlist: Watchlist, items: list[WatchItem], caps: Caps, now: datetime) -> list[ShownItem]:
    keys = [item.platform_id for item in items]
    places, monitoring = own_order.places(watchlist.user, keys), monitoring_of(keys, now)
    return [
        ShownItem(
            item,
            _reason(watchlist, places[item.platform_id], caps),
            monitoring[item.platform_id],
            places[item.platform_id].muted_at is not None,
        )
        for item in items
        if item.platform_id in places
    ]


def _reason(watchlist: Watchlist, place: WatchedPlatform, caps: Caps) -> str:
    is_muted = place.muted_at is not None
    cap = caps.plan.platforms
    return inactive_reason(position=place.position, paused=watchlist.paused, muted=is_muted, cap=cap) or ""


@own_form
def add(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Show the platforms that a search found. POST puts one on the list and leads back to it, or says why not."""
    found, now = own_list(request, list_id), timezone.now()
    if request.method == "POST":
        return _add(request, found, request.POST.get("platform", ""), now)
    search = PlatformSearch(request.GET if "q" in request.GET else None)
    is_asked = search.is_bound and search.is_valid()
    rows = (
        list(search_platforms(words=search.cleaned_data["q"], sector="", document_type="")[: MOST_FOUND + 1])
        if is_asked
        else []
    )
    context = {
        "watchlist": found,
        "caps": caps_of(found.user, now),
        "search": search,
        "is_asked": is_asked,
        "rows": _found(found, rows[:MOST_FOUND], now),
        "has_more": len(rows) > MOST_FOUND,
    }
    return render(request, "web/watching/list_add.html", context)


def _found(watchlist: Watchlist, platforms: list[Platform], now: datetime) -> list[FoundPlatform]:
    keys = [platform.pk for platform in platforms]
    monitoring = monitoring_of(keys, now)
    listed = set(watchlist.items.filter(platform__in=keys).values_list("platform", flat=True))
    held = own_order.places(watchlist.user, keys)
    return [FoundPlatform(one, monitoring[one.pk], one.pk in listed, one.pk in held) for one in platforms]


def _add(request: HttpRequest, watchlist: Watchlist, slug: str, now: datetime) -> HttpResponse:
    platform = get_object_or_404(Platform, slug=slug_of(slug))
    try:
        _item, is_new = watch_platform(watchlist=watchlist, platform=platform, now=now)
    except WatchlistFull as full:
        messages.error(request, str(full))
        return redirect(
            f"{reverse('list-add', args=[watchlist.pk])}?{urlencode({'q': platform.name[:LONGEST_SEARCH]})}"
        )
    names = {"platform": platform.name, "list": watchlist.name}
    said = _("“%(list)s” watches %(platform)s now.") if is_new else _("“%(list)s” watches %(platform)s already.")
    messages.success(request, said % names)
    return redirect("list-page", watchlist.pk)


@own_act
def item(request: HttpRequest, list_id: UUID, item_id: UUID) -> HttpResponse:
    """Take a platform off the list, put it first, mute or unmute it, or move the watch to its successor."""
    own = WatchItem.objects.filter(watchlist__user=person_of(request), watchlist=list_id)
    found, now = (
        get_object_or_404(own.select_related("watchlist__user", "platform__successor"), pk=item_id),
        timezone.now(),
    )
    back, act = reverse("list-page", args=[list_id]), request.POST.get("act")
    names = {"platform": found.platform.name, "list": found.watchlist.name}
    if act not in ("remove", "first", "mute", "unmute", "follow"):
        raise BadRequest("No such act.")
    if act == "remove":
        unwatch(item=found, now=now)
        messages.success(request, _("%(platform)s is taken off “%(list)s”.") % names)
        return redirect(f"{back}?{urlencode({'removed': found.platform.slug})}")
    if act == "first":
        own_order.activate(item=found, now=now)
        messages.success(request, _("%(platform)s is the first of your platforms now, and stays active.") % names)
    if act in ("mute", "unmute"):
        places = WatchedPlatform.objects.select_related("user", "platform")
        place = get_object_or_404(places, user=person_of(request), platform=found.platform_id)
        messages.success(request, set_mute(place, is_muted=act == "mute", now=now))
    if act == "follow" and found.platform.successor is not None:
        follow_successor(user=found.watchlist.user, platform=found.platform, now=now)
        said = _("You watch %(successor)s now in place of %(platform)s, on every list.")
        messages.success(request, said % (names | {"successor": found.platform.successor.name}))
    return redirect(back)
