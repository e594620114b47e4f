"""Prepares a Stripe account to sell our tiers: products, prices, the portal's configuration, the webhook's endpoint.

It looks for each, says what is missing or different, and makes or changes it unless it was asked only to look.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import stripe
from django.conf import settings

from billing.gateway.client import PAGE, asking, client
from billing.gateway.prices import SOLD, TIER_KEY, lookup_key
from billing.plans import CURRENCY, PLANS, Tier

WEBHOOK_PATH = "/webhooks/stripe/"
EVENTS = (
    "checkout.session.completed",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.trial_will_end",
    # A plan that waits for the end of the period is set, replaced and taken back by these, of which not all change
    # the subscription itself.
    "subscription_schedule.created",
    "subscription_schedule.updated",
    "subscription_schedule.released",
    "subscription_schedule.completed",
    "subscription_schedule.canceled",
    "subscription_schedule.aborted",
    "customer.deleted",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.payment_action_required",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.closed",
)
_MARK = {"clausewatch": "portal"}  # by which our configuration is known among the account's


@dataclass(slots=True)
class Setup:
    """One pass over the account.

    `say` is called with each finding; `differences` counts what was not as it should be.
    """

    say: Callable[[str], None]
    only_check: bool
    differences: int = 0
    settings: dict[str, str] = field(default_factory=dict)

    def run(self) -> dict[str, str]:
        """Make or check everything, and return the settings to put into the environment. Raises PaymentsUnavailable."""
        prices = self._prices()
        self._portal(prices)
        self._webhook()
        self._compare_settings()
        return self.settings

    def _differs(self, sentence: str) -> bool:
        """Say what is not as it should be, and return whether to change it."""
        self.differences += 1
        self.say(f"{sentence}{'' if self.only_check else ': done'}")
        return not self.only_check

    # --- Products and prices

    def _prices(self) -> dict[Tier, dict[str, str]]:
        """Make or check the prices, and return their ids by tier and interval."""
        keys = {lookup_key(tier, interval): (tier, interval) for tier, interval in SOLD}
        with asking("prices"):
            listed = client().v1.prices.list({"lookup_keys": list(keys), "active": True, "limit": PAGE})
            found = {price["lookup_key"]: price.to_dict() for price in listed.data}
        ids: dict[Tier, dict[str, str]] = {}
        for key, (tier, interval) in keys.items():
            price = self._price(tier, interval, key, found.get(key))
            if price is not None:
                ids.setdefault(tier, {})[interval] = price
                self.settings[f"STRIPE_PRICE_{tier}_{interval}".upper()] = price
        return ids

    def _price(self, tier: Tier, interval: str, key: str, found: dict[str, Any] | None) -> str | None:
        plan = PLANS[tier]
        amount = plan.price_month_cents if interval == "month" else plan.price_year_cents
        wanted = {"unit_amount": amount, "currency": CURRENCY, "interval": interval}
        if found is not None:
            actual = {**found, "interval": (found.get("recurring") or {}).get("interval")}
            if all(actual.get(name) == value for name, value in wanted.items()):
                self.say(f"price {key}: {found['id']}")
                return str(found["id"])
        what = "is missing" if found is None else "has another amount; who has it keeps it"
        if not self._differs(f"price {key} {what}"):
            return None
        self._product(tier)
        asked: Any = {
            "product": _product_id(tier),
            "unit_amount": amount,
            "currency": CURRENCY,
            "recurring": {"interval": interval},
            "lookup_key": key,
            "transfer_lookup_key": True,
            "metadata": {TIER_KEY: tier.value},
        }
        with asking("price"):
            return str(client().v1.prices.create(asked).id)

    def _product(self, tier: Tier) -> None:
        with asking("product"):
            try:
                client().v1.products.retrieve(_product_id(tier))
            except stripe.InvalidRequestError as error:
                if error.http_status != 404:
                    raise
                client().v1.products.create({"id": _product_id(tier), "name": f"Clausewatch {PLANS[tier].name}"})

    # --- The Customer Portal

    def _portal(self, prices: dict[Tier, dict[str, str]]) -> None:
        with asking("portal configurations"):
            listed = client().v1.billing_portal.configurations.list({"active": True, "limit": PAGE})
            ours = [one for one in (page.to_dict() for page in listed.auto_paging_iter()) if one["metadata"] == _MARK]
        wanted = _features(self._products_of(prices))
        if not ours:
            if self._differs("portal configuration is missing"):
                asked: Any = {"features": wanted, "metadata": _MARK}
                with asking("portal configuration"):
                    made = client().v1.billing_portal.configurations.create(asked)
                self.settings["STRIPE_PORTAL_CONFIGURATION"] = made.id
            return
        self.settings["STRIPE_PORTAL_CONFIGURATION"] = ours[0]["id"]
        wrong = sorted(name for name in wanted if not _holds(ours[0]["features"].get(name), wanted[name]))
        if not wrong:
            self.say(f"portal configuration: {ours[0]['id']}")
        elif self._differs(f"portal configuration {ours[0]['id']} differs in {', '.join(wrong)}"):
            changed: Any = {"features": wanted}
            with asking("portal configuration"):
                client().v1.billing_portal.configurations.update(ours[0]["id"], changed)

    def _products_of(self, prices: dict[Tier, dict[str, str]]) -> list[dict[str, Any]]:
        """Return the products of our prices as they are; an owner may have made them by hand."""
        together: dict[str, list[str]] = {}
        for id in (id for by_interval in prices.values() for id in by_interval.values()):
            with asking("price"):
                product = client().v1.prices.retrieve(id).product
            together.setdefault(str(product), []).append(id)
        return [{"product": product, "prices": ids} for product, ids in together.items()]

    # --- The webhook

    def _webhook(self) -> None:
        url = settings.BASE_URL + WEBHOOK_PATH
        with asking("webhook endpoints"):
            listed = client().v1.webhook_endpoints.list({"limit": PAGE})
            found = next((one.to_dict() for one in listed.auto_paging_iter() if one.url == url), None)
        if found is None:
            if self._differs(f"webhook endpoint {url} is missing"):
                asked: Any = {"url": url, "enabled_events": list(EVENTS), "api_version": stripe.api_version}
                with asking("webhook endpoint"):
                    made = client().v1.webhook_endpoints.create(asked)
                # Told this once; afterwards only the dashboard shows it.
                self.settings["STRIPE_WEBHOOK_SECRETS"] = str(made.secret)
            return
        missing = set(EVENTS) - set(found["enabled_events"])
        if "*" not in found["enabled_events"] and missing:
            if self._differs(f"webhook endpoint {url} lacks {', '.join(sorted(missing))}"):
                changed: Any = {"enabled_events": sorted({*EVENTS, *found["enabled_events"]})}
                with asking("webhook endpoint"):
                    client().v1.webhook_endpoints.update(found["id"], changed)
        elif found["status"] != "enabled":
            if self._differs(f"webhook endpoint {url} is switched off"):
                with asking("webhook endpoint"):
                    client().v1.webhook_endpoints.update(found["id"], {"disabled": False})
        else:
            self.say(f"webhook endpoint: {url}")

    def _compare_settings(self) -> None:
        """Say which of this site's settings name something else."""
        here = {
            f"STRIPE_PRICE_{tier}_{interval}".upper(): id for (tier, interval), id in settings.STRIPE_PRICES.items()
        }
        here["STRIPE_PORTAL_CONFIGURATION"] = settings.STRIPE_PORTAL_CONFIGURATION
        for name, value in self.settings.items():
            if name in here and here[name] != value:
                self.differences += 1
                self.say(f"{name} is {here[name] or 'not set'} here")


def _product_id(tier: Tier) -> str:
    return f"clausewatch_{tier}"


def _features(products: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the portal's features: card, invoices, change of plan, cancellation.

    Upgrades apply at once and are charged for the rest of the period; downgrades and cancellations apply at its end.
    """
    return {
        "customer_update": {"enabled": True, "allowed_updates": ["name", "address", "tax_id"]},
        "invoice_history": {"enabled": True},
        "payment_method_update": {"enabled": True},
        "subscription_cancel": {"enabled": True, "mode": "at_period_end", "proration_behavior": "none"},
        "subscription_update": {
            "enabled": True,
            "default_allowed_updates": ["price"],
            "proration_behavior": "always_invoice",
            "products": list(products),
            "schedule_at_period_end": {
                "conditions": [{"type": "decreasing_item_amount"}, {"type": "shortening_interval"}]
            },
            "trial_update_behavior": "continue_trial",
        },
    }


def _holds(actual: Any, wanted: Any) -> bool:
    """Tell whether `actual` contains all of `wanted`. Objects may have more keys; lists may be in any order."""
    if isinstance(wanted, dict):
        return isinstance(actual, dict) and all(_holds(actual.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        is_list = isinstance(actual, list) and len(actual) == len(wanted)
        return is_list and all(any(_holds(one, value) for one in actual) for value in wanted)
    return bool(actual == wanted)
