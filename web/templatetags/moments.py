"""A template filter for moments, in the time zone of the page."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def moment(at: datetime) -> SafeString:
    """Return day and time in the present zone, whose name is told on hovering."""
    there, zone = timezone.localtime(at), timezone.get_current_timezone_name()
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', there.isoformat(), zone, date_format(there, "DATETIME_FORMAT")
    )
