"""The navigation of a person's own pages."""

from typing import Any

from django import template
from django.http import HttpRequest

from web.pages.own_places import PLACES

register = template.Library()


@register.inclusion_tag("web/own_places.html", takes_context=True)
def own_places(context: dict[str, Any]) -> dict[str, Any]:
    """Return the links to a person's own pages, with the one marked that they are on."""
    request: HttpRequest = context["request"]
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {"places": [(place, place.is_here(here or "")) for place in PLACES]}
