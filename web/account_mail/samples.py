"""A sample of every mail that the service sends, those about plans and accounts included."""

from django.conf import settings

from accounts.letters import AccountLetter, render_letter
from accounts.services.security_log import ACTS_LISTED, Kind
from alerts.mail import samples
from alerts.mail.rendering import Rendered
from alerts.watching.own_order import Division
from billing.plans import PLANS, Tier
from billing.services.notices import NoticeKind
from web.account_mail.about_accounts import (
    letter_about_deletion,
    letter_about_successors,
    letter_about_zone,
    letter_of_welcome,
)
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


def mails() -> dict[str, Rendered]:
    """Return every mail by the name of its file."""
    letters = {f"account-{kind.replace('_', '-')}": _letter(kind) for kind in NoticeKind}
    letters["account-welcome"] = letter_of_welcome(
        plan=PLANS[Tier.FREE], site_url=settings.BASE_URL, trial_days=settings.TRIAL_DAYS
    )
    letters |= {f"account-security-{kind.replace('_', '-')}": _security_letter(kind) for kind in TOLD}
    letters["account-security-several-acts"] = _letter_about_keys(31)
    letters["account-zone-unknown"] = letter_about_zone(name="US/Pacific")
    letters["account-deletion-requested"] = letter_about_deletion(
        day="25 March 2026",
        moment="25 March 2026, 10:30 (Europe/Dublin)",
        keep_url=f"{settings.BASE_URL}/account/keep/fictional/",
    )
    letters["account-successor-named"] = letter_about_successors(
        [("Hazelport", "Harbourlight", False), ("Tidemarsh", "Parcelwren", True)],
        choose_url=f"{settings.BASE_URL}/account/choose/fictional/",
    )
    letters["account-document-unread"] = letter_about_unread(
        [
            ("Hazelport · Terms of Service", "3 March 2026", "its site answers with an error"),
            ("Tidemarsh · Privacy Policy", "8 March 2026", "its site asks robots not to read it"),
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
            "what": "an authenticator app",
            "tries": "30",
            "network": "192.0.2.0/24",
            "ended_keys": "Archive (5f3a9c0d1e2b…)" if kind.startswith("password") else "",
        },
        moment="11 March 2026, 10:30 (Europe/Dublin)",
        not_me_url="" if kind in WITHOUT_WAY_BACK else f"{settings.BASE_URL}/account/not-me/fictional/",
    )


def _letter_about_keys(count: int) -> AccountLetter:
    """Return a mail about many API keys that were made within minutes."""
    acts = [
        Act(
            f"11 March 2026, 10:3{number // 4} (Europe/Dublin)",
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
            day="25 March 2026",
            moment="25 March 2026, 10:30 (Europe/Dublin)",
            division=Division(_PLATFORMS[:named], min(kept, _WATCHED), _PLATFORMS[named:], _WATCHED - kept),
            choose_url=f"{settings.BASE_URL}/account/choose/fictional/",
            tiers_url=f"{settings.BASE_URL}/#tiers",
            takes_payments=True,
        )
    )
