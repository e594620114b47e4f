"""Pages of watchlists: all of them, one, a new one, and the settings, pause and end of one."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from alerts.models import Channel, WatchItem, Watchlist
from alerts.watching.watchlists import (
    MOST_WATCHLISTS,
    DefaultWatchlistStays,
    TooManyWatchlists,
    Wishes,
    change_watchlist,
    create_watchlist,
    default_watchlist,
    delete_watchlist,
    effective_cadence,
)
from billing.entitlements import Entitlement, Feature, TierRequired
from governance.category_words import category_in_words
from governance.sectors_and_types import in_words
from web.coded_words import spoken
from web.gates import gate_for
from web.pages.own_pages import is_yes, own_act, own_form, own_page, person_of, uuid_of
from web.pages.watching.caps import caps_of
from web.pages.watching.forms import CADENCES, SEVERITIES, WatchlistForm

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class ShownList:
    """A watchlist with its settings in words. `set_cadence` is what was chosen, where the tier allows less."""

    watchlist: Watchlist
    cadence: str
    set_cadence: str
    severity: str
    categories: list[str]
    document_types: list[str]


def shown_list(watchlist: Watchlist, held: Entitlement) -> ShownList:
    """Return the list with its settings in words."""
    told = effective_cadence(watchlist.cadence, held)
    return ShownList(
        watchlist,
        cadence=str(CADENCES[told]),
        set_cadence="" if told == watchlist.cadence else str(CADENCES[Watchlist.Cadence(watchlist.cadence)]),
        severity=str(SEVERITIES[watchlist.min_severity]),  # type: ignore[index]  # an IntegerChoices is an int
        categories=sorted(category_in_words(row.category) for row in watchlist.category_filters.all()),
        document_types=sorted(spoken(in_words(row.document_type)) for row in watchlist.document_type_filters.all()),
    )


def own_lists(user: User) -> "QuerySet[Watchlist]":
    """Return the person's lists with their filters, the oldest first."""
    own = Watchlist.objects.filter(user=user).select_related("user")
    return own.prefetch_related("category_filters", "document_type_filters").order_by("created_at", "pk")


def own_list(request: HttpRequest, list_id: UUID) -> Watchlist:
    """Return the list of this id if it is the person's own. Raises Http404."""
    return get_object_or_404(own_lists(person_of(request)), pk=list_id)


@own_page
def lists(request: HttpRequest) -> HttpResponse:
    """Show the person's lists with their settings, and how many the plan covers."""
    user, now = person_of(request), timezone.now()
    default_watchlist(user, now)
    caps = caps_of(user, now)
    rows = own_lists(user).annotate(item_count=Count("items"))[:MOST_WATCHLISTS]
    return render(
        request, "web/watching/lists.html", {"caps": caps, "lists": [shown_list(row, caps.entitlement) for row in rows]}
    )


@own_form
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new list, or why there can be none. POST makes it and leads to it."""
    user, now = person_of(request), timezone.now()
    default_watchlist(user, now)
    caps = caps_of(user, now)
    form = WatchlistForm(caps.entitlement, data=request.POST if request.method == "POST" else None)
    once = request.POST.get("once") or str(uuid4())
    if request.method == "POST" and form.is_valid():
        try:
            made = create_watchlist(user=user, wishes=form.wishes, now=now, made_as=uuid_of(once))
        except (TooManyWatchlists, TierRequired) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The list is made. Add the platforms that it is for."))
            return redirect("list-add", made.pk)
    gate = gate_for(user, Feature.ALERT_FILTERS, now)
    context = {"caps": caps, "form": form, "gate": gate, "once": once}
    return render(request, "web/watching/list_form.html", context, status=400 if form.errors else 200)


@own_form
def settings(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Show the form of a list's settings. POST changes them and leads back to the list."""
    user, now = person_of(request), timezone.now()
    watchlist, caps = own_list(request, list_id), caps_of(user, now)
    form = WatchlistForm(caps.entitlement, watchlist, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            change_watchlist(watchlist=watchlist, wishes=form.wishes, now=now)
        except TierRequired as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("list-page", list_id)
    gate = gate_for(user, Feature.ALERT_FILTERS, now)
    context = {"caps": caps, "form": form, "gate": gate, "watchlist": own_list(request, list_id)}
    return render(request, "web/watching/list_form.html", context, status=400 if form.errors else 200)


@own_act
def pause(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Pause the list, or resume it."""
    watchlist, is_paused = own_list(request, list_id), is_yes(request, "paused")
    change_watchlist(watchlist=watchlist, wishes=Wishes(paused=is_paused), now=timezone.now())
    said = (
        _("The list is paused. Nothing on it is told until you resume it.") if is_paused else _("The list is active.")
    )
    messages.success(request, said)
    return redirect("list-page", list_id)


@own_form
def delete(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Say what deleting the list means. POST deletes it and leads to the others."""
    watchlist = own_list(request, list_id)
    if request.method == "POST":
        try:
            delete_watchlist(watchlist=watchlist, now=timezone.now())
        except DefaultWatchlistStays as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The list “%(name)s” is deleted.") % {"name": watchlist.name})
        return redirect("lists")
    elsewhere = WatchItem.objects.filter(watchlist__user=watchlist.user_id).exclude(watchlist=watchlist)
    left = watchlist.items.exclude(platform__in=elsewhere.values("platform")).order_by("platform__name")
    context = {
        "watchlist": watchlist,
        "item_count": watchlist.items.count(),
        "left": list(left.values_list("platform__name", flat=True)[:MOST_NAMED]),
        "left_count": left.count(),
        "channels": Channel.objects.filter(watchlist_choices__watchlist=watchlist).order_by("made_at", "pk"),
    }
    return render(request, "web/watching/list_delete.html", context)
