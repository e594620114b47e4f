"""Text that we did not write, on pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alerts.mail.wording import clipped_between_quotations, one_line
from governance.comparison.text.reader_text import as_read

register = template.Library()


@register.filter
def isolated(text: str) -> SafeString:
    """A name or a heading on one line, whose direction turns nothing around it."""
    return format_html("<bdi>{}</bdi>", one_line(str(text)))


@register.filter
def shortened(text: str, length: int) -> str:
    """A headline on one line of so many letters at most, cut between words and never within a quotation."""
    return clipped_between_quotations(str(text), length)


@register.filter
def read(quotation: str) -> str:
    """A quotation of a document as its readers see it, without marks of Markdown."""
    return as_read(str(quotation))
