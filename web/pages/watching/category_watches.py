"""Pages of category watches: what is watched over all platforms, and the settings, pause and end of one."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from alerts.models import CategoryWatch, Watchlist
from alerts.watching.category_watches import (
    MOST_CATEGORY_WATCHES,
    CategoryWatchDiffers,
    CategoryWishes,
    TooManyCategoryWatches,
    change_category_watch,
    delete_category_watch,
    watch_category,
)
from billing.entitlements import Feature, for_request, for_user
from governance.category_words import category_in_words
from governance.sectors_and_types import in_words
from web.coded_words import spoken
from web.gates import gate_for
from web.pages.own_pages import is_yes, own_act, own_form, own_page, person_of, refused_by_plan
from web.pages.watching.forms import CADENCES, SEVERITIES, CategoryWatchForm


@dataclass(frozen=True, slots=True)
class ShownCategoryWatch:
    """A category watch with its name and settings in words."""

    watch: CategoryWatch
    name: str
    cadence: str
    severity: str
    document_types: list[str]


def _shown(watch: CategoryWatch) -> ShownCategoryWatch:
    return ShownCategoryWatch(
        watch,
        name=category_in_words(watch.category),
        cadence=str(CADENCES[Watchlist.Cadence(watch.cadence)]),
        severity=str(SEVERITIES[watch.min_severity]),  # type: ignore[index]  # an IntegerChoices is an int
        document_types=sorted(spoken(in_words(row.document_type)) for row in watch.document_type_filters.all()),
    )


def own_category_watches(user: User) -> "QuerySet[CategoryWatch]":
    """Return the person's category watches, the oldest first."""
    own = CategoryWatch.objects.filter(user=user).select_related("user").prefetch_related("document_type_filters")
    return own.order_by("created_at", "pk")


def _own(request: HttpRequest, watch_id: UUID) -> CategoryWatch:
    return get_object_or_404(own_category_watches(person_of(request)), pk=watch_id)


@own_page
def category_watches(request: HttpRequest) -> HttpResponse:
    """Show the person's category watches. Without the feature those that they have are named, and can be deleted."""
    user = person_of(request)
    rows = [_shown(watch) for watch in own_category_watches(user)]
    context = {
        "gate": gate_for(user, Feature.CATEGORY_WATCHES, timezone.now()),
        "watches": rows,
        "most": MOST_CATEGORY_WATCHES,
        "is_full": len(rows) >= MOST_CATEGORY_WATCHES,
    }
    return render(request, "web/watching/category_watches.html", context)


@own_form
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new category watch; `?category=` chooses one. POST makes it and leads to all of them."""
    user, now = person_of(request), timezone.now()
    if not for_user(user, now).has(Feature.CATEGORY_WATCHES):
        return refused_by_plan(request, "category-watches")
    posted = request.POST if request.method == "POST" else None
    form = CategoryWatchForm(for_request(request, now), data=posted, category=request.GET.get("category", ""))
    if form.is_valid():
        category = form.cleaned_data["category"]
        try:
            watch_category(user=user, category=category, wishes=form.wishes, now=now)
        except CategoryWatchDiffers as known:
            messages.error(request, _("You watch this category already. These are its settings."))
            return redirect("category-watch", known.category_watch)
        except TooManyCategoryWatches as full:
            form.add_error(None, str(full))
        else:
            said = _("You watch “%(name)s” on all platforms now.")
            messages.success(request, said % {"name": category_in_words(category)})
            return redirect("category-watches")
    context = {"form": form, "count": own_category_watches(user).count(), "most": MOST_CATEGORY_WATCHES}
    return render(request, "web/watching/category_watch_form.html", context, status=400 if form.errors else 200)


@own_form
def settings(request: HttpRequest, watch_id: UUID) -> HttpResponse:
    """Show the settings of a category watch. POST changes them and leads to all of them."""
    watch, now = _own(request, watch_id), timezone.now()
    if not for_user(watch.user, now).has(Feature.CATEGORY_WATCHES):
        return refused_by_plan(request, "category-watches")
    form = CategoryWatchForm(for_request(request, now), watch, request.POST if request.method == "POST" else None)
    if form.is_valid():
        change_category_watch(watch=watch, wishes=form.wishes, now=now)
        messages.success(request, _("The settings are saved."))
        return redirect("category-watches")
    context = {"form": form, "shown": _shown(watch)}
    return render(request, "web/watching/category_watch_form.html", context, status=400 if form.errors else 200)


@own_act
def pause(request: HttpRequest, watch_id: UUID) -> HttpResponse:
    """Pause the category watch, or resume it."""
    watch, now = _own(request, watch_id), timezone.now()
    if not for_user(watch.user, now).has(Feature.CATEGORY_WATCHES):
        return refused_by_plan(request, "category-watches")
    is_paused = is_yes(request, "paused")
    change_category_watch(watch=watch, wishes=CategoryWishes(paused=is_paused), now=now)
    said = _("The watch of “%(name)s” is paused.") if is_paused else _("The watch of “%(name)s” is active.")
    messages.success(request, said % {"name": _shown(watch).name})
    return redirect("category-watches")


@own_form
def delete(request: HttpRequest, watch_id: UUID) -> HttpResponse:
    """Say what ending the watch means. POST ends it, on any plan."""
    watch = _own(request, watch_id)
    if request.method == "POST":
        delete_category_watch(watch=watch, now=timezone.now())
        messages.success(request, _("You no longer watch “%(name)s”.") % {"name": _shown(watch).name})
        return redirect("category-watches")
    return render(request, "web/watching/category_watch_delete.html", {"shown": _shown(watch)})
