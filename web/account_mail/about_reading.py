"""The wording of mails about what we read: what can't be, what can be again, and what was added. Pure functions."""

from collections.abc import Sequence

from accounts.letters import AccountLetter, Names
from alerts.mail.lines import clipped

_NAME_LENGTH = 60
_MOST_NAMED = 20
_STOPS = "Unsubscribe from both alerts and digests, and no such mail comes."


def letter_about_unread(unread: Sequence[tuple[str, str, str]], *, choose_url: str) -> AccountLetter:
    """Return the mail about documents that can't be read: the name of each, since which day, and why."""
    names = [clipped(name, _NAME_LENGTH) for name, _, _ in unread[:_MOST_NAMED]]
    subject = f"At present we can't read {names[0]}"
    if len(unread) > 1:
        subject = f"At present we can't read {len(unread)} documents that you watch"
    lines = tuple(
        f"{name}: not read since {day}; {said}"
        for name, (_, day, said) in zip(names, unread[:_MOST_NAMED], strict=True)
    )
    return AccountLetter(
        subject=subject,
        preheader="A change there would go unnoticed. We keep trying.",
        paragraphs=(
            "For two days or longer we could not read what is named below, and what you watch there would not be told "
            "if it changed now.",
            "There is nothing for you to do. We keep trying, your digests name what can't be read, and once it can be "
            "read again we tell you so.",
        ),
        lists=(Names("Not read at present", lines, more=len(unread) - len(lines)),),
        action=("See what you watch", choose_url),
        why=f"You get this once, because you watch a document that can't be read. {_STOPS}",
        is_optional=True,
    )


def letter_about_read_again(names: Sequence[str], *, choose_url: str) -> AccountLetter:
    """Return the mail about documents that can be read again after the person was told that they couldn't."""
    shown = tuple(clipped(name, _NAME_LENGTH) for name in names[:_MOST_NAMED])
    subject = f"We can read {shown[0]} again"
    if len(names) > 1:
        subject = f"We can read {len(names)} documents that you watch again"
    return AccountLetter(
        subject=subject,
        preheader="If it changed in the meantime, you are told of that as of any other change.",
        paragraphs=(
            "We told you that we could not read what is named below. Now we can.",
            "If it changed in the meantime, you are told of that as of any other change.",
        ),
        lists=(Names("Read again", shown, more=len(names) - len(shown)),),
        action=("See what you watch", choose_url),
        why=f"You get this once, because we told you that a document could not be read. {_STOPS}",
        is_optional=True,
    )


def letter_about_added(added: Sequence[tuple[str, str]], *, platforms_url: str) -> AccountLetter:
    """Return the mail to somebody whose platforms were added: each name as asked for, and what it is called here."""
    names = [clipped(name, _NAME_LENGTH) for name, _ in added[:_MOST_NAMED]]
    lines = tuple(
        f"{name}, here {clipped(known, _NAME_LENGTH)}" if known and known != asked else name
        for name, (asked, known) in zip(names, added[:_MOST_NAMED], strict=True)
    )
    subject = f"{names[0]}, which you asked for, is here"
    if len(added) > 1:
        subject = f"{len(added)} platforms that you asked for are here"
    return AccountLetter(
        subject=subject,
        preheader="Put it on a watchlist, and we tell you what changes.",
        paragraphs=(
            "What you asked for has been added. It is not on your watchlists by itself: put it there, and we tell you "
            "what changes.",
        ),
        lists=(Names("Added", lines, more=len(added) - len(lines)),),
        action=("See the platforms", platforms_url),
        why="You get this once, because you asked for it.",
        is_optional=True,
    )
