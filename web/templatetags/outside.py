"""Template filters for text that others wrote."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alerts.mail.lines import clipped_between_quotations, one_line
from governance.comparison.text.reader_text import as_read

register = template.Library()


@register.filter
def isolated(text: str) -> SafeString:
    """Return a name or heading on one line, isolated so its text direction doesn't affect what surrounds it."""
    return format_html("<bdi>{}</bdi>", one_line(str(text)))


@register.filter
def shortened(text: str, length: int) -> str:
    """Return a headline on one line, cut to so many letters between words and never within a quotation."""
    return clipped_between_quotations(str(text), length)


@register.filter
def read(quotation: str) -> str:
    """Return a quotation as readers of the document see it, without Markdown marks."""
    return as_read(str(quotation))
