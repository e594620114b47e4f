"""The tier table in words, from the table of what is sold."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from billing.entitlements import Feature
from billing.payments.ways_to_pay import takes_payments
from billing.plans import CURRENCY, PLANS, Plan
from web.gates import way_to_plans, way_to_trial


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """One column of the tier table, in words."""

    name: str
    price: str
    is_free: bool
    trial: str
    platforms: str
    watchlists: str
    features: tuple[str, ...]

    @classmethod
    def of(cls, plan: Plan) -> "ShownPlan":
        price = f"{plan.price_month_cents / 100:g} {CURRENCY.upper()} a month"
        return cls(
            name=plan.name,
            price=price,
            is_free=not plan.price_month_cents,
            trial=f"{settings.TRIAL_DAYS} days free, no card" if plan.has_trial else "",
            platforms=_number(plan.platforms, "platform"),
            watchlists=_number(plan.watchlists, "watchlist"),
            features=tuple(feature.in_words for feature in Feature if feature in plan.features),
        )


def _number(limit: int | None, unit: str) -> str:
    return f"Unlimited {unit}s" if limit is None else f"{limit} {unit}{'' if limit == 1 else 's'}"


def plans_of(request: HttpRequest) -> dict[str, Any]:
    """Return the plans as a page shows them to whoever asks, with the ways to the trial and to paying."""
    return {
        "plans": [ShownPlan.of(plan) for plan in PLANS.values()],
        "takes_payments": takes_payments(),
        "way_to_trial": way_to_trial(request.user),
        "way_to_plans": way_to_plans(request.user),
    }


@require_safe
@cache_control(private=True)
def pricing(request: HttpRequest) -> HttpResponse:
    """Show what each tier costs and includes, from the table of what is sold."""
    return render(request, "web/pricing.html", plans_of(request))
