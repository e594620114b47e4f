"""Filters that say how long something takes or took."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext, ngettext

register = template.Library()
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@register.filter
def in_minutes(seconds: float) -> str:
    """Return “less than a minute”, “12 minutes”, from two hours on “3 hours”, and from three days on “4 days”."""
    if seconds < _MINUTE:
        return gettext("less than a minute")
    if seconds < 2 * _HOUR:
        count = int(seconds // _MINUTE)
        return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
    if seconds >= 3 * _DAY:
        count = int(seconds // _DAY)
        return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
    count = int(seconds // _HOUR)
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}


@register.filter
def in_hours(length: timedelta) -> str:
    """Return a length of time in minutes, hours to a half, or days: “40 minutes”, “6.5 hours”, “3 days”."""
    seconds = length.total_seconds()
    if seconds < 2 * _HOUR:
        return in_minutes(seconds)
    if length >= timedelta(days=3):
        return ngettext("%(count)d day", "%(count)d days", length.days) % {"count": length.days}
    halves = round(seconds / _HOUR * 2) / 2
    return gettext("%(count)s hours") % {"count": f"{halves:g}"}
