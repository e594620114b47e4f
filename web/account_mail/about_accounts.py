"""The wording of mails about accounts. Pure functions: facts come in, a mail's text comes out."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.letters import AccountLetter, Names
from alerts.mail.lines import clipped
from billing.plans import PLANS, TRIAL_TIER, Plan, Tier
from web.account_mail.about_plans import WHY, covered

_NAME_LENGTH = 60
_MOST_MOVED = 20
_WHY_SUCCESSORS = gettext_noop(
    "You get this because you watch a platform that was merged or renamed. Unsubscribe from both alerts and digests, "
    "and no such mail comes."
)


def letter_of_welcome(*, plan: Plan, site_url: str, trial_days: int, is_watching: bool = False) -> AccountLetter:
    """Return the mail to somebody who has verified their address, is on this plan and may watch something already."""
    trial = {"trial": PLANS[TRIAL_TIER].name, "days": trial_days}
    offer = _(
        "%(trial)s has everything, same-day alerts included, and is free to try for %(days)s days without a card."
    )
    told = {"covered": covered(plan)}
    what = _(
        "Put a platform on your watchlist, and we tell you what changed in its terms and policies, in which clause, in "
        "the document’s own words. You are on %(covered)s."
    )
    preheader = _("Put a platform on your watchlist, and we tell you what changes in its terms.")
    if is_watching:
        what = _(
            "We tell you what changed in the terms and policies of the platforms on your watchlist, in which clause, "
            "in the document’s own words. You are on %(covered)s."
        )
        preheader = _("We tell you what changes in the terms of the platforms on your watchlist.")
    reference = _("Everything you can do, you can do over the API: %(url)s")
    return AccountLetter(
        subject=_("Welcome to Clausewatch"),
        preheader=preheader,
        paragraphs=(what % told, *((offer % trial,) if plan.tier is Tier.FREE else ())),
        action=(_("See what is watched"), f"{site_url}/"),
        closing=(reference % {"url": f"{site_url}/api/v1/docs/"},),
        why=_(WHY),
    )


def letter_about_zone(*, name: str) -> AccountLetter:
    """Return the mail to somebody whose time zone is no longer known."""
    told = {"zone": name, "url": f"{settings.BASE_URL}/account/"}
    return AccountLetter(
        subject=_("Choose your time zone again"),
        preheader=_("%(zone)s is no longer a time zone that we know. Until you choose another, your times are UTC.")
        % told,
        paragraphs=(
            _(
                "Your time zone is set to %(zone)s, which is no longer the name of a time zone. Digests still come, "
                "and quiet hours still hold, but for now in UTC."
            )
            % told,
            _("Please choose another, such as Europe/Berlin, in your settings: %(url)s") % told,
        ),
        why=_(WHY),
    )


def letter_about_deletion(
    *, day: str, moment: str, keep_url: str, plan: str = "", paid_until: str = ""
) -> AccountLetter:
    """Return the mail to somebody who asked for deletion; `plan` is what they pay for, if anything."""
    asked = _(
        "You, or somebody who knows your password, asked us to delete your account. On %(moment)s we erase "
        "everything that is yours."
    )
    money = (_money(plan, day, paid_until),) if plan else ()
    return AccountLetter(
        subject=_("Your account will be deleted on %(day)s") % {"day": day},
        preheader=_("You can undo it until then. Nothing has been erased yet."),
        paragraphs=(
            asked % {"moment": moment},
            *money,
            _(
                "Every sign-in and API key has ended already, and no alerts or digests are sent in the meantime. Until "
                "then you can undo the deletion, by this link or by the one that every page shows once you sign in."
            ),
        ),
        action=(_("Keep my account"), keep_url),
        closing=(
            _(
                "Four things stay afterwards, where there are any, without your name or address: a keyed hash of your "
                "address, if it had a trial; another, if mail to it came back; each answer that you gave on an alert "
                "or a change in a digest, with the change and the time, without your note; and the record of which "
                "plans were held. Invoices stay with the payment provider for as long as the law requires."
            ),
        ),
        why=_(WHY),
    )


def letter_about_successors(moved: Sequence[tuple[str, str, bool]], *, choose_url: str) -> AccountLetter:
    """Return the mail about merged or renamed platforms: each with its successor, and whether that is watched."""
    shown = [
        (clipped(old, _NAME_LENGTH), clipped(new, _NAME_LENGTH), is_watched)
        for old, new, is_watched in moved[:_MOST_MOVED]
    ]
    first, successor, __ = shown[0]
    subject = _("%(old)s, which you watch, goes on as %(new)s") % {"old": first, "new": successor}
    if len(moved) > 1:
        subject = ngettext(
            "%(count)s platform that you watch goes on under another name",
            "%(count)s platforms that you watch go on under other names",
            len(moved),
        ) % {"count": len(moved)}
    lines = [
        (_("%(old)s goes on as %(new)s, which you watch already") if watched else _("%(old)s goes on as %(new)s"))
        % {"old": old, "new": new}
        for old, new, watched in shown
    ]
    return AccountLetter(
        subject=subject,
        preheader=_("Your watch stays where it is until you move it."),
        paragraphs=(
            _(
                "A platform that you watch was merged into another one or renamed. You hear of what is "
                "published under the new name only if you watch it."
            ),
            _(
                "Your watch stays where it is until you move it. Moving it keeps its place, and loses nothing that is "
                "still to be told."
            ),
        ),
        lists=(Names(_("Merged or renamed"), tuple(lines), more=len(moved) - len(shown)),),
        action=(_("Move your watch"), choose_url),
        why=_(_WHY_SUCCESSORS),
        is_optional=True,
    )


def _money(plan: str, day: str, paid_until: str) -> str:
    """Say what becomes of the paid subscription; `paid_until` is empty if the payment is overdue."""
    told = {"plan": plan, "day": day, "paid_until": paid_until}
    if not paid_until:
        ended = _("Your %(plan)s subscription has ended with it, and the overdue payment is not tried again.")
        return ended % told
    return (
        _(
            "Your %(plan)s subscription is not renewed: nothing more is charged. It is paid until %(paid_until)s and "
            "ends then, or on %(day)s if that comes first; days that are left over are not paid back. If you keep the "
            "account, the subscription goes on as it was."
        )
        % told
    )
