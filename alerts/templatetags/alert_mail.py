"""Template filters for mails."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alerts.mail.placeholders import guard

register = template.Library()


@register.filter
def from_outside(text: str) -> str:
    """Return text that others wrote with no placeholder in it that would be filled.

    The template escapes it as always.
    """
    return guard(text)


@register.filter
def isolated(text: str) -> SafeString:
    """Return a name or heading that others wrote, isolated so its text direction doesn't affect what surrounds it."""
    return format_html("<bdi>{}</bdi>", guard(text))
