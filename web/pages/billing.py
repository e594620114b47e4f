"""The person's plan: what they hold and from where, what is charged when, and the ways to pay and to stop paying."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.services.deletion import DeletionPending, refuse_while_deleting
from accounts.zones import zone_of
from alerts.watching.watchlists import usage
from billing.gateway.errors import PaymentsUnavailable
from billing.models import BillingCustomer
from billing.payments.base import BillingNotConfigured, NotACustomer, NotForSale
from billing.payments.ways_to_pay import is_for_sale, takes_payments, way_to_pay
from billing.plans import PLANS, TRIAL_TIER, Feature, Plan, Tier
from billing.services.overview import Overview, overview_of
from billing.services.trials import AlreadySubscribed
from web.pages.confirm_first import ask_first, confirm_url, is_recent
from web.pages.local_times import days_until
from web.plan_words import FEATURES, a_month, a_year, money

_BILLING = "/billing/"
_REFUSED = (
    *(AlreadySubscribed, BillingNotConfigured, DeletionPending, NotACustomer, NotForSale),
    PaymentsUnavailable,
)


class OrderForm(forms.Form):
    """Which tier is to be paid for, and how often. Whether it is sold here the way to pay says."""

    tier = forms.ChoiceField(choices=[(tier.value, tier.value) for tier in Tier if PLANS[tier].price_month_cents])
    interval = forms.ChoiceField(choices=[("month", "month"), ("year", "year")])


@dataclass(frozen=True, slots=True)
class OfferedPlan:
    """A plan that the person may buy: its prices, empty where that is not sold, and what it adds to what they hold."""

    plan: Plan
    month: str
    year: str
    added: tuple[str, ...]

    @classmethod
    def of(cls, plan: Plan, held: Plan) -> "OfferedPlan":
        added = tuple(str(FEATURES[one]) for one in Feature if one in plan.features and one not in held.features)
        return cls(
            plan=plan,
            month=money(plan.price_month_cents) if is_for_sale(plan.tier, "month") else "",
            year=money(plan.price_year_cents) if is_for_sale(plan.tier, "year") else "",
            added=added,
        )


@never_cache
@require_safe
@login_required
def billing(request: HttpRequest) -> HttpResponse:
    """Show the person's plan and what may be done about it. Where a payment can begin, forms may lead there."""
    user, now = request.user, timezone.now()
    assert isinstance(user, User)
    overview = overview_of(user, now)
    context = _context(user, overview, now) | {"is_recent": is_recent(request), "confirm_url": confirm_url(_BILLING)}
    answer = render(request, "web/billing.html", context)
    if not (context["takes_payments"] and context["is_recent"]):
        return answer
    lets_lead_there = csp_update({"form-action": list(settings.STRIPE_PAGES)})
    return lets_lead_there(lambda _request: answer)(request)  # type: ignore[return-value]


def _context(user: User, overview: Overview, now: datetime) -> dict[str, Any]:
    held, zone = overview.entitlement, zone_of(user.timezone)
    row = overview.subscription
    used, is_paid_for = usage(user), held.source == "stripe"
    sells = takes_payments() and not is_paid_for and not overview.bought and not overview.is_being_deleted
    # What is held without paying for it may be paid for, and a trial may end in any plan.
    least = 0 if held.source == "trial" else held.tier.rank
    paid_plans = [plan for plan in PLANS.values() if plan.price_month_cents and plan.tier.rank >= least]
    offered = [OfferedPlan.of(plan, PLANS[Tier.FREE]) for plan in paid_plans] if sells else []
    return {
        "zone": zone,
        "held": held,
        "plan": held.plan,
        "subscription": row,
        "bought": overview.bought,
        "bought_plan": PLANS[Tier(overview.bought.tier)] if overview.bought else None,
        "price": _price(held.plan, row.interval) if row and is_paid_for else "",
        "days_left": days_until(held.until, now, zone) if held.until else None,
        "scheduled_plan": PLANS[overview.scheduled_tier] if overview.scheduled_tier else None,
        "free": PLANS[Tier.FREE],
        "used": used,
        "takes_payments": takes_payments(),
        "is_customer": _is_customer(user),
        "is_being_deleted": overview.is_being_deleted,
        "may_try": overview.is_trial_available,
        "trial_plan": PLANS[TRIAL_TIER],
        "trial_days": settings.TRIAL_DAYS,
        "offered": [one for one in offered if one.month or one.year],
    }


def _price(plan: Plan, interval: str) -> str:
    if interval == "year":
        return a_year(plan)
    return a_month(plan) if interval else ""


def _is_customer(user: User) -> bool:
    return takes_payments() and BillingCustomer.objects.filter(account__user=user, deleted_at=None).exists()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def checkout(request: HttpRequest) -> HttpResponse:
    """Lead to where the ordered tier is paid for; where that is refused, back to the plan with the reason."""
    user, order = request.user, OrderForm(request.POST)
    assert isinstance(user, User)
    if request.method != "POST":
        return redirect("billing")
    if not is_recent(request):
        return ask_first(request, _BILLING)
    if not order.is_valid():
        messages.error(request, _("Choose a plan, and whether to pay by the month or by the year."))
        return redirect("billing")
    tier, interval = Tier(order.cleaned_data["tier"]), order.cleaned_data["interval"]
    try:
        refuse_while_deleting(user)
        url = way_to_pay().checkout_url(user=user, tier=tier, interval=interval, now=timezone.now())
    except _REFUSED as refused:
        messages.error(request, str(refused))
        return redirect("billing")
    return HttpResponseRedirect(url)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def portal(request: HttpRequest) -> HttpResponse:
    """Lead to where what is paid for is changed or cancelled; where there is nothing, back with the reason."""
    user = request.user
    assert isinstance(user, User)
    if request.method != "POST":
        return redirect("billing")
    if not is_recent(request):
        return ask_first(request, _BILLING)
    try:
        url = way_to_pay().portal_url(user=user)
    except _REFUSED as refused:
        messages.error(request, str(refused))
        return redirect("billing")
    return HttpResponseRedirect(url)
