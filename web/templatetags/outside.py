"""Text that we did not write, on pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alerts.mail.wording import one_line

register = template.Library()


@register.filter
def isolated(text: str) -> SafeString:
    """A name or a heading on one line, whose direction turns nothing around it."""
    return format_html("<bdi>{}</bdi>", one_line(str(text)))
