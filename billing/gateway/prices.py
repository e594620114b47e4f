"""Maps Stripe's prices to tiers. Settings name the prices that are sold; older prices carry their tier in metadata."""

from typing import Any

from django.conf import settings

from billing.plans import PLANS, Tier

INTERVALS = ("month", "year")
TIER_KEY = "clausewatch_tier"  # in the metadata of the prices that `stripe_setup` makes
SOLD = [(tier, interval) for tier in Tier if PLANS[tier].price_month_cents for interval in INTERVALS]


def lookup_key(tier: Tier, interval: str) -> str:
    return f"clausewatch_{tier}_{interval}"


def price_of(tier: Tier, interval: str) -> str:
    """Return the id of the price to sell; empty if there is none."""
    return str(settings.STRIPE_PRICES[(tier, interval)])


def tier_of(price: dict[str, Any]) -> Tier | None:
    """Return what somebody with this price has bought; None for a price that isn't ours."""
    for (tier, _), id in settings.STRIPE_PRICES.items():
        if id and id == price["id"]:
            return Tier(tier)
    named = (price.get("metadata") or {}).get(TIER_KEY)
    return next((tier for tier, _ in SOLD if named == tier or price.get("lookup_key") in _keys_of(tier)), None)


def _keys_of(tier: Tier) -> list[str]:
    return [lookup_key(tier, interval) for interval in INTERVALS]
