"""The navigation of a person's own pages."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from web.pages.own_places import ACCOUNT, COMPLIANCE, PLACES, OwnPlace

register = template.Library()


@register.inclusion_tag("web/own_places.html", takes_context=True)
def own_places(context: dict[str, Any]) -> dict[str, Any]:
    """Return the links to a person's own pages, with the one marked that they are on."""
    return {"places": _marked(context, PLACES), "label": _("Your pages")}


@register.inclusion_tag("web/own_places.html", takes_context=True)
def compliance_places(context: dict[str, Any]) -> dict[str, Any]:
    """Return the links between the pages of what a team keeps for its auditors, with the one marked they are on."""
    return {"places": _marked(context, COMPLIANCE), "label": _("Compliance"), "is_below": True}


@register.inclusion_tag("web/account_places.html", takes_context=True)
def account_places(context: dict[str, Any]) -> dict[str, Any]:
    """Return the links to the parts of the person's account, with the one marked that they are on."""
    there = tuple(place for place in ACCOUNT if settings.SIGN_IN_PROVIDERS or place.name != "ways-to-sign-in")
    return {"places": _marked(context, there)}


def _marked(context: dict[str, Any], places: tuple[OwnPlace, ...]) -> list[tuple[OwnPlace, bool]]:
    request: HttpRequest = context["request"]
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [(place, place.is_here(here or "")) for place in places]
