"""The wording of the mail about a change of the law. Pure functions."""

from accounts.letters import AccountLetter, Names
from alerts.mail.lines import clipped
from alerts.watching.law import LawNews

_LONGEST = 300
_SUBJECT = 110
_MOST_NAMED = 20
_MOST_SENTENCES = 10


def letter_about_law(news: LawNews, *, choose_url: str) -> AccountLetter:
    """Return the mail: what changed, and on how many watched clauses the mapped articles bear."""
    count = sum(of_platform for _, of_platform in news.platforms)
    what = "clause" if count == 1 else "clauses"
    sentences = [clipped(sentence, _LONGEST) for sentence in news.sentences]
    more = len(sentences) - _MOST_SENTENCES
    lines = tuple(
        f"{clipped(name, 60)}: {of_platform} {'clause' if of_platform == 1 else 'clauses'}"
        for name, of_platform in news.platforms[:_MOST_NAMED]
    )
    return AccountLetter(
        subject=clipped(sentences[0], _SUBJECT),
        preheader=f"{count} {what} that you watch are of kinds that engage it with high exposure.",
        paragraphs=(
            *sentences[:_MOST_SENTENCES],
            *((f"And {more} more such sentences.",) if more > 0 else ()),
            f"No text has changed. {count} {what} that you watch are of categories that our tables map to it with high "
            "exposure. This describes what a clause is about; it says nothing about whether a duty is met, and it is "
            "no legal advice.",
            f"Each clause, with its articles and why, is in the API at /api/v1/law-changes/{news.public_id}/clauses/.",
        ),
        lists=(Names("Where these clauses are", lines, more=len(news.platforms) - len(lines)),),
        action=("See what you watch", choose_url),
        why="You get this once for this change, because your plan includes institutional analysis. Unsubscribe from "
        "both alerts and digests, and no such mail comes.",
        is_optional=True,
    )
