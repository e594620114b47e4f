"""The wording of the mails about channels that can't be reached. Pure functions."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.letters import AccountLetter
from alerts.channels.telling import ChannelNews
from alerts.mail.lines import clipped, grouped

_CALLED = 80


def letter_about_channel(news: ChannelNews, *, since: str, ends: str) -> AccountLetter:
    """Return the mail; `since` is when the first failure was, `ends` when the channel is disabled."""
    told = {
        "channel": clipped(news.called, _CALLED),
        "since": since,
        "ends": ends,
        "count": grouped(news.waiting_count),
    }
    if news.is_disabled:
        return _about_disabled(news, told)
    waiting = ngettext(
        "At present %(count)s delivery waits for it.",
        "At present %(count)s deliveries wait for it.",
        news.waiting_count,
    )
    return AccountLetter(
        subject=clipped(_("We can't reach your channel %(channel)s") % told, 110),
        preheader=_("It has taken nothing since %(since)s. We keep trying.") % told,
        paragraphs=(
            _("Your channel %(channel)s has taken nothing since %(since)s. We keep trying, and nothing is lost.")
            % told,
            waiting % told,
            _("If it takes nothing until %(ends)s, it is disabled.") % told,
        ),
        closing=(_how(),),
        why=_("You get this because you have this channel. There are two such mails at most before it is disabled."),
        is_optional=True,
    )


def _about_disabled(news: ChannelNews, told: Mapping[str, str]) -> AccountLetter:
    if news.is_gone:
        what = _(
            "Your channel %(channel)s answered that there is nobody any more (410). We have disabled it: nothing is "
            "posted to it until you resume it."
        )
    else:
        what = _(
            "Your channel %(channel)s took nothing since %(since)s. We have disabled it: nothing is posted to it until "
            "you resume it."
        )
    waiting = ngettext(
        "At present %(count)s delivery waits for it. What is younger than seven days when you resume it is posted "
        "then; what is older can be sent again by you.",
        "At present %(count)s deliveries wait for it. What is younger than seven days when you resume it is posted "
        "then; what is older can be sent again by you.",
        news.waiting_count,
    )
    return AccountLetter(
        subject=clipped(_("Disabled: your channel %(channel)s") % told, 110),
        preheader=_("Nothing is posted to it until you resume it."),
        paragraphs=(what % told, waiting % told),
        closing=(_how(),),
        why=_("You get this because you have this channel."),
        is_optional=True,
    )


def _how() -> str:
    told = {"url": f"{settings.BASE_URL}/channels/"}
    return _("Its deliveries, with what was answered to each attempt, are on its page: %(url)s") % told
