"""What a mail about changes is called, and the words that sum all of its changes up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.mail.lines import clipped_between_quotations, counted, one_line
from governance.reading import ChangeView

SUBJECT_LENGTH = 150
TAKEN_BACK = " (taken back)"
_SEVERITIES = ("high", "medium", "low")


def alert_subject(views: Sequence[ChangeView]) -> str:
    """Return the subject: the headline of the most important change, and how many more there are where."""
    return _subject("", views)


def digest_subject(cadence: str, views: Sequence[ChangeView]) -> str:
    name = f"{cadence.capitalize()} digest: "
    return _subject(name, views) if views else f"{name}no changes to tell you about"


def severity_words(views: Sequence[ChangeView]) -> str:
    """Return words such as `5 policy changes at 2 platforms: 1 of high, 4 of low severity.`"""
    counts = Counter(view.severity for view in views)
    parts = [f"{counts[severity]:,} of {severity}" for severity in _SEVERITIES if counts[severity]]
    platforms = counted(len({view.platform_name for view in views}), "platform")
    over = sum(view.taken_back_at is not None for view in views)
    undone = f"; {over} taken back" if over and len(views) > 1 else ""
    return f"{counted(len(views), 'policy change')} at {platforms}: {', '.join(parts)} severity{undone}."


def period_words(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Return the period in the person's time zone."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    return f"{first.day} {first:%B %Y, %H:%M} to {last.day} {last:%B %Y, %H:%M} ({zone.key})"


def _subject(name: str, views: Sequence[ChangeView]) -> str:
    """Return the headline of the most important change with the words about the others, which are never cut off."""
    mark = "Demonstration: " if all(view.is_demonstration for view in views) else ""
    more = (TAKEN_BACK if views[0].taken_back_at else "") + _more(views)
    room = SUBJECT_LENGTH - len(mark) - len(name) - len(more)
    return one_line(mark + name + clipped_between_quotations(views[0].headline, room) + more)


def _more(views: Sequence[ChangeView]) -> str:
    """Return words such as `; 3 more changes: Acme, Bolt`, with all platforms that these are of; empty for one change.

    Where all are of one platform, the headline has named it.
    """
    if len(views) == 1:
        return ""
    are_elsewhere = any(view.platform_name != views[0].platform_name for view in views[1:])
    names = _platforms(views[1:]) if are_elsewhere else ""
    shown = f": {names}" if 0 < len(names) <= SUBJECT_LENGTH // 3 else ""
    return f"; {counted(len(views) - 1, 'more change')}{shown}"


def _platforms(views: Iterable[ChangeView]) -> str:
    names = list(dict.fromkeys(one_line(view.platform_name) for view in views))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
