"""Pages of the catalogue: platforms found by name, sector and type of document, and one platform."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from alerts.models import WatchItem
from alerts.watching.watchlists import WatchlistFull, default_watchlist, watch_platform
from governance.api.counts import PlatformFigures, platform_figures
from governance.api.platforms import LONGEST_SEARCH, search_platforms
from governance.models import Change, Document, Platform
from governance.monitoring import Monitoring, monitoring_of
from governance.reading import change_views, published_at_url
from governance.sectors_and_types import in_words
from web.coded_words import spoken
from web.pages.activity import activity_of
from web.pages.linked_data import platform_data
from web.pages.own_pages import acts_of

PLATFORMS_A_PAGE = 50
NEWEST_CHANGES = 10


@dataclass(frozen=True, slots=True)
class ListedPlatform:
    """A row of the catalogue."""

    platform: Platform
    figures: PlatformFigures
    monitoring: Monitoring


class CatalogueFilters(forms.Form):
    """What the catalogue is narrowed to; each may be empty. Sectors and types are those that something has."""

    q = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_SEARCH, required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    document_type = forms.ChoiceField(label=gettext_lazy("Has a document of the type"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sectors = Platform.objects.values_list("sector", flat=True).distinct().order_by("sector")
        types = Document.objects.values_list("document_type", flat=True).distinct().order_by("document_type")
        self.fields["sector"].choices = _choices(_("All sectors"), sectors)  # type: ignore[attr-defined]
        self.fields["document_type"].choices = _choices(_("All types"), types)  # type: ignore[attr-defined]


def _choices(every: str, values: Any) -> list[tuple[str, str]]:
    return [("", every), *((value, spoken(in_words(value))) for value in values)]


@require_safe
@cache_control(private=True)
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show the platforms by name, narrowed by what the address asks for, fifty a page."""
    asked = CatalogueFilters(request.GET)
    wishes = asked.cleaned_data if asked.is_valid() else {}
    found = search_platforms(
        words=wishes.get("q", ""), sector=wishes.get("sector", ""), document_type=wishes.get("document_type", "")
    )
    pages = Paginator(found, PLATFORMS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "is_narrowed": any(wishes.values()),
        "page": page,
        "rows": _rows(list(page.object_list), timezone.now()),
        "total": pages.count,
        "query": _query_without_page(request),
    }
    return render(request, "web/catalogue.html", context)


def _query_without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _rows(platforms: list[Platform], now: datetime) -> list[ListedPlatform]:
    keys = [platform.pk for platform in platforms]
    figures, monitoring = platform_figures(keys, now), monitoring_of(keys, now)
    return [
        ListedPlatform(platform, figures.get(platform.pk, PlatformFigures()), monitoring[platform.pk])
        for platform in platforms
    ]


@require_safe
@cache_control(private=True)
def platform(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one platform: how it is watched, its documents, and its newest changes."""
    found = _platform(slug)
    (row,) = _rows([found], timezone.now())
    documents = found.documents.select_related("current_version").defer(
        "current_version__outline", "current_version__summary"
    )
    newest = Change.objects.filter(platform=found, label__in=Change.REPORTED_LABELS).order_by("-detected_at", "-pk")
    context = {
        "row": row,
        "platform": found,
        "linked": platform_data(found),
        "said": _("The governance documents of %(platform)s that Clausewatch watches, and what changed in them.")
        % {"platform": found.name},
        "homepage": published_at_url([found.homepage]),
        "documents": documents.order_by("document_type", "pk"),
        "changes": change_views(newest.values_list("pk", flat=True)[:NEWEST_CHANGES], with_summary=False),
        "activity": activity_of(Change.objects.filter(platform=found), timezone.now()),
        "is_watched": _is_watched(request, found),
        "acts": acts_of(request, timezone.now()),
    }
    return render(request, "web/platform.html", context)


def _platform(slug: str) -> Platform:
    found = Platform.objects.select_related("successor").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _is_watched(request: HttpRequest, platform: Platform) -> bool:
    return request.user.is_authenticated and (
        WatchItem.objects.filter(watchlist__user=request.user.pk, platform=platform).exists()
    )


@require_POST
@login_required
def watch(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the platform on the person's own list and say so on its page; where the plan covers no more, say that."""
    assert isinstance(request.user, User)
    found, now = _platform(slug), timezone.now()
    try:
        is_new = watch_platform(watchlist=default_watchlist(request.user, now), platform=found, now=now)[1]
    except WatchlistFull as full:
        messages.error(request, str(full))
    else:
        said = _("You watch {name} now.") if is_new else _("You watch {name} already.")
        messages.success(request, said.format(name=found.name))
    return redirect(reverse("platform-page", args=[found.slug]))
