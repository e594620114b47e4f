"""The tier table in words, from the table of what is sold."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from billing.payments.ways_to_pay import takes_payments
from billing.plans import PAYMENT_GRACE, PLANS, TRIAL_TIER, Plan
from web.gates import way_to_plans, way_to_trial
from web.plan_words import FEATURES, GROUPS, FeatureGroup, a_month, a_year, groups_of


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """One card of a plan, in words: what it adds to the plan before it (empty for the first)."""

    name: str
    price: str
    price_of_year: str
    is_free: bool
    trial: str
    platforms: str
    watchlists: str
    plan_before: str
    groups: tuple[FeatureGroup, ...]

    @classmethod
    def of(cls, plan: Plan, before: Plan | None) -> "ShownPlan":
        days = settings.TRIAL_DAYS
        trial = ngettext("%(days)d day free, no card", "%(days)d days free, no card", days) % {"days": days}
        return cls(
            name=plan.name,
            price=a_month(plan),
            price_of_year=a_year(plan) if plan.price_year_cents else "",
            is_free=not plan.price_month_cents,
            trial=trial if plan.has_trial else "",
            platforms=_platforms(plan.platforms),
            watchlists=_watchlists(plan.watchlists),
            plan_before=before.name if before else "",
            groups=tuple(groups_of(plan, before)),
        )


def _platforms(limit: int | None) -> str:
    if limit is None:
        return _("Unlimited platforms")
    return ngettext("%(count)d platform", "%(count)d platforms", limit) % {"count": limit}


def _watchlists(limit: int | None) -> str:
    if limit is None:
        return _("Unlimited watchlists")
    return ngettext("%(count)d watchlist", "%(count)d watchlists", limit) % {"count": limit}


@dataclass(frozen=True, slots=True)
class CapabilityRow:
    """One row of the table of plans: for each plan a number in words, or whether it is included."""

    name: str
    cells: tuple[str | bool, ...]


def _limits() -> list[CapabilityRow]:
    plans, without_limit = PLANS.values(), _("No limit")
    return [
        CapabilityRow(
            _("Platforms watched"), tuple(f"{one.platforms}" if one.platforms else without_limit for one in plans)
        ),
        CapabilityRow(
            _("Watchlists"), tuple(f"{one.watchlists}" if one.watchlists else without_limit for one in plans)
        ),
        CapabilityRow(_("The public record, and its API"), tuple(True for _one in plans)),
        CapabilityRow(_("Requests to the API a minute"), tuple(f"{one.requests_per_minute}" for one in plans)),
    ]


def capabilities() -> list[tuple[str, list[CapabilityRow]]]:
    """Return every capability with who has it, in groups, as the table of plans shows it."""
    found = [(_("What you can hold"), _limits())]
    for name, features in GROUPS:
        rows = [
            CapabilityRow(str(FEATURES[one]), tuple(one in plan.features for plan in PLANS.values()))
            for one in features
            if one.is_built
        ]
        if rows:
            found.append((str(name), rows))
    return found


def plans_of(request: HttpRequest) -> dict[str, Any]:
    """Return the plans as a page shows them to whoever asks, with the ways to the trial and to paying."""
    plans = list(PLANS.values())
    return {
        "plans": [ShownPlan.of(plan, before) for plan, before in zip(plans, [None, *plans], strict=False)],
        "takes_payments": takes_payments(),
        "way_to_trial": way_to_trial(request.user),
        "way_to_plans": way_to_plans(request.user),
    }


@require_safe
@cache_control(private=True)
def pricing(request: HttpRequest) -> HttpResponse:
    """Show what each tier costs and includes, from the table of what is sold, and what a trial and a payment are."""
    context = plans_of(request) | {
        "capabilities": capabilities(),
        "trial_plan": PLANS[TRIAL_TIER].name,
        "trial_days": settings.TRIAL_DAYS,
        "grace_days": PAYMENT_GRACE.days,
    }
    return render(request, "web/pricing.html", context)
