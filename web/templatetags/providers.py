"""The providers that one may sign in by, for the pages with their buttons."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def sign_in_providers() -> list[dict[str, str]]:
    """Return id and name of each, in the order of the settings; none as shipped."""
    return [{"id": one.id, "name": one.name} for one in settings.SIGN_IN_PROVIDERS]
