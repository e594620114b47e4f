"""Stripe's events: each is a hint to ask Stripe again, whoever sends what in whatever order."""

import copy
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from billing import entitlements
from billing.models import (
    BillingAccount,
    BillingCustomer,
    EntitlementChange,
    StripeEvent,
    Subscription,
)
from tests.billing.what_is_held import held, last, moment
from tests.contract.stripe_events import again, body_of, signature, thin

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("shape", [copy.deepcopy, thin])
@pytest.mark.parametrize("type", ["checkout.session.completed", "customer.subscription.created", "invoice.paid"])
def test_any_one_event_of_a_purchase_gives_the_tier_before_it_is_answered(stripe, subscribed, deliver, shape, type):
    user, _ = subscribed("professional")
    assert held(user).tier == "free"
    assert deliver(shape(last(stripe, type))).status_code == 200
    assert (held(user).tier, held(user).source, held(user).status) == ("professional", "stripe", "active")
    event = StripeEvent.objects.get()
    assert (event.outcome, event.type, event.attempt_count, event.deliveries) == ("applied", type, 1, 1)
    line = EntitlementChange.objects.get(person=user)
    assert (line.cause, line.reference) == ("event", event.pk)


def test_what_an_event_says_of_the_state_is_not_believed(stripe, subscribed, deliver):
    user, subscription = subscribed()
    created = last(stripe, "customer.subscription.created")
    stripe.account.cancel_now(subscription)
    deliver(last(stripe, "customer.subscription.deleted"))
    deliver(created)
    assert held(user).tier == "free"


def test_an_event_that_comes_twice_is_stored_once_and_done_once(stripe, subscribed, deliver):
    user, _ = subscribed()
    event = stripe.account.events[-1]
    assert [deliver(event).status_code for _ in range(3)] == [200] * 3
    assert StripeEvent.objects.get().deliveries == 3
    assert stripe.count("get", "/v1/subscriptions") == 2  # at the order, and for the event
    deliver(again(event))
    assert (StripeEvent.objects.count(), Subscription.objects.count()) == (2, 1)
    assert EntitlementChange.objects.filter(person=user).count() == 1


def test_a_life_with_stripe_is_followed(stripe, subscribed, deliver):
    user, subscription = subscribed("watcher")
    account = stripe.account

    def tell():
        deliver(account.events[-1])
        return held(user).tier, held(user).status

    assert tell() == ("watcher", "active")
    account.change_price(subscription, stripe.prices[("professional", "month")])
    assert tell() == ("professional", "active")
    account.cancel_at_period_end(subscription, by="date")
    assert tell() == ("professional", "active")
    assert Subscription.objects.get().cancel_at is not None
    account.resume(subscription)
    assert tell() == ("professional", "active")
    assert Subscription.objects.get().cancel_at is None
    subscription["status"] = "past_due"
    account.tell("invoice.payment_failed", account.get("invoice", subscription["latest_invoice"]))
    assert tell() == ("professional", "past_due")
    subscription["status"] = "active"
    account.tell("customer.subscription.updated", subscription)
    assert tell() == ("professional", "active")
    account.cancel_now(subscription)
    assert tell() == ("free", "canceled")


def test_grace_ends_after_seven_days_although_nothing_comes(stripe, subscribed, deliver):
    user, subscription = subscribed()
    stripe.account.fail(subscription)
    deliver(stripe.account.events[-1])
    failed_at = datetime.fromtimestamp(stripe.account.now, UTC)
    assert entitlements.for_user(user, failed_at + timedelta(days=6, hours=23)).tier == "watcher"
    lapsed = entitlements.for_user(user, failed_at + timedelta(days=7))
    assert (lapsed.tier, lapsed.status) == ("free", "past_due")


@pytest.mark.parametrize("type", ["product.created", "customer.created", "payment_intent.succeeded", "v9.new.thing"])
def test_an_unknown_type_is_recorded_and_asks_nothing(stripe, deliver, db, type):
    event = stripe.account.tell(type, {"id": "x_1", "object": "x", "customer": "cus_1"})
    assert deliver(event).status_code == 200
    assert StripeEvent.objects.get().outcome == "noted"
    assert stripe.requests == []


def test_an_event_of_the_other_mode_is_recorded_and_not_acted_on(stripe, subscribed, deliver):
    user, _ = subscribed()
    asked = len(stripe.requests)
    assert deliver({**stripe.account.events[-1], "livemode": True}).status_code == 200
    assert StripeEvent.objects.get().outcome == "other_mode"
    assert (held(user).tier, len(stripe.requests)) == ("free", asked)


@pytest.mark.parametrize("act", ["dispute", "refund"])
@pytest.mark.parametrize("shape", [copy.deepcopy, thin])
def test_money_that_is_asked_back_is_shown_to_an_operator_and_takes_nothing_by_itself(
    stripe, subscribed, deliver, act, shape
):
    user, subscription = subscribed()
    assert deliver(shape(getattr(stripe.account, act)(subscription))).status_code == 200
    event = StripeEvent.objects.get()
    assert (event.outcome, event.customer_id) == ("attention", subscription["customer"])
    assert held(user).tier == "watcher"


def test_a_dispute_whose_customer_can_not_be_found_is_shown_to_an_operator_too(stripe, deliver, db):
    event = stripe.account.tell("charge.dispute.created", {"id": "dp_gone", "object": "dispute", "charge": "ch_gone"})
    assert deliver(event).status_code == 200
    assert StripeEvent.objects.get().outcome == "attention"


def test_grace_counts_from_when_it_was_seen_where_invoices_can_not_be_read(stripe, subscribed, deliver):
    user, subscription = subscribed()
    stripe.account.fail(subscription)
    forbidden = {"GET /v1/invoices": (403, {"type": "invalid_request_error"})}
    ends = []
    for number in range(2):
        stripe.faults = [forbidden]
        assert deliver(again(stripe.account.events[-1], number)).status_code == 200
        ends.append(Subscription.objects.get().lapses_at)
    assert ends[0] == ends[1]
    assert abs(ends[0] - moment() - timedelta(days=7)) < MINUTE
    assert held(user).status == "past_due"


def test_an_unknown_price_keeps_the_tier_and_is_told(stripe, subscribed, deliver):
    user, subscription = subscribed("watcher")
    deliver(stripe.account.events[-1])
    deliver(stripe.account.change_price(subscription, stripe.account.price(1)))
    assert (held(user).tier, BillingAccount.objects.get().notes) == ("watcher", "unknown_price")
    deliver(stripe.account.change_price(subscription, stripe.prices[("professional", "year")]))
    assert (held(user).tier, BillingAccount.objects.get().notes) == ("professional", "")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_simultaneous_deliveries_trials_and_orders_leave_one_row_of_each(stripe, make_user, api):
    user = make_user()
    api(user).post("/api/v1/subscription/checkout/", {"tier": "watcher", "interval": "month"})
    stripe.account.pay(stripe.account.all("checkout.session")[0]["id"])
    told = stripe.account.events[-3:]
    deliveries = [told[n % 3] if n % 2 else again(told[n % 3], n) for n in range(16)]
    people = [api(user, by="session") for _ in range(16)]

    def act(number):
        try:
            if number < 16:
                body = body_of(deliveries[number])
                headers = {"Stripe-Signature": signature(body)}
                return Client().post("/webhooks/stripe/", body, "application/json", headers=headers).status_code
            client = people[number - 16]
            if number % 2:
                return client.post("/api/v1/subscription/trial/", {}).status_code
            return client.post("/api/v1/subscription/checkout/", {"tier": "watcher", "interval": "year"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(32) as pool:
        statuses = list(pool.map(act, range(32)))
    assert set(statuses[:16]) == {200}
    assert set(statuses[16:]) <= {201, 409}
    assert statuses.count(201) <= 1
    assert Subscription.objects.count() == BillingAccount.objects.count() == BillingCustomer.objects.count() == 1
    assert len(stripe.account.all("customer")) == len(stripe.account.all("subscription")) == 1
    assert StripeEvent.objects.count() == len({event["id"] for event in deliveries})
    assert set(StripeEvent.objects.values_list("outcome", flat=True)) == {"applied"}
    assert sum(StripeEvent.objects.values_list("deliveries", flat=True)) == 16
    # A trial that was first gives more than what was bought: it goes on, and what is held doesn't change.
    sources = EntitlementChange.objects.filter(person=user).values_list("to_source", flat=True)
    assert list(sources) == (["trial"] if 201 in statuses[17::2] else ["stripe"])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_slow_old_answer_is_not_written_over_a_newer_one(stripe, subscribed):
    """The first delivery's question is held up at Stripe; meanwhile the subscription ends and a second one comes."""
    user, subscription = subscribed()
    first, second = stripe.account.events[-2:]
    stripe.faults = [("delay", 0.5)]

    def deliver_one(event):
        try:
            body = body_of(event)
            headers = {"Stripe-Signature": signature(body)}
            return Client().post("/webhooks/stripe/", body, "application/json", headers=headers).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        asked = len(stripe.requests)
        slow = pool.submit(deliver_one, first)
        while len(stripe.requests) == asked:
            pass
        stripe.account.cancel_now(subscription)
        assert pool.submit(deliver_one, second).result() == slow.result() == 200
    assert held(user).tier == "free"


def test_the_operator_finds_accounts_events_and_refusals(stripe, subscribed, deliver, make_user, client):
    _, subscription = subscribed()
    deliver(stripe.account.dispute(subscription))
    deliver(None, body=b"{}", header="")
    client.force_login(make_user(is_staff=True, is_superuser=True))
    paths = {
        f"billingaccount/?q={subscription['customer']}": "1 billing account",
        "stripeevent/?outcome__exact=attention": "charge.dispute.created",
        "refusedwebhooks/": "no_signature",
        f"billingaccount/{BillingAccount.objects.get().pk}/change/": subscription["customer"],
    }
    for path, shown in paths.items():
        answer = client.get(f"/admin/billing/{path}")
        assert answer.status_code == 200
        assert shown in answer.content.decode()


def test_a_clock_that_was_far_ahead_is_not_followed(stripe, subscribed, deliver):
    user, _ = subscribed()
    deliver(stripe.account.events[-1])
    for ahead, follows in ((4 * MINUTE, True), (timedelta(days=30), False)):
        BillingAccount.objects.update(synchronised_at=moment() + ahead)
        deliver(again(stripe.account.events[-1], ahead.days))
        assert (BillingAccount.objects.get().synchronised_at > moment() + 3 * MINUTE) is follows
    assert held(user).tier == "watcher"
