"""The wording of mails about plans. Pure functions: facts come in, a mail's text comes out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from accounts.letters import AccountLetter, Names
from alerts.mail.lines import clipped
from alerts.watching.own_order import MOST_NAMED, Division
from alerts.watching.stopping import Stopped
from billing.entitlements import Feature
from billing.plans import Plan
from billing.services.notices import NoticeKind

_NAME_LENGTH = 130
WHY = "You get this because it is about your account. Mails about your account can't be unsubscribed from."
_NOTHING_LOST = (
    "Nothing is deleted: inactive platforms stay on your watchlists and become active again, exactly as they were, "
    "when your plan covers them."
)
_ALL_KEPT = (
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


def covers(plan: Plan) -> str:
    """Say what the plan covers, as the end of a sentence."""
    platforms = "any number of platforms" if plan.platforms is None else f"{plan.platforms} platform"
    if plan.platforms is not None and plan.platforms != 1:
        platforms += "s"
    told = "same-day alerts" if Feature.SAME_DAY_ALERTS in plan.features else "a weekly digest"
    return f"you are on {plan.name}: {platforms} with {told}."


def _trial_started(told: Told) -> AccountLetter:
    return _letter(
        told,
        f"Your {told.before.name} trial has started",
        f"You have everything in {told.before.name} until {told.moment}.",
        "It needs no card, and nothing is charged when it ends. We write to you again three days before.",
    )


def _ending(told: Told, what: str) -> AccountLetter:
    return _letter(
        told,
        f"Your {told.before.name} {what} ends on {told.day}",
        f"Until {told.moment} you have everything in {told.before.name}. After that {covers(told.after)}",
        keeps=True,
    )


def _ended(told: Told, what: str) -> AccountLetter:
    return _letter(
        told,
        f"Your {told.before.name} {what} has ended",
        f"It ended on {told.moment}. Now {covers(told.after)}",
        keeps=True,
    )


def _plan_changed(told: Told) -> AccountLetter:
    return _letter(
        told, f"You are on {told.after.name} now", f"Your plan changed on {told.moment}. Now {covers(told.after)}"
    )


def _payment_failed(told: Told) -> AccountLetter:
    return _letter(
        told,
        f"A payment for {told.before.name} failed",
        f"You keep everything in {told.before.name} until {told.moment}, and the payment is tried again until then. "
        "If your card has changed, please update it in the billing portal.",
        f"If no payment succeeds, from then on {covers(told.after)}",
    )


def _payment_recovered(told: Told) -> AccountLetter:
    return _letter(
        told, "Your payment went through", f"Thank you. You keep {told.after.name}, and nothing else has changed."
    )


def _grace_ending(told: Told) -> AccountLetter:
    return _letter(
        told,
        f"{told.before.name} ends on {told.day} unless a payment succeeds",
        f"The last payment failed, and no payment has been received since. You keep {told.before.name} until "
        f"{told.moment}. Please update your card in the billing portal.",
        f"If no payment succeeds, from then on {covers(told.after)}",
    )


def _lapsed(told: Told) -> AccountLetter:
    return _letter(
        told,
        f"Your plan is now {told.after.name} because no payment was received",
        f"The payment for {told.before.name} failed, and no later one was received. Your plan changed on "
        f"{told.moment}. Now {covers(told.after)}",
        keeps=True,
    )


def _cancel_scheduled(told: Told) -> AccountLetter:
    return _letter(
        told,
        f"Your {told.before.name} subscription ends on {told.day}",
        f"It is cancelled, and you keep everything in {told.before.name} until {told.moment}. "
        f"After that {covers(told.after)}",
        "Until then you can undo the cancellation in the billing portal.",
    )


def _downgrade_scheduled(told: Told) -> AccountLetter:
    return _letter(
        told,
        f"You change from {told.before.name} to {told.after.name} on {told.day}",
        f"You keep everything in {told.before.name} until {told.moment}. After that {covers(told.after)}",
    )


_LETTERS: dict[NoticeKind, Callable[[Told], AccountLetter]] = {
    NoticeKind.TRIAL_STARTED: _trial_started,
    NoticeKind.TRIAL_ENDING: partial(_ending, what="trial"),
    NoticeKind.TRIAL_ENDED: partial(_ended, what="trial"),
    NoticeKind.GRANT_ENDING: partial(_ending, what="plan"),
    NoticeKind.GRANT_ENDED: partial(_ended, what="plan"),
    NoticeKind.PLAN_CHANGED: _plan_changed,
    NoticeKind.PAYMENT_FAILED: _payment_failed,
    NoticeKind.PAYMENT_RECOVERED: _payment_recovered,
    NoticeKind.GRACE_ENDING: _grace_ending,
    NoticeKind.LAPSED: _lapsed,
    NoticeKind.CANCEL_SCHEDULED: _cancel_scheduled,
    NoticeKind.DOWNGRADE_SCHEDULED: _downgrade_scheduled,
    NoticeKind.SUBSCRIPTION_ENDED: partial(_ended, what="subscription"),
}
_AHEAD = frozenset(
    {
        *(NoticeKind.TRIAL_ENDING, NoticeKind.GRANT_ENDING, NoticeKind.GRACE_ENDING, NoticeKind.PAYMENT_FAILED),
        *(NoticeKind.CANCEL_SCHEDULED, NoticeKind.DOWNGRADE_SCHEDULED),
    }
)
"""Those that tell of what is still to come."""


def _letter(told: Told, subject: str, *paragraphs: str, keeps: bool = False) -> AccountLetter:
    """Make a mail that lists what stays active and what doesn't; `keeps` adds how to keep or regain the plan."""
    is_over = told.division.inactive_count > 0
    further = _stopped(told)
    kept = (_ALL_KEPT,) if further else (_NOTHING_LOST,) if is_over else ()
    return AccountLetter(
        subject=subject,
        preheader=paragraphs[0],
        paragraphs=(*paragraphs, *kept),
        lists=(*(_lists(told) if is_over else ()), *further),
        action=("Choose what stays active", told.choose_url) if is_over else None,
        closing=(_way_back(told),) if keeps else (),
        why=WHY,
    )


def _lists(told: Told) -> tuple[Names, ...]:
    stays, falls = ("Stays active", "Becomes inactive") if told.kind in _AHEAD else ("Active", "Inactive")
    division = told.division
    return (
        _names(f"{stays} on {told.after.name}", division.active, division.active_count),
        _names(falls, division.inactive, division.inactive_count),
    )


def _stopped(told: Told) -> tuple[Names, ...]:
    falls = "Becomes inactive" if told.kind in _AHEAD else "Inactive"
    found = (("category watches", told.stopped.category_watches), ("channels", told.stopped.channels))
    return tuple(_names(f"{falls}: {what}", names[:MOST_NAMED], len(names)) for what, names in found if names)


def _names(heading: str, names: tuple[str, ...], count: int) -> Names:
    return Names(f"{heading} ({count})", tuple(clipped(name, _NAME_LENGTH) for name in names), more=count - len(names))


def _way_back(told: Told) -> str:
    if told.takes_payments:
        wish = "To keep it" if told.kind in _AHEAD else f"To have {told.before.name} again"
        return f"{wish}, subscribe: {told.tiers_url}"
    return "This site takes no payments; its operator can grant you a plan."
