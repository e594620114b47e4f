"""Beginning to pay, over the API and against a local Stripe: one customer and one open session a person."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from accounts.models import User
from billing import entitlements
from billing.models import BillingAccount, BillingCustomer, Subscription, Trial
from billing.payments.checkout import SHORTEST_TRIAL
from billing.payments.ways_to_pay import way_to_pay
from billing.services.trials import start_trial
from tests.contract.stripe_account import DAY
from web.personal_data.erasure import erase_due

HOUR = timedelta(hours=1)


def sessions(stripe, **wanted):
    return stripe.account.all("checkout.session", **wanted)


@pytest.mark.parametrize("tier", ["watcher", "professional"])
@pytest.mark.parametrize("interval", ["month", "year"])
def test_each_tier_and_interval_leads_to_checkout_for_its_price(stripe, make_user, order, tier, interval):
    user = make_user("ana@example.com")
    answer = order(user, tier, interval)
    assert answer.status_code == 200
    [session], [customer] = sessions(stripe), stripe.account.all("customer")
    assert answer.json() == {"url": session["url"]}
    assert session["_prices"] == [stripe.prices[(tier, interval)]["id"]]
    assert (session["customer"], session["client_reference_id"]) == (customer["id"], str(user.pk))
    assert session["metadata"]["user_id"] == session["_subscription_data"]["metadata"]["user_id"] == str(user.pk)
    assert (customer["email"], customer["metadata"]) == ("ana@example.com", {"user_id": str(user.pk)})
    (asked,) = [form for method, path, form in stripe.requests if (method, path) == ("post", "/v1/checkout/sessions")]
    assert asked["allow_promotion_codes"] == "true"
    assert "automatic_tax" not in asked
    assert "trial_end" not in asked["subscription_data"]


def test_tax_is_asked_of_stripe_where_it_is_switched_on(stripe, make_user, order, settings):
    settings.STRIPE_AUTOMATIC_TAX = True
    assert order(make_user()).status_code == 200
    asked = stripe.requests[-1][2]
    assert (asked["automatic_tax"], asked["tax_id_collection"]) == ({"enabled": "true"}, {"enabled": "true"})


def test_a_second_click_leads_to_the_same_session_and_another_order_closes_it(stripe, make_user, order):
    user = make_user()
    first = order(user).json()["url"]
    assert order(user).json()["url"] == first
    second = order(user, "professional").json()["url"]
    assert second != first
    assert [session["url"] for session in sessions(stripe, status="open")] == [second]
    assert len(stripe.account.all("customer")) == BillingCustomer.objects.count() == 1


def test_somebody_who_pays_already_is_not_sold_a_second_subscription(stripe, make_user, order):
    user = make_user()
    order(user)
    stripe.account.pay(sessions(stripe)[0]["id"])
    answer = order(user, "professional")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_subscribed")
    assert answer.json()["tier"] == "watcher"
    assert answer.json()["detail"] == "You are on Watcher already."
    # The question brought what Stripe holds, before any event did.
    assert entitlements.for_user(user, datetime.now(UTC)).source == "stripe"
    assert sessions(stripe, status="open") == []


@pytest.mark.parametrize(
    ("status", "is_sold"),
    [
        ("past_due", False),
        ("unpaid", False),
        ("paused", False),
        ("canceled", True),
        ("incomplete", True),
        ("incomplete_expired", True),
    ],
)
def test_what_can_still_be_managed_is_managed_and_not_bought_again(stripe, make_user, order, status, is_sold):
    user = make_user()
    order(user)
    subscription = stripe.account.pay(sessions(stripe)[0]["id"])
    subscription["status"] = status
    answer = order(user)
    assert answer.status_code == (200 if is_sold else 409)
    if status in ("unpaid", "paused"):
        assert answer.json()["detail"].startswith("You already have a subscription, but it gives you no tier")


def test_who_pays_during_the_trial_keeps_its_remaining_days(stripe, make_user, order):
    user = make_user()
    trial = start_trial(user=user, now=datetime.now(UTC) - 9 * timedelta(days=1))
    assert order(user).status_code == 200
    trial_end = int(sessions(stripe)[0]["_subscription_data"]["trial_end"])
    assert timedelta(0) <= datetime.fromtimestamp(trial_end, UTC) - trial.ends_at < timedelta(seconds=1)
    stripe.account.pay(sessions(stripe)[0]["id"])
    answered = order(user, "professional").json()
    assert answered["code"] == "already_subscribed"
    row = Subscription.objects.get(source="stripe")
    assert (row.status, row.current_period_end) == ("trialing", datetime.fromtimestamp(trial_end, UTC))


@pytest.mark.parametrize("left", [timedelta(minutes=1), timedelta(hours=47), timedelta(hours=48, minutes=30)])
def test_of_a_trial_that_is_shorter_than_stripes_shortest_nothing_is_lost(stripe, make_user, order, left):
    user, now = make_user(), datetime.now(UTC)
    Trial.objects.create(user=user, started_at=now - 10 * DAY * timedelta(seconds=1), ends_at=now + left)
    first = order(user).json()["url"]
    trial_end = datetime.fromtimestamp(int(sessions(stripe)[0]["_subscription_data"]["trial_end"]), UTC)
    assert now + SHORTEST_TRIAL <= trial_end <= now + SHORTEST_TRIAL + HOUR + timedelta(seconds=1)
    assert order(user).json()["url"] == first


def test_a_trial_that_is_over_gives_no_days(stripe, make_user, order, now):
    user = make_user()
    start_trial(user=user, now=now - timedelta(days=15))
    assert order(user).status_code == 200
    assert "trial_end" not in sessions(stripe)[0]["_subscription_data"]


def test_a_lost_answer_makes_no_second_customer(stripe, make_user, order):
    user = make_user()
    stripe.faults = [{"POST /v1/customers": "drop after"}] * 3
    answer = order(user)
    assert (answer.status_code, answer.json()["code"]) == (503, "payments_unavailable")
    assert order(user).status_code == 200
    assert len(stripe.account.all("customer")) == 1
    assert stripe.replayed >= 1


@pytest.mark.parametrize("fault", [500, 429, (401, {"type": "invalid_request_error"}), "drop before"])
def test_a_stripe_that_fails_is_said_and_later_it_goes(stripe, make_user, order, fault):
    user = make_user()
    stripe.faults = [fault] * (1 if fault == 429 or isinstance(fault, tuple) else 3)
    answer = order(user)
    assert (answer.status_code, answer.json()["code"]) == (503, "payments_unavailable")
    assert order(user).status_code == 200


def test_a_key_that_may_not_list_sessions_sells_nevertheless(stripe, make_user, order):
    stripe.faults = [{"GET /v1/checkout/sessions": (403, {"type": "invalid_request_error"})}]
    assert order(make_user()).status_code == 200


def test_a_customer_deleted_at_stripe_is_replaced(stripe, make_user, order):
    user = make_user()
    order(user)
    stripe.account.delete_customer(stripe.account.all("customer")[0])
    assert order(user).status_code == 200
    gone, new = sorted(BillingCustomer.objects.all(), key=lambda customer: customer.deleted_at is None)
    assert (gone.deleted_at is None, new.deleted_at is None) == (False, True)
    assert sessions(stripe, status="open")[0]["customer"] == new.pk


def test_a_tier_without_a_price_is_not_sold(stripe, make_user, order, settings):
    settings.STRIPE_PRICES = {**settings.STRIPE_PRICES, ("watcher", "year"): ""}
    answer = order(make_user(), "watcher", "year")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_for_sale")
    assert stripe.requests == []


def test_the_portal_is_for_those_who_began_to_pay(stripe, make_user, order, api, settings):
    user = make_user()
    answer = api(user).post("/api/v1/subscription/portal/", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_a_customer")
    order(user)
    settings.STRIPE_PORTAL_CONFIGURATION = "bpc_1"
    answer = api(user).post("/api/v1/subscription/portal/", {})
    assert answer.status_code == 200
    assert answer.json()["url"].startswith(f"{stripe.address}/portal/bps_")
    assert stripe.requests[-1][2]["configuration"] == "bpc_1"


def test_all_that_somebody_pays_for_is_ended_at_once(stripe, make_user, order):
    user, now = make_user(), datetime.now(UTC)
    assert way_to_pay().cancel_all(user=user) == 0
    order(user)
    subscription = stripe.account.pay(sessions(stripe)[0]["id"])
    stripe.account.subscribe(stripe.account.all("customer")[0], stripe.prices[("professional", "year")])
    assert way_to_pay().cancel_all(user=user) == 2
    assert subscription["status"] == "canceled"
    assert entitlements.for_user(user, now).tier == "free"
    assert way_to_pay().cancel_all(user=user) == 0


def test_an_open_session_can_not_be_paid_once_all_is_ended(stripe, make_user, order):
    user = make_user()
    order(user)
    way_to_pay().cancel_all(user=user)
    assert sessions(stripe)[0]["status"] == "expired"


def test_an_account_is_erased_only_once_its_subscription_is_ended(stripe, make_user, order, deliver):
    user, now = make_user(), datetime.now(UTC)
    order(user)
    subscription = stripe.account.pay(sessions(stripe)[0]["id"])
    deliver(stripe.account.events[-1])
    User.objects.filter(pk=user.pk).update(erase_at=now)
    stripe.faults = [500] * 3
    assert erase_due(now) == {"accounts_erased": 0, "erasures_failed": 1}
    assert (subscription["status"], User.objects.filter(pk=user.pk).exists()) == ("active", True)
    assert erase_due(now) == {"accounts_erased": 1, "erasures_failed": 0}
    assert (subscription["status"], User.objects.filter(pk=user.pk).exists()) == ("canceled", False)
    for event in stripe.account.events:
        assert deliver(event).status_code == 200
    assert (Subscription.objects.count(), BillingCustomer.objects.get().account.user) == (0, None)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_simultaneous_orders_there_is_one_customer_and_one_open_session(stripe, make_user, api):
    user = make_user()
    clients = [api(user, by="session") for _ in range(32)]

    def ask(client):
        try:
            return client.post("/api/v1/subscription/checkout/", {"tier": "watcher", "interval": "month"}).json()
        finally:
            connection.close()

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(ask, clients))
    assert len({answer["url"] for answer in answers}) == 1
    assert len(stripe.account.all("customer")) == BillingCustomer.objects.count() == BillingAccount.objects.count() == 1
    assert len(sessions(stripe)) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_different_simultaneous_orders_one_can_be_paid(stripe, make_user, api):
    user = make_user()
    orders = [(api(user, by="session"), tier) for tier in ("watcher", "professional") * 8]

    def ask(order):
        try:
            client, tier = order
            return client.post("/api/v1/subscription/checkout/", {"tier": tier, "interval": "month"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(ask, orders)) == {200}
    assert len(sessions(stripe, status="open")) == 1
    assert len(stripe.account.all("customer")) == 1
