"""The wording of the mail about a change of the law. Pure functions."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.letters import AccountLetter, Names
from alerts.mail.lines import clipped
from alerts.watching.law import LawNews

_LONGEST = 300
_SUBJECT = 110
_MOST_NAMED = 20
_MOST_SENTENCES = 10


def letter_about_law(news: LawNews, *, choose_url: str) -> AccountLetter:
    """Return the mail: what changed, and on how many watched clauses the mapped articles bear."""
    count = sum(of_platform for __, of_platform in news.platforms)
    told = {"count": count, "path": f"/api/v1/law-changes/{news.public_id}/clauses/"}
    sentences = [clipped(sentence, _LONGEST) for sentence in news.sentences]
    more = len(sentences) - _MOST_SENTENCES
    lines = tuple(
        ngettext("%(platform)s: %(count)s clause", "%(platform)s: %(count)s clauses", of_platform)
        % {"platform": clipped(name, 60), "count": of_platform}
        for name, of_platform in news.platforms[:_MOST_NAMED]
    )
    preheader = ngettext(
        "%(count)s clause that you watch are of kinds that engage it with high exposure.",
        "%(count)s clauses that you watch are of kinds that engage it with high exposure.",
        count,
    )
    concerned = ngettext(
        "No text has changed. %(count)s clause that you watch are of categories that our tables map to it with high "
        "exposure. This describes what a clause is about; it says nothing about whether a duty is met, and it is "
        "no legal advice.",
        "No text has changed. %(count)s clauses that you watch are of categories that our tables map to it with high "
        "exposure. This describes what a clause is about; it says nothing about whether a duty is met, and it is "
        "no legal advice.",
        count,
    )
    further = ngettext("And %(count)s more such sentence.", "And %(count)s more such sentences.", more)
    return AccountLetter(
        subject=clipped(sentences[0], _SUBJECT),
        preheader=preheader % told,
        record=tuple(sentences[:_MOST_SENTENCES]),
        paragraphs=(
            *((further % {"count": more},) if more > 0 else ()),
            concerned % told,
            _("Each clause, with its articles and why, is in the API at %(path)s.") % told,
        ),
        lists=(Names(_("Where these clauses are"), lines, more=len(news.platforms) - len(lines)),),
        action=(_("See what you watch"), choose_url),
        why=_(
            "You get this once for this change, because your plan includes institutional analysis. Unsubscribe from "
            "both alerts and digests, and no such mail comes."
        ),
        is_optional=True,
    )
