"""Whose an event is: customers of Stripe's and the people they are linked to."""

import copy

import pytest

from billing.models import (
    BillingAccount,
    BillingCustomer,
    StripeEvent,
    Subscription,
)
from tests.billing.what_is_held import held, last
from tests.contract.stripe_events import again, thin


def test_a_customer_who_is_not_linked_is_linked_by_the_reference_of_checkout(stripe, make_user, deliver):
    user = make_user()
    account = stripe.account
    customer = account.customer()
    account.subscribe(customer, stripe.prices[("watcher", "month")])
    session = {
        "id": "cs_1",
        "object": "checkout.session",
        "customer": customer["id"],
        "client_reference_id": str(user.pk),
    }
    assert deliver(account.tell("checkout.session.completed", session)).status_code == 200
    assert held(user).tier == "watcher"
    assert BillingCustomer.objects.get().account.user == user


@pytest.mark.parametrize("told_by", ["the event", "the subscription", "the customer"])
def test_a_customer_who_is_not_linked_is_linked_by_the_id_in_metadata(stripe, make_user, deliver, told_by):
    user, account = make_user(), stripe.account
    mark = {"user_id": str(user.pk)}
    customer = account.customer(metadata=mark if told_by == "the customer" else {})
    metadata = {} if told_by == "the customer" else mark
    account.subscribe(customer, stripe.prices[("watcher", "month")], metadata=metadata)
    event = last(stripe, "customer.subscription.created")
    deliver(thin(event) if told_by == "the subscription" else event)
    assert held(user).tier == "watcher"


def test_a_customer_is_never_linked_to_another_person(stripe, subscribed, deliver, make_user):
    user, subscription = subscribed()
    other = make_user()
    deliver(stripe.account.events[-1])
    session = {
        "id": "cs_2",
        "object": "checkout.session",
        "customer": subscription["customer"],
        "client_reference_id": str(other.pk),
    }
    assert deliver(stripe.account.tell("checkout.session.completed", session)).status_code == 200
    assert (held(user).tier, held(other).tier) == ("watcher", "free")
    assert BillingCustomer.objects.get().account.user == user
    assert StripeEvent.objects.order_by("received_at").last().outcome == "attention"


def test_a_person_with_a_second_customer_has_the_highest_of_what_both_hold(stripe, subscribed, deliver):
    user, _ = subscribed("watcher")
    customer = stripe.account.customer(metadata={"user_id": str(user.pk)})
    stripe.account.subscribe(customer, stripe.prices[("professional", "month")])
    deliver(stripe.account.events[-1])
    assert held(user).tier == "professional"
    assert BillingAccount.objects.get().notes == "several_subscriptions"


@pytest.mark.parametrize(
    "reference", [None, "", "17", "not-an-id", "7c1d8a52-0000-4000-8000-000000000000", "\x00", {"a": 1}]
)
def test_a_customer_who_is_nobody_here_is_recorded_and_left_alone(stripe, deliver, db, reference):
    customer = stripe.account.customer()
    session = {"id": "cs_1", "object": "checkout.session", "customer": customer["id"], "client_reference_id": reference}
    assert deliver(stripe.account.tell("checkout.session.completed", session)).status_code == 200
    assert StripeEvent.objects.get().outcome == "unlinked"
    assert BillingCustomer.objects.count() == 0


def test_an_erased_persons_customer_brings_nobody_back(stripe, subscribed, deliver):
    user, _ = subscribed()
    deliver(stripe.account.events[-1])
    Subscription.objects.all().delete()
    BillingAccount.objects.update(user=None)
    assert deliver(again(stripe.account.events[-1])).status_code == 200
    assert Subscription.objects.count() == 0
    assert held(user).tier == "free"


@pytest.mark.parametrize("shape", [copy.deepcopy, thin])
def test_a_customer_deleted_at_stripe_holds_nothing(stripe, subscribed, deliver, shape):
    user, subscription = subscribed()
    deliver(stripe.account.events[-1])
    event = stripe.account.delete_customer(stripe.account.get("customer", subscription["customer"]))
    assert deliver(shape(event)).status_code == 200
    assert held(user).tier == "free"
    assert BillingCustomer.objects.get().deleted_at is not None
