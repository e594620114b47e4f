"""A sample of every mail that the service sends, those about plans and accounts included."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.days_in_words import day_in_words, moment_in_words
from accounts.letters import AccountLetter, render_letter
from accounts.services.security_log import ACTS_LISTED, Kind
from alerts.channels.telling import ChannelNews
from alerts.deadlines.listing import Deadline, DeadlineKind, DeadlineQuotation
from alerts.deadlines.reminders import NearDeadline
from alerts.mail import samples
from alerts.mail.rendering import Rendered
from alerts.watching.law import LawNews
from alerts.watching.own_order import Division
from billing.plans import PLANS, Tier
from billing.services.notices import NoticeKind
from governance.models import Platform
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
from web.account_mail.about_security import TOLD, WITHOUT_WAY_BACK, Act, letter_about_acts, letter_about_security

_PLATFORMS = (
    "Lumenfold",
    "Parcelwren",
    "Quillbarn (never captured)",
    "Emberlake",
    "Tidemarsh",
    "Hazelport",
    "Brindleway",
    "Cloverdesk",
)
_KEPT = {Tier.FREE: 1, Tier.WATCHER: 10}
_WATCHED = 31
_ZONE = ZoneInfo("Europe/Dublin")  # in winter its clocks are those of UTC
_SINCE = datetime(2026, 3, 6, 10, 30, tzinfo=UTC)
_ACTED_AT = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)
_AHEAD_AT = datetime(2026, 3, 25, 10, 30, tzinfo=UTC)


def mails(language: str = "en") -> dict[str, Rendered]:
    """Return every mail by the name of its file, as people of this language get it."""
    with translation.override(language):
        return _mails()


def _mails() -> dict[str, Rendered]:
    letters = {f"account-{kind.replace('_', '-')}": _letter(kind) for kind in NoticeKind}
    letters["account-welcome"] = letter_of_welcome(
        plan=PLANS[Tier.FREE], site_url=settings.BASE_URL, trial_days=settings.TRIAL_DAYS
    )
    letters |= {f"account-security-{kind.replace('_', '-')}": _security_letter(kind) for kind in TOLD}
    letters["account-security-several-acts"] = _letter_about_keys(31)
    letters["account-zone-unknown"] = letter_about_zone(name="US/Pacific")
    letters["account-deletion-requested"] = letter_about_deletion(
        day=day_in_words(_AHEAD_AT),
        moment=moment_in_words(_AHEAD_AT, _ZONE),
        keep_url=f"{settings.BASE_URL}/account/keep/fictional/",
    )
    letters["account-successor-named"] = letter_about_successors(
        [("Hazelport", "Harbourlight", False), ("Tidemarsh", "Parcelwren", True)],
        choose_url=f"{settings.BASE_URL}/account/choose/fictional/",
    )
    letters["account-law-changed"] = letter_about_law(
        LawNews(
            "CW-L-000001",
            ("EU AI Act, 2 August 2026: General application, including Art. 50.",),
            (("Lumenfold", 14), ("Hazelport", 1)),
        ),
        choose_url=f"{settings.BASE_URL}/account/choose/fictional/",
    )
    letters["account-deadlines-near"] = letter_about_deadlines(_near())
    failing = ChannelNews("Vendor desk (https://hooks.example.com/…)", False, False, _SINCE, 3, _SINCE)
    for name, news in {
        "failing": failing,
        "disabled": replace(failing, is_disabled=True, waiting_count=1),
        "gone": replace(failing, is_disabled=True, is_gone=True),
    }.items():
        letters[f"account-channel-{name}"] = letter_about_channel(
            news, since=moment_in_words(_SINCE, _ZONE), ends=moment_in_words(_ACTED_AT, _ZONE)
        )
    letters["account-document-unread"] = letter_about_unread(
        [
            ("Hazelport · Terms of Service", day_in_words(date(2026, 3, 3)), "its site answers with an error"),
            ("Tidemarsh · Privacy Policy", day_in_words(date(2026, 3, 8)), "its site asks robots not to read it"),
        ],
        choose_url=f"{settings.BASE_URL}/account/choose/fictional/",
    )
    letters["account-document-read-again"] = letter_about_read_again(
        ["Hazelport · Terms of Service"], choose_url=f"{settings.BASE_URL}/account/choose/fictional/"
    )
    letters["account-platform-added"] = letter_about_added(
        [("Hazelport", "Hazelport")], platforms_url=settings.BASE_URL
    )
    return samples.mails() | {name: Rendered(*render_letter(letter)) for name, letter in letters.items()}


def _security_letter(kind: str) -> AccountLetter:
    return letter_about_security(
        kind,
        facts={
            "address": "reader@example.com",
            "name": "Archive",
            "prefix": "5f3a9c0d1e2b",
            "key": "fictional",
            "what": "your alerts" if kind == Kind.FEED_MADE else "an authenticator app",
            "tries": "30",
            "kind": "Webhook",
            "where": "https://hooks.example.com/…",
            "network": "192.0.2.0/24",
            "ended_keys": "Archive (5f3a9c0d1e2b…)" if kind.startswith("password") else "",
        },
        moment=moment_in_words(_ACTED_AT, _ZONE),
        not_me_url="" if kind in WITHOUT_WAY_BACK else f"{settings.BASE_URL}/account/not-me/fictional/",
    )


def _letter_about_keys(count: int) -> AccountLetter:
    """Return a mail about many API keys that were made within minutes."""
    acts = [
        Act(
            moment_in_words(_ACTED_AT + timedelta(minutes=number // 4), _ZONE),
            {"name": f"Archive {number + 1}", "prefix": f"5f3a9c0d1e{number + 10}"},
            "192.0.2.0/24",
        )
        for number in range(ACTS_LISTED)
    ]
    link = f"{settings.BASE_URL}/account/not-me/fictional/"
    return letter_about_acts(Kind.API_KEY_CREATED, acts=acts, count=count, not_me_url=link)


def _letter(kind: NoticeKind) -> AccountLetter:
    """Return a mail of this kind for somebody who watches many platforms and, if the kind says so, loses some."""
    after = Tier.WATCHER if kind in (NoticeKind.DOWNGRADE_SCHEDULED, NoticeKind.PLAN_CHANGED) else Tier.FREE
    is_whole = kind in (NoticeKind.TRIAL_STARTED, NoticeKind.PAYMENT_RECOVERED)
    kept = _WATCHED if is_whole else _KEPT[after]
    named = len(_PLATFORMS) if is_whole else min(kept, len(_PLATFORMS) // 2)
    return letter_about(
        Told(
            kind=kind,
            before=PLANS[Tier.PROFESSIONAL],
            after=PLANS[Tier.PROFESSIONAL if is_whole else after],
            day=day_in_words(_AHEAD_AT),
            moment=moment_in_words(_AHEAD_AT, _ZONE),
            division=Division(_PLATFORMS[:named], min(kept, _WATCHED), _PLATFORMS[named:], _WATCHED - kept),
            choose_url=f"{settings.BASE_URL}/account/choose/fictional/",
            tiers_url=f"{settings.BASE_URL}/#tiers",
            takes_payments=True,
        )
    )


def _near() -> list[NearDeadline]:
    words = "You may object to an amendment within 30 days of the day on which we give you notice of it."
    shared: dict[str, Any] = {
        "platform": Platform(slug="hazelport", name="Hazelport"),
        "document": "CW-D-000001",
        "document_title": "Terms of Service",
        "change": "CW-C-000001",
        "noted_at": datetime(2026, 3, 3, 9, tzinfo=UTC),
    }
    objection = Deadline(
        id="objection_end-CW-C-000001-0",
        kind=DeadlineKind.OBJECTION_END,
        day=date(2026, 4, 2),
        what=_("%(name)s: last day of the period for objecting to the change")
        % {"name": "Hazelport, Terms of Service"},
        how=" ".join(
            (
                _("%(period)s from %(day)s, the day on which the change was detected.")
                % {
                    "period": ngettext("%(count)s day", "%(count)s days", 30) % {"count": 30},
                    "day": day_in_words(date(2026, 3, 3)),
                },
                _("The clause counts from a notice, whose day is not known here; by that the last day may be another."),
            )
        ),
        review=None,
        quotation=DeadlineQuotation("CW-V-000001", 0, len(words), words, "30 days"),
        rule="objection-within",
        **shared,
    )
    review = Deadline(
        id="review_due-00000000-0000-4000-8000-000000000000",
        kind=DeadlineKind.REVIEW_DUE,
        day=date(2026, 4, 3),
        what=_("Review due: %(headline)s") % {"headline": "Hazelport changes how long it keeps messages"},
        how=_("The day that was set for the review."),
        review="00000000-0000-4000-8000-000000000000",
        quotation=None,
        rule="review-due-date",
        **shared,
    )
    return [NearDeadline(objection, 7), NearDeadline(review, 8)]
