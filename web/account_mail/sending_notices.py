"""Sends the mails about accounts and plans that are owed, and drops those that are no longer true."""

import time
from datetime import datetime

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from accounts.days_in_words import day_in_words, moment_in_words
from accounts.languages import language_of
from accounts.letters import AccountLetter, render_letter
from accounts.models import Notice, SecurityEvent, User
from accounts.outgoing import MaybeAccepted, OptionalMail
from accounts.services import notices
from accounts.services.deletion import DELETION_REQUESTED
from accounts.services.lost_zones import ZONE_UNKNOWN
from accounts.services.notices import WELCOME
from accounts.services.security_log import SECURITY_PREFIX
from accounts.zones import is_known, zone_of
from alerts.channels.claiming import CHANNEL_DISABLED, CHANNEL_FAILING
from alerts.channels.telling import channel_news
from alerts.deadlines.reminders import DEADLINES_NEAR, still_near
from alerts.delivery.transports.base import sender_domain
from alerts.timing.clock import RunningClock
from alerts.watching.law import LAW_PREFIX, law_news
from alerts.watching.own_order import division
from alerts.watching.platform_requests import PLATFORM_ADDED, what_was_added
from alerts.watching.stopping import stopped
from alerts.watching.successors import SUCCESSOR_NAMED, moved_on
from alerts.watching.unread import DOCUMENT_READ_AGAIN, DOCUMENT_UNREAD, read_again, still_unread
from alerts.watching.watchlists import usage
from billing.entitlements import Entitlement, for_user
from billing.models import Subscription
from billing.payments.ways_to_pay import takes_payments
from billing.plans import PLANS, Tier
from billing.services.notices import NoticeKind
from web.account_mail.about_accounts import (
    letter_about_deletion,
    letter_about_successors,
    letter_about_zone,
    letter_of_welcome,
)
from web.account_mail.about_channels import letter_about_channel
from web.account_mail.about_deadlines import letter_about_deadlines
from web.account_mail.about_law import letter_about_law
from web.account_mail.about_plans import Told, letter_about
from web.account_mail.about_reading import letter_about_added, letter_about_read_again, letter_about_unread
from web.account_mail.about_security import Act, letter_about_acts, letter_about_security
from web.links import choose_url, keep_url, not_me_url

logger = structlog.get_logger(__name__)

DRAIN_SECONDS = 60
_MOST_FAILURES_IN_A_ROW = 3
_STRIPE = Subscription.Source.STRIPE


class NotTrueAnyMore(Exception):
    """The notice is no longer true; the text says what is true instead."""


def send_due_notices(now: datetime) -> dict[str, int]:
    """Send what is due, until nothing is left, the time is up, or the mail server refuses several in a row.

    Returns how many were sent, postponed and dropped.
    """
    clock = RunningClock(now)
    counts = {"notices_sent": 0, "notices_dropped": 0, "notices_postponed": 0}
    deadline, failures = time.monotonic() + DRAIN_SECONDS, 0
    while time.monotonic() < deadline and failures < _MOST_FAILURES_IN_A_ROW:
        notice = notices.claim_next(clock())
        if notice is None:
            break
        outcome = _send(notice, clock)
        counts[f"notices_{outcome}"] += 1
        failures = failures + 1 if outcome == "postponed" else 0
    return counts


def _send(notice: Notice, clock: RunningClock) -> str:
    """Send one claimed notice and mark it; return the name under which it is counted."""
    try:
        with translation.override(language_of(notice.user.locale)):
            message = _message(notice, letter_of(notice, clock()))
        message.send()
    except NotTrueAnyMore as reason:
        notices.mark_dropped(notice=notice, reason=str(reason), now=clock())
        return "dropped"
    except MaybeAccepted:
        logger.exception("notice_in_doubt", notice=str(notice.pk), kind=notice.kind)
        if notices.mark_in_doubt(notice=notice, now=clock()):
            logger.error("notice_given_up", notice=str(notice.pk), kind=notice.kind)
        return "postponed"
    except Exception as error:  # the others still go
        logger.exception("notice_not_sent", notice=str(notice.pk), kind=notice.kind)
        if notices.mark_postponed(notice=notice, reason=type(error).__name__, now=clock()):
            logger.error("notice_given_up", notice=str(notice.pk), kind=notice.kind)
        return "postponed"
    notices.mark_sent(notice=notice, now=clock())
    return "sent"


def _message(notice: Notice, letter: AccountLetter) -> EmailMultiAlternatives:
    subject, html, text = render_letter(letter)
    kind = OptionalMail if letter.is_optional else EmailMultiAlternatives
    message = kind(
        subject=subject,
        body=text,
        from_email=settings.EMAIL_FROM,
        to=[_address_of(notice)],
        reply_to=[settings.EMAIL_REPLY_TO] if settings.EMAIL_REPLY_TO else None,
        # Sent again after a crash it is the same mail: programs show one.
        headers={"Message-ID": f"<{notice.pk}@{sender_domain()}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(html, "text/html")
    return message


def _address_of(notice: Notice) -> str:
    """Return the address to write to: mails about acts on an account go to the address that it had before."""
    return notice.facts["to"] if notice.kind.startswith(SECURITY_PREFIX) else notice.user.email


def letter_of(notice: Notice, now: datetime) -> AccountLetter:
    """Return the mail's text as of now. Raises NotTrueAnyMore."""
    user = notice.user
    if not user.is_active:
        raise NotTrueAnyMore("the account is closed")
    if notice.kind == DELETION_REQUESTED:
        return _about_deletion(notice)
    if notice.kind.startswith(SECURITY_PREFIX):
        return _about_security(notice)
    if user.erase_at is not None:
        raise NotTrueAnyMore("the account is being deleted")
    if notice.kind == WELCOME:
        plan = PLANS[for_user(user, now).tier]
        return letter_of_welcome(
            plan=plan,
            site_url=settings.BASE_URL,
            trial_days=settings.TRIAL_DAYS,
            is_watching=usage(user).platforms > 0,
        )
    if notice.kind.startswith(LAW_PREFIX):
        return _about_law(notice, now)
    if notice.kind == SUCCESSOR_NAMED:
        return _about_successors(notice, now)
    if notice.kind == DOCUMENT_UNREAD:
        return _about_unread(notice, now)
    if notice.kind == DOCUMENT_READ_AGAIN:
        return _about_read_again(notice, now)
    if notice.kind == DEADLINES_NEAR:
        return _about_deadlines(notice, now)
    if notice.kind in (CHANNEL_FAILING, CHANNEL_DISABLED):
        return _about_channel(notice)
    if notice.kind == PLATFORM_ADDED:
        return _about_added(notice, now)
    if notice.kind == ZONE_UNKNOWN:
        return _about_zone(notice)
    kind = NoticeKind(notice.kind)
    held = for_user(user, now)
    row = Subscription.objects.filter(user=user, source=_STRIPE).first()
    if not _is_true(kind, notice, held, row, now):
        raise NotTrueAnyMore(f"{held.tier} by {held.source}, {held.status}")
    return letter_about(_told(kind, notice, held, row, now))


def _about_deletion(notice: Notice) -> AccountLetter:
    user = notice.user
    if user.erase_at != notice.about_at:
        raise NotTrueAnyMore("the deletion was taken back")
    day, moment = _on_clocks_of(user, notice.about_at)
    row = Subscription.objects.filter(user=user, source=_STRIPE, ended_at=None).first()
    plan = PLANS[Tier(row.tier)].name if row else ""
    is_paid = row is not None and row.status in (Subscription.Status.ACTIVE, Subscription.Status.TRIALING)
    end = row.current_period_end if row and is_paid else None
    paid_until = _on_clocks_of(user, end)[0] if end else ""
    return letter_about_deletion(day=day, moment=moment, keep_url=keep_url(user), plan=plan, paid_until=paid_until)


def _about_zone(notice: Notice) -> AccountLetter:
    name = notice.user.timezone
    if name != notice.facts["timezone"] or is_known(name):
        raise NotTrueAnyMore(f"the time zone is {name}")
    return letter_about_zone(name=name)


def _about_security(notice: Notice) -> AccountLetter:
    facts, event = notice.facts, notice.facts.get("event")
    kind, link = notice.kind.removeprefix(SECURITY_PREFIX), not_me_url(event) if event else ""
    if (count := facts.get("count", 1)) == 1:
        _, moment = _on_clocks_of(notice.user, notice.about_at)
        return letter_about_security(kind, facts=facts, moment=moment, not_me_url=link)
    events = SecurityEvent.objects.filter(pk__in=facts["acts"].split()).order_by("at", "pk")
    acts = [Act(_on_clocks_of(notice.user, act.at)[1], act.facts, act.network) for act in events]
    return letter_about_acts(kind, acts=acts, count=count, not_me_url=link)


def _about_successors(notice: Notice, now: datetime) -> AccountLetter:
    moved = moved_on(user_id=notice.user_id, facts=notice.facts, now=now)
    if not moved:
        raise NotTrueAnyMore("nothing of it is watched any more, or was carried on, or the person gets no such mail")
    return letter_about_successors(moved, choose_url=choose_url(notice.user_id))


def _about_law(notice: Notice, now: datetime) -> AccountLetter:
    news = law_news(user=notice.user, facts=notice.facts, now=now)
    if news is None:
        raise NotTrueAnyMore("nothing that is watched is concerned, or the plan or the person no longer wants the mail")
    return letter_about_law(news, choose_url=choose_url(notice.user_id))


def _about_unread(notice: Notice, now: datetime) -> AccountLetter:
    unread = still_unread(user_id=notice.user_id, facts=notice.facts, now=now)
    if not unread:
        raise NotTrueAnyMore("all of it can be read by now, or isn't watched, or the person gets no such mail")
    named = [(one.name, _on_clocks_of(notice.user, one.since)[0], one.said) for one in unread]
    return letter_about_unread(named, choose_url=choose_url(notice.user_id))


def _about_read_again(notice: Notice, now: datetime) -> AccountLetter:
    names = [one.name for one in read_again(user_id=notice.user_id, facts=notice.facts, now=now)]
    if not names:
        raise NotTrueAnyMore("none of it can be read any more, or isn't watched, or the person gets no such mail")
    return letter_about_read_again(names, choose_url=choose_url(notice.user_id))


def _about_deadlines(notice: Notice, now: datetime) -> AccountLetter:
    near = still_near(user=notice.user, facts=notice.facts, now=now)
    if not near:
        raise NotTrueAnyMore("none of these days stands any more, or the person gets no such mail")
    return letter_about_deadlines(near)


def _about_channel(notice: Notice) -> AccountLetter:
    news = channel_news(facts=notice.facts, is_disabled=notice.kind == CHANNEL_DISABLED)
    if news is None:
        raise NotTrueAnyMore("the channel is removed or resumed, or takes what is posted by now")
    since, ends = (_on_clocks_of(notice.user, at)[1] for at in (news.since, news.ends_at))
    return letter_about_channel(news, since=since, ends=ends)


def _about_added(notice: Notice, now: datetime) -> AccountLetter:
    added = what_was_added(user_id=notice.user_id, facts=notice.facts, now=now)
    if not added:
        raise NotTrueAnyMore("what was asked for is forgotten, or the address takes no mail")
    return letter_about_added(added, platforms_url=f"{settings.BASE_URL}/")


def _is_true(kind: NoticeKind, notice: Notice, held: Entitlement, row: Subscription | None, now: datetime) -> bool:
    """Tell whether the notice is still true. A trial's mails are not, once the person has paid."""
    is_ahead, is_paying = notice.about_at > now, bool(row and row.is_active(now))
    match kind:
        case NoticeKind.TRIAL_STARTED:
            return held.source == "trial"
        case NoticeKind.TRIAL_ENDING:
            return held.source == "trial" and is_ahead and not is_paying
        case NoticeKind.TRIAL_ENDED | NoticeKind.GRANT_ENDED:
            return _is_lower(held, notice) and not is_paying
        case NoticeKind.GRANT_ENDING:
            return held.source == Subscription.Source.OPERATOR and held.until == notice.about_at and is_ahead
        case NoticeKind.PAYMENT_FAILED:
            return held.source == _STRIPE and held.status == "past_due" and held.tier is not Tier.FREE
        case NoticeKind.GRACE_ENDING:
            return held.source == _STRIPE and held.status == "past_due" and held.until == notice.about_at and is_ahead
        case NoticeKind.PAYMENT_RECOVERED:
            return held.source == _STRIPE and held.status == "active"
        case NoticeKind.LAPSED | NoticeKind.SUBSCRIPTION_ENDED:
            return _is_lower(held, notice)
        case NoticeKind.CANCEL_SCHEDULED:
            return is_paying and row is not None and row.cancel_at == notice.about_at
        case NoticeKind.DOWNGRADE_SCHEDULED:
            return is_paying and row is not None and row.scheduled_tier == notice.facts["to"] and is_ahead
        case NoticeKind.PLAN_CHANGED:
            return held.tier is Tier(notice.facts["to"])


def _is_lower(held: Entitlement, notice: Notice) -> bool:
    return held.tier.rank < Tier(notice.facts["from"]).rank


def _told(kind: NoticeKind, notice: Notice, held: Entitlement, row: Subscription | None, now: datetime) -> Told:
    after = _tier_after(kind, notice, held, row)
    before = Tier(notice.facts["to" if kind is NoticeKind.TRIAL_STARTED else "from"])
    about_at = notice.about_at
    if kind in (NoticeKind.TRIAL_STARTED, NoticeKind.PAYMENT_FAILED):
        about_at = held.until or about_at
    day, moment = _on_clocks_of(notice.user, about_at)
    return Told(
        kind=kind,
        before=PLANS[before],
        after=PLANS[after],
        day=day,
        moment=moment,
        division=division(notice.user, PLANS[after].platforms, now),
        choose_url=choose_url(notice.user.pk),
        tiers_url=f"{settings.BASE_URL}/#tiers",
        takes_payments=takes_payments(),
        stopped=stopped(notice.user, PLANS[after].features),
    )


def _tier_after(kind: NoticeKind, notice: Notice, held: Entitlement, row: Subscription | None) -> Tier:
    """Return the tier that the mail is about: the present one, or the one that will follow."""
    match kind:
        case NoticeKind.DOWNGRADE_SCHEDULED:
            return Tier(notice.facts["to"])
        case NoticeKind.TRIAL_ENDING | NoticeKind.GRANT_ENDING:
            return for_user(notice.user, notice.about_at).tier
        case NoticeKind.PAYMENT_FAILED | NoticeKind.GRACE_ENDING | NoticeKind.CANCEL_SCHEDULED:
            assert row is not None, "Looked at before."
            return for_user(notice.user, max(notice.about_at, row.lapses_at or notice.about_at)).tier
        case _:
            return held.tier


def _on_clocks_of(user: User, at: datetime) -> tuple[str, str]:
    """Return the day, and the day with the hour, in the person's time zone."""
    zone = zone_of(user.timezone)
    return day_in_words(at.astimezone(zone)), moment_in_words(at, zone)
