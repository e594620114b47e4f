"""The page to which Stripe sends people back from Checkout and from the Customer Portal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from billing.payments.on_return import synchronise_on_return
from billing.payments.ways_to_pay import takes_payments
from billing.plans import PLANS, Tier
from billing.services.overview import overview_of


@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Show what the person holds now, after asking Stripe what was paid. Visiting the page grants nothing by itself."""
    context: dict[str, Any] = {"takes_payments": takes_payments()}
    if isinstance(request.user, User):
        now = timezone.now()
        synchronise_on_return(user=request.user, now=now)
        overview = overview_of(request.user, now)
        bought = PLANS[Tier(overview.bought.tier)] if overview.bought else None
        context |= {"held": overview.entitlement, "bought": bought}
    return render(request, "web/checkout_done.html", context)
