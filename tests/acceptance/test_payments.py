"""The whole path of a paying person through the real processes: by HTTP, against a Stripe on this machine."""

import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from tests.acceptance.conftest import running_service
from tests.acceptance.test_tour import add, default_watchlist, items_of, some_platforms
from tests.contract.stripe_events import SECRET, body_of, signature
from tests.contract.stripe_server import KEY, StripeServer

pytestmark = [pytest.mark.real_clock, pytest.mark.on_sqlite]


@pytest.fixture(scope="module")
def stripe():
    server = StripeServer()
    server.prices = {
        (tier, interval): server.account.price(amount, interval)
        for tier, interval, amount in (
            *(("watcher", "month", 1_900), ("watcher", "year", 19_000)),
            *(("professional", "month", 9_900), ("professional", "year", 99_000)),
        )
    }
    yield server
    server.stop()
    assert server.violations == []


@pytest.fixture(scope="module")
def site(stripe, tmp_path_factory, migrated_file):
    prices = {f"STRIPE_PRICE_{t}_{i}".upper(): price["id"] for (t, i), price in stripe.prices.items()}
    keys = {"STRIPE_SECRET_KEY": KEY, "STRIPE_WEBHOOK_SECRETS": SECRET, "STRIPE_API_BASE": stripe.address}
    with running_service(
        tmp_path_factory.mktemp("paying"), migrated_file, BILLING_BACKEND="stripe", **keys, **prices
    ) as running:
        yield running


def deliver(site, event):
    """Post an event as Stripe does: the status of the answer."""
    body = body_of(event)
    headers = {"Stripe-Signature": signature(body), "Content-Type": "application/json"}
    request = urllib.request.Request(f"{site.base}/webhooks/stripe/", body, headers, method="POST")
    try:
        return urllib.request.urlopen(request, timeout=60).status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture(scope="module")
def unanswered(site, stripe):
    """Somebody who has paid while Stripe could not be asked. The worker asks again in half a minute."""
    account = stripe.account
    _, person = site.sign_up()
    assert person.post("/subscription/checkout/", {"tier": "watcher", "interval": "month"}).status == 200
    account.pay(account.all("checkout.session", status="open")[0]["id"])
    stripe.faults = [{"GET /v1/subscriptions": 500}]
    assert deliver(site, account.events[-1]) == 500
    assert person.get("/subscription/").body["tier"] == "free"
    stripe.faults = []
    return person


def wait_for_subject(site, address, words, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if any(words in mail["Subject"] for mail in site.mails_to(address)):
            return
        time.sleep(0.1)
    raise AssertionError(f"no mail about {words!r}: {[mail['Subject'] for mail in site.mails_to(address)]}")


@pytest.mark.slow
def test_from_free_through_trial_and_payment_to_free_again(site, stripe, request):
    account = stripe.account
    address, person = site.sign_up()
    watchlist, slugs = default_watchlist(person), some_platforms(person, 3)
    assert person.get("/subscription/").body["tier"] == "free"
    assert person.post("/subscription/portal/").body["code"] == "not_a_customer"
    assert person.post("/subscription/trial/").status == 201
    assert [add(person, watchlist, slug).status for slug in slugs] == [201] * 3

    # Paying during the trial keeps its days.
    asked = person.post("/subscription/checkout/", {"tier": "professional", "interval": "month"})
    assert asked.status == 200
    [session] = account.all("checkout.session", status="open")
    assert asked.body == {"url": session["url"]}
    subscription = account.pay(session["id"])
    assert person.get("/subscription/").body["source"] == "trial"
    assert {deliver(site, event) for event in account.events[-3:]} == {200}
    shown = person.get("/subscription/").body
    assert (shown["tier"], shown["status"], shown["source"]) == ("professional", "trialing", "stripe")
    assert shown["current_period_end"] >= shown["trial"]["ends_at"][:19]
    site.manage("sweep", "--now", (datetime.now(UTC) + timedelta(days=15)).isoformat())  # the app's own trial ends
    request.getfixturevalue("unanswered")  # not before the sweep; its half a minute passes beside the rest of this test
    account.end_trial(subscription)
    assert {deliver(site, event) for event in account.events[-2:]} == {200}
    assert person.get("/subscription/").body["status"] == "active"

    # Cancelled in the portal: everything stays until the end of the period.
    assert person.post("/subscription/portal/").body["url"].startswith(stripe.address)
    again = person.post("/subscription/checkout/", {"tier": "watcher", "interval": "year"})
    assert (again.status, again.body["code"]) == (409, "already_subscribed")
    account.cancel_at_period_end(subscription, by="date")
    assert deliver(site, account.events[-1]) == 200
    shown = person.get("/subscription/").body
    assert (shown["tier"], shown["status"]) == ("professional", "active")
    assert shown["cancel_at"] == shown["current_period_end"]
    wait_for_subject(site, address, "Professional subscription ends on")
    assert [item["active"] for item in items_of(person, watchlist)] == [True] * 3

    # The period is over.
    account.renew(subscription)
    assert subscription["status"] == "canceled"
    assert deliver(site, account.events[-1]) == 200
    shown = person.get("/subscription/").body
    assert (shown["tier"], shown["status"]) == ("free", "canceled")
    assert sorted(item["active"] for item in items_of(person, watchlist)) == [False, False, True]
    wait_for_subject(site, address, "Professional subscription has ended")
    log = (site.data_dir / "up.log").read_text()
    assert "stripe_event" in log
    assert not any(secret in log for secret in (SECRET, KEY, address))


@pytest.mark.slow
def test_what_could_not_be_asked_is_done_by_the_worker(unanswered):
    deadline = time.monotonic() + 180
    while unanswered.get("/subscription/").body["tier"] == "free" and time.monotonic() < deadline:
        time.sleep(1)
    assert unanswered.get("/subscription/").body["tier"] == "watcher"
