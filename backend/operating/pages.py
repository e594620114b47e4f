"""The operator's pages, behind the admin's own door: whoever it doesn't let in is led where it leads them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.operating.broken import troubles
from backend.operating.captures import tables_of_captures
from backend.operating.complaints import tables_of_complaints
from backend.operating.deliveries import tables_of_deliveries
from backend.operating.money import tables_of_money
from backend.operating.queues import tables_of_queues
from backend.operating.tables import MaySee, Table

BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class OperatorPage:
    """One of the pages but the first: what it is called, and how its tables are made."""

    title: str
    tables: Callable[[datetime, MaySee], list[Table]]


PLACES = {
    "queues": OperatorPage("Queues and backlog", tables_of_queues),
    "deliveries": OperatorPage("Deliveries", tables_of_deliveries),
    "captures": OperatorPage("Captures", tables_of_captures),
    "complaints": OperatorPage("Rules by complaint", tables_of_complaints),
    "money": OperatorPage("Trials and revenue", tables_of_money),
}


@require_safe
def show_broken(request: HttpRequest) -> HttpResponse:
    """Show what is broken now, the worst first."""
    now = timezone.now()
    found = troubles(now, may_see(request))
    return _page(request, BROKEN, "What is broken", now, {"troubles": found})


@require_safe
def show_place(request: HttpRequest, place: str) -> HttpResponse:
    """Show the tables of one of the other pages."""
    if place not in PLACES:
        raise Http404
    now = timezone.now()
    chosen = PLACES[place]
    return _page(request, place, chosen.title, now, {"tables": chosen.tables(now, may_see(request))})


def may_see(request: HttpRequest) -> MaySee:
    """Return whether whoever asks may view rows of a model, by the admin's own answer."""

    def answer(model: type[Model]) -> bool:
        return admin.site.get_model_admin(model).has_view_permission(request)

    return answer


def _page(request: HttpRequest, name: str, title: str, now: datetime, found: dict[str, Any]) -> HttpResponse:
    places = [(reverse("operating-broken"), "What is broken", name == BROKEN)]
    places += [(reverse("operating", args=[key]), one.title, key == name) for key, one in PLACES.items()]
    context = {**admin.site.each_context(request), "title": title, "now": now, "places": places, **found}
    return TemplateResponse(request, "backend/operating.html", context)


urlpatterns: list[URLPattern] = [
    path("", admin.site.admin_view(show_broken), name="operating-broken"),
    path("<slug:place>/", admin.site.admin_view(show_place), name="operating"),
]
