"""A site that takes payments, at a Stripe of its own."""

import pytest
import stripe as stripe_library

from tests.contract.stripe_events import SECRET, body_of, signature
from tests.contract.stripe_server import KEY, StripeServer

AMOUNTS = {
    ("watcher", "month"): 1_900,
    ("watcher", "year"): 19_000,
    ("professional", "month"): 9_900,
    ("professional", "year"): 99_000,
}


@pytest.fixture
def stripe(settings, monkeypatch):
    """The running Stripe, which sells our four prices. What its schema has against a request fails the test."""
    monkeypatch.setattr(stripe_library.HTTPClient, "INITIAL_DELAY", 0)
    monkeypatch.setattr(stripe_library.HTTPClient, "MAX_DELAY", 0)
    server = StripeServer()
    server.prices = {
        order: server.account.price(amount, order[1], f"clausewatch_{order[0]}_{order[1]}")
        for order, amount in AMOUNTS.items()
    }
    settings.BILLING_BACKEND = "stripe"
    settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE = KEY, server.address
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
    settings.STRIPE_PRICES = {order: price["id"] for order, price in server.prices.items()}
    settings.STRIPE_PORTAL_CONFIGURATION = ""
    settings.STRIPE_AUTOMATIC_TAX = False
    yield server
    server.stop()
    assert server.violations == []


@pytest.fixture
def order(api):
    """Asks the API for Checkout, as this person: the answer."""

    def ask(user, tier="watcher", interval="month"):
        return api(user).post("/api/v1/subscription/checkout/", {"tier": tier, "interval": interval})

    return ask


@pytest.fixture
def deliver(client):
    """Posts an event to the webhook, signed as Stripe signs: the answer."""

    def post(event, *, body=None, secret=SECRET, at=None, header=None):
        body = body_of(event) if body is None else body
        header = signature(body, secret=secret, at=at) if header is None else header
        client.raise_request_exception = False
        return client.post(
            "/webhooks/stripe/", body, content_type="application/json", headers={"Stripe-Signature": header}
        )

    return post


@pytest.fixture
def subscribed(stripe, make_user, order):
    """Somebody who has paid for a tier, of which nothing was delivered yet: the person and the subscription."""

    def make(tier="watcher", interval="month", **fields):
        user = make_user(**fields)
        order(user, tier, interval)
        session = stripe.account.all("checkout.session")[0]
        return user, stripe.account.pay(session["id"])

    return make
