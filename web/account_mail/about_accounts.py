"""The wording of mails about accounts. Pure functions: facts come in, a mail's text comes out."""

from collections.abc import Sequence

from django.conf import settings

from accounts.letters import AccountLetter, Names
from alerts.mail.lines import clipped
from billing.plans import PLANS, TRIAL_TIER, Plan, Tier
from web.account_mail.about_plans import WHY, covers

_NAME_LENGTH = 60
_MOST_MOVED = 20
_WHY_SUCCESSORS = (
    "You get this because you watch a platform that was merged or renamed. Unsubscribe from both alerts and digests, "
    "and no such mail comes."
)


def letter_of_welcome(*, plan: Plan, site_url: str, trial_days: int, is_watching: bool = False) -> AccountLetter:
    """Return the mail to somebody who has verified their address, is on this plan and may watch something already."""
    trial = PLANS[TRIAL_TIER]
    offer = (
        f"{trial.name} has everything, same-day alerts included, and is free to try for {trial_days} days without "
        "a card.",
    )
    held = covers(plan)
    ask, told = "Put a platform on your watchlist, and we tell you", "what changed in its terms and policies"
    preheader = f"{ask} what changes in its terms."
    if is_watching:
        ask, told = "We tell you", "what changed in the terms and policies of the platforms on your watchlist"
        preheader = "We tell you what changes in the terms of the platforms on your watchlist."
    return AccountLetter(
        subject="Welcome to Clausewatch",
        preheader=preheader,
        paragraphs=(
            f"{ask} {told}, in which clause, in the document\u2019s own words. {held[0].upper()}{held[1:]}",
            *(offer if plan.tier is Tier.FREE else ()),
        ),
        action=("See what is watched", f"{site_url}/"),
        closing=(f"Everything you can do, you can do over the API: {site_url}/api/v1/docs/",),
        why=WHY,
    )


def letter_about_zone(*, name: str) -> AccountLetter:
    """Return the mail to somebody whose time zone is no longer known."""
    return AccountLetter(
        subject="Choose your time zone again",
        preheader=f"{name} is no longer a time zone that we know. Until you choose another, your times are UTC.",
        paragraphs=(
            f"Your time zone is set to {name}, which is no longer the name of a time zone. Digests still come, and "
            "quiet hours still hold, but for now in UTC.",
            f"Please choose another, such as Europe/Berlin, in your settings: {settings.BASE_URL}/account/",
        ),
        why=WHY,
    )


def letter_about_deletion(
    *, day: str, moment: str, keep_url: str, plan: str = "", paid_until: str = ""
) -> AccountLetter:
    """Return the mail to somebody who asked for deletion; `plan` is what they pay for, if anything."""
    money = (_money(plan, day, paid_until),) if plan else ()
    return AccountLetter(
        subject=f"Your account will be deleted on {day}",
        preheader="You can undo it until then. Nothing has been erased yet.",
        paragraphs=(
            f"You, or somebody who knows your password, asked us to delete your account. On {moment} we erase "
            "everything that is yours.",
            *money,
            "Every sign-in and API key has ended already, and no alerts or digests are sent in the meantime. Until "
            "then you can undo the deletion, by this link or by the one that every page shows once you sign in.",
        ),
        action=("Keep my account", keep_url),
        closing=(
            "Four things stay afterwards, where there are any, without your name or address: a keyed hash of your "
            "address, if it had a trial; another, if mail to it came back; each answer that you gave on an alert or a "
            "change in a digest, with the change and the time, without your note; and the record of which plans were "
            "held. Invoices stay with the payment provider for as long as the law requires.",
        ),
        why=WHY,
    )


def letter_about_successors(moved: Sequence[tuple[str, str, bool]], *, choose_url: str) -> AccountLetter:
    """Return the mail about merged or renamed platforms: each with its successor, and whether that is watched."""
    shown = [
        (clipped(old, _NAME_LENGTH), clipped(new, _NAME_LENGTH), is_watched)
        for old, new, is_watched in moved[:_MOST_MOVED]
    ]
    old, new, _ = shown[0]
    subject = f"{old}, which you watch, goes on as {new}"
    if len(moved) > 1:
        subject = f"{len(moved)} platforms that you watch go on under other names"
    lines = [f"{old} goes on as {new}{', which you watch already' if watched else ''}" for old, new, watched in shown]
    return AccountLetter(
        subject=subject,
        preheader="Your watch stays where it is until you move it.",
        paragraphs=(
            "A platform that you watch was merged into another one or renamed. You hear of what is "
            "published under the new name only if you watch it.",
            "Your watch stays where it is until you move it. Moving it keeps its place, and loses nothing that is "
            "still to be told.",
        ),
        lists=(Names("Merged or renamed", tuple(lines), more=len(moved) - len(shown)),),
        action=("Move your watch", choose_url),
        why=_WHY_SUCCESSORS,
        is_optional=True,
    )


def _money(plan: str, day: str, paid_until: str) -> str:
    """Say what becomes of the paid subscription; `paid_until` is empty if the payment is overdue."""
    if not paid_until:
        return f"Your {plan} subscription has ended with it, and the overdue payment is not tried again."
    return (
        f"Your {plan} subscription is not renewed: nothing more is charged. It is paid until {paid_until} and ends "
        f"then, or on {day} if that comes first; days that are left over are not paid back. If you keep the account, "
        "the subscription goes on as it was."
    )
