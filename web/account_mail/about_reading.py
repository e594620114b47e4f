"""The wording of mails about what we read: what can't be, what can be again, and what was added. Pure functions."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.letters import AccountLetter, Names
from alerts.mail.lines import clipped

_NAME_LENGTH = 60
_MOST_NAMED = 20


def letter_about_unread(unread: Sequence[tuple[str, str, str]], *, choose_url: str) -> AccountLetter:
    """Return the mail about documents that can't be read: the name of each, since which day, and why."""
    names = [clipped(name, _NAME_LENGTH) for name, __, __ in unread[:_MOST_NAMED]]
    subject = _("At present we can't read %(name)s") % {"name": names[0]}
    if len(unread) > 1:
        subject = ngettext(
            "At present we can't read %(count)s document that you watch",
            "At present we can't read %(count)s documents that you watch",
            len(unread),
        ) % {"count": len(unread)}
    lines = tuple(
        _("%(name)s: not read since %(day)s; %(reason)s") % {"name": name, "day": day, "reason": _(said)}
        for name, (__, day, said) in zip(names, unread[:_MOST_NAMED], strict=True)
    )
    return AccountLetter(
        subject=subject,
        preheader=_("A change there would go unnoticed. We keep trying."),
        paragraphs=(
            _(
                "For two days or longer we could not read what is named below, and what you watch there would not be "
                "told if it changed now."
            ),
            _(
                "There is nothing for you to do. We keep trying, your digests name what can't be read, and once it can "
                "be read again we tell you so."
            ),
        ),
        lists=(Names(_("Not read at present"), lines, more=len(unread) - len(lines)),),
        action=(_("See what you watch"), choose_url),
        why=_(
            "You get this once, because you watch a document that can't be read. Unsubscribe from both alerts and "
            "digests, and no such mail comes."
        ),
        is_optional=True,
    )


def letter_about_read_again(names: Sequence[str], *, choose_url: str) -> AccountLetter:
    """Return the mail about documents that can be read again after the person was told that they couldn't."""
    shown = tuple(clipped(name, _NAME_LENGTH) for name in names[:_MOST_NAMED])
    subject = _("We can read %(name)s again") % {"name": shown[0]}
    if len(names) > 1:
        subject = ngettext(
            "We can read %(count)s document that you watch again",
            "We can read %(count)s documents that you watch again",
            len(names),
        ) % {"count": len(names)}
    return AccountLetter(
        subject=subject,
        preheader=_("If it changed in the meantime, you are told of that as of any other change."),
        paragraphs=(
            _("We told you that we could not read what is named below. Now we can."),
            _("If it changed in the meantime, you are told of that as of any other change."),
        ),
        lists=(Names(_("Read again"), shown, more=len(names) - len(shown)),),
        action=(_("See what you watch"), choose_url),
        why=_(
            "You get this once, because we told you that a document could not be read. Unsubscribe from both alerts "
            "and digests, and no such mail comes."
        ),
        is_optional=True,
    )


def letter_about_added(added: Sequence[tuple[str, str]], *, platforms_url: str) -> AccountLetter:
    """Return the mail to somebody whose platforms were added: each name as asked for, and what it is called here."""
    names = [clipped(name, _NAME_LENGTH) for name, __ in added[:_MOST_NAMED]]
    lines = tuple(
        _("%(name)s, here %(known)s") % {"name": name, "known": clipped(known, _NAME_LENGTH)}
        if known and known != asked
        else name
        for name, (asked, known) in zip(names, added[:_MOST_NAMED], strict=True)
    )
    subject = _("%(name)s, which you asked for, is here") % {"name": names[0]}
    if len(added) > 1:
        subject = ngettext(
            "%(count)s platform that you asked for is here",
            "%(count)s platforms that you asked for are here",
            len(added),
        ) % {"count": len(added)}
    return AccountLetter(
        subject=subject,
        preheader=_("Put it on a watchlist, and we tell you what changes."),
        paragraphs=(
            _(
                "What you asked for has been added. It is not on your watchlists by itself: put it there, and we tell "
                "you what changes."
            ),
        ),
        lists=(Names(_("Added"), lines, more=len(added) - len(lines)),),
        action=(_("See the platforms"), platforms_url),
        why=_("You get this once, because you asked for it."),
        is_optional=True,
    )
