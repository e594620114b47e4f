"""The wording of the mail about deadlines that are near. Pure functions."""

from collections.abc import Sequence

from django.conf import settings

from accounts.letters import AccountLetter, Names
from alerts.deadlines.listing import Deadline
from alerts.deadlines.reminders import NearDeadline
from alerts.mail.lines import clipped

_WHAT_LENGTH, _QUOTATION_LENGTH, _SUBJECT_LENGTH = 160, 300, 110
_MOST_NAMED = 20


def letter_about_deadlines(near: Sequence[NearDeadline]) -> AccountLetter:
    """Return the mail that reminds of deadlines, the nearest first: each with its day, its words and how it counts."""
    first = near[0]
    subject = clipped(f"{in_days(first.days).capitalize()}: {first.deadline.what}", _SUBJECT_LENGTH)
    if len(near) > 1:
        subject = f"{len(near)} deadlines, the first {in_days(first.days)}"
    lines = tuple(_line(one) for one in near[:_MOST_NAMED])
    return AccountLetter(
        subject=subject,
        preheader=clipped("; ".join(one.deadline.what for one in near[:3]), 180),
        paragraphs=("These days are near, as the documents state them or as you set them.",),
        lists=(Names("Deadlines", lines, more=len(near) - len(lines)),),
        closing=(
            f"All of them, with the words that state them: {settings.BASE_URL}/deadlines/",
            "This describes what the documents say and makes no legal determination. Where a period is counted from "
            "the day on which we detected a change, the day by which you were told of it may count instead.",
        ),
        why="You get this because you asked to be reminded of deadlines. `deadline_reminders` in your account says how "
        "many days before; an empty list ends it.",
        is_optional=True,
    )


def in_days(days: int) -> str:
    """Return how far away a day is: today, tomorrow, in 7 days."""
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def _line(near: NearDeadline) -> str:
    deadline = near.deadline
    told = f"{deadline.day:%-d %B %Y} ({in_days(near.days)}): {clipped(deadline.what, _WHAT_LENGTH)}. {deadline.how}"
    return f"{told}{_quoted(deadline)}"


def _quoted(deadline: Deadline) -> str:
    if deadline.quotation is None:
        return ""
    return f" “{clipped(' '.join(deadline.quotation.text.split()), _QUOTATION_LENGTH)}”"
