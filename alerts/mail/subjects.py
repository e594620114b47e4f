"""What a mail about changes is called, and the words that sum all of its changes up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.days_in_words import day_in_words
from alerts.mail.lines import clipped_between_quotations, grouped, one_line
from governance.reading import ChangeView

SUBJECT_LENGTH = 150
_OF_SEVERITIES = {
    "high": gettext_lazy("%(count)s of high"),
    "medium": gettext_lazy("%(count)s of medium"),
    "low": gettext_lazy("%(count)s of low"),
}
_DIGESTS = {"daily": gettext_lazy("Daily digest: %(told)s"), "weekly": gettext_lazy("Weekly digest: %(told)s")}


def alert_subject(views: Sequence[ChangeView]) -> str:
    """Return the subject: the headline of the most important change, and how many more there are where."""
    return _subject("%(told)s", views)


def digest_subject(cadence: str, views: Sequence[ChangeView]) -> str:
    named = str(_DIGESTS[cadence])
    return _subject(named, views) if views else named % {"told": _("no changes to tell you about")}


def severity_words(views: Sequence[ChangeView]) -> str:
    """Return words such as `5 policy changes at 2 platforms: 1 of high, 4 of low severity.`"""
    counts = Counter(view.severity for view in views)
    platforms = len({view.platform_name for view in views})
    over = sum(view.taken_back_at is not None for view in views)
    told = {
        "changes": ngettext("%(count)s policy change", "%(count)s policy changes", len(views))
        % {"count": grouped(len(views))},
        "platforms": ngettext("%(count)s platform", "%(count)s platforms", platforms) % {"count": grouped(platforms)},
        "severities": ", ".join(
            words % {"count": grouped(counts[severity])}
            for severity, words in _OF_SEVERITIES.items()
            if counts[severity]
        ),
        "over": over,
    }
    if over and len(views) > 1:
        return _("%(changes)s at %(platforms)s: %(severities)s severity; %(over)s taken back.") % told
    return _("%(changes)s at %(platforms)s: %(severities)s severity.") % told


def period_words(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Return the period in the person's time zone."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    told = {
        "first_day": day_in_words(first),
        "first_time": f"{first:%H:%M}",
        "last_day": day_in_words(last),
        "last_time": f"{last:%H:%M}",
        "zone": zone.key,
    }
    return _("%(first_day)s, %(first_time)s to %(last_day)s, %(last_time)s (%(zone)s)") % told


def _subject(named: str, views: Sequence[ChangeView]) -> str:
    """Return the headline of the most important change with the words about the others, which are never cut off."""
    marked = _("Demonstration: %(told)s") if all(view.is_demonstration for view in views) else "%(told)s"
    over = _("%(told)s (taken back)") if views[0].taken_back_at else "%(told)s"
    forms = (over, _with_more(views), named, marked)
    room = SUBJECT_LENGTH - len(_within(forms, ""))
    return one_line(_within(forms, clipped_between_quotations(views[0].headline, room)))


def _within(forms: Iterable[str], told: str) -> str:
    """Return what is told put into each of these forms, one into the next."""
    for form in forms:
        told = form % {"told": told}
    return told


def _with_more(views: Sequence[ChangeView]) -> str:
    """Return a form such as `%(told)s; 3 more changes: Acme, Bolt`, with all platforms that these are of.

    Where all are of one platform, the headline has named it.
    """
    if len(views) == 1:
        return "%(told)s"
    count = len(views) - 1
    are_elsewhere = any(view.platform_name != views[0].platform_name for view in views[1:])
    names = _platforms(views[1:]) if are_elsewhere else ""
    told = {"told": "%(told)s", "count": grouped(count), "platforms": names.replace("%", "%%")}
    if not 0 < len(names) <= SUBJECT_LENGTH // 3:
        return ngettext("%(told)s; %(count)s more change", "%(told)s; %(count)s more changes", count) % told
    with_names = ngettext(
        "%(told)s; %(count)s more change: %(platforms)s", "%(told)s; %(count)s more changes: %(platforms)s", count
    )
    return with_names % told


def _platforms(views: Iterable[ChangeView]) -> str:
    names = list(dict.fromkeys(one_line(view.platform_name) for view in views))
    first, more = ", ".join(names[:3]), len(names) - 3
    if more <= 0:
        return first
    told = ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more)
    return told % {"names": first, "count": more}
