"""What a reader's tier withholds, and how to get it. What is withheld is never loaded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from billing.entitlements import FREE, Feature, Tier, lowest_tier_with
from billing.plans import PLANS, TRIAL_TIER
from billing.services.overview import overview_of
from web.plan_words import price_here

TRIAL_PAGE = "/trial/"
BILLING_PAGE = "/billing/"

WITHHELD: dict[Feature, Any] = {
    Feature.CHANGE_SUMMARIES: gettext_lazy("What changed, clause by clause, with exact quotations before and after."),
    Feature.INSTITUTIONAL_ANALYSIS: gettext_lazy(
        "Which regulations these clauses engage, how much risk they bear and why, what to "
        "check, and precedents, each with its source."
    ),
    Feature.REVIEW_LOG: gettext_lazy(
        "A log of what you decide on each change: who looks at it until when, the decision with its "
        "reason, and a sign-off that locks it."
    ),
    Feature.BASELINES: gettext_lazy(
        "The versions that you agreed to, and what has changed in each since, clause by clause."
    ),
    Feature.DEADLINES: gettext_lazy(
        "Days of effect, ends of objection and opt-out periods with the words that state them, and "
        "reviews that are due: as a list and in your calendar."
    ),
    Feature.TIMELINES: gettext_lazy(
        "All that happened to the documents of a platform, newest first: changes, updates of "
        "provisions, dates of effect, and documents that were added, moved or gone."
    ),
    Feature.VENDOR_LISTS: gettext_lazy(
        "Your list of vendors from a CSV file: which platforms they are, a watchlist of those, and a "
        "way to ask for the others."
    ),
    Feature.COMPLIANCE_MEMOS: gettext_lazy(
        "Memos of documents, changes, comparisons and watchlists, as PDF, Word with tracked "
        "changes, Markdown, JSON, or as signed evidence."
    ),
    Feature.SAME_DAY_ALERTS: gettext_lazy(
        "An alert on the day on which a platform that you watch changes something that matters."
    ),
    Feature.ALERT_FILTERS: gettext_lazy(
        "Being told only of the severity, the categories and the types of document that you choose."
    ),
    Feature.CATEGORY_WATCHES: gettext_lazy(
        "Every change to a kind of clause that you choose, on any platform of the record."
    ),
    Feature.WEBHOOKS: gettext_lazy(
        "Changes posted to your program by webhook, and to rooms of Slack, Microsoft Teams and Discord."
    ),
    Feature.ATOM_FEED: gettext_lazy("Your alerts in a feed reader, at a private address."),
    Feature.PROVISION_HISTORY: gettext_lazy("Every wording of this provision and every change to it."),
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What is withheld, from which tier on it is included, which scope an API key lacks for it, and where to get it."""

    feature: Feature
    withheld: str
    required_tier: Tier
    required_plan: str
    offers_trial: bool
    way_in: str
    required_scope: str | None = None

    @property
    def price(self) -> str:
        """What the plan costs on this site; empty where it isn't sold."""
        return price_here(PLANS[self.required_tier])

    @property
    def trial_days(self) -> int:
        return int(settings.TRIAL_DAYS)

    @property
    def offered(self) -> "Gate | None":
        """The gate if a plan opens it; None if the API key lacks a scope, since no plan would help."""
        return None if self.required_scope else self

    @property
    def offer(self) -> str:
        """The label of the link or button that leads on."""
        if self.offers_trial:
            return _("Start %(plan)s free trial") % {"plan": PLANS[TRIAL_TIER].name}
        return _("Upgrade to %(plan)s") % {"plan": self.required_plan}


def way_to_trial(user: User | AnonymousUser) -> str:
    """Return where to start the trial, after signing up where that is needed."""
    return _through_sign_up(user, TRIAL_PAGE)


def way_to_plans(user: User | AnonymousUser) -> str:
    """Return where plans are bought, after signing up where that is needed."""
    return _through_sign_up(user, BILLING_PAGE)


def _through_sign_up(user: User | AnonymousUser, address: str) -> str:
    """Return the address; for a visitor who isn't signed in, the sign-up page that leads there."""
    return address if user.is_authenticated else f"/accounts/signup/?next={quote(address, safe='')}"


def gate_for(user: User | AnonymousUser, feature: Feature, now: datetime) -> Gate | None:
    """Return the gate for this reader, or None if they have the feature. Makes a fixed number of queries."""
    overview = overview_of(user, now) if user.is_authenticated else None
    if (overview.entitlement if overview else FREE).has(feature):
        return None
    tier = lowest_tier_with(feature)
    may_try = (overview is None or overview.is_trial_available) and feature in PLANS[TRIAL_TIER].features
    way_in = way_to_trial(user) if may_try else way_to_plans(user)
    return Gate(feature, str(WITHHELD[feature]), tier, PLANS[tier].name, may_try, way_in)
