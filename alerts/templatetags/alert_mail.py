"""Filters of the mail templates."""

from django import template

from alerts.placeholders import guard

register = template.Library()


@register.filter
def from_outside(text: str) -> str:
    """Text that we did not write, in which no placeholder may be filled. The template escapes it as always."""
    return guard(text)
