"""Filters of the mail templates."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alerts.mail.placeholders import guard

register = template.Library()


@register.filter
def from_outside(text: str) -> str:
    """Text that we did not write, in which no placeholder may be filled. The template escapes it as always."""
    return guard(text)


@register.filter
def isolated(text: str) -> SafeString:
    """The like of a name or a heading, whose direction turns nothing around it."""
    return format_html("<bdi>{}</bdi>", guard(text))
