"""The wording of mails about plans. Pure functions: facts come in, a mail's text comes out."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from accounts.letters import AccountLetter, Names
from alerts.mail.lines import clipped
from alerts.watching.own_order import MOST_NAMED, Division
from alerts.watching.stopping import Stopped
from billing.entitlements import Feature
from billing.plans import Plan
from billing.services.notices import NoticeKind

_NAME_LENGTH = 130
# Their translations are looked up where they are used.
WHY = gettext_noop(
    "You get this because it is about your account. Mails about your account can't be unsubscribed from."
)
_NOTHING_LOST = gettext_noop(
    "Nothing is deleted: inactive platforms stay on your watchlists and become active again, exactly as they were, "
    "when your plan covers them."
)
_ALL_KEPT = gettext_noop(
    "Nothing is deleted: what is inactive is kept and becomes active again, exactly as it was, when your plan "
    "covers it."
)


@dataclass(frozen=True, slots=True)
class Told:
    """The facts that a mail is made from. `day` and `moment` are the time it is about, in the person's time zone."""

    kind: NoticeKind
    before: Plan
    after: Plan
    day: str
    moment: str
    division: Division
    choose_url: str
    tiers_url: str
    takes_payments: bool
    stopped: Stopped = field(default_factory=Stopped)


def letter_about(told: Told) -> AccountLetter:
    """Return the mail of this kind."""
    return _LETTERS[told.kind](told)


def covered(plan: Plan) -> str:
    """Return the plan with what it covers, as words within a sentence: `Free: 1 platform with a weekly digest`."""
    told = {"plan": plan.name, "count": plan.platforms}
    is_same_day = Feature.SAME_DAY_ALERTS in plan.features
    if plan.platforms is None:
        if is_same_day:
            return _("%(plan)s: any number of platforms with same-day alerts") % told
        return _("%(plan)s: any number of platforms with a weekly digest") % told
    if is_same_day:
        words = ngettext(
            "%(plan)s: %(count)s platform with same-day alerts",
            "%(plan)s: %(count)s platforms with same-day alerts",
            plan.platforms,
        )
    else:
        words = ngettext(
            "%(plan)s: %(count)s platform with a weekly digest",
            "%(plan)s: %(count)s platforms with a weekly digest",
            plan.platforms,
        )
    return words % told


def _facts(told: Told) -> dict[str, str]:
    return {
        "before": told.before.name,
        "after": told.after.name,
        "covered": covered(told.after),
        "day": told.day,
        "moment": told.moment,
    }


def _trial_started(told: Told) -> AccountLetter:
    facts = _facts(told)
    return _letter(
        told,
        _("Your %(before)s trial has started") % facts,
        _("You have everything in %(before)s until %(moment)s.") % facts,
        _("It needs no card, and nothing is charged when it ends. We write to you again three days before."),
    )


_ENDS = {
    NoticeKind.TRIAL_ENDING: gettext_lazy("Your %(before)s trial ends on %(day)s"),
    NoticeKind.GRANT_ENDING: gettext_lazy("Your %(before)s plan ends on %(day)s"),
}
_HAS_ENDED = {
    NoticeKind.TRIAL_ENDED: gettext_lazy("Your %(before)s trial has ended"),
    NoticeKind.GRANT_ENDED: gettext_lazy("Your %(before)s plan has ended"),
    NoticeKind.SUBSCRIPTION_ENDED: gettext_lazy("Your %(before)s subscription has ended"),
}


def _ending(told: Told) -> AccountLetter:
    facts = _facts(told)
    return _letter(
        told,
        _ENDS[told.kind] % facts,
        _("Until %(moment)s you have everything in %(before)s. After that you are on %(covered)s.") % facts,
        keeps=True,
    )


def _ended(told: Told) -> AccountLetter:
    facts = _facts(told)
    return _letter(
        told,
        _HAS_ENDED[told.kind] % facts,
        _("It ended on %(moment)s. Now you are on %(covered)s.") % facts,
        keeps=True,
    )


def _plan_changed(told: Told) -> AccountLetter:
    facts = _facts(told)
    return _letter(
        told,
        _("You are on %(after)s now") % facts,
        _("Your plan changed on %(moment)s. Now you are on %(covered)s.") % facts,
    )


def _payment_failed(told: Told) -> AccountLetter:
    facts = _facts(told)
    return _letter(
        told,
        _("A payment for %(before)s failed") % facts,
        _(
            "You keep everything in %(before)s until %(moment)s, and the payment is tried again until then. "
            "If your card has changed, please update it in the billing portal."
        )
        % facts,
        _("If no payment succeeds, from then on you are on %(covered)s.") % facts,
    )


def _payment_recovered(told: Told) -> AccountLetter:
    return _letter(
        told,
        _("Your payment went through"),
        _("Thank you. You keep %(after)s, and nothing else has changed.") % _facts(told),
    )


def _grace_ending(told: Told) -> AccountLetter:
    facts = _facts(told)
    return _letter(
        told,
        _("%(before)s ends on %(day)s unless a payment succeeds") % facts,
        _(
            "The last payment failed, and no payment has been received since. You keep %(before)s until "
            "%(moment)s. Please update your card in the billing portal."
        )
        % facts,
        _("If no payment succeeds, from then on you are on %(covered)s.") % facts,
    )


def _lapsed(told: Told) -> AccountLetter:
    facts = _facts(told)
    return _letter(
        told,
        _("Your plan is now %(after)s because no payment was received") % facts,
        _(
            "The payment for %(before)s failed, and no later one was received. Your plan changed on "
            "%(moment)s. Now you are on %(covered)s."
        )
        % facts,
        keeps=True,
    )


def _cancel_scheduled(told: Told) -> AccountLetter:
    facts = _facts(told)
    return _letter(
        told,
        _("Your %(before)s subscription ends on %(day)s") % facts,
        _("It is cancelled, and you keep everything in %(before)s until %(moment)s. After that you are on %(covered)s.")
        % facts,
        _("Until then you can undo the cancellation in the billing portal."),
    )


def _downgrade_scheduled(told: Told) -> AccountLetter:
    facts = _facts(told)
    return _letter(
        told,
        _("You change from %(before)s to %(after)s on %(day)s") % facts,
        _("You keep everything in %(before)s until %(moment)s. After that you are on %(covered)s.") % facts,
    )


_LETTERS: dict[NoticeKind, Callable[[Told], AccountLetter]] = {
    NoticeKind.TRIAL_STARTED: _trial_started,
    NoticeKind.TRIAL_ENDING: _ending,
    NoticeKind.TRIAL_ENDED: _ended,
    NoticeKind.GRANT_ENDING: _ending,
    NoticeKind.GRANT_ENDED: _ended,
    NoticeKind.PLAN_CHANGED: _plan_changed,
    NoticeKind.PAYMENT_FAILED: _payment_failed,
    NoticeKind.PAYMENT_RECOVERED: _payment_recovered,
    NoticeKind.GRACE_ENDING: _grace_ending,
    NoticeKind.LAPSED: _lapsed,
    NoticeKind.CANCEL_SCHEDULED: _cancel_scheduled,
    NoticeKind.DOWNGRADE_SCHEDULED: _downgrade_scheduled,
    NoticeKind.SUBSCRIPTION_ENDED: _ended,
}
_AHEAD = frozenset(
    {
        *(NoticeKind.TRIAL_ENDING, NoticeKind.GRANT_ENDING, NoticeKind.GRACE_ENDING, NoticeKind.PAYMENT_FAILED),
        *(NoticeKind.CANCEL_SCHEDULED, NoticeKind.DOWNGRADE_SCHEDULED),
    }
)
"""Those that tell of what is still to come."""
# Headings of lists: of what is still to come, and of what is so already.
_STAYS = gettext_lazy("Stays active on %(plan)s (%(count)s)"), gettext_lazy("Active on %(plan)s (%(count)s)")
_FALLS = gettext_lazy("Becomes inactive (%(count)s)"), gettext_lazy("Inactive (%(count)s)")
_WATCHES_FALL = (
    gettext_lazy("Becomes inactive: category watches (%(count)s)"),
    gettext_lazy("Inactive: category watches (%(count)s)"),
)
_CHANNELS_FALL = (
    gettext_lazy("Becomes inactive: channels (%(count)s)"),
    gettext_lazy("Inactive: channels (%(count)s)"),
)


def _letter(told: Told, subject: str, *paragraphs: str, keeps: bool = False) -> AccountLetter:
    """Make a mail that lists what stays active and what doesn't; `keeps` adds how to keep or regain the plan."""
    is_over = told.division.inactive_count > 0
    further = _stopped(told)
    kept = (_(_ALL_KEPT),) if further else (_(_NOTHING_LOST),) if is_over else ()
    return AccountLetter(
        subject=subject,
        preheader=paragraphs[0],
        paragraphs=(*paragraphs, *kept),
        lists=(*(_lists(told) if is_over else ()), *further),
        action=(_("Choose what stays active"), told.choose_url) if is_over else None,
        closing=(_way_back(told),) if keeps else (),
        why=_(WHY),
    )


def _lists(told: Told) -> tuple[Names, ...]:
    is_over, division = told.kind not in _AHEAD, told.division
    return (
        _names(str(_STAYS[is_over]), division.active, division.active_count, plan=told.after.name),
        _names(str(_FALLS[is_over]), division.inactive, division.inactive_count),
    )


def _stopped(told: Told) -> tuple[Names, ...]:
    is_over = told.kind not in _AHEAD
    found = (
        (_WATCHES_FALL[is_over], told.stopped.category_watches),
        (_CHANNELS_FALL[is_over], told.stopped.channels),
    )
    return tuple(_names(str(heading), names[:MOST_NAMED], len(names)) for heading, names in found if names)


def _names(heading: str, names: tuple[str, ...], count: int, **facts: str) -> Names:
    shown = tuple(clipped(name, _NAME_LENGTH) for name in names)
    return Names(heading % {"count": count, **facts}, shown, more=count - len(names))


def _way_back(told: Told) -> str:
    facts = {"before": told.before.name, "url": told.tiers_url}
    if not told.takes_payments:
        return _("This site takes no payments; its operator can grant you a plan.")
    if told.kind in _AHEAD:
        return _("To keep it, subscribe: %(url)s") % facts
    return _("To have %(before)s again, subscribe: %(url)s") % facts
