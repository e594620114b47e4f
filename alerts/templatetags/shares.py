"""Template filters for shares of a whole."""

from django import template

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """Return words such as `4.2 %`."""
    return f"{share * 100:.1f} %"
