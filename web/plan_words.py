"""What plans cost and include, in the words of pages. The numbers are those of the tier table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.payments.ways_to_pay import is_for_sale
from billing.plans import CURRENCY, Feature, Plan

FEATURES: Mapping[Feature, Any] = {
    Feature.WEEKLY_DIGEST: gettext_lazy("Weekly digest by mail"),
    Feature.DAILY_DIGEST: gettext_lazy("Daily digest by mail"),
    Feature.SAME_DAY_ALERTS: gettext_lazy("Same-day alerts by mail"),
    Feature.CHANGE_SUMMARIES: gettext_lazy("Structured change summaries: each clause before and after"),
    Feature.ALERT_FILTERS: gettext_lazy("Filters by severity, category and type of document"),
    Feature.CATEGORY_WATCHES: gettext_lazy("Category watches: a kind of clause on every platform"),
    Feature.TIMELINES: gettext_lazy("Timelines of platforms and documents"),
    Feature.BASELINES: gettext_lazy("The versions that you agreed to, and what changed since"),
    Feature.REVIEW_LOG: gettext_lazy("Log of decisions on changes, with sign-off"),
    Feature.SUB_PROCESSORS: gettext_lazy("Lists of sub-processors, and who joined or left"),
    Feature.CERTIFICATES: gettext_lazy("Signed certificates of what was watched when"),
    Feature.VENDOR_LISTS: gettext_lazy("Your list of vendors from a file, matched and watched"),
    Feature.DEADLINES: gettext_lazy("Deadlines as a list, in your calendar and by mail"),
    Feature.PROVISION_HISTORY: gettext_lazy("Every wording of each provision, compared word by word"),
    Feature.INSTITUTIONAL_ANALYSIS: gettext_lazy("Institutional analysis: laws, risk, due diligence, precedents"),
    Feature.COMPLIANCE_MEMOS: gettext_lazy("Compliance memos as PDF, Word, Markdown, JSON or signed evidence"),
    Feature.ATOM_FEED: gettext_lazy("Your alerts as a private feed"),
    Feature.WEBHOOKS: gettext_lazy("Webhooks, Slack, Microsoft Teams and Discord"),
}
# Each feature is in one group.
GROUPS: tuple[tuple[Any, tuple[Feature, ...]], ...] = (
    (
        gettext_lazy("Being told"),
        (
            *(Feature.WEEKLY_DIGEST, Feature.SAME_DAY_ALERTS, Feature.ALERT_FILTERS, Feature.ATOM_FEED),
            *(Feature.DAILY_DIGEST, Feature.CATEGORY_WATCHES, Feature.WEBHOOKS),
        ),
    ),
    (gettext_lazy("Reading changes"), (Feature.CHANGE_SUMMARIES, Feature.PROVISION_HISTORY, Feature.TIMELINES)),
    (gettext_lazy("Judging them"), (Feature.INSTITUTIONAL_ANALYSIS, Feature.SUB_PROCESSORS)),
    (
        gettext_lazy("Records for your auditors"),
        (Feature.REVIEW_LOG, Feature.BASELINES, Feature.COMPLIANCE_MEMOS, Feature.CERTIFICATES),
    ),
    (gettext_lazy("Vendors and dates"), (Feature.VENDOR_LISTS, Feature.DEADLINES)),
)


@dataclass(frozen=True, slots=True)
class FeatureGroup:
    """Features that belong together, in words; a group may be empty."""

    name: str
    features: tuple[str, ...]


def groups_of(plan: Plan, without: Plan | None = None) -> list[FeatureGroup]:
    """Return what a plan includes, or what it adds to another one, in groups that are not empty."""
    own = plan.features - (without.features if without else frozenset())
    shown = [
        FeatureGroup(str(name), tuple(str(FEATURES[one]) for one in features if one in own))
        for name, features in GROUPS
    ]
    return [group for group in shown if group.features]


def money(cents: int) -> str:
    """Return an amount with its currency, such as “19 USD”."""
    return f"{cents / 100:g} {CURRENCY.upper()}"


def a_month(plan: Plan) -> str:
    """Return what the plan costs by the month."""
    return _("{amount} a month").format(amount=money(plan.price_month_cents))


def a_year(plan: Plan) -> str:
    """Return what the plan costs by the year."""
    return _("{amount} a year").format(amount=money(plan.price_year_cents))


def price_here(plan: Plan) -> str:
    """Return what the plan costs where this site sells it, by the month or by the year; empty where it doesn't."""
    by_month, by_year = is_for_sale(plan.tier, "month"), is_for_sale(plan.tier, "year")
    if by_month and by_year:
        return _("%(month)s, or %(year)s") % {"month": a_month(plan), "year": a_year(plan)}
    if by_month:
        return a_month(plan)
    return a_year(plan) if by_year else ""
