"""The wording of the mail about deadlines that are near. Pure functions."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.days_in_words import day_in_words
from accounts.letters import AccountLetter, Names
from alerts.deadlines.listing import Deadline
from alerts.deadlines.reminders import NearDeadline
from alerts.mail.lines import clipped

_WHAT_LENGTH, _QUOTATION_LENGTH, _SUBJECT_LENGTH = 160, 300, 110
_MOST_NAMED = 20


def letter_about_deadlines(near: Sequence[NearDeadline]) -> AccountLetter:
    """Return the mail that reminds of deadlines, the nearest first: each with its day, its words and how it counts."""
    first = near[0]
    subject = clipped(_first_in_days(first.days) % {"what": first.deadline.what}, _SUBJECT_LENGTH)
    if len(near) > 1:
        several = ngettext(
            "%(count)s deadline, the first %(when)s", "%(count)s deadlines, the first %(when)s", len(near)
        )
        subject = several % {"count": len(near), "when": in_days(first.days)}
    lines = tuple(_line(one) for one in near[:_MOST_NAMED])
    return AccountLetter(
        subject=subject,
        preheader=clipped("; ".join(one.deadline.what for one in near[:3]), 180),
        paragraphs=(_("These days are near, as the documents state them or as you set them."),),
        lists=(Names(_("Deadlines"), lines, more=len(near) - len(lines)),),
        closing=(
            _("All of them, with the words that state them: %(url)s") % {"url": f"{settings.BASE_URL}/deadlines/"},
            _(
                "This describes what the documents say and makes no legal determination. Where a period is counted "
                "from the day on which we detected a change, the day by which you were told of it may count instead."
            ),
        ),
        why=_(
            "You get this because you asked to be reminded of deadlines. The settings of your account say how many "
            "days before; without any day the reminders end."
        ),
        is_optional=True,
    )


def in_days(days: int) -> str:
    """Return how far away a day is: today, tomorrow, in 7 days."""
    match days:
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
    return _("in %(count)s days") % {"count": days}


def _first_in_days(days: int) -> str:
    """Return the form of a subject that begins with how far away the day is."""
    match days:
        case 0:
            return _("Today: %(what)s")
        case 1:
            return _("Tomorrow: %(what)s")
    return _("In %(count)s days: %(what)s") % {"count": days, "what": "%(what)s"}


def _line(near: NearDeadline) -> str:
    deadline = near.deadline
    told = {
        "day": day_in_words(deadline.day),
        "when": in_days(near.days),
        "what": clipped(deadline.what, _WHAT_LENGTH),
        "how": deadline.how,
    }
    return _("%(day)s (%(when)s): %(what)s. %(how)s") % told + _quoted(deadline)


def _quoted(deadline: Deadline) -> str:
    if deadline.quotation is None:
        return ""
    return f" “{clipped(' '.join(deadline.quotation.text.split()), _QUOTATION_LENGTH)}”"
