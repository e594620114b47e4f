"""The wording of the mails about channels that can't be reached. Pure functions."""

from django.conf import settings

from accounts.letters import AccountLetter
from alerts.channels.telling import ChannelNews
from alerts.mail.lines import clipped

_CALLED = 80


def letter_about_channel(news: ChannelNews, *, since: str, ends: str) -> AccountLetter:
    """Return the mail; `since` is when the first failure was, `ends` when the channel is disabled."""
    called = clipped(news.called, _CALLED)
    waiting = "1 delivery waits" if news.waiting_count == 1 else f"{news.waiting_count:,} deliveries wait"
    if news.is_disabled:
        why = "answered that there is nobody any more (410)" if news.is_gone else f"took nothing since {since}"
        return AccountLetter(
            subject=clipped(f"Disabled: your channel {called}", 110),
            preheader="Nothing is posted to it until you resume it.",
            paragraphs=(
                f"Your channel {called} {why}. We have disabled it: nothing is posted to it until you resume it.",
                f"At present {waiting} for it. What is younger than seven days when you resume it is posted then; "
                "what is older can be sent again by you.",
            ),
            closing=(_how(),),
            why="You get this because you have this channel.",
            is_optional=True,
        )
    return AccountLetter(
        subject=clipped(f"We can't reach your channel {called}", 110),
        preheader=f"It has taken nothing since {since}. We keep trying.",
        paragraphs=(
            f"Your channel {called} has taken nothing since {since}. We keep trying, and nothing is lost.",
            f"At present {waiting} for it.",
            f"If it takes nothing until {ends}, it is disabled.",
        ),
        closing=(_how(),),
        why="You get this because you have this channel. There are two such mails at most before it is disabled.",
        is_optional=True,
    )


def _how() -> str:
    return f"Its deliveries, with what was answered to each attempt, are on its page: {settings.BASE_URL}/channels/"
