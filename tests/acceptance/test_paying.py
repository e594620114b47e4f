"""From Free to paying and back, by HTTP, through the real web and worker processes and a Stripe of the test's own."""

import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from tests.acceptance.conftest import running_service
from tests.acceptance.test_tour import add, default_watchlist, items_of, some_platforms
from tests.contract.stripe_events import SECRET, body_of, signature
from tests.contract.stripe_server import KEY, StripeServer


@pytest.fixture
def stripe():
    server = StripeServer()
    yield server
    server.stop()
    assert server.violations == []


@pytest.fixture
def service(stripe, tmp_path):
    prices = {
        f"STRIPE_PRICE_{tier}_{interval}".upper(): stripe.account.price(amount, interval)["id"]
        for tier, amount in (("watcher", 1_900), ("professional", 9_900))
        for interval in ("month", "year")
    }
    with running_service(
        tmp_path,
        BILLING_BACKEND="stripe",
        STRIPE_SECRET_KEY=KEY,
        STRIPE_API_BASE=stripe.address,
        STRIPE_WEBHOOK_SECRETS=f"whsec_older,{SECRET}",
        **prices,
    ) as running:
        yield running


def post_news(service, event, *, secret=SECRET):
    """Post an event as Stripe does: the status of the answer."""
    body = body_of(event)
    request = urllib.request.Request(service.base + "/webhooks/stripe/", body, method="POST")
    request.add_header("Stripe-Signature", signature(body, secret=secret))
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_person_pays_during_the_trial_cancels_and_is_free_again_with_everything_kept(service, stripe):
    address, person = service.sign_up()
    account = stripe.account
    watchlist = default_watchlist(person)
    slugs = some_platforms(person, 11)
    assert person.get("/subscription/").body["tier"] == "free"
    assert person.post("/subscription/trial/").status == 201
    assert [add(person, watchlist, slug).status for slug in slugs] == [201] * 11

    wanted = {"tier": "professional", "interval": "month"}
    answer = person.post("/subscription/checkout/", wanted)
    assert answer.status == 200, answer
    (session,) = account.all("checkout.session")
    assert answer.body["url"] == session["url"]
    assert session["client_reference_id"] == person.get("/me/").body["id"]
    assert person.post("/subscription/checkout/", wanted).body["url"] == session["url"]

    subscription = account.pay(session["id"])
    news = [event for event in account.events if event["type"] == "customer.subscription.created"][-1]
    assert post_news(service, news, secret="whsec_wrong") == 400
    assert person.get("/subscription/").body["source"] != "stripe"
    assert post_news(service, news) in (200, 204)
    paid = person.get("/subscription/").body
    assert (paid["tier"], paid["source"], paid["status"]) == ("professional", "stripe", "trialing")
    assert person.post("/subscription/checkout/", wanted).status == 409
    assert person.post("/subscription/portal/").body["url"].startswith("http")
    assert stripe.count("post", "/v1/billing_portal/sessions") == 1

    account.cancel_at_period_end(subscription, by="date")
    assert post_news(service, account.events[-1]) in (200, 204)
    leaving = person.get("/subscription/").body
    assert leaving["tier"] == "professional"
    assert leaving["cancel_at"]
    assert sum(item["active"] for item in items_of(person, watchlist)) == 11

    account.cancel_now(subscription)
    assert post_news(service, account.events[-1]) in (200, 204)
    # The trial that was paid over still has its days; with them gone nothing is left but Free.
    service.manage("sweep", "--now", (datetime.now(UTC) + timedelta(days=15)).isoformat())
    assert person.get("/subscription/").body["tier"] == "free"
    items = items_of(person, watchlist)
    assert (len(items), sum(item["active"] for item in items)) == (11, 1)
    told = {mail["Subject"]: mail.get_body(("plain",)).get_content() for mail in service.mails_to(address)}
    ended = told["Your Professional trial has ended"]
    assert "Active on Free (1)" in ended
    assert "Inactive (10)" in ended
    assert "/account/choose/" in ended
    log = (service.data_dir / "up.log").read_text()
    for secret in (KEY, SECRET, "whsec_older"):
        assert secret not in log
