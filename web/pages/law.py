"""Pages of the regulations that provisions may engage, as our tables state them."""

from datetime import UTC

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from governance.analysis.law import regulations
from governance.api.regulations import RegulationDetailSerializer, RegulationSerializer


@require_safe
@cache_control(private=True)
def all_regulations(request: HttpRequest) -> HttpResponse:
    """Show every regulation of our tables, by jurisdiction, with how it stands today."""
    day = timezone.now().astimezone(UTC).date()
    rows = RegulationSerializer(list(regulations().values()), many=True, context={"day": day}).data
    ordered = sorted(rows, key=lambda row: (row["jurisdiction"], row["short_name"]))
    return render(request, "web/regulations.html", {"regulations": ordered, "day": day})


@require_safe
@cache_control(private=True)
def regulation(request: HttpRequest, regulation_id: str) -> HttpResponse:
    """Show one regulation: how it stands today, its articles, and which categories of provisions engage it and why."""
    found = regulations().get(regulation_id)
    if found is None:
        raise Http404
    day = timezone.now().astimezone(UTC).date()
    shown = RegulationDetailSerializer(found, context={"day": day}).data
    return render(request, "web/regulation.html", {"regulation": shown, "day": day})
