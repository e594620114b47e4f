"""Days and moments as mails write them, in the language that is active."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def day_in_words(day: date) -> str:
    """Return words such as `11 March 2026`."""
    return date_format(day, "DATE_FORMAT")


def moment_in_words(at: datetime, zone: ZoneInfo) -> str:
    """Return words such as `11 March 2026, 10:30 (Europe/Dublin)`, on the clocks of the zone."""
    local = at.astimezone(zone)
    told = {"day": day_in_words(local), "time": f"{local:%H:%M}", "zone": zone.key}
    return _("%(day)s, %(time)s (%(zone)s)") % told
